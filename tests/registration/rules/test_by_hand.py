"""Registering by hand: what binds staff, what does not, and what the outcome says."""

from __future__ import annotations

import pytest

from guestlist.limits import ATTENDEES_PER_REQUEST_MAX
from guestlist.registration.rules.commands import Answer, RegisterByHand
from guestlist.registration.rules.decisions import Declined, Done, Overtaken, PlaceKind, Reason, Shortage
from guestlist.registration.rules.faults import Fault, Problem
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.state import EventStyle, FieldType
from tests.registration.rules.builders import (
    NOON,
    a_field,
    a_pass,
    a_request,
    a_session,
    an_attendee,
    an_id,
    settings,
)
from tests.registration.rules.world import World


def problems(outcome) -> list[tuple[str, Fault]]:
    assert isinstance(outcome, Declined), outcome
    assert outcome.reason == Reason.WRONG_VALUES
    return [(problem.part, problem.fault) for problem in outcome.problems]


def test_nothing_that_binds_visitors_binds_staff():
    event = settings(
        is_live=False,
        opens_at=NOON.replace(year=2028),
        closes_at=NOON,
        allows_anonymous=False,
        allows_many_attendees=False,
        needs_captcha=True,
        session_required=True,
        one_session_only=True,
        style=EventStyle.REAL_TIME,
        fields=(a_field("diet", is_required=True),),
    )
    world = World(event, [a_session("lock", is_live=False), a_session("tide")])

    outcome = world.register_by_hand(an_attendee("mara", wants=["lock", "tide"]), an_attendee("ann"))

    assert outcome == Done()
    assert world.registered() == ["mara", "ann"]
    assert world.in_session("lock") == world.in_session("tide") == ["mara"]


def test_nobody_is_registered_for_a_template_or_a_series():
    assert World(settings(is_pattern=True)).register_by_hand(an_attendee()) == Declined(Reason.PATTERN)


def test_somebody_is_named_but_not_too_many():
    world = World(settings())

    assert world.register_by_hand() == Declined(Reason.NOBODY)
    assert world.register_by_hand(*[an_attendee()] * (ATTENDEES_PER_REQUEST_MAX + 1)) == Declined(Reason.TOO_MANY)


def test_every_value_that_is_not_allowed_is_named():
    diet = a_field("diet", FieldType.SINGLE_CHOICE, choices=("None", "Vegan"))
    vegan = a_field("vegan", FieldType.BOOLEAN)
    world = World(settings(fields=(diet, vegan)), [a_session("lock")])
    attendee = an_attendee(
        first_name="  ",
        last_name="x" * 51,
        email="nowhere",
        pass_id="no-such-pass",
        wants=["lock", "elsewhere"],
        answers=[Answer("diet", "Fish"), Answer(str(vegan.id), "maybe"), Answer("pier", "7")],
    )

    outcome = world.register_by_hand(an_attendee("ann"), attendee)

    assert problems(outcome) == [
        ("first_name", Fault.MISSING),
        ("last_name", Fault.TOO_LONG),
        ("email", Fault.NO_EMAIL),
        ("event_pass", Fault.UNKNOWN_PASS),
        ("sessions", Fault.UNKNOWN_SESSION),
        ("pier", Fault.UNKNOWN_FIELD),
        (str(diet.id), Fault.NO_CHOICE),
        (str(vegan.id), Fault.NOT_YES_NO),
    ]
    assert {problem.position for problem in outcome.problems} == {1}
    assert world.registered() == []


def test_answers_are_kept_and_may_be_left_out():
    diet = a_field("diet", FieldType.MULTIPLE_CHOICE, choices=("Fish", "Nuts"), is_required=True)
    world = World(settings(fields=(diet, a_field("jobtitle"))))
    attendee = an_attendee(answers=[Answer("diet", None, ("Nuts", "Fish")), Answer("jobtitle", "Pilot")])
    asked = world.screened_by_hand(RegisterByHand([attendee]))

    assert [answer.value for answer in asked.attendees[0].answers] == ["Nuts, Fish", "Pilot"]
    assert asked.attendees[0].contact_columns == (("jobtitle", "Pilot"),)


def test_an_attendee_gets_a_pass_without_paying_even_one_that_is_not_on_offer():
    hidden = a_pass("crew", allocated=0)
    world = World(settings(passes=(a_pass("day"), hidden)))

    assert world.register_by_hand(an_attendee("mara", holds="day")) == Done()
    outcome = world.register_by_hand(an_attendee("ann", holds="crew"), may_overbook=True)

    assert outcome == Done(overbooked=(Shortage(PlaceKind.PASS, hidden.id, 1),))
    assert [p.taken for p in world.state().settings.passes] == [1, 1]
    assert world.purchases == {}


def test_staff_may_leave_out_the_pass_of_a_paid_event():
    world = World(settings(passes=(a_pass("day"),)))

    assert world.register_by_hand(an_attendee("mara")) == Done()


@pytest.mark.parametrize("style", list(EventStyle))
def test_a_pass_opens_its_own_sessions_only(style: EventStyle):
    event = settings(style=style, passes=(a_pass("day", session_ids=frozenset([an_id("lock")])),))
    world = World(event, [a_session("lock"), a_session("tide")])

    outcome = world.register_by_hand(an_attendee("mara", holds="day", wants=["lock", "tide"]))

    assert outcome.problems == (Problem(0, "sessions", Fault.NOT_COVERED, str(an_id("tide"))),)


def test_what_is_full_is_named_and_nobody_is_registered():
    event = settings(capacity=1, passes=(a_pass("day", allocated=1),))
    world = World(event, [a_session("lock", capacity=0)])

    outcome = world.register_by_hand(
        an_attendee("mara", holds="day", wants=["lock"]), an_attendee("ann", holds="day", wants=["lock"])
    )

    assert outcome == Declined(
        Reason.FULL,
        shortages=(
            Shortage(PlaceKind.EVENT, None, 1),
            Shortage(PlaceKind.SESSION, an_id("lock"), 2),
            Shortage(PlaceKind.PASS, an_id("day"), 1),
        ),
    )
    assert world.registered() == []


def test_staff_may_overbook_and_are_told_by_how_much():
    world = World(settings(capacity=1), [a_session("lock", capacity=0)])
    world.register(an_attendee("mara"))

    outcome = world.register_by_hand(an_attendee("ann", wants=["lock"]), an_attendee("bob"), may_overbook=True)

    assert outcome.overbooked == (
        Shortage(PlaceKind.EVENT, None, 2),
        Shortage(PlaceKind.SESSION, an_id("lock"), 1),
    )
    assert world.state().taken == 3


def test_whoever_is_registered_already_is_not_registered_twice_by_mistake():
    world = World(settings())
    world.register(an_attendee("mara"))
    people = [an_attendee("ann"), an_attendee("mara"), an_attendee("ann")]

    declined = world.register_by_hand(*people)
    meant = world.register_by_hand(*people, may_repeat=True)

    assert declined == Declined(Reason.ALREADY_REGISTERED, positions=(1, 2))
    assert meant == Done()
    assert world.registered() == ["mara", "ann", "mara", "ann"]


def test_whoever_cancelled_is_no_repetition():
    world = World(settings())
    world.register(an_attendee("mara"))
    world.cancel("mara")

    assert world.register_by_hand(an_attendee("mara")) == Done()


def test_whoever_gets_a_place_by_hand_waits_for_it_no_longer_and_the_sessions_on_hold_follow():
    event = settings(capacity=0, has_waitlist=True, offers_sessions=True)
    world = World(event, [a_session("lock", capacity=1)])
    world.register(an_attendee("mara", waitlisted=True, wants=["lock"]))

    outcome = world.register_by_hand(an_attendee("mara"), may_overbook=True)

    assert outcome.overtaken == ()
    assert world.items == {}
    assert world.in_session("lock") == ["mara"]


def test_those_who_wait_and_are_passed_over_are_counted():
    event = settings(capacity=0, has_waitlist=True, offers_sessions=True, style=EventStyle.REAL_TIME)
    world = World(event, [a_session("lock", capacity=0)])
    for name in ("ann", "bob"):
        world.register(an_attendee(name, waitlisted=True, wants=["lock"]))

    outcome = world.register_by_hand(an_attendee("mara", wants=["lock"]), may_overbook=True)

    assert outcome.overtaken == (Overtaken(None, 2),)
    assert world.waiting() == ["ann", "bob"]


def test_the_log_is_told_of_everybody_and_of_what_was_overbooked():
    world = World(settings(capacity=1))
    mara, ann = an_attendee("mara"), an_attendee("ann")

    decision = world.run(world.screened_by_hand(RegisterByHand([mara, ann], may_overbook=True)))

    assert [(note.what, note.registration_id) for note in decision.notes] == [
        (What.REGISTERED_BY_HAND, mara.registration_id),
        (What.REGISTERED_BY_HAND, ann.registration_id),
        (What.OVERBOOKED, mara.registration_id),
        (What.OVERBOOKED, ann.registration_id),
    ]
    assert decision.notes[2].details == (("places", ("event",)),)


def test_the_log_is_told_nothing_of_an_ordinary_registration():
    world = World(settings())

    assert world.run(world.screened(a_request())).notes == ()
