"""The page of one event."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from guestlist.catalog.choices import PublishStatus, SponsorshipCategory
from guestlist.ids import new_id
from guestlist.organizations.models import Organization
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_organization,
    make_pass,
    make_session,
    registering,
)
from tests.eventsapi.reading.asking import (
    NOW,
    engage,
    make_building,
    make_room,
    make_speaker,
    make_sponsorship,
)
from tests.website.looking import look, text_of

PATH = "/e/Harbour_Data_Days/"


def shown(organization: Organization, **columns: Any) -> str:
    make_event(organization, **columns)
    return text_of(look(organization, PATH))


def test_an_event_shows_what_when_and_where(organization: Organization) -> None:
    building = make_building(organization, city="Lindenhof", address_line1="Kai 4", postal_code="20457")
    room = make_room(building)
    event = make_event(organization, description="Numbers.\n\nOf a harbour.", room=room)

    page = look(organization, PATH)

    text = text_of(page)
    for part in ("Harbour Data Days", "Numbers.", "Old Customs House", "Chart Room", "Kai 4", "20457 Lindenhof"):
        assert part in text
    assert "Thursday, 10 June 2027, 09:00" in text
    assert "Central European Summer Time" in text
    assert b"<p>Numbers.</p>" in page.content
    assert '<time datetime="2027-06-10T07:00:00Z" data-own>' in page.content.decode()
    assert f'data-zone="{event.time_zone}"' in page.content.decode()


def test_markup_is_printed_as_it_was_cleaned(organization: Organization) -> None:
    make_event(organization, description="Come.", description_html="<p>Come <strong>all</strong>.</p>")

    assert b"<p>Come <strong>all</strong>.</p>" in look(organization, PATH).content


def test_addresses_in_plain_texts_become_links_and_nothing_else_does(organization: Organization) -> None:
    make_event(
        organization, description='See https://tides.example/?a=1&b=2 or <a href="javascript:x">javascript:x</a>'
    )

    page = look(organization, PATH).content

    assert b'<a href="https://tides.example/?a=1&amp;b=2" rel="nofollow">' in page
    assert b'href="javascript' not in page


@pytest.mark.parametrize("given", ["harbour_data_days", "HARBOUR_DATA_DAYS", "guid"])
def test_every_other_address_leads_to_the_one(organization: Organization, given: str) -> None:
    event = make_event(organization)
    given = str(event.id) if given == "guid" else given

    for rest in ("", "agenda/?day=all", "speakers/", "calendar.ics", "schedule.xml"):
        answer = look(organization, f"/e/{given}/{rest}", root="/o/main")

        assert answer.status_code == 301
        assert answer.headers["Location"] == f"/o/main{PATH}{rest}"


def test_a_readable_id_of_any_letters_has_an_address(organization: Organization) -> None:
    make_event(organization, "Fête & more?", name="Fête")

    assert "Fête" in text_of(look(organization, "/e/F%C3%AAte%20%26%20more%3F/"))
    assert b'href="/e/F%C3%AAte%20%26%20more%3F/"' in look(organization, "/").content


@pytest.mark.parametrize(
    "columns",
    [
        {"publish_status": PublishStatus.DRAFT},
        {"publish_status": PublishStatus.IN_PROGRESS},
        {"is_active": False},
        {"is_template": True},
        {"is_series_master": True},
    ],
)
def test_what_is_not_live_is_not_there(organization: Organization, columns: dict[str, Any]) -> None:
    event = make_event(organization, **columns)
    session = make_session(event)

    for rest in ("", "agenda/", "speakers/", f"sessions/{session.id}/", "calendar.ics", "schedule.json"):
        assert look(organization, f"{PATH}{rest}").status_code == 404


def test_another_organizations_event_is_not_there_by_name_or_id(organization: Organization) -> None:
    event = make_event(make_organization("other"), "Theirs")
    session, speaker = make_session(event), make_speaker(event.organization)
    engage(speaker, event, session)
    own = make_event(organization)

    for given in ("Theirs", str(event.id)):
        for rest in ("", "agenda/", "speakers/", f"sessions/{session.id}/", f"speakers/{speaker.id}/", "schedule.xml"):
            assert look(organization, f"/e/{given}/{rest}").status_code == 404
    for rest in (f"sessions/{session.id}/", f"speakers/{speaker.id}/"):
        assert look(organization, f"/e/{own.readable_event_id}/{rest}").status_code == 404


def test_nothing_that_people_wrote_becomes_markup(organization: Organization) -> None:
    attack = "<script>alert(1)</script>"
    building = make_building(organization, attack, city=attack)
    event = make_event(organization, name=attack, description=attack, website_message=attack, building=building)
    event.has_registration_end, event.registration_ends_at = True, NOW - timedelta(hours=1)
    event.save()
    session, speaker = make_session(event, attack), make_speaker(organization, attack, title=attack)
    engage(speaker, event, session)
    make_pass(event, attack, description=attack)
    make_sponsorship(event, attack, topic=attack, description=attack)

    for rest in ("", "agenda/", "speakers/", f"sessions/{session.id}/", f"speakers/{speaker.id}/"):
        page = look(organization, f"{PATH}{rest}")
        assert page.status_code == 200
        assert b"<script>alert" not in page.content


class TestRegistration:
    def test_is_offered_while_it_is_open(self, organization: Organization) -> None:
        make_event(organization, capacity=3)

        page = look(organization, PATH)

        assert f'href="{PATH}register/"'.encode() in page.content
        assert "3 places left" in text_of(page)

    def test_ends_with_the_organizers_message(self, organization: Organization) -> None:
        text = shown(
            organization,
            has_registration_end=True,
            registration_ends_at=NOW - timedelta(hours=1),
            website_message="See you on the quay.",
        )

        assert "Registration closed" in text
        assert "See you on the quay." in text
        assert "Register" not in text.replace("Registration", "")

    def test_keeps_the_message_to_itself_until_then(self, organization: Organization) -> None:
        assert "See you" not in shown(organization, website_message="See you on the quay.")

    def test_has_not_begun(self, organization: Organization) -> None:
        text = shown(organization, registration_opens_at=NOW + timedelta(days=1))

        assert "Register from Tuesday, 2 March 2027, 13:00" in text

    def test_is_full(self, organization: Organization) -> None:
        event = make_event(organization, capacity=1)
        commit(event, registering(an_attendee()))

        page = look(organization, PATH)

        assert "All places are taken, and there is no waitlist." in text_of(page)
        assert b"/register/" not in page.content

    def test_goes_on_in_the_queue(self, organization: Organization) -> None:
        text = shown(organization, capacity=0, shows_waitlist=True)

        assert "Join the waitlist" in text

    def test_is_over_with_the_event(self, organization: Organization) -> None:
        text = shown(organization, starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1))

        assert "This event is over" in text
        assert "Register" not in text

    def test_shows_passes_with_prices(self, organization: Organization) -> None:
        event = make_event(organization)
        make_pass(event, "Day", price_minor=1250).sessions.add(
            make_session(event, "Open one"), make_session(event, "Secret", publish_status=PublishStatus.DRAFT)
        )
        make_pass(event, "Hidden", allocated=0)
        make_pass(event, "Gone", is_active=False)
        last = make_pass(event, "Last", price_minor=500, allocated=1)
        commit(event, registering(an_attendee(pass_id=str(last.id))))

        text = text_of(look(organization, PATH))

        assert "€12.50" in text
        assert "Includes 1 session" in text
        assert "Secret" not in text
        assert "Hidden" not in text
        assert "Gone" not in text

    def test_is_sold_out_with_the_passes(self, organization: Organization) -> None:
        event = make_event(organization)
        free = make_pass(event, "Free pass", price_minor=0, currency="", allocated=1)
        commit(event, registering(an_attendee(pass_id=str(free.id))))

        assert "All passes are sold, and there is no waitlist. If one becomes free" in text_of(look(organization, PATH))


def test_sponsors_stand_by_their_category(organization: Organization) -> None:
    event = make_event(organization)
    make_sponsorship(event, "Anchors", category=SponsorshipCategory.BRONZE)
    zinc = make_sponsorship(event, "Zinc", category=SponsorshipCategory.PLATINUM, logo=f"{'a' * 64}.png")
    make_sponsorship(event, "Inactive", is_active=False)

    page = look(organization, PATH, root="/o/main")

    text = text_of(page)
    assert text.index("Zinc") < text.index("Anchors")
    assert "Inactive" not in text
    assert f'src="/o/main/EvtMgmt/api/v2.0/sponsorships/{zinc.id}/logo?v=' in page.content.decode()


def test_a_short_programme_stands_on_the_page_and_a_long_one_by_day(organization: Organization) -> None:
    event = make_event(organization)
    make_session(event, "The only one")
    assert "The only one" in text_of(look(organization, PATH))

    other = make_event(organization, "Long")
    for number in range(9):
        make_session(other, f"Number {number}")
    page = look(organization, "/e/Long/")

    assert "Number 3" not in text_of(page)
    assert "9 sessions" in text_of(page)
    assert b'href="/e/Long/agenda/?day=2027-06-10"' in page.content


def test_search_engines_read_absolute_addresses_of_the_root(organization: Organization) -> None:
    event = make_event(organization, image=f"{'b' * 64}.jpg", description='Ends </script> "here"')

    page = look(organization, PATH, root="/o/main").content.decode()

    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(script)
    assert data["url"] == f"http://127.0.0.1:8000{PATH}"
    assert data["description"] == event.description
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{PATH}">' in page
    assert f'<meta property="og:image" content="http://127.0.0.1:8000/media/{event.image}">' in page
    assert f'<img src="/o/main/media/{event.image}"' in page


def test_pages_need_no_inline_style_or_script(organization: Organization) -> None:
    event = make_event(organization)
    session = make_session(event)

    for path in ("/", PATH, f"{PATH}agenda/", f"{PATH}sessions/{session.id}/", "/nope/"):
        content = look(organization, path).content.decode() if path != "/nope/" else ""
        assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", content)
        assert all("src=" in tag or "ld+json" in tag for tag in re.findall(r"<script[^>]*>", content))


def test_an_unknown_record_of_the_programme_is_explained(organization: Organization) -> None:
    make_session(make_event(organization))

    for kind in ("sessions", "speakers"):
        page = look(organization, f"{PATH}{kind}/{new_id()}/")

        assert page.status_code == 404
        assert "It may have been cancelled" in text_of(page)
        assert f'href="{PATH}agenda/"' in page.content.decode()
