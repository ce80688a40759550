"""Changes that staff make of a registration: cancelling, pass, sessions, details."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guestlist.registration.rules.commands import (
    Answer,
    CancelByHand,
    ChangeSession,
    EditDetails,
    MovePass,
)
from guestlist.registration.rules.decisions import (
    ChangeDetails,
    Declined,
    Done,
    MoveToPass,
    Overtaken,
    PlaceKind,
    Reason,
    Shortage,
    StoredAnswer,
)
from guestlist.registration.rules.faults import Fault
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.state import EventStyle, FieldType
from tests.registration.rules.builders import EVENT_END, a_field, a_pass, a_session, an_attendee, an_id, settings
from tests.registration.rules.world import World

LOCK, TIDE = an_id("lock"), an_id("tide")


def a_world(**changes: Any) -> World:
    """Mara has a seat in the lock; Bob waits for it."""
    event = {"style": EventStyle.REAL_TIME, "offers_sessions": True, "has_waitlist": True, "offers_auto_choice": True}
    world = World(settings(**event | changes), [a_session("lock", capacity=1), a_session("tide", capacity=1)])
    world.register_by_hand(an_attendee("mara", wants=["lock"]))
    world.register(an_attendee("bob", queues_for=["lock"], auto_register=True))
    return world


COMMANDS = [
    lambda key: CancelByHand(key),
    lambda key: MovePass(key, an_id("day")),
    lambda key: ChangeSession(key, None, LOCK),
    lambda key: EditDetails(key, first_name="Mara"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_or_cancelled_registration_is_not_changed(command):
    world = a_world()
    mara = world.registration_of("mara")
    world.cancel("mara")

    assert world.run(command(mara)).outcome == Declined(Reason.CANCELLED)
    assert world.run(command(an_id("nobody"))).outcome == Declined(Reason.UNKNOWN_REGISTRATION)


def test_staff_cancel_and_the_queues_are_served():
    world = a_world()

    decision = world.run(CancelByHand(world.registration_of("mara")))

    assert decision.outcome == Done()
    assert [(note.what, note.by_queue) for note in decision.notes] == [(What.CANCELLED, False), (What.PROMOTED, True)]
    assert world.in_session("lock") == ["bob"]


def test_staff_cancel_after_the_event_too_but_nobody_is_called_to_what_is_over():
    world = a_world()
    world.now = EVENT_END

    decision = world.run(CancelByHand(world.registration_of("mara")))

    assert (decision.outcome, [note.what for note in decision.notes]) == (Done(), [What.CANCELLED])
    assert world.in_session("lock") == []
    assert world.waiting("lock") == ["bob"]


def test_a_session_that_is_left_once_it_is_over_is_given_to_nobody():
    world = a_world()
    world.sessions[LOCK] = replace(world.sessions[LOCK], ends_at=world.now)

    assert world.run(ChangeSession(world.registration_of("mara"), LOCK)).outcome == Done()

    assert world.waiting("lock") == ["bob"]


def test_whoever_was_checked_in_at_the_event_or_a_session_is_not_cancelled():
    for at_event in (True, False):
        world = a_world()
        row = world.registrations[world.registration_of("mara")]
        row.is_checked_in, row.attended_ids = at_event, frozenset() if at_event else frozenset([LOCK])

        assert world.run(CancelByHand(world.registration_of("mara"))).outcome == Declined(Reason.CHECKED_IN)


def with_passes(**evening: Any) -> World:
    evening_pass = a_pass("evening", **{"allocated": 1} | evening)
    world = World(
        settings(style=EventStyle.REAL_TIME, passes=(a_pass("day", allocated=1), evening_pass), has_waitlist=True),
        [a_session("lock", capacity=1), a_session("tide")],
    )
    world.register_by_hand(an_attendee("mara", holds="day", wants=["lock"]))
    return world


def test_a_registration_moves_to_another_pass_and_the_old_one_goes_back():
    world = with_passes()
    mara = world.registration_of("mara")

    decision = world.run(MovePass(mara, an_id("evening")))

    assert decision.effects == (MoveToPass(mara, an_id("evening")),)
    assert [p.taken for p in world.state().settings.passes] == [0, 1]
    assert decision.notes[0].details == (("left", str(an_id("day"))), ("got", str(an_id("evening"))))


def test_a_registration_without_a_pass_can_get_one():
    world = with_passes()
    world.register_by_hand(an_attendee("ann"))

    assert world.run(MovePass(world.registration_of("ann"), an_id("evening"))).outcome == Done()


def test_the_pass_that_somebody_has_is_no_change_and_an_unknown_one_is_declined():
    world = with_passes()
    mara = world.registration_of("mara")

    assert world.run(MovePass(mara, an_id("day"))).outcome == Done(changed=False)
    assert world.run(MovePass(mara, an_id("nowhere"))).outcome == Declined(Reason.UNKNOWN_PASS)


def test_a_pass_that_is_sold_out_is_given_only_if_staff_overbook():
    world = with_passes(allocated=0)
    mara = world.registration_of("mara")
    shortage = Shortage(PlaceKind.PASS, an_id("evening"), 1)

    assert world.run(MovePass(mara, an_id("evening"))).outcome == Declined(Reason.FULL, shortages=(shortage,))
    assert world.run(MovePass(mara, an_id("evening"), may_overbook=True)).outcome == Done(overbooked=(shortage,))


def test_sessions_that_the_new_pass_does_not_open_are_named_or_given_up():
    world = with_passes(session_ids=frozenset([TIDE]))
    mara = world.registration_of("mara")
    world.register_by_hand(an_attendee("ann"))
    world.run(ChangeSession(world.registration_of("ann"), None, TIDE))

    declined = world.run(MovePass(mara, an_id("evening"))).outcome
    done = world.run(MovePass(mara, an_id("evening"), drops_sessions=True)).outcome

    assert declined == Declined(Reason.NOT_COVERED, session_ids=(LOCK,))
    assert done == Done()
    assert world.in_session("lock") == []


def test_a_pass_that_goes_back_is_offered_to_those_who_wait():
    world = with_passes(allocated=3)
    world.event = replace(world.event, capacity=3)
    for name in ("ann", "bob", "cyd"):
        world.register_by_hand(an_attendee(name, holds="evening"), may_overbook=True)
    world.register(an_attendee("dan", waitlisted=True))
    world.event = replace(world.event, capacity=5)

    world.run(MovePass(world.registration_of("mara"), an_id("evening"), may_overbook=True))

    assert world.waiting() == ["dan (invited)"]


def test_a_session_is_left_and_the_next_in_its_queue_gets_the_seat():
    world = a_world()

    decision = world.run(ChangeSession(world.registration_of("mara"), leaves_id=LOCK))

    assert decision.outcome == Done()
    assert world.in_session("lock") == ["bob"]
    assert [note.what for note in decision.notes] == [What.SESSION_CANCELLED, What.PROMOTED]


def test_a_registration_moves_from_one_session_to_another():
    world = a_world()

    decision = world.run(ChangeSession(world.registration_of("mara"), LOCK, TIDE))

    assert decision.outcome == Done()
    assert (world.in_session("lock"), world.in_session("tide")) == (["bob"], ["mara"])
    assert decision.notes[0].details == (("left", str(LOCK)), ("got", str(TIDE)))


def test_a_full_session_is_joined_only_if_staff_overbook_and_those_who_wait_are_counted():
    world = a_world()
    world.register_by_hand(an_attendee("ann"))
    ann, shortage = world.registration_of("ann"), Shortage(PlaceKind.SESSION, LOCK, 1)

    assert world.run(ChangeSession(ann, None, LOCK)).outcome == Declined(Reason.FULL, shortages=(shortage,))
    assert world.run(ChangeSession(ann, None, LOCK, may_overbook=True)).outcome == Done(
        overbooked=(shortage,), overtaken=(Overtaken(LOCK, 1),)
    )


def test_what_is_not_possible_with_sessions_is_declined():
    world = a_world()
    mara = world.registration_of("mara")

    assert world.run(ChangeSession(mara)).outcome == Done(changed=False)
    assert world.run(ChangeSession(mara, TIDE)).outcome == Declined(Reason.NOT_IN_SESSION)
    assert world.run(ChangeSession(mara, None, LOCK)).outcome == Declined(Reason.ALREADY_IN_SESSION)
    assert world.run(ChangeSession(mara, None, an_id("nowhere"))).outcome == Declined(Reason.UNKNOWN_SESSION)
    world.registrations[mara].attended_ids = frozenset([LOCK])
    assert world.run(ChangeSession(mara, LOCK)).outcome == Declined(Reason.CHECKED_IN)


def test_a_session_that_was_given_in_the_same_batch_can_be_left_again():
    world = a_world()
    mara = world.registration_of("mara")

    decisions = world.run_all([ChangeSession(mara, None, TIDE), ChangeSession(mara, TIDE)])

    assert [decision.outcome for decision in decisions] == [Done(), Done()]
    assert world.in_session("tide") == []


def test_details_are_changed_and_answers_taken_back():
    diet, vegan = a_field("diet"), a_field("vegan", FieldType.BOOLEAN)
    world = World(settings(fields=(diet, vegan)))
    world.register(an_attendee("mara"))
    mara = world.registration_of("mara")

    command = EditDetails(mara, email=" m@kai.example ", answers=[Answer("diet", "None"), Answer("vegan", "nochoice")])
    decision = world.run(command)

    kept = (StoredAnswer(diet.id, "diet", "None"),)
    assert decision.effects == (ChangeDetails(mara, None, None, "m@kai.example", kept, (vegan.id,)),)
    assert decision.notes[0].details == (("changed", ("email", str(diet.id), str(vegan.id))),)


def test_details_are_checked_like_those_of_a_registration():
    world = World(settings())
    world.register(an_attendee("mara"))
    mara = world.registration_of("mara")

    outcome = world.run(EditDetails(mara, first_name=" ", answers=[Answer("pier", "7")])).outcome

    assert [(p.part, p.fault) for p in outcome.problems] == [
        ("first_name", Fault.MISSING),
        ("pier", Fault.UNKNOWN_FIELD),
    ]
    assert world.run(EditDetails(mara)).outcome == Done(changed=False)
