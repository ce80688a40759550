"""Recurring events: an event becomes a series, and a series is dissolved."""

from __future__ import annotations

from datetime import date

import pytest

from guestlist import limits
from guestlist.catalog.choices import Frequency
from guestlist.catalog.models import (
    Event,
    EventSeries,
    Pass,
    Session,
)
from guestlist.eventsapi.reading.requests import NotFound
from guestlist.organizations.models import Organization
from guestlist.planning.copying import save_as_template
from guestlist.planning.recurrence import Rule
from guestlist.planning.refusals import PlanningRefused
from guestlist.planning.series import delete_series, detach, make_series
from guestlist.planning.updating import extend, plan_update
from guestlist.registration.rules.decisions import ErrorCode, Refused
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_organization,
    registering,
)
from tests.eventsapi.reading.asking import ask
from tests.planning.plans import (
    a_class,
    a_series,
    actions,
    all_of,
    done,
    go_live,
    occurrences,
    weekly,
)

JUNE_10, JUNE_17, JUNE_24 = (date(2027, 6, day) for day in (10, 17, 24))


def test_the_event_becomes_the_first_occurrence_and_stays_what_it_is(organization: Organization) -> None:
    event = a_class(organization)
    commit(event, registering(an_attendee()))
    said = ask("event", organization, readableEventId="Yoga")

    series = a_series(event)

    found = occurrences(series)
    assert list(found) == [JUNE_10, JUNE_17, JUNE_24]
    assert found[JUNE_10].id == event.id
    assert ask("event", organization, readableEventId="Yoga") == said
    assert [each.readable_event_id for each in found.values()] == ["Yoga", "Yoga_2027-06-17", "Yoga_2027-06-24"]


def test_every_occurrence_is_an_event_of_its_own_with_its_own_counts(organization: Organization) -> None:
    series = a_series(a_class(organization))
    second = occurrences(series)[JUNE_17]
    Pass.objects.update(allocated=0)

    commit(second, registering(an_attendee()))

    for readable_id, number in (("Yoga", 0), ("Yoga_2027-06-17", 1), ("Yoga_2027-06-24", 0)):
        assert ask("event", organization, readableEventId=readable_id)["registrationCount"] == number
        (session,) = ask("event_sessions", organization, readableEventId=readable_id)
        assert session["name"] == "Warm up"


def test_the_master_is_invisible_and_takes_no_registrations(organization: Organization) -> None:
    master = a_series(a_class(organization)).master
    go_live(master)

    (reply,) = commit(master, registering(an_attendee()))

    assert master.readable_event_id == "Yoga_series"
    assert "Yoga_series" not in {each["readableEventId"] for each in ask("published_events", organization)}
    assert isinstance(ask("event", organization, readableEventId="Yoga_series"), NotFound)
    assert isinstance(reply, Refused)
    assert reply.code == ErrorCode.EVENT_NOT_LIVE


def test_more_than_the_possible_number_is_refused_by_name(organization: Organization) -> None:
    event = make_event(organization)
    too_many = Rule(Frequency.DAILY, ends_after=limits.OCCURRENCES_MAX + 1)

    with pytest.raises(PlanningRefused, match="ends_after: Expected a number from 1 to 150"):
        make_series(event, too_many)
    series = make_series(event, weekly(2))
    with pytest.raises(PlanningRefused, match="ends_on: A series has at most 150 occurrences"):
        extend(series, ends_on=date(2035, 1, 1))

    assert Event.objects.count() == 2


def test_the_largest_series_is_possible(organization: Organization) -> None:
    series = a_series(a_class(organization), Rule(Frequency.DAILY, ends_after=limits.OCCURRENCES_MAX))

    assert len(occurrences(series)) == Session.objects.exclude(event=series.master).count() == limits.OCCURRENCES_MAX


def test_a_dissolved_series_leaves_its_occurrences(organization: Organization) -> None:
    series = a_series(a_class(organization))
    ids_before = {event.id for event in all_of(series)}

    delete_series(series)

    assert set(Event.objects.values_list("id", "series", "is_detached")) == {(key, None, True) for key in ids_before}
    assert not EventSeries.objects.exists()
    assert Session.objects.count() == 3


def test_an_event_belongs_to_one_series_at_a_time(organization: Organization) -> None:
    series = a_series(make_event(organization))
    second = occurrences(series)[JUNE_17]

    for event in (second, series.master, save_as_template(second)):
        with pytest.raises(PlanningRefused, match="event: "):
            make_series(event, weekly(2))
    with pytest.raises(PlanningRefused, match="belongs to no series"):
        detach(make_event(organization, "Alone"))
    detach(second)
    other = make_series(second, weekly(2))

    assert Event.objects.get(id=second.id).series_id == other.id
    assert occurrences(series).keys() == {JUNE_10, JUNE_24}
    assert actions(done(plan_update(series))) == ["keep", "create", "keep"]
    assert occurrences(series)[JUNE_17].id != second.id


def test_a_readable_id_that_is_taken_gets_digits(organization: Organization) -> None:
    make_event(organization, "yoga_2027-06-17")
    make_event(organization, "Yoga_series")
    make_event(make_organization("second"), "Yoga_2027-06-24")

    series = a_series(a_class(organization))

    first, second, third = (event.readable_event_id for event in all_of(series))
    assert (first, third) == ("Yoga", "Yoga_2027-06-24")
    assert second.startswith("Yoga_2027-06-17_")
    assert series.master.readable_event_id.startswith("Yoga_series_")
