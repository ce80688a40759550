"""Seats and passes: rules 17 to 19, and what a registration stores (contract 5.2 to 5.7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guestlist.registration.rules.decide import decide
from guestlist.registration.rules.decisions import (
    AddRegistration,
    AddSessionRegistration,
    Decision,
    Done,
    ErrorCode,
    Outcome,
    Refused,
)
from guestlist.registration.rules.state import EventState, EventStyle
from tests.registration.rules.builders import (
    NOON,
    a_new_id,
    a_pass,
    a_request,
    a_session,
    an_attendee,
    an_id,
    settings,
)
from tests.registration.rules.world import World, contact


def code(outcome: Outcome) -> ErrorCode | None:
    return outcome.code if isinstance(outcome, Refused) else None


def test_a_plain_registration_is_stored_with_its_attendee_and_who_registered():
    world = World(settings())
    attendee = an_attendee("ann")
    asked = world.screened(a_request(attendee, registered_by_id=contact("bob")))
    assert not isinstance(asked, Refused)

    decision = world.run(asked)

    assert decision == Decision(
        Done(),
        (AddRegistration(attendee.registration_id, contact("ann"), None, asked.attendees[0], contact("bob")),),
    )


def test_the_last_seat_goes_to_the_earlier_request_of_a_batch():
    world = World(settings(capacity=1))
    batch = [world.screened(a_request(an_attendee(name))) for name in ("ann", "bob")]

    first, second = world.run_all([asked for asked in batch if not isinstance(asked, Refused)])

    assert first.outcome == Done()
    assert second == Decision(Refused(ErrorCode.MAXIMUM_NO_ATTENDEES_REACHED, "The event is full."))
    assert world.registered() == ["ann"]


def test_each_attendee_of_a_request_takes_a_seat_even_the_same_person_twice():
    world = World(settings(capacity=3))

    world.register(an_attendee("ann"), an_attendee("bob"), an_attendee("ann"))

    assert world.registered() == ["ann", "bob", "ann"]


@pytest.mark.parametrize(
    ("free", "has_waitlist", "expected"),
    [
        (2, False, None),
        (1, False, ErrorCode.EVENT_CAPACITY_EXCEEDING),
        (1, True, ErrorCode.EVENT_CAPACITY_EXCEEDING),
        (0, True, ErrorCode.MAXIMUM_CAPACITY_REACHED),
        (0, False, ErrorCode.MAXIMUM_NO_ATTENDEES_REACHED),
        (-3, True, ErrorCode.MAXIMUM_CAPACITY_REACHED),
    ],
)
def test_rule_17_tells_full_from_not_enough(free: int, has_waitlist: bool, expected: ErrorCode | None):
    """Two ask; an event may be overbooked by hand."""
    event = settings(capacity=10, has_waitlist=has_waitlist)
    asked = World(event).screened(a_request(an_attendee("ann"), an_attendee("bob")))
    assert not isinstance(asked, Refused)

    (decision,) = decide([asked], EventState(event, taken=10 - free), NOON, a_new_id)

    assert code(decision.outcome) == expected
    assert bool(decision.effects) is (expected is None)


def test_rule_17_a_limit_of_zero_is_a_limit():
    assert code(World(settings(capacity=0)).register(an_attendee())) == ErrorCode.MAXIMUM_NO_ATTENDEES_REACHED


def test_rule_17_leaves_out_those_who_ask_for_the_waitlist():
    world = World(settings(capacity=1, has_waitlist=True))

    outcome = world.register(an_attendee("ann"), an_attendee("bob", waitlisted=True))

    assert outcome == Done()
    assert world.registered() == ["ann"]
    assert world.waiting() == ["bob"]


def test_chosen_sessions_become_session_registrations():
    world = World(settings(offers_sessions=True), [a_session("lock"), a_session("tide")])
    attendee = an_attendee("ann", wants=["lock", "tide"])
    asked = world.screened(a_request(attendee))
    assert not isinstance(asked, Refused)

    decision = world.run(asked)

    assert decision.effects[1:] == (
        AddSessionRegistration(attendee.registration_id, an_id("lock")),
        AddSessionRegistration(attendee.registration_id, an_id("tide")),
    )


def test_rule_18_counts_every_attendee_of_the_request():
    world = World(settings(offers_sessions=True), [a_session("lock", capacity=1)])

    both = world.register(an_attendee("ann", wants=["lock"]), an_attendee("bob", wants=["lock"]))
    one = world.register(an_attendee("ann", wants=["lock"]), an_attendee("bob"))

    assert code(both) == ErrorCode.MAXIMUM_SESSION_CAPACITY_REACHED
    assert one == Done()
    assert world.in_session("lock") == ["ann"]


def test_rule_18_refuses_with_the_waitlist_on_as_well_and_stores_nothing():
    event = settings(offers_sessions=True, has_waitlist=True)
    world = World(event, [a_session("lock", capacity=0), a_session("tide")])

    outcome = world.register(an_attendee("ann", wants=["tide", "lock"]))

    assert outcome == Refused(ErrorCode.MAXIMUM_SESSION_CAPACITY_REACHED, "A chosen session is full.")
    assert world.registered() == []


def test_rule_18_leaves_out_attendees_waitlisted_for_the_event():
    event = settings(offers_sessions=True, has_waitlist=True, capacity=0)
    world = World(event, [a_session("lock", capacity=0)])

    assert world.register(an_attendee("ann", wants=["lock"], waitlisted=True)) == Done()
    assert world.waiting("lock") == ["ann (on hold)"]


def test_rule_19_counts_each_pass_over_all_attendees():
    passes = (a_pass("day", allocated=2), a_pass("evening", allocated=1))
    world = World(settings(passes=passes))

    too_many = world.register(
        an_attendee("ann", holds="day"),
        an_attendee("bob", holds="evening"),
        an_attendee("cyd", holds="evening"),
    )
    enough = world.register(an_attendee("ann", holds="day"), an_attendee("bob", holds="day"))

    assert too_many == Refused(ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES, "Not enough passes left.")
    assert not isinstance(enough, Refused)


def test_rules_17_to_19_are_checked_in_this_order():
    event = settings(capacity=0, offers_sessions=True, style=EventStyle.REAL_TIME, passes=(a_pass("day", taken=10),))
    sessions = [a_session("lock", capacity=0)]
    asked = World(event, sessions).screened(a_request(an_attendee(wants=["lock"], holds="day")))
    assert not isinstance(asked, Refused)
    state = EventState(event, 0, {s.id: s for s in sessions})

    codes = []
    codes.append(code(decide([asked], state, NOON, a_new_id)[0].outcome))
    state = replace(state, settings=replace(event, capacity=1))
    codes.append(code(decide([asked], state, NOON, a_new_id)[0].outcome))
    state = replace(state, sessions={an_id("lock"): a_session("lock", capacity=1)})
    codes.append(code(decide([asked], state, NOON, a_new_id)[0].outcome))

    assert codes == [
        ErrorCode.MAXIMUM_NO_ATTENDEES_REACHED,
        ErrorCode.MAXIMUM_SESSION_CAPACITY_REACHED,
        ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES,
    ]


def test_the_state_given_is_left_as_it_was():
    event = settings(capacity=5, has_waitlist=True, passes=(a_pass("day"),))
    state = World(event, [a_session("lock", capacity=3)]).state()
    copy = replace(state, sessions=dict(state.sessions), purchases=dict(state.purchases))
    asked = World(event).screened(a_request(an_attendee(holds="day"), an_attendee(waitlisted=True)))
    assert not isinstance(asked, Refused)

    decide([asked, asked], state, NOON, a_new_id)

    assert state == copy
