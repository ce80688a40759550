"""Event and session together: on hold, waitlisted, registered (contract 5.8, 5.9)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guestlist.registration.rules.commands import ChangeLimits, Finalize, Promote
from guestlist.registration.rules.decisions import (
    AddWaitlistItem,
    Done,
    ErrorCode,
    Refused,
    ReleaseHold,
)
from guestlist.registration.rules.state import EventStyle, SessionState
from tests.registration.rules.builders import a_pass, a_request, a_session, an_attendee, an_id, settings
from tests.registration.rules.world import World


def a_world(*sessions: SessionState, **changes: Any) -> World:
    """Make an event in real-time style where visitors choose whether they are registered automatically."""
    event = {
        "style": EventStyle.REAL_TIME,
        "has_waitlist": True,
        "offers_auto_choice": True,
        "offers_sessions": True,
    } | changes
    return World(settings(**event), sessions)


def outbound(*sessions: SessionState, **changes: Any) -> World:
    return a_world(*sessions, style=EventStyle.OUTBOUND, **changes)


def lift_event_limit(world: World, capacity: int | None) -> None:
    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=capacity))


def lift_session_limit(world: World, session: str, capacity: int | None) -> None:
    world.run(ChangeLimits(session_capacities={an_id(session): capacity}))


# The four rows of the table of 5.8.


def test_event_has_room_and_session_has_room_registers_for_both():
    world = a_world(a_session("lock", capacity=1), capacity=1)

    world.register(an_attendee("ann", wants=["lock"]))

    assert world.registered() == ["ann"]
    assert world.in_session("lock") == ["ann"]


def test_event_has_room_and_session_is_full_registers_for_the_event_and_waits_for_the_session():
    world = a_world(a_session("lock", capacity=0), capacity=1)

    world.register(an_attendee("ann", queues_for=["lock"]))

    assert world.registered() == ["ann"]
    assert world.waiting("lock") == ["ann"]


@pytest.mark.parametrize("capacity", [0, 1])
@pytest.mark.parametrize("way", ["wants", "queues_for"])
def test_event_is_full_puts_the_sessions_on_hold_whether_they_are_full_or_not(capacity: int, way: str):
    world = a_world(a_session("lock", capacity=capacity), capacity=0)
    attendee = an_attendee("ann", waitlisted=True, **{way: ["lock"]})

    world.register(attendee)

    assert world.registered() == []
    assert world.waiting() == ["ann"]
    assert world.waiting("lock") == ["ann (on hold)"]
    assert {row.registration_id for row in world.items.values()} == {attendee.registration_id}


# On hold.


def test_a_session_on_hold_takes_no_seat_until_the_event_seat_is_granted():
    world = a_world(a_session("lock", capacity=0), capacity=0)
    world.register(an_attendee("ann", waitlisted=True, auto_register=True, wants=["lock"]))

    lift_session_limit(world, "lock", 5)

    assert world.in_session("lock") == []
    assert world.waiting("lock") == ["ann (on hold)"]


def test_with_the_event_seat_a_session_on_hold_that_has_room_is_registered():
    world = a_world(a_session("lock", capacity=1), capacity=0)
    world.register(an_attendee("ann", waitlisted=True, auto_register=True, wants=["lock"]))

    lift_event_limit(world, 1)

    assert world.registered() == ["ann"]
    assert world.in_session("lock") == ["ann"]
    assert world.items == {}


def test_with_the_event_seat_a_session_on_hold_that_is_full_is_waited_for():
    world = a_world(a_session("lock", capacity=0), capacity=0)
    attendee = an_attendee("ann", waitlisted=True, auto_register=True, wants=["lock"])
    world.register(attendee)

    decision = world.run(ChangeLimits(sets_event_capacity=True, event_capacity=1))

    (release,) = (effect for effect in decision.effects if isinstance(effect, ReleaseHold))
    assert release.registration_id == attendee.registration_id
    assert world.waiting("lock") == ["ann"]
    lift_session_limit(world, "lock", 1)
    assert world.in_session("lock") == ["ann"]


def test_a_released_item_keeps_its_place_among_those_who_wait_for_the_session():
    world = a_world(a_session("lock", capacity=0), capacity=1)
    world.register(an_attendee("mara"))
    world.register(an_attendee("ann", waitlisted=True, auto_register=True, wants=["lock"]))
    lift_event_limit(world, 2)  # ann is in
    world.register(an_attendee("bob", waitlisted=True, auto_register=True, wants=["lock"]))
    lift_event_limit(world, 3)  # bob is in

    lift_session_limit(world, "lock", 1)

    assert world.in_session("lock") == ["ann"]
    assert world.waiting("lock") == ["bob"]


def test_a_session_that_is_not_live_is_waited_for_with_the_event_seat():
    world = a_world(a_session("lock"), capacity=0)
    world.register(an_attendee("ann", waitlisted=True, auto_register=True, wants=["lock"]))
    world.sessions[an_id("lock")] = a_session("lock", is_live=False)

    lift_event_limit(world, 1)

    assert world.waiting("lock") == ["ann"]
    assert world.in_session("lock") == []


def test_those_who_wait_for_a_freed_session_come_before_sessions_on_hold():
    """Mara's event seat and session seat open together; bob was in the event before ann."""
    world = a_world(a_session("lock", capacity=1), capacity=2)
    world.register(an_attendee("mara", wants=["lock"]))
    world.register(an_attendee("bob", queues_for=["lock"], auto_register=True))
    world.register(an_attendee("ann", waitlisted=True, auto_register=True, wants=["lock"]))

    world.cancel("mara")

    assert world.registered() == ["bob", "ann"]
    assert world.in_session("lock") == ["bob"]
    assert world.waiting("lock") == ["ann"]


def test_the_person_who_comes_back_gets_the_sessions_on_hold_under_the_new_registration():
    world = a_world(a_session("lock", capacity=1), a_session("tide", capacity=0), capacity=0)
    world.register(an_attendee("ann", waitlisted=True, wants=["lock", "tide"]))
    lift_event_limit(world, 1)
    again = an_attendee("ann")

    world.register(again)

    assert world.in_session("lock") == ["ann"]
    assert world.waiting("tide") == ["ann"]
    assert {row.registration_id for row in world.items.values()} == {again.registration_id}
    lift_session_limit(world, "tide", 1)
    assert world.waiting("tide") == ["ann (invited)"]


def test_a_session_that_the_returning_person_names_leaves_the_hold():
    world = a_world(a_session("lock", capacity=2), a_session("tide", capacity=0), capacity=0)
    world.register(an_attendee("ann", waitlisted=True, wants=["lock", "tide"]))
    lift_event_limit(world, 1)

    world.register(an_attendee("ann", wants=["lock"], queues_for=["tide"]))

    assert world.in_session("lock") == ["ann"]
    assert world.waiting("lock") == []
    assert world.waiting("tide") == ["ann"]


def test_one_session_only_lets_the_new_choice_replace_the_one_on_hold():
    world = a_world(a_session("lock"), a_session("tide"), capacity=0, one_session_only=True)
    world.register(an_attendee("ann", waitlisted=True, wants=["lock"]))
    lift_event_limit(world, 1)

    world.register(an_attendee("ann", wants=["tide"]))

    assert world.in_session("tide") == ["ann"]
    assert world.in_session("lock") == []
    assert world.waiting("lock") == []


def test_one_session_only_keeps_one_session_on_hold_if_none_is_named():
    world = a_world(a_session("lock"), a_session("tide"), capacity=0, one_session_only=True)
    world.register(an_attendee("ann", waitlisted=True, wants=["lock"]))
    world.register(an_attendee("ann", waitlisted=True, wants=["tide"]))
    lift_event_limit(world, 1)

    world.register(an_attendee("ann"))

    assert world.in_session("lock") == ["ann"]
    assert world.in_session("tide") == []
    assert world.items == {}


def test_a_session_on_hold_that_the_bought_pass_does_not_open_is_given_up():
    lock_pass = a_pass("lock pass", price_minor=0, session_ids=frozenset({an_id("lock")}))
    world = a_world(a_session("lock"), a_session("tide"), capacity=0, passes=(lock_pass,))
    world.register(an_attendee("ann", waitlisted=True, wants=["lock", "tide"]))
    lift_event_limit(world, 1)

    world.register(an_attendee("ann", holds="lock pass"))

    assert world.in_session("lock") == ["ann"]
    assert world.in_session("tide") == []
    assert world.items == {}


def test_the_same_session_on_hold_twice_is_waited_for_once():
    world = a_world(a_session("lock", capacity=0), capacity=0)
    world.register(an_attendee("ann", waitlisted=True, auto_register=True, wants=["lock"]))
    world.register(an_attendee("ann", waitlisted=True, auto_register=True, wants=["lock"]))

    lift_event_limit(world, 5)

    assert world.registered() == ["ann"]
    assert world.waiting("lock") == ["ann"]


def test_a_full_session_without_a_waitlist_is_given_up_when_the_event_seat_is_granted():
    world = a_world(a_session("lock", capacity=0, has_waitlist=False), capacity=0)
    world.register(an_attendee("ann", waitlisted=True, auto_register=True, wants=["lock"]))

    lift_event_limit(world, 1)

    assert world.registered() == ["ann"]
    assert world.items == {}


def test_a_session_off_the_air_is_waited_for_where_there_is_a_waitlist_and_else_given_up():
    world = a_world(a_session("lock"), a_session("tide", has_waitlist=False), capacity=0)
    world.register(an_attendee("ann", waitlisted=True, auto_register=True, wants=["lock", "tide"]))
    world.sessions = {key: replace(session, is_live=False) for key, session in world.sessions.items()}

    lift_event_limit(world, 1)
    assert world.waiting("lock") == ["ann"]
    assert world.waiting("tide") == []

    world.sessions = {key: replace(session, is_live=True) for key, session in world.sessions.items()}
    world.run(Promote())
    assert world.in_session("lock") == ["ann"]


def test_whoever_waits_for_the_event_already_may_put_further_sessions_on_hold():
    world = a_world(a_session("lock"), a_session("tide"), capacity=0)
    world.register(an_attendee("ann", waitlisted=True, auto_register=True, wants=["lock"]))
    world.register(an_attendee("ann", waitlisted=True, auto_register=True, wants=["lock", "tide"]))
    assert world.waiting() == ["ann"]
    assert world.waiting("lock") == world.waiting("tide") == ["ann (on hold)"]

    lift_event_limit(world, 1)

    assert world.in_session("lock") == world.in_session("tide") == ["ann"]


def test_sessions_of_somebody_who_waits_for_the_event_they_have_a_seat_at_are_not_put_on_hold():
    world = a_world(a_session("lock"), capacity=1)
    world.register(an_attendee("mara"))

    outcome = world.register(an_attendee("mara", waitlisted=True, wants=["lock"]))

    assert outcome == Done()
    assert world.items == {}


# The queue of a session.


def test_whoever_has_a_place_in_the_session_does_not_wait_for_another():
    world = a_world(a_session("lock", capacity=1))
    world.register(an_attendee("ann", wants=["lock"]))

    world.register(an_attendee("ann", queues_for=["lock"]))
    world.register(an_attendee("bob", queues_for=["lock"], auto_register=True))
    lift_session_limit(world, "lock", 2)

    assert world.in_session("lock") == ["ann", "bob"]
    assert world.waiting("lock") == []


def test_a_bought_registration_does_not_wait_for_a_session_in_which_its_person_has_a_place():
    day = a_pass("day")
    world = a_world(a_session("lock", capacity=1), passes=(a_pass("free", price_minor=0), day))
    world.register(an_attendee("ann", holds="free", wants=["lock"]))
    world.register(an_attendee("ann", holds="day", queues_for=["lock"]))

    (purchase_id,) = world.purchases
    world.run(Finalize(purchase_id, is_public=False))

    assert world.registered() == ["ann", "ann"]
    assert world.waiting("lock") == []


def test_a_session_place_that_was_given_back_may_be_waited_for_again():
    world = a_world(a_session("lock", capacity=1))
    world.register(an_attendee("ann", wants=["lock"]))
    world.cancel_session("ann", "lock")
    world.register(an_attendee("mara", wants=["lock"]))

    world.register(an_attendee("ann", queues_for=["lock"]))

    assert world.waiting("lock") == ["ann"]


def test_joining_a_session_that_has_room_registers_automatic_people_and_invites_the_others():
    world = a_world(a_session("lock", capacity=2))

    world.register(an_attendee("ann", queues_for=["lock"], auto_register=True))
    world.register(an_attendee("bob", queues_for=["lock"]))

    assert world.in_session("lock") == ["ann"]
    assert world.waiting("lock") == ["bob (invited)"]


def test_a_freed_session_seat_goes_to_the_oldest_who_waits():
    world = a_world(a_session("lock", capacity=1))
    world.register(an_attendee("mara", wants=["lock"]))
    world.register(an_attendee("ann", queues_for=["lock"], auto_register=True))
    world.register(an_attendee("bob", queues_for=["lock"], auto_register=True))

    world.cancel_session("mara", "lock")

    assert world.registered() == ["mara", "ann", "bob"]
    assert world.in_session("lock") == ["ann"]


def test_a_session_without_its_own_waitlist_is_not_served():
    world = a_world(a_session("lock", capacity=0))
    world.register(an_attendee("ann", queues_for=["lock"], auto_register=True))
    world.sessions[an_id("lock")] = a_session("lock", capacity=0, has_waitlist=False)

    lift_session_limit(world, "lock", 5)

    assert world.waiting("lock") == ["ann"]


def test_a_session_has_its_own_waitlist_even_where_the_event_has_none():
    world = a_world(a_session("lock", capacity=0), has_waitlist=False)

    outcome = world.register(an_attendee("ann", queues_for=["lock"]))
    lift_session_limit(world, "lock", None)

    assert outcome == Done()
    assert world.waiting("lock") == ["ann (invited)"]


def test_whoever_gets_into_the_session_by_another_way_waits_for_it_no_longer():
    world = a_world(a_session("lock", capacity=0))
    world.register(an_attendee("ann", queues_for=["lock"]))
    world.register(an_attendee("bob", queues_for=["lock"]))
    lift_session_limit(world, "lock", 1)
    assert world.waiting("lock") == ["ann (invited)", "bob"]

    world.register(an_attendee("ann", wants=["lock"]))

    assert world.in_session("lock") == ["ann"]
    assert world.waiting("lock") == ["bob"]


def test_waiting_for_a_session_goes_on_under_the_old_registration_when_a_new_one_does_not_name_it():
    world = a_world(a_session("lock", capacity=0))
    first = an_attendee("ann", queues_for=["lock"], auto_register=True)
    world.register(first)

    world.register(an_attendee("ann"))
    lift_session_limit(world, "lock", 1)

    assert an_id("lock") in world.registrations[first.registration_id].sessions.values()


# Outbound style: all chosen sessions full (OD-46).


def test_outbound_nobody_is_registered_while_all_their_sessions_are_full():
    world = outbound(a_session("lock", capacity=0), a_session("tide", capacity=0))

    outcome = world.register(an_attendee("ann", queues_for=["lock", "tide"]))

    assert outcome == Done()
    assert world.registered() == []
    assert world.waiting() == []
    assert world.waiting("lock") == world.waiting("tide") == ["ann"]


def test_outbound_with_one_session_free_the_event_registration_is_made():
    world = outbound(a_session("lock", capacity=0), a_session("tide"))

    world.register(an_attendee("ann", wants=["tide"], queues_for=["lock"]))

    assert world.registered() == ["ann"]
    assert world.in_session("tide") == ["ann"]
    assert world.waiting("lock") == ["ann"]


def test_outbound_the_first_granted_session_brings_the_event_registration_for_all():
    world = outbound(a_session("lock", capacity=0), a_session("tide", capacity=0))
    attendee = an_attendee("ann", queues_for=["lock", "tide"], auto_register=True)
    world.register(attendee)

    lift_session_limit(world, "tide", 1)
    lift_session_limit(world, "lock", 1)

    assert world.registered() == ["ann"]
    assert world.registration_of("ann") == attendee.registration_id
    assert world.in_session("tide") == world.in_session("lock") == ["ann"]


def test_outbound_the_granted_session_needs_a_free_event_seat_too():
    world = outbound(a_session("lock", capacity=0), capacity=2)
    world.register(an_attendee("mara"))
    world.register(an_attendee("ann", queues_for=["lock"], auto_register=True))
    world.register(an_attendee("bob"))

    lift_session_limit(world, "lock", 1)
    assert world.in_session("lock") == []

    world.cancel("mara")
    assert world.registered() == ["bob", "ann"]
    assert world.in_session("lock") == ["ann"]


def test_outbound_an_opened_event_seat_serves_the_queue_of_the_event_first():
    world = outbound(a_session("lock", capacity=0), capacity=2)
    world.register(an_attendee("mara"), an_attendee("ida"))
    world.event = settings(
        capacity=3, style=EventStyle.OUTBOUND, has_waitlist=True, offers_auto_choice=True, offers_sessions=True
    )
    world.register(an_attendee("ann", queues_for=["lock"], auto_register=True))
    world.register(an_attendee("hal"))
    world.register(an_attendee("bob", waitlisted=True, auto_register=True))
    lift_session_limit(world, "lock", 1)

    world.cancel("mara")
    assert world.registered() == ["ida", "hal", "bob"]

    world.cancel("ida")
    assert world.registered() == ["hal", "bob", "ann"]
    assert world.in_session("lock") == ["ann"]


def test_outbound_seats_left_over_go_to_people_without_one_in_the_order_of_their_joining():
    world = outbound(a_session("lock", capacity=0), a_session("tide", capacity=0), capacity=1)
    world.register(an_attendee("ann", queues_for=["tide"], auto_register=True))
    world.register(an_attendee("bob", queues_for=["lock"], auto_register=True))
    world.register(an_attendee("mara"))
    lift_session_limit(world, "lock", 1)
    lift_session_limit(world, "tide", 1)

    lift_event_limit(world, 2)

    assert world.registered() == ["mara", "ann"]
    lift_event_limit(world, None)
    assert world.registered() == ["mara", "ann", "bob"]


def test_outbound_those_with_a_registration_pass_people_who_still_lack_the_event_seat():
    world = outbound(a_session("lock", capacity=0), a_session("tide"), capacity=2)
    world.register(an_attendee("ann", queues_for=["lock"], auto_register=True))
    world.register(an_attendee("bob", wants=["tide"], queues_for=["lock"], auto_register=True))
    world.register(an_attendee("mara"))

    lift_session_limit(world, "lock", 1)

    assert world.in_session("lock") == ["bob"]
    assert world.waiting("lock") == ["ann"]


def test_outbound_the_person_who_comes_back_waits_on_under_the_new_registration():
    world = outbound(a_session("lock", capacity=0))
    world.register(an_attendee("ann", queues_for=["lock"], auto_register=True))
    again = an_attendee("ann")

    world.register(again)
    lift_session_limit(world, "lock", 1)

    assert world.registered() == ["ann"]
    assert list(world.registrations) == [again.registration_id]
    assert world.in_session("lock") == ["ann"]


def test_outbound_the_event_seat_that_came_by_another_way_opens_the_place_in_the_session():
    """The session has a place that ann could not take, because the event was full."""
    world = outbound(a_session("lock", capacity=0), capacity=1)
    world.register(an_attendee("ann", queues_for=["lock"], auto_register=True))
    world.register(an_attendee("mara"))
    lift_session_limit(world, "lock", 1)
    world.event = settings(capacity=2, style=EventStyle.OUTBOUND, has_waitlist=True, offers_sessions=True)

    world.register(an_attendee("ann"))

    assert world.registered() == ["mara", "ann"]
    assert world.in_session("lock") == ["ann"]


def test_outbound_waiting_for_sessions_only_still_needs_the_seat_at_the_time_of_asking():
    world = outbound(a_session("lock", capacity=0), capacity=0)

    outcome = world.register(an_attendee("ann", queues_for=["lock"]))

    assert isinstance(outcome, Refused)
    assert outcome.code == ErrorCode.MAXIMUM_CAPACITY_REACHED


def test_promote_serves_sessions_as_well():
    world = a_world(a_session("lock", capacity=0))
    world.register(an_attendee("ann", queues_for=["lock"], auto_register=True))
    world.sessions[an_id("lock")] = a_session("lock", capacity=1)

    world.run(Promote())

    assert world.in_session("lock") == ["ann"]


def test_session_items_of_a_request_share_the_registration_id():
    world = outbound(a_session("lock", capacity=0), a_session("tide", capacity=0))
    attendee = an_attendee("ann", queues_for=["lock", "tide"])
    asked = world.screened(a_request(attendee))
    assert not isinstance(asked, Refused)

    effects = world.run(asked).effects

    assert [
        (effect.registration_id, effect.session_id, effect.on_hold)
        for effect in effects
        if isinstance(effect, AddWaitlistItem)
    ] == [
        (attendee.registration_id, an_id("lock"), False),
        (attendee.registration_id, an_id("tide"), False),
    ]
