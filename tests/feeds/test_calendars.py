"""Calendars: read back by icalendar, and their raw lines by the rules of RFC 5545."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Session
from guestlist.feeds import Feed, event_calendar, organization_calendar, registration_calendar
from guestlist.feeds.calendar_entries import Calendar, Entry
from guestlist.organizations.journal import writing
from guestlist.organizations.models import JournalEntry, Organization
from guestlist.registration.models import Registration
from guestlist.registration.rules.commands import Cancel
from tests.builders import an_attendee, commit, make_event, make_organization, make_session, registering
from tests.conftest import Clock
from tests.eventsapi.reading.asking import make_building, make_room
from tests.feeds.asking import count_queries
from tests.feeds.pages import PAGES


def read(feed: Feed | None) -> icalendar.Calendar:
    """Read a calendar, after a look at its raw lines."""
    assert feed is not None
    assert feed.media_type == "text/calendar; charset=utf-8"
    assert feed.body.endswith(b"\r\n")
    lines = feed.body.removesuffix(b"\r\n").split(b"\r\n")
    for line in lines:
        assert len(line) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
        line.decode()  # no character is cut in two
    unfolded = feed.body.removesuffix(b"\r\n").replace(b"\r\n ", b"").decode()
    for line in unfolded.split("\r\n"):
        assert re.match(r"[A-Z-]+(;[A-Z-]+=[^:;]+)*:", line)
    calendar = icalendar.Calendar.from_ical(feed.body)
    assert isinstance(calendar, icalendar.Calendar)
    assert calendar.errors == []
    return calendar


def entries(calendar: icalendar.Calendar) -> list[icalendar.Event]:
    return [component for component in calendar.walk("VEVENT") if isinstance(component, icalendar.Event)]


def test_each_live_session_of_an_event_is_an_entry(organization: Organization, event: Event) -> None:
    room = make_room(make_building(organization))
    session = make_session(event, room=room, summary="How high?", detailed_description="A gauge;\r\na float, a pen.")
    make_session(event, "Draft talk", publish_status=PublishStatus.DRAFT)
    make_session(event, "Cancelled talk", publish_status=PublishStatus.CANCELLED)

    calendar = read(event_calendar(organization, event, PAGES))

    (entry,) = entries(calendar)
    assert {name: str(entry[name]) for name in ("UID", "SUMMARY", "LOCATION", "DESCRIPTION", "URL")} == {
        "UID": f"{session.id}@lindenhof.example",
        "SUMMARY": "Tide gauges",
        "LOCATION": "Old Customs House, Chart Room",
        "DESCRIPTION": "How high?\n\nA gauge;\na float, a pen.",
        "URL": PAGES.session(event, session),
    }
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (session.starts_at, session.ends_at)


def test_times_are_utc_and_the_calendar_says_how_often_to_look(organization: Organization, event: Event) -> None:
    feed = event_calendar(organization, event, PAGES)

    assert feed is not None
    lines = feed.body.split(b"\r\n")
    assert b"DTSTART:20270610T070000Z" in lines
    assert b"DTEND:20270611T150000Z" in lines
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert b"X-PUBLISHED-TTL:PT1H" in lines
    assert b"METHOD:PUBLISH" in lines


def test_an_event_without_live_sessions_is_an_entry_itself(organization: Organization, event: Event) -> None:
    make_session(event, publish_status=PublishStatus.DRAFT)

    (entry,) = entries(read(event_calendar(organization, event, PAGES)))

    assert (entry["UID"], entry["URL"]) == (f"{event.id}@lindenhof.example", PAGES.event(event))


def test_a_session_without_a_place_is_where_its_event_is(organization: Organization, event: Event) -> None:
    Event.objects.filter(id=event.id).update(building=make_building(organization))
    make_session(event)

    (entry,) = entries(read(event_calendar(organization, event, PAGES)))

    assert entry["LOCATION"] == "Old Customs House"


def test_an_event_that_is_not_public_has_no_calendar(organization: Organization) -> None:
    event = make_event(organization, publish_status=PublishStatus.DRAFT)

    assert event_calendar(organization, event, PAGES) is None
    assert event_calendar(make_organization("other"), make_event(organization, "Live"), PAGES) is None


def test_an_organizations_calendar_has_its_live_events_that_are_not_over(
    organization: Organization, clock: Clock
) -> None:
    for name, days in {"Over": -2, "Running": 0, "Later": 9, "Sooner": 5}.items():
        starts_at = clock.now() + timedelta(days=days, hours=-1)
        make_event(organization, name, starts_at=starts_at, ends_at=starts_at + timedelta(hours=5))
    make_event(organization, "Draft", publish_status=PublishStatus.DRAFT)
    make_event(make_organization("other"), "Foreign")

    calendar = read(organization_calendar(organization, PAGES))

    assert calendar["X-WR-CALNAME"] == "Lindenhof"
    assert [str(entry["SUMMARY"]) for entry in entries(calendar)] == ["Running", "Sooner", "Later"]


def test_a_registration_has_its_event_and_the_sessions_that_were_chosen(organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True)
    chosen, not_chosen = make_session(event, "Chosen"), make_session(event, "Not chosen")
    withdrawn = make_session(event, "Withdrawn")
    commit(event, registering(an_attendee(sessions=[chosen.id, withdrawn.id])))
    Session.objects.filter(id=withdrawn.id).update(publish_status=PublishStatus.CANCELLED)

    calendar = read(registration_calendar(organization, Registration.objects.get(), PAGES))

    assert [str(entry["UID"]).split("@")[0] for entry in entries(calendar)] == [str(event.id), str(chosen.id)]
    assert "REFRESH-INTERVAL" not in calendar
    assert not_chosen.name not in calendar.to_ical().decode()


def test_a_cancelled_registration_has_no_calendar(organization: Organization, event: Event) -> None:
    commit(event, registering(an_attendee()))
    commit(event, Cancel(Registration.objects.get().id))

    assert registration_calendar(organization, Registration.objects.get(), PAGES) is None


def test_a_registration_of_another_organization_has_no_calendar_here(organization: Organization, event: Event) -> None:
    commit(event, registering(an_attendee()))

    assert registration_calendar(make_organization("other"), Registration.objects.get(), PAGES) is None


def test_entries_are_stamped_with_the_last_change(organization: Organization, event: Event, clock: Clock) -> None:
    clock.advance(minutes=5)
    with writing() as changes:
        changes.event(organization.id, event.id)
    clock.advance(minutes=5)

    (entry,) = entries(read(event_calendar(organization, event, PAGES)))

    assert entry["DTSTAMP"].dt == entry["LAST-MODIFIED"].dt == datetime(2027, 3, 1, 12, 5, tzinfo=UTC)


def test_the_stamp_never_goes_back_when_the_journal_forgets(
    organization: Organization, event: Event, clock: Clock
) -> None:
    clock.advance(minutes=50)
    with writing() as changes:
        changes.event(organization.id, event.id)
    (before,) = entries(read(event_calendar(organization, event, PAGES)))
    clock.advance(minutes=61)
    JournalEntry.objects.all().delete()

    (after,) = entries(read(event_calendar(organization, event, PAGES)))

    assert before["DTSTAMP"].dt <= after["DTSTAMP"].dt <= clock.now()


def test_an_entry_without_length_has_no_end(organization: Organization, event: Event) -> None:
    make_session(event, ends_at=event.starts_at)

    (entry,) = entries(read(event_calendar(organization, event, PAGES)))

    assert "DTEND" not in entry


def test_a_calendar_takes_the_same_queries_whatever_the_size(organization: Organization, event: Event) -> None:
    make_session(event)
    one = count_queries(lambda: event_calendar(organization, event, PAGES))
    room = make_room(make_building(organization))
    for number in range(20):
        make_session(event, f"Talk {number}", room=room)

    assert count_queries(lambda: event_calendar(organization, event, PAGES)) == one <= 3


@given(text=st.text())
def test_no_text_can_break_out_of_its_line(text: str) -> None:
    moment = datetime(2027, 6, 10, tzinfo=UTC)
    event = Event(name=text, description=text, starts_at=moment, ends_at=moment)

    calendar = read(Calendar(text, PAGES, moment).render([Entry(event, event, PAGES.event(event))]))

    (entry,) = entries(calendar)
    assert not {"ATTENDEE", "BEGIN"} & entry.keys()
    assert len(calendar.subcomponents) == 1
