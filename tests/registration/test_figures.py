"""Figures of events: what the dashboard and the event form show."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from guestlist.accounts.models import User
from guestlist.catalog.choices import EventStyle, Format
from guestlist.database.configuration import READING
from guestlist.organizations.journal import writing
from guestlist.registration import desk, figures
from guestlist.registration.desk import NewAttendee
from guestlist.registration.models import Registration
from guestlist.registration.rules.commands import Cancel
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_organization,
    make_pass,
    make_session,
    registering,
)

pytestmark = pytest.mark.usefixtures("database")


def test_the_figures_of_an_event_say_where_its_places_are(clock):
    event = make_event(make_organization(), capacity=4, shows_waitlist=True, allows_custom_agenda=True)
    session = make_session(event)
    people = [an_attendee(number) for number in range(4)]
    commit(event, *(registering(person) for person in people))
    commit(event, *(registering(an_attendee(number, waitlisted=True)) for number in (4, 5)))
    commit(event, registering(an_attendee(6, waitlisted=True, sessions=[session.id])))
    commit(event, Cancel(people[0].registration_id))
    Registration.objects.filter(pk=people[1].registration_id).update(status="checked_in")

    found = figures.of_events([event], clock.now())[event.id]

    assert (found.registered, found.checked_in, found.cancelled) == (3, 1, 1)
    assert (found.waiting, found.invited, found.on_hold, found.waiting_for_sessions) == (2, 1, 1, 0)
    assert (found.capacity, found.seats_left, found.passes) == (4, 1, ())


def test_people_who_wait_for_a_session_are_counted_apart(clock):
    event = make_event(make_organization(), style=EventStyle.REAL_TIME, shows_waitlist=True, allows_custom_agenda=True)
    session = make_session(event, capacity=0)
    commit(event, registering(an_attendee(1, waitlisted_sessions=[session.id])))

    found = figures.of_events([event], clock.now())[event.id]

    assert (found.registered, found.waiting, found.waiting_for_sessions) == (1, 0, 1)


def test_passes_are_sold_held_and_left_and_overbooking_shows(clock):
    event = make_event(make_organization(), capacity=1)
    day, crew = make_pass(event, "Day", allocated=5), make_pass(event, "Crew", allocated=0, price_minor=0)
    user = User.objects.create_user("ilse@lindenhof.example")
    commit(event, registering(an_attendee(1, pass_id=str(day.id))))
    person = NewAttendee("Tomas", "Brandt", "tomas@brandt.example", pass_id=crew.id)
    with writing() as changes:
        desk.register(
            event.organization_id, event.id, [person], actor=desk.staff(user), changes=changes, may_overbook=True
        )

    found = figures.of_events([event], clock.now())[event.id]

    by_name = {each.name: (each.allocated, each.sold, each.held, each.left) for each in found.passes}
    assert by_name == {"Day": (5, 0, 1, 4), "Crew": (0, 1, 0, -1)}
    assert (found.registered, found.held, found.seats_left) == (1, 1, -1)


def test_without_a_limit_no_number_of_seats_is_left(clock):
    organization = make_organization()
    unlimited = make_event(organization)
    streamed = make_event(organization, "Webinar", event_format=Format.WEBINAR, capacity=3)

    found = figures.of_events([unlimited, streamed], clock.now())

    assert [found[event.id].seats_left for event in (unlimited, streamed)] == [None, None]


def test_a_handful_of_queries_serves_any_number_of_events(clock):
    organization = make_organization()
    events = [make_event(organization, f"Event_{number}") for number in range(12)]
    for event in events:
        make_pass(event)

    with CaptureQueriesContext(connections[READING]) as queries:
        figures.of_events(events, clock.now())

    assert len(queries) <= 8


def test_registrations_are_counted_by_the_days_of_each_events_own_zone(clock):
    organization = make_organization()
    berlin = make_event(organization, "Berlin", time_zone="Europe/Berlin")
    kolkata = make_event(organization, "Kolkata", time_zone="Asia/Kolkata")
    quiet = make_event(organization, "Quiet", time_zone="America/New_York")
    for number, (hour, minute) in enumerate([(18, 15), (18, 45), (23, 30)]):
        clock.moment = datetime(2027, 3, 27, hour, minute, tzinfo=UTC)
        commit(berlin, registering(an_attendee(number)))
        commit(kolkata, registering(an_attendee(number)))

    with CaptureQueriesContext(connections[READING]) as queries:
        days = figures.registrations_by_day([berlin, kolkata, quiet])

    first, second = date(2027, 3, 27), date(2027, 3, 28)
    assert days == {berlin.id: {first: 2, second: 1}, kolkata.id: {first: 1, second: 2}, quiet.id: {}}
    assert list(days[berlin.id]) == [first, second]
    assert len(queries) == 1


def test_only_registrations_since_a_moment_are_counted_if_asked(clock):
    event = make_event(make_organization())
    commit(event, registering(an_attendee(1)))
    since = clock.advance(days=2)
    commit(event, registering(an_attendee(2)))

    assert figures.registrations_by_day([event], since=since) == {event.id: {date(2027, 3, 3): 1}}
    assert figures.registrations_by_day([]) == {}
