"""Checking people in at the event and at its sessions (contract 9.2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from guestlist.limits import CHECK_IN_LATE_HOURS_MAX
from guestlist.registration.rules.attendance import Admission, CheckInAnswer
from guestlist.registration.rules.commands import Cancel, CancelByHand, CheckIn, UndoCheckIn
from guestlist.registration.rules.decisions import Declined, Done, Reason
from guestlist.registration.rules.notes import What
from tests.registration.rules.builders import NOON, a_new_id, a_session, an_attendee, an_id, settings
from tests.registration.rules.world import World

ILSE = an_id("ilse")  # at the door
LOCK = an_id("lock")


def a_world() -> World:
    """Mara is in, and in the session at the lock; Ann is in."""
    world = World(settings(offers_sessions=True), [a_session("lock"), a_session("quay")])
    world.register(an_attendee("mara", wants=["lock"]))
    world.register(an_attendee("ann"))
    return world


def scan(world: World, name: str = "mara", **values: Any) -> CheckIn:
    return CheckIn(**{"check_in_id": a_new_id(), "registration_id": world.registration_of(name)} | values)


def answer(world: World, command: CheckIn) -> CheckInAnswer:
    outcome = world.run(command).outcome
    assert isinstance(outcome, CheckInAnswer)
    return outcome


def counting(world: World) -> set[tuple[UUID, UUID | None, datetime]]:
    return {(one.registration_id, one.session_id, one.at) for one in world.check_ins.values() if one.counts}


def test_whoever_comes_is_checked_in_at_the_event():
    world = a_world()

    decision = world.run(scan(world))

    assert decision.outcome == CheckInAnswer(Admission.CHECKED_IN, NOON)
    assert world.registrations[world.registration_of("mara")].is_checked_in
    assert [note.what for note in decision.notes] == [What.CHECKED_IN]


def test_the_first_time_counts_and_a_repeat_says_so():
    world = a_world()
    world.run(scan(world))
    world.wait(minutes=5)

    decision = world.run(scan(world))

    assert decision.outcome == CheckInAnswer(Admission.CHECKED_IN_BEFORE, NOON)
    assert (decision.effects, decision.notes) == ((), ())


def test_the_door_keeps_a_repeat_so_that_a_phone_may_tell_of_it_twice():
    world = a_world()
    world.run(scan(world, by_user_id=ILSE))
    repeat = scan(world, by_user_id=ILSE)
    world.run(repeat)
    world.run(UndoCheckIn(world.registration_of("mara")))

    again = answer(world, repeat)

    assert again == CheckInAnswer(Admission.TAKEN_BACK)
    assert counting(world) == set()


def test_the_same_scan_twice_is_one():
    world = a_world()
    same = scan(world, by_user_id=ILSE)
    world.run(same)

    decision = world.run(same)

    assert decision.outcome == CheckInAnswer(Admission.CHECKED_IN, NOON)
    assert decision.effects == ()


@pytest.mark.parametrize("session_id", [None, LOCK], ids=["event", "session"])
def test_nobody_is_checked_in_who_is_unknown_or_cancelled(session_id):
    world = a_world()
    cancelled = scan(world, session_id=session_id)
    world.run(CancelByHand(cancelled.registration_id))

    assert answer(world, CheckIn(a_new_id(), an_id("nobody"), session_id)) == CheckInAnswer(Admission.UNKNOWN)
    assert answer(world, cancelled) == CheckInAnswer(Admission.CANCELLED)
    assert world.check_ins == {}


def test_a_link_checks_nobody_in_before_its_time():
    world = a_world()
    link = scan(world, not_before=NOON + timedelta(seconds=1))

    early = answer(world, link)
    world.wait(seconds=1)

    assert early == CheckInAnswer(Admission.TOO_EARLY)
    assert answer(world, link).what == Admission.CHECKED_IN


def test_whoever_has_no_place_in_a_session_is_told_so_and_not_checked_in():
    world = a_world()

    assert answer(world, scan(world, "ann", session_id=LOCK, by_user_id=ILSE)) == CheckInAnswer(Admission.NO_PLACE)
    assert world.check_ins == {}


def test_the_door_of_a_session_checks_in_at_the_event_too():
    world = a_world()
    mara = world.registration_of("mara")

    decision = world.run(scan(world, session_id=LOCK, by_user_id=ILSE))

    assert decision.outcome == CheckInAnswer(Admission.CHECKED_IN, NOON)
    assert counting(world) == {(mara, LOCK, NOON), (mara, None, NOON)}
    assert world.registrations[mara].is_checked_in
    assert world.registrations[mara].attended_ids == {LOCK}
    assert [note.details for note in decision.notes] == [(), (("session", str(LOCK)),)]


def test_a_link_to_a_session_checks_in_there_alone():
    world = a_world()
    mara = world.registration_of("mara")

    world.run(scan(world, session_id=LOCK))

    assert counting(world) == {(mara, LOCK, NOON)}
    assert not world.registrations[mara].is_checked_in


def test_a_phone_that_was_without_a_network_says_when_the_person_came():
    world = a_world()
    came = NOON - timedelta(hours=3)

    assert answer(world, scan(world, at=came, by_user_id=ILSE)).at == came


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        (NOON + timedelta(days=1), NOON),
        (NOON - timedelta(days=1000), NOON - timedelta(hours=CHECK_IN_LATE_HOURS_MAX)),
    ],
    ids=["in the future", "long ago"],
)
def test_a_phone_whose_clock_is_wrong_is_not_believed(at, kept):
    world = a_world()

    assert answer(world, scan(world, at=at, by_user_id=ILSE)).at == kept


def test_an_earlier_scan_that_comes_late_gives_its_time():
    world = a_world()
    world.run(scan(world, by_user_id=ILSE))
    earlier = NOON - timedelta(minutes=20)

    decision = world.run(scan(world, at=earlier, by_user_id=ILSE))

    assert decision.outcome == CheckInAnswer(Admission.CHECKED_IN_BEFORE, earlier)
    assert counting(world) == {(world.registration_of("mara"), None, earlier)}
    assert decision.notes == ()


def test_a_check_in_is_taken_back_and_made_again():
    world = a_world()
    mara = world.registration_of("mara")
    world.run(scan(world, by_user_id=ILSE))

    decision = world.run(UndoCheckIn(mara))

    assert decision.outcome == Done()
    assert [note.what for note in decision.notes] == [What.CHECK_IN_UNDONE]
    assert not world.registrations[mara].is_checked_in
    assert answer(world, scan(world, by_user_id=ILSE)).what == Admission.CHECKED_IN


def test_the_check_in_at_a_session_is_taken_back_alone():
    world = a_world()
    mara = world.registration_of("mara")
    world.run(scan(world, session_id=LOCK, by_user_id=ILSE))

    world.run(UndoCheckIn(mara, LOCK))

    assert counting(world) == {(mara, None, NOON)}
    assert world.registrations[mara].attended_ids == frozenset()


def test_there_may_be_nothing_to_take_back():
    world = a_world()

    assert world.run(UndoCheckIn(world.registration_of("mara"))).outcome == Done(changed=False)
    assert world.run(UndoCheckIn(an_id("nobody"))).outcome == Declined(Reason.UNKNOWN_REGISTRATION)


def test_whoever_was_checked_in_earlier_in_a_batch_cannot_cancel_later_in_it():
    world = a_world()
    mara = world.registration_of("mara")

    decisions = world.run_all([scan(world), Cancel(mara)])

    assert decisions[1].outcome == Done(changed=False)


def test_a_batch_checks_in_takes_back_and_checks_in_again():
    world = a_world()

    decisions = world.run_all([scan(world), UndoCheckIn(world.registration_of("mara")), scan(world)])

    assert [decision.outcome for decision in decisions] == [
        CheckInAnswer(Admission.CHECKED_IN, NOON),
        Done(),
        CheckInAnswer(Admission.CHECKED_IN, NOON),
    ]


# What phones may tell of: who, where, minutes ago, and the number of the scan (the same one may be told of twice).
scans = st.lists(
    st.tuples(
        st.sampled_from(["mara", "ann"]),
        st.sampled_from([None, "lock"]),
        st.integers(0, 5),
        st.booleans(),  # at a door, or by a link
    ),
    max_size=8,
)


@effort(max_examples=300)
@given(scans, st.data())
def test_the_same_scans_in_any_order_and_told_of_any_number_of_times_lead_to_the_same_end(told, data):
    template = a_world()
    commands = [
        CheckIn(
            UUID(int=(1 << 90) + number),
            template.registration_of(name),
            None if session is None else an_id(session),
            NOON - timedelta(minutes=minutes),
            ILSE if at_door else None,
        )
        for number, (name, session, minutes, at_door) in enumerate(told)
    ]
    shuffled = data.draw(st.permutations(commands + data.draw(st.lists(st.sampled_from(commands or [None])))))
    ends = []
    for order in (commands, [command for command in shuffled if command is not None]):
        world = a_world()
        for (name, row), own in zip(world.registrations.items(), template.registrations, strict=True):
            assert row.contact_id == template.registrations[own].contact_id, name
        keys = dict(zip(template.registrations, world.registrations, strict=True))
        back = {new: old for old, new in keys.items()}
        for command in order:
            world.run(
                CheckIn(
                    command.check_in_id,
                    keys[command.registration_id],
                    command.session_id,
                    command.at,
                    command.by_user_id,
                )
            )
        ends.append({(back[registration], session, at) for registration, session, at in counting(world)})

    assert ends[0] == ends[1]
    assert ends[0] == _earliest(template, commands)


def _earliest(world: World, commands: list[CheckIn]) -> set[tuple[UUID, UUID | None, datetime]]:
    """Say without the rules who counts as there since when."""
    placed = {(key, session) for key, row in world.registrations.items() for session in row.sessions.values()}
    times: dict[tuple[UUID, UUID | None], datetime] = {}
    for command in commands:
        place = (command.registration_id, command.session_id)
        if command.session_id is not None and place not in placed:
            continue
        places = [place] if command.by_user_id is None else [place, (command.registration_id, None)]
        for each in places:
            assert command.at is not None
            times[each] = min(times.get(each, command.at), command.at)
    return {(*place, at) for place, at in times.items()}
