"""Cancelling an event or session registration (contract 7.5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from guestlist.registration.rules.commands import Cancel, ChangeLimits
from guestlist.registration.rules.decisions import (
    CancelRegistration,
    CancelSessionRegistration,
    Decision,
    Done,
)
from guestlist.registration.rules.state import EventStyle
from tests.registration.rules.builders import (
    EVENT_END,
    NOON,
    a_pass,
    a_session,
    an_attendee,
    an_id,
    settings,
)
from tests.registration.rules.world import World

NOTHING = Decision(Done(changed=False))


def a_world(**changes: Any) -> World:
    event = {"capacity": 2, "has_waitlist": True, "offers_auto_choice": True, "offers_sessions": True} | changes
    sessions = [a_session("lock", capacity=1, ends_at=NOON + timedelta(hours=2))]
    world = World(settings(**event), sessions)
    world.register(an_attendee("mara", wants=["lock"]))
    return world


def test_a_cancelled_registration_frees_its_seat_its_sessions_and_its_pass():
    world = World(settings(passes=(a_pass("day", price_minor=0),)))
    world.register(an_attendee("mara", holds="day"))
    registration_id = world.registration_of("mara")

    decision = world.run(Cancel(registration_id))

    assert (decision.outcome, decision.effects) == (Done(), (CancelRegistration(registration_id),))
    assert world.state().taken == 0
    assert world.state().settings.passes[0].taken == 0


def test_the_queues_of_the_event_and_of_each_freed_session_are_served():
    world = a_world(style=EventStyle.REAL_TIME)
    world.register(an_attendee("bob", queues_for=["lock"], auto_register=True))
    world.register(an_attendee("cyd", waitlisted=True, auto_register=True))

    world.cancel("mara")

    assert world.registered() == ["bob", "cyd"]
    assert world.in_session("lock") == ["bob"]
    assert world.items == {}


def test_cancelling_one_session_keeps_the_event_registration_even_without_sessions_left():
    world = a_world()
    registration_id = world.registration_of("mara")
    (own_id,) = world.registrations[registration_id].sessions

    decision = world.run(Cancel(registration_id, own_id))

    assert (decision.outcome, decision.effects) == (Done(), (CancelSessionRegistration(own_id),))
    assert world.registered() == ["mara"]
    assert world.in_session("lock") == []


def test_what_the_cancelled_registration_still_waited_for_is_given_up():
    world = a_world(style=EventStyle.REAL_TIME, capacity=3)
    world.register(an_attendee("ann", queues_for=["lock"]))
    world.register(an_attendee("bob", queues_for=["lock"]))

    world.cancel("ann")

    assert world.waiting("lock") == ["bob"]


def test_a_place_on_offer_to_the_one_who_cancels_goes_to_the_next():
    event = settings(has_waitlist=True, offers_sessions=True, style=EventStyle.REAL_TIME)
    world = World(event, [a_session("lock", capacity=0)])
    world.register(an_attendee("ann", queues_for=["lock"]))
    world.register(an_attendee("bob", queues_for=["lock"]))
    world.run(ChangeLimits(session_capacities={an_id("lock"): 1}))
    assert world.waiting("lock") == ["ann (invited)", "bob"]

    world.cancel("ann")

    assert world.waiting("lock") == ["bob (invited)"]


def test_sessions_that_the_person_waits_for_under_another_registration_stay():
    world = a_world(style=EventStyle.REAL_TIME)
    world.sessions[an_id("tide")] = a_session("tide", capacity=0)
    world.register(an_attendee("mara", queues_for=["tide"]))

    world.cancel("mara")

    assert world.registered() == ["mara"]
    assert world.waiting("tide") == ["mara"]


def test_cancelling_twice_changes_nothing_the_second_time():
    world = a_world()
    registration_id = world.registration_of("mara")
    (own_id,) = world.registrations[registration_id].sessions
    world.run(Cancel(registration_id))

    assert world.run(Cancel(registration_id)) == NOTHING
    assert world.run(Cancel(registration_id, own_id)) == NOTHING


def test_cancelling_twice_in_one_batch_frees_one_seat():
    world = a_world(capacity=1)
    for name in ("ann", "bob"):
        world.register(an_attendee(name, waitlisted=True, auto_register=True))
    registration_id = world.registration_of("mara")

    world.run_all([Cancel(registration_id), Cancel(registration_id)])

    assert world.registered() == ["ann"]


def test_a_session_that_the_queue_gave_in_the_same_batch_is_freed_with_its_registration():
    world = a_world(style=EventStyle.REAL_TIME)
    world.register(an_attendee("bob", queues_for=["lock"], auto_register=True))
    mara, bob = world.registration_of("mara"), world.registration_of("bob")
    world.register(an_attendee("cyd", waitlisted=True, wants=["lock"], auto_register=True))

    world.run_all([Cancel(mara), Cancel(bob)])

    assert world.registered() == ["cyd"]
    assert world.in_session("lock") == ["cyd"]


def test_an_unknown_registration_or_session_registration_cannot_be_cancelled():
    world = a_world()

    assert world.run(Cancel(an_id("unknown"))) == NOTHING
    assert world.run(Cancel(world.registration_of("mara"), an_id("unknown"))) == NOTHING


def test_a_checked_in_registration_cannot_be_cancelled():
    world = a_world()
    registration_id = world.registration_of("mara")
    world.registrations[registration_id].is_checked_in = True

    assert world.run(Cancel(registration_id)) == NOTHING
    assert world.registered() == ["mara"]


@pytest.mark.parametrize(("now", "changed"), [(EVENT_END - timedelta(seconds=1), True), (EVENT_END, False)])
def test_a_registration_can_be_cancelled_until_the_event_ends(now: datetime, changed: bool):
    world = a_world()
    world.now = now

    assert world.cancel("mara") == Done(changed=changed)


@pytest.mark.parametrize(("minutes", "changed"), [(119, True), (120, False)])
def test_a_session_registration_can_be_cancelled_until_the_session_ends(minutes: int, changed: bool):
    world = a_world()
    world.wait(minutes=minutes)

    assert world.cancel_session("mara", "lock") == Done(changed=changed)


def test_a_place_in_a_session_that_is_over_is_given_to_nobody():
    world = a_world(style=EventStyle.REAL_TIME)
    world.register(an_attendee("bob", queues_for=["lock"], auto_register=True))
    world.register(an_attendee("cyd", waitlisted=True, auto_register=True))
    world.wait(hours=2)

    world.cancel("mara")

    assert world.registered() == ["bob", "cyd"]
    assert world.in_session("lock") == []
    assert world.waiting("lock") == ["bob"]


@pytest.mark.parametrize("is_of_session", [False, True])
def test_nobody_cancels_what_includes_a_session_where_they_were_checked_in(is_of_session: bool):
    world = a_world()
    registration_id = world.registration_of("mara")
    (own_id,) = world.registrations[registration_id].sessions
    world.registrations[registration_id].attended_ids = frozenset({an_id("lock")})

    assert world.run(Cancel(registration_id, own_id if is_of_session else None)) == NOTHING
    assert world.in_session("lock") == ["mara"]
