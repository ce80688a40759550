"""Open Graph and Twitter: what a shared link looks like."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guestlist.catalog.models import Event, Session, Speaker
from guestlist.feeds import event_meta, organization_meta, session_meta, speaker_meta
from guestlist.feeds.plain import shortened
from guestlist.organizations.models import Organization
from tests.feeds.pages import HOME, PAGES

ORGANIZATION = Organization(name="Lindenhof", slug="main")
EVENT = Event(name="Harbour Data Days", readable_event_id="Harbour", description="Two days\nof tides.", image="b.png")


def test_an_event_is_shared_with_its_banner() -> None:
    assert event_meta(ORGANIZATION, EVENT, PAGES) == [
        ("og:type", "website"),
        ("og:site_name", "Lindenhof"),
        ("og:title", "Harbour Data Days"),
        ("og:description", "Two days of tides."),
        ("og:url", f"{HOME}/events/Harbour"),
        ("og:image", f"{HOME}/media/b.png"),
        ("twitter:card", "summary_large_image"),
        ("twitter:title", "Harbour Data Days"),
        ("twitter:description", "Two days of tides."),
        ("twitter:image", f"{HOME}/media/b.png"),
    ]


def test_what_there_is_not_is_left_out() -> None:
    found = dict(organization_meta(ORGANIZATION, PAGES))

    assert found["twitter:card"] == "summary"
    assert not found.keys() & {"og:image", "og:description", "twitter:image", "twitter:description"}


def test_a_session_is_shared_with_its_summary_and_the_events_banner() -> None:
    session = Session(name="Tide gauges", summary="How high?", detailed_description="A gauge.")

    found = dict(session_meta(ORGANIZATION, EVENT, session, PAGES))

    assert found["og:url"] == PAGES.session(EVENT, session)
    assert found["og:description"] == "How high?"
    assert found["og:image"] == f"{HOME}/media/b.png"


def test_a_speaker_is_shared_with_their_portrait() -> None:
    speaker = Speaker(name="Ilse Varga", title="Hydrographer", image="p.png")

    found = dict(speaker_meta(ORGANIZATION, EVENT, speaker, PAGES))

    assert (found["og:type"], found["twitter:card"]) == ("profile", "summary")
    assert (found["og:description"], found["og:image"]) == ("Hydrographer", f"{HOME}/media/p.png")


@given(st.text(), st.integers(min_value=2, max_value=40))
def test_a_shortened_text_is_one_line_that_fits(text: str, length_max: int) -> None:
    found = shortened(text, length_max)

    assert len(found) <= length_max + 1
    assert "\n" not in found
    if len(" ".join(text.split())) <= length_max:
        assert found == " ".join(text.split())
