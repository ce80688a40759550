"""What staff do with people who wait."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist.registration.rules.commands import InviteWaiting, RegisterWaiting, RemoveWaiting
from guestlist.registration.rules.decisions import (
    AddRegistration,
    Declined,
    Done,
    Overtaken,
    PlaceKind,
    Reason,
    Shortage,
)
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.state import EventStyle
from tests.registration.rules.builders import EVENT_END, a_pass, a_session, an_attendee, an_id, settings
from tests.registration.rules.world import World

LOCK = an_id("lock")
FULL = Declined(Reason.FULL, shortages=(Shortage(PlaceKind.EVENT, None, 1),))


def a_full_event(**changes: Any) -> World:
    """Mara is in; Ann and Bob wait, Bob for the lock as well."""
    event = settings(**{"capacity": 1, "has_waitlist": True, "offers_sessions": True} | changes)
    world = World(event, [a_session("lock", capacity=1)])
    world.register_by_hand(an_attendee("mara"))
    world.register(an_attendee("ann", waitlisted=True))
    world.register(an_attendee("bob", waitlisted=True, wants=["lock"]))
    return world


@pytest.mark.parametrize("command", [InviteWaiting, RegisterWaiting, RemoveWaiting])
def test_whoever_waits_no_more_is_not_called_up(command):
    assert a_full_event().run(command(an_id("gone"))).outcome == Declined(Reason.UNKNOWN_ITEM)


def test_somebody_is_invited_out_of_turn_and_those_before_are_counted():
    world = a_full_event()

    decision = world.run(InviteWaiting(world.item_of("bob")))

    assert decision.outcome == Done(overtaken=(Overtaken(None, 1),))
    assert [(note.what, note.by_queue) for note in decision.notes] == [(What.INVITED, False)]
    assert world.waiting() == ["ann", "bob (invited)"]
    assert world.run(InviteWaiting(world.item_of("bob"))).outcome == Done(changed=False)


@pytest.mark.parametrize("command", [InviteWaiting, RegisterWaiting])
def test_a_session_on_hold_waits_for_the_event_seat(command):
    world = a_full_event()

    assert world.run(command(world.item_of("bob", "lock"))).outcome == Declined(Reason.ON_HOLD)


def test_somebody_who_waits_is_registered_with_the_session_on_hold():
    world = a_full_event()
    bob = world.item_of("bob")

    assert world.run(RegisterWaiting(bob)).outcome == FULL
    decision = world.run(RegisterWaiting(bob, may_overbook=True))

    assert decision.outcome == Done(overbooked=FULL.shortages, overtaken=(Overtaken(None, 1),))
    assert world.registered() == ["mara", "bob"]
    assert world.in_session("lock") == ["bob"]
    assert world.waiting() == ["ann"]
    assert world.waiting("lock") == []


def test_somebody_who_waits_for_a_paid_event_is_registered_with_a_pass_or_without():
    passes = (a_pass("day", allocated=1),)
    world = a_full_event(capacity=None, passes=passes, offers_sessions=False)
    world.items.clear()
    world.register(an_attendee("ann", waitlisted=True))

    assert world.run(RegisterWaiting(world.item_of("ann"), pass_id=an_id("no"))).outcome == Declined(
        Reason.UNKNOWN_PASS
    )
    decision = world.run(RegisterWaiting(world.item_of("ann"), pass_id=an_id("day")))

    (added,) = [effect for effect in decision.effects if isinstance(effect, AddRegistration)]
    assert added.pass_id == an_id("day")
    assert world.state().settings.passes[0].taken == 1


def test_whoever_waits_for_a_session_gets_it_under_the_registration_that_they_have():
    world = World(
        settings(has_waitlist=True, offers_sessions=True, style=EventStyle.REAL_TIME), [a_session("lock", capacity=0)]
    )
    world.register(an_attendee("ann", queues_for=["lock"]))

    outcome = world.run(RegisterWaiting(world.item_of("ann", "lock"), may_overbook=True)).outcome

    assert outcome.overbooked == (Shortage(PlaceKind.SESSION, LOCK, 1),)
    assert (world.registered(), world.in_session("lock"), world.items) == (["ann"], ["ann"], {})


def someone_who_waits_for_a_session_alone() -> World:
    """The event's only seat went to Mara since."""
    world = World(settings(has_waitlist=True, offers_sessions=True, capacity=1), [a_session("lock", capacity=0)])
    world.register(an_attendee("ann", queues_for=["lock"]))
    world.register_by_hand(an_attendee("mara"))
    return world


def test_whoever_waits_for_a_session_without_an_event_seat_gets_both():
    world = someone_who_waits_for_a_session_alone()

    outcome = world.run(RegisterWaiting(world.item_of("ann", "lock"), may_overbook=True)).outcome

    assert [shortage.kind for shortage in outcome.overbooked] == [PlaceKind.EVENT, PlaceKind.SESSION]
    assert (world.registered(), world.in_session("lock"), world.items) == (["mara", "ann"], ["ann"], {})


def test_a_pass_that_does_not_open_the_session_is_declined():
    world = someone_who_waits_for_a_session_alone()
    world.event = settings(has_waitlist=True, passes=(a_pass("day", session_ids=frozenset([an_id("tide")])),))

    outcome = world.run(RegisterWaiting(world.item_of("ann", "lock"), pass_id=an_id("day"))).outcome

    assert outcome == Declined(Reason.NOT_COVERED, session_ids=(LOCK,))


def test_whoever_is_removed_gives_up_the_sessions_on_hold_too():
    world = a_full_event()

    decision = world.run(RemoveWaiting(world.item_of("bob")))

    assert decision.outcome == Done()
    assert [note.what for note in decision.notes] == [What.REMOVED_FROM_WAITLIST] * 2
    assert world.waiting() == ["ann"]
    assert world.waiting("lock") == []


def test_an_offer_to_somebody_who_is_removed_goes_to_the_next():
    world = a_full_event()
    world.cancel("mara")
    assert world.waiting() == ["ann (invited)", "bob"]

    world.run(RemoveWaiting(world.item_of("ann")))

    assert world.waiting() == ["bob (invited)"]


def test_an_offer_that_comes_back_after_the_event_goes_to_nobody():
    world = a_full_event(capacity=2)
    assert world.waiting() == ["ann (invited)", "bob"]
    world.now = EVENT_END

    world.run(RemoveWaiting(world.item_of("ann")))

    assert world.waiting() == ["bob"]
