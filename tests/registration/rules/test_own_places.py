"""What signed-in users do with their own registrations, and attendees with their answers (contract 7.5, 7.6, 5.6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from guestlist.registration.rules.commands import (
    Answer,
    Cancel,
    CancelOwn,
    ChangeAnswers,
    ChangeChoices,
    ChangeLimits,
    CheckIn,
    JoinSession,
    MovePass,
)
from guestlist.registration.rules.decisions import ChangeDetails, ChangeKeptAnswers, Declined, Done, Reason
from guestlist.registration.rules.faults import Fault, Problem
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.self_service import is_eligible, takes_registrations
from guestlist.registration.rules.state import FieldType
from tests.registration.rules.builders import (
    EVENT_END,
    NOON,
    a_field,
    a_new_id,
    a_pass,
    a_session,
    an_attendee,
    an_id,
    settings,
)
from tests.registration.rules.world import World, contact

LOCK, QUAY = an_id("lock"), an_id("quay")
NOTHING = Done(changed=False)


def a_world(**changes: Any) -> World:
    """Mara has a place at the lock; Ann registered her."""
    world = World(settings(**{"offers_sessions": True} | changes), [a_session("lock")])
    world.register(an_attendee("mara", wants=["lock"]), registered_by_id=contact("ann"))
    return world


# Cancelling.


@pytest.mark.parametrize("name", ["mara", "ann"])
def test_attendee_and_who_registered_them_cancel_the_registration(name):
    world = a_world()

    decision = world.run(CancelOwn(world.registration_of("mara"), frozenset([contact(name)])))

    assert decision.outcome == Done()
    assert world.registered() == []
    assert [note.what for note in decision.notes] == [What.CANCELLED]


@pytest.mark.parametrize("name", ["mara", "ann"])
def test_and_one_session_of_it(name):
    world = a_world()
    mara = world.registration_of("mara")
    (own_id,) = world.registrations[mara].sessions

    assert world.run(CancelOwn(mara, frozenset([contact(name)]), own_id)).outcome == Done()
    assert (world.registered(), world.in_session("lock")) == (["mara"], [])


def test_whoever_holds_the_link_cancels_without_a_contact():
    world = a_world()

    assert world.run(CancelOwn(world.registration_of("mara"), None)).outcome == Done()


def test_nobody_cancels_what_is_another_persons():
    world = a_world()
    mara = world.registration_of("mara")
    (own_id,) = world.registrations[mara].sessions
    others = frozenset([contact("bob")])

    assert world.run(CancelOwn(mara, others)).outcome == NOTHING
    assert world.run(CancelOwn(mara, others, own_id)).outcome == NOTHING
    assert world.run(CancelOwn(mara, frozenset())).outcome == NOTHING
    assert world.run(CancelOwn(an_id("no"), None)).outcome == NOTHING
    assert world.in_session("lock") == ["mara"]


def test_a_registration_that_nobody_else_made_is_not_everybodys():
    world = World(settings())
    world.register(an_attendee("mara"))

    assert world.run(CancelOwn(world.registration_of("mara"), frozenset([contact("ann")]))).outcome == NOTHING


@pytest.mark.parametrize("hindrance", ["checked in", "over", "cancelled"])
def test_what_cannot_be_cancelled_stays(hindrance):
    world = a_world()
    mara = world.registration_of("mara")
    match hindrance:
        case "checked in":
            world.run(CheckIn(a_new_id(), mara))
        case "over":
            world.now = EVENT_END
        case "cancelled":
            world.run(Cancel(mara))

    assert world.run(CancelOwn(mara, frozenset([contact("mara")]))).outcome == NOTHING


# Joining one session.


def a_holder(**changes: Any) -> World:
    """Mara has a pass that lists the lock, with one seat, and not the quay."""
    passes = (a_pass("day", price_minor=0, session_ids=frozenset([LOCK])), a_pass("night", price_minor=0))
    event = settings(**{"passes": passes} | changes)
    world = World(event, [a_session("lock", capacity=1), a_session("quay")])
    world.register_by_hand(an_attendee("mara", holds="day"))
    return world


def join(world: World, name: str = "mara", session_id: UUID = LOCK) -> Any:
    return world.run(JoinSession(contact(name), session_id)).outcome


def test_the_holder_of_a_pass_joins_a_session_that_it_lists_once():
    world = a_holder()

    assert join(world) == Done()
    assert join(world) == NOTHING
    assert world.in_session("lock") == ["mara"]


def test_whoever_waits_for_the_session_waits_no_longer():
    world = a_holder()
    world.register_by_hand(an_attendee("ann", holds="day", wants=["lock"]))
    assert join(world) == Declined(Reason.NOT_OFFERED, session_ids=(LOCK,))
    world.cancel("ann")

    assert join(world) == Done()


@pytest.mark.parametrize(
    ("name", "session_id", "reason"),
    [
        ("mara", QUAY, Reason.NOT_COVERED),
        ("ann", LOCK, Reason.NOT_COVERED),
        ("mara", an_id("elsewhere"), Reason.UNKNOWN_SESSION),
    ],
    ids=["not in the pass", "no registration", "of another event"],
)
def test_a_session_is_joined_by_a_pass_that_lists_it_alone(name, session_id, reason):
    outcome = join(a_holder(), name, session_id)

    assert isinstance(outcome, Declined)
    assert outcome.reason == reason


def test_a_pass_that_lists_no_session_opens_none_here():
    world = a_holder()
    world.run(MovePass(world.registration_of("mara"), an_id("night")))

    assert join(world) == Declined(Reason.NOT_COVERED, session_ids=(LOCK,))


@pytest.mark.parametrize(
    "changes",
    [{"is_live": False}, {"closes_at": NOON}, {"opens_at": NOON + timedelta(seconds=1)}],
    ids=["off the air", "closed", "not yet open"],
)
def test_a_session_is_joined_while_registration_is_open(changes):
    assert join(a_holder(**changes)) == Declined(Reason.NOT_OFFERED, session_ids=(LOCK,))


def test_a_repeat_is_answered_as_done_whatever_came_between():
    world = a_holder()
    join(world)
    world.run(ChangeLimits(session_capacities={LOCK: 0}))

    assert join(world) == NOTHING


def test_the_registration_with_the_pass_is_found_among_several():
    world = a_holder()
    world.run(Cancel(world.registration_of("mara")))
    world.register_by_hand(an_attendee("mara"))
    world.register_by_hand(an_attendee("mara", holds="day"), may_repeat=True)

    assert join(world) == Done()
    assert [row.pass_id for row in world.registrations.values() if row.sessions] == [an_id("day")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"takes_registrations": False}, False),
        ({"session_is_live": False}, False),
        ({"is_covered": False}, False),
        ({"free": 0}, False),
        ({"free": -1}, False),
        ({"free": 0, "has_seat": True}, True),
        ({"free": None}, True),
        ({"takes_registrations": False, "has_seat": True}, False),
    ],
    ids=repr,
)
def test_who_is_eligible(changes, expected):
    usual: dict[str, Any] = {
        "takes_registrations": True,
        "session_is_live": True,
        "is_covered": True,
        "has_seat": False,
        "free": 1,
    }

    assert is_eligible(**(usual | changes)) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"is_live": False}, False),
        ({"opens_at": NOON}, True),
        ({"opens_at": NOON + timedelta(seconds=1)}, False),
        ({"closes_at": NOON + timedelta(seconds=1)}, True),
        ({"closes_at": NOON}, False),
    ],
    ids=["no limit", "off the air", "opens now", "opens later", "closes later", "closes now"],
)
def test_when_an_event_takes_registrations(changes, expected):
    usual: dict[str, Any] = {"is_live": True, "opens_at": None, "closes_at": None, "now": NOON}

    assert takes_registrations(**(usual | changes)) is expected


# Answers.

DIET = a_field("diet", is_required=True)
DAYS = a_field("days", FieldType.MULTIPLE_CHOICE, choices=("Thu", "Fri"))


def answered(world: World, *answers: Answer) -> Any:
    return world.run(ChangeAnswers(world.registration_of("mara"), answers))


def an_answer(field: Any, value: str | None = None, values: tuple[str, ...] | None = None) -> Answer:
    return Answer(str(field.id), value, values)


def test_answers_are_replaced_and_those_left_out_taken_back():
    world = a_world(fields=())
    world.event = settings(fields=(DIET, DAYS))

    decision = answered(world, an_answer(DIET, "Vegan"))

    (effect,) = decision.effects
    assert isinstance(effect, ChangeDetails)
    assert [(answer.field_id, answer.value) for answer in effect.answers] == [(DIET.id, "Vegan")]
    assert effect.cleared_field_ids == (DAYS.id,)
    assert (effect.first_name, effect.last_name, effect.email) == (None, None, None)
    assert [note.what for note in decision.notes] == [What.DETAILS_CHANGED]


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ([], [(DIET, Fault.MISSING)]),
        ([an_answer(DIET, " ")], [(DIET, Fault.MISSING)]),
        ([an_answer(DAYS, None, ("Sun",))], [(DAYS, Fault.NO_CHOICE), (DIET, Fault.MISSING)]),
        ([an_answer(DIET, "x" * 4001)], [(DIET, Fault.TOO_LONG)]),
    ],
    ids=["left out", "blank", "no choice", "too long"],
)
def test_answers_must_be_allowed_and_required_ones_given(answers, problems):
    world = a_world()
    world.event = settings(fields=(DIET, DAYS))

    decision = answered(world, *answers)

    assert isinstance(decision.outcome, Declined)
    assert decision.outcome.reason == Reason.WRONG_VALUES
    assert [(p.part, p.fault) for p in decision.outcome.problems] == [(str(f.id), fault) for f, fault in problems]
    assert decision.effects == ()


def test_a_question_that_the_event_does_not_ask_is_not_answered():
    world = a_world()

    decision = answered(world, Answer("shoe size", "44"))

    assert decision.outcome == Declined(
        Reason.WRONG_VALUES, problems=(Problem(0, "shoe size", Fault.UNKNOWN_FIELD, "44"),)
    )


def test_nothing_is_answered_after_the_event_or_once_cancelled():
    world = a_world()
    mara = world.registration_of("mara")
    world.now = EVENT_END
    over = world.run(ChangeAnswers(mara)).outcome
    world.now = NOON
    world.run(Cancel(mara))

    assert over == Declined(Reason.OVER)
    assert world.run(ChangeAnswers(mara)).outcome == Declined(Reason.CANCELLED)
    assert world.run(ChangeAnswers(an_id("no"))).outcome == Declined(Reason.UNKNOWN_REGISTRATION)


def test_whoever_waits_answers_for_the_registration_to_come():
    world = World(settings(capacity=0, has_waitlist=True))
    world.register(an_attendee("mara", waitlisted=True))
    world.event = settings(capacity=0, has_waitlist=True, fields=(DIET, DAYS))
    (item,) = world.items.values()

    decision = world.run(ChangeAnswers(item.registration_id, [an_answer(DIET, "Vegan")]))

    (effect,) = decision.effects
    assert isinstance(effect, ChangeKeptAnswers)
    assert effect.registration_id == item.registration_id
    assert [(answer.field_id, answer.value) for answer in effect.answers] == [(DIET.id, "Vegan")]
    assert effect.cleared_field_ids == (DAYS.id,)
    assert [note.what for note in decision.notes] == [What.DETAILS_CHANGED]


def test_whoever_waits_for_a_session_only_answers_for_the_registration_they_have():
    world = a_world(has_waitlist=True)
    world.sessions[QUAY] = a_session("quay", capacity=0)
    mara = world.registration_of("mara")
    world.run(ChangeChoices(mara, waits_for=[QUAY]))
    world.event = settings(fields=(DIET,))

    decision = world.run(ChangeAnswers(mara, [an_answer(DIET, "Vegan")]))

    assert [type(effect) for effect in decision.effects] == [ChangeDetails]


def test_for_waiting_people_the_same_answers_are_required_and_allowed():
    world = World(settings(capacity=0, has_waitlist=True))
    world.register(an_attendee("mara", waitlisted=True))
    world.event = settings(capacity=0, has_waitlist=True, fields=(DIET,))
    (item,) = world.items.values()

    missing = world.run(ChangeAnswers(item.registration_id))
    world.now = EVENT_END
    over = world.run(ChangeAnswers(item.registration_id, [an_answer(DIET, "Vegan")]))

    assert missing.outcome == Declined(Reason.WRONG_VALUES, (Problem(0, str(DIET.id), Fault.MISSING),))
    assert over.outcome == Declined(Reason.OVER)
    assert (missing.effects, over.effects) == ((), ())
