"""Attendees change their own sessions, by the rules for visitors (contract 5.8, 5.9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from guestlist.registration.rules.commands import Cancel, ChangeChoices, ChangeLimits, CheckIn
from guestlist.registration.rules.decisions import Declined, Done, Outcome, PlaceKind, Reason, Shortage
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.state import EventStyle
from tests.registration.rules.builders import (
    EVENT_END,
    NOON,
    a_new_id,
    a_pass,
    a_session,
    an_attendee,
    an_id,
    settings,
)
from tests.registration.rules.world import World

LOCK, QUAY = an_id("lock"), an_id("quay")


def a_world(*, sessions: dict[str, dict[str, Any]] | None = None, holds: str = "", **changes: Any) -> World:
    """Mara is in the session at the lock."""
    event = settings(**{"offers_sessions": True, "has_waitlist": True} | changes)
    given = {"lock": {"capacity": 1}, "quay": {"capacity": 1}} | (sessions or {})
    world = World(event, [a_session(name, **columns) for name, columns in given.items()])
    world.register_by_hand(an_attendee("mara", wants=["lock"], holds=holds))
    return world


def change(world: World, name: str = "mara", **wishes: list[UUID]) -> Outcome:
    return world.run(ChangeChoices(world.registration_of(name), **wishes)).outcome


def test_sessions_are_joined_and_left_together():
    world = a_world()

    decision = world.run(ChangeChoices(world.registration_of("mara"), [QUAY], [LOCK]))

    assert decision.outcome == Done()
    assert (world.in_session("lock"), world.in_session("quay")) == ([], ["mara"])
    assert [note.what for note in decision.notes] == [What.SESSION_CANCELLED, What.SESSION_ADDED]


def test_where_the_new_session_is_full_the_old_one_is_kept():
    world = a_world(sessions={"quay": {"capacity": 0}})

    outcome = change(world, joins=[QUAY], leaves=[LOCK])

    assert outcome == Declined(Reason.FULL, shortages=(Shortage(PlaceKind.SESSION, QUAY, 1),))
    assert world.in_session("lock") == ["mara"]


def test_what_is_so_already_stays_so():
    world = a_world()

    assert change(world, joins=[LOCK], leaves=[QUAY]) == Done(changed=False)
    assert change(world) == Done(changed=False)


def test_a_session_that_is_joined_and_left_at_once_is_kept():
    world = a_world()

    assert change(world, joins=[LOCK], leaves=[LOCK]) == Done(changed=False)
    assert world.in_session("lock") == ["mara"]


def test_a_freed_place_goes_to_the_next_in_line():
    world = a_world(auto_registers=True)
    world.register(an_attendee("ann", queues_for=["lock"]))

    change(world, leaves=[LOCK])

    assert world.in_session("lock") == ["ann"]


def test_waiting_for_a_full_session_keeps_the_one_that_is_had():
    world = a_world(sessions={"quay": {"capacity": 0}}, auto_registers=True)

    assert change(world, waits_for=[QUAY]) == Done()
    assert (world.in_session("lock"), world.waiting("quay")) == (["mara"], ["mara"])
    assert change(world, waits_for=[QUAY]) == Done(changed=False)
    world.run(ChangeLimits(session_capacities={QUAY: 1}))
    assert world.in_session("quay") == ["mara"]


def test_waiting_for_a_session_with_room_is_over_at_once():
    world = a_world(auto_registers=True)

    change(world, waits_for=[QUAY])

    assert (world.in_session("quay"), world.waiting("quay")) == (["mara"], [])


@pytest.mark.parametrize(
    ("event", "wish", "automatic"),
    [
        ({}, True, False),
        ({"offers_auto_choice": True}, True, True),
        ({"offers_auto_choice": True}, False, False),
        ({"auto_registers": True}, False, True),
        ({"auto_registers": True, "passes": (a_pass("day"),), "style": EventStyle.REAL_TIME}, True, False),
    ],
    ids=["nobody's choice", "chosen", "not chosen", "always", "paid"],
)
def test_whose_choice_it_is_to_be_registered_by_the_queue(event, wish, automatic):
    world = a_world(sessions={"quay": {"capacity": 0}}, **event)

    world.run(ChangeChoices(world.registration_of("mara"), waits_for=[QUAY], auto_register=wish))

    assert [item.auto_register for item in world.items.values()] == [automatic]


def test_leaving_gives_up_waiting_too():
    world = a_world(sessions={"quay": {"capacity": 0}})
    change(world, waits_for=[QUAY])

    decision = world.run(ChangeChoices(world.registration_of("mara"), leaves=[QUAY]))

    assert decision.outcome == Done()
    assert world.items == {}
    assert [note.what for note in decision.notes] == [What.REMOVED_FROM_WAITLIST]


@pytest.mark.parametrize(
    ("world", "wishes", "declined"),
    [
        (
            a_world(),
            {"joins": [an_id("elsewhere")]},
            Declined(Reason.UNKNOWN_SESSION, session_ids=(an_id("elsewhere"),)),
        ),
        (
            a_world(sessions={"quay": {"is_live": False}}),
            {"joins": [QUAY]},
            Declined(Reason.NOT_LIVE, session_ids=(QUAY,)),
        ),
        (a_world(is_live=False), {"joins": [QUAY]}, Declined(Reason.NOT_LIVE, session_ids=(QUAY,))),
        (a_world(offers_sessions=False), {"joins": [QUAY]}, Declined(Reason.NOT_OFFERED, session_ids=(QUAY,))),
        (
            a_world(sessions={"quay": {"has_waitlist": False}}),
            {"waits_for": [QUAY]},
            Declined(Reason.NO_WAITLIST, session_ids=(QUAY,)),
        ),
        (a_world(sessions={"quay": {"ends_at": NOON}}), {"joins": [QUAY]}, Declined(Reason.OVER, session_ids=(QUAY,))),
        (a_world(sessions={"lock": {"ends_at": NOON}}), {"leaves": [LOCK]}, Declined(Reason.OVER, session_ids=(LOCK,))),
        (
            a_world(style=EventStyle.REAL_TIME, one_session_only=True),
            {"joins": [QUAY]},
            Declined(Reason.ONE_SESSION_ONLY),
        ),
        (
            a_world(style=EventStyle.REAL_TIME, session_required=True),
            {"leaves": [LOCK]},
            Declined(Reason.SESSION_REQUIRED),
        ),
        (
            a_world(passes=(a_pass("day", session_ids=frozenset([LOCK])),), holds="day", style=EventStyle.REAL_TIME),
            {"joins": [QUAY]},
            Declined(Reason.NOT_COVERED, session_ids=(QUAY,)),
        ),
    ],
    ids=[
        "of another event",
        "session off the air",
        "event off the air",
        "no choice",
        "no waitlist",
        "session over",
        "left session over",
        "one session only",
        "session required",
        "not in the pass",
    ],
)
def test_the_rules_for_visitors_hold(world, wishes, declined):
    before = world.state()

    decision = world.run(ChangeChoices(world.registration_of("mara"), **wishes))

    assert (decision.outcome, decision.effects, decision.notes) == (declined, (), ())
    assert world.state() == before


@pytest.mark.parametrize("rule", ["one_session_only", "session_required"])
def test_a_session_is_exchanged_where_one_must_be_had_and_no_more(rule):
    world = a_world(style=EventStyle.REAL_TIME, **{rule: True})

    assert change(world, joins=[QUAY], leaves=[LOCK]) == Done()


def test_waiting_for_a_session_is_having_chosen_one():
    world = a_world(style=EventStyle.REAL_TIME, session_required=True, sessions={"quay": {"capacity": 0}})

    assert change(world, waits_for=[QUAY], leaves=[LOCK]) == Done()


def test_a_pass_that_lists_sessions_opens_them_where_nobody_chooses_otherwise():
    event_pass = a_pass("day", session_ids=frozenset([LOCK, QUAY]))
    world = a_world(passes=(event_pass,), holds="day", offers_sessions=False)

    assert change(world, joins=[QUAY]) == Done()


def test_nobody_leaves_a_session_where_they_were_checked_in():
    world = a_world()
    world.run(CheckIn(a_new_id(), world.registration_of("mara"), LOCK))

    assert change(world, leaves=[LOCK]) == Declined(Reason.CHECKED_IN, session_ids=(LOCK,))


def test_whoever_is_checked_in_at_the_event_may_choose_another_session():
    world = a_world()
    world.run(CheckIn(a_new_id(), world.registration_of("mara")))

    assert change(world, joins=[QUAY]) == Done()


def test_a_cancelled_registration_and_an_unknown_one_choose_nothing():
    world = a_world()
    mara = world.registration_of("mara")
    world.run(Cancel(mara))

    assert world.run(ChangeChoices(mara, joins=[QUAY])).outcome == Declined(Reason.CANCELLED)
    assert world.run(ChangeChoices(an_id("no"), joins=[QUAY])).outcome == Declined(Reason.UNKNOWN_REGISTRATION)


def test_nothing_changes_once_the_event_is_over():
    world = a_world()
    world.now = EVENT_END

    assert change(world, leaves=[LOCK]) == Declined(Reason.OVER)


def test_a_seat_that_is_held_for_somebody_is_theirs_to_choose():
    world = a_world(offer_hours=2)
    for name in ("ann", "bob"):
        world.register(an_attendee(name))
        change(world, name, waits_for=[LOCK])
    change(world, leaves=[LOCK])

    others = change(world, joins=[LOCK])

    assert others == Declined(Reason.FULL, shortages=(Shortage(PlaceKind.SESSION, LOCK, 1),))
    assert change(world, "ann", joins=[LOCK]) == Done()
    assert (world.in_session("lock"), world.waiting("lock")) == (["ann"], ["bob"])


# Outside the registration period (contract 7.6, 5.3 rule 3).


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ({"closes_at": NOON}, Reason.CLOSED),
        ({"closes_at": NOON - timedelta(days=1)}, Reason.CLOSED),
        ({"closes_at": NOON + timedelta(seconds=1)}, None),
        ({"opens_at": NOON + timedelta(seconds=1)}, Reason.NOT_OPEN_YET),
        ({"opens_at": NOON}, None),
    ],
    ids=["closes now", "closed before", "closes later", "opens later", "opens now"],
)
@pytest.mark.parametrize("wish", ["joins", "waits_for"])
def test_sessions_are_chosen_while_registration_is_open(wish, period, expected):
    world = a_world()
    world.event = replace(world.event, **period)

    outcome = change(world, **{wish: [QUAY]})

    assert outcome == (Done() if expected is None else Declined(expected, session_ids=(QUAY,)))


@pytest.mark.parametrize(
    "period", [{"closes_at": NOON}, {"opens_at": NOON + timedelta(days=1)}], ids=["ended", "later"]
)
def test_giving_back_needs_no_open_registration(period):
    world = a_world()
    world.event = replace(world.event, **period)

    exchanged = change(world, joins=[QUAY], leaves=[LOCK])
    kept = world.in_session("lock")
    left = change(world, leaves=[LOCK])

    assert isinstance(exchanged, Declined)
    assert (kept, left, world.in_session("lock")) == (["mara"], Done(), [])
