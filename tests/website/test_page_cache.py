"""Pages are made once, and never shown when they are old."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import caches

from guestlist.catalog.models import Event, Session
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import Organization
from guestlist.registration.rules.commands import Cancel
from tests.builders import an_attendee, commit, make_event, make_session, registering
from tests.conftest import Clock
from tests.eventsapi.reading.asking import NOW, engage, make_speaker, make_sponsorship
from tests.website.looking import count_queries, look, text_of

PATH = "/e/Harbour_Data_Days/"


@pytest.fixture
def event(organization: Organization) -> Event:
    return make_event(organization, capacity=2)


def test_a_page_is_made_once(organization: Organization, event: Event) -> None:
    first = look(organization, PATH)
    Event.objects.update(name="Changed behind the journal's back")

    again = look(organization, PATH)

    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_change_shows_at_once(organization: Organization, event: Event) -> None:
    assert "Harbour Data Days" in text_of(look(organization, PATH))

    with writing() as changes:
        Event.objects.update(name="Harbour Data Week")
        changes.event(organization.id, event.id)

    assert "Harbour Data Week" in text_of(look(organization, PATH))
    assert "Harbour Data Week" in text_of(look(organization, "/"))


def test_places_left_are_always_right(organization: Organization, event: Event) -> None:
    assert "2 places left" in text_of(look(organization, PATH))

    attendee = an_attendee()
    commit(event, registering(attendee))
    assert "1 place left" in text_of(look(organization, PATH))

    commit(event, Cancel(registration_id=attendee.registration_id))
    assert "2 places left" in text_of(look(organization, PATH))


def test_the_clock_alone_makes_a_page_old(organization: Organization, clock: Clock) -> None:
    make_event(
        organization,
        registration_opens_at=NOW + timedelta(hours=1),
        has_registration_end=True,
        registration_ends_at=NOW + timedelta(hours=2),
        website_message="Too late.",
    )

    assert "Registration opens soon" in text_of(look(organization, PATH))
    clock.advance(hours=1)
    assert "Register until" in text_of(look(organization, PATH))
    clock.advance(hours=1)
    assert "Too late." in text_of(look(organization, PATH))


def test_an_event_that_ends_moves_to_the_past(organization: Organization, event: Event, clock: Clock) -> None:
    assert ("Harbour" in text_of(look(organization, "/")), "Harbour" in text_of(look(organization, "/past/"))) == (
        True,
        False,
    )

    clock.moment = event.ends_at

    assert ("Harbour" in text_of(look(organization, "/")), "Harbour" in text_of(look(organization, "/past/"))) == (
        False,
        True,
    )


def test_each_language_and_root_has_its_own_page(organization: Organization, event: Event) -> None:
    english = look(organization, PATH)
    german = look(organization, PATH, language="de")
    below = look(organization, PATH, root="/o/main")

    assert b'<html lang="en">' in english.content
    assert b'<html lang="de">' in german.content
    assert "Donnerstag, 10. Juni 2027" in text_of(german)
    assert f'href="/o/main{PATH}agenda/"' not in english.content.decode()
    assert b'href="/o/main/past/"' in below.content


def test_the_website_that_is_switched_off_is_gone_at_once(organization: Organization, event: Event) -> None:
    assert look(organization, PATH).status_code == 200

    with writing() as changes:
        Organization.objects.update(has_website=False)
        changes.add(organization.id, ChangeKind.WEB_APPLICATIONS)

    for path in (PATH, "/past/", "/theme.css", "/calendar.ics", "/sitemap.xml", "/robots.txt"):
        assert look(organization, path).status_code == 404
    home = look(organization, "/")
    assert home.status_code == 200
    assert "Guestlist is running" in text_of(home)
    assert organization.name not in text_of(home)


def test_parameters_that_a_page_does_not_know_make_no_page_of_their_own(
    organization: Organization, event: Event
) -> None:
    plain = look(organization, f"{PATH}agenda/")
    Event.objects.update(name="Changed behind the journal's back")

    assert look(organization, f"{PATH}agenda/?utm_source=x&day=&q=+").content == plain.content
    assert look(organization, f"{PATH}agenda/?q=x").content != plain.content


def test_what_is_not_there_is_not_kept(organization: Organization) -> None:
    assert look(organization, PATH).status_code == 404
    make_event(organization)

    assert look(organization, PATH).status_code == 200


def test_a_browser_that_has_the_page_is_told_so(organization: Organization, event: Event) -> None:
    first = look(organization, PATH)
    tag = first.headers["ETag"]

    again = look(organization, PATH, **{"If-None-Match": f'W/"other", {tag}'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == tag
    for answer in (first, again):
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert {"Accept-Language", "Cookie", "Accept-Encoding"} <= set(answer.headers["Vary"].split(", "))


@pytest.mark.parametrize(
    ("accepted", "is_compressed"),
    [("gzip, br", True), ("br;q=1, GZIP;q=0.5", True), ("br", False), ("gzip;q=0", False), ("", False)],
)
def test_pages_are_compressed_for_whoever_takes_it(
    organization: Organization, event: Event, accepted: str, is_compressed: bool
) -> None:
    plain = look(organization, PATH).content

    answer = look(organization, PATH, **{"Accept-Encoding": accepted})

    assert (answer.headers.get("Content-Encoding") == "gzip") is is_compressed
    assert (gzip.decompress(answer.content) if is_compressed else answer.content) == plain


def _fill(event: Event, number: int) -> None:
    organization = event.organization
    for part in range(number):
        session = make_session(event, f"Session {part}", capacity=10)
        speaker = make_speaker(organization, f"Speaker {part}")
        engage(speaker, event, session)
        make_sponsorship(event, f"Sponsor {part}")


@pytest.mark.parametrize("rest", ["agenda/", "speakers/", "sessions/{session}/", "speakers/{speaker}/"])
def test_the_number_of_questions_to_the_database_is_bounded(
    organization: Organization, event: Event, rest: str
) -> None:
    event.allows_custom_agenda = True
    event.save()
    _fill(event, 3)
    session = Session.objects.latest("name")
    speaker = session.engagements.get().speaker_id
    path = PATH + rest.format(session=session.id, speaker=speaker)
    few = count_queries(organization, path)

    _fill(event, 9)

    assert count_queries(organization, path) <= few <= 15


def test_lists_and_event_pages_ask_the_database_a_bounded_number_of_times(
    organization: Organization, event: Event
) -> None:
    _fill(event, 12)
    event_page = count_queries(organization, PATH)
    for number in range(9):
        make_event(organization, f"Another_{number}", capacity=3)
    _fill(event, 6)

    # Among them those of what search engines read (feeds).
    assert count_queries(organization, PATH) <= event_page <= 20
    assert count_queries(organization, "/") <= 15


@pytest.mark.parametrize("path", ["/", "/past/", f"{PATH}agenda/"])
def test_whoever_invents_filters_pushes_out_no_page(path: str, organization: Organization, event: Event) -> None:
    first = look(organization, PATH)
    Event.objects.update(name="Changed behind the journal's back")

    for number in range(settings.CACHES["pages"]["OPTIONS"]["MAX_ENTRIES"] + 1):
        caches["filtered_pages"].set(f"invention-{number}", number)
    for number in range(20):
        look(organization, f"{path}?q=invention{number}&page={number}&day={number}")

    assert look(organization, PATH).content == first.content
    pages = len(caches["pages"]._cache)
    look(organization, f"{path}?q=another")
    assert len(caches["pages"]._cache) == pages


def test_the_stylesheet_is_made_once_whatever_its_address_names(organization: Organization) -> None:
    look(organization, "/theme.css?c=1d4ed8")
    before = len(caches["pages"]._cache), len(caches["filtered_pages"]._cache)

    look(organization, "/theme.css?c=invented")

    assert (len(caches["pages"]._cache), len(caches["filtered_pages"]._cache)) == before


def test_a_part_of_a_sitemap_has_one_address(organization: Organization) -> None:
    assert look(organization, "/sitemap-001.xml").status_code == 404
