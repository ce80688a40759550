"""Clashes: found without comparing every session with every other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guestlist.backoffice.agenda.clashes import Clash, Resource, ResourceKind, Slot, find_clashes

_MORNING = datetime(2027, 6, 10, 7, tzinfo=UTC)
_RESOURCES = [
    *(Resource(ResourceKind.ROOM, UUID(int=number)) for number in range(3)),
    *(Resource(ResourceKind.SPEAKER, UUID(int=number)) for number in range(3)),
]


def a_slot(number: int, start: int, end: int, *resources: Resource) -> Slot:
    at = [_MORNING + timedelta(minutes=minutes) for minutes in (start, end)]
    return Slot(UUID(int=1000 + number), at[0], at[1], frozenset(resources))


@st.composite
def programmes(draw: st.DrawFn) -> list[Slot]:
    pieces = draw(
        st.lists(
            st.tuples(st.integers(0, 20), st.integers(0, 8), st.sets(st.sampled_from(_RESOURCES), max_size=4)),
            max_size=25,
        )
    )
    return [a_slot(number, start, start + length, *uses) for number, (start, length, uses) in enumerate(pieces)]


def overlap(one: Slot, other: Slot) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def pairs_at_once(slots: list[Slot]) -> set[tuple[Resource, frozenset[UUID]]]:
    """The definition, by comparing each with each."""
    return {
        (resource, frozenset({one.session_id, other.session_id}))
        for one, other in combinations(slots, 2)
        if overlap(one, other)
        for resource in one.resources & other.resources
    }


@given(programmes())
def test_every_clash_is_one(slots: list[Slot]) -> None:
    pairs = pairs_at_once(slots)
    for clash in find_clashes(slots):
        assert (clash.resource, frozenset({clash.first, clash.second})) in pairs


@given(programmes())
def test_no_session_that_clashes_is_left_out(slots: list[Slot]) -> None:
    expected = {(resource, one) for resource, pair in pairs_at_once(slots) for one in pair}
    found = {(clash.resource, one) for clash in find_clashes(slots) for one in (clash.first, clash.second)}
    assert found == expected


@given(programmes())
def test_a_resource_has_fewer_clashes_than_sessions(slots: list[Slot]) -> None:
    clashes = find_clashes(slots)
    for resource in _RESOURCES:
        users = sum(resource in slot.resources for slot in slots)
        assert sum(clash.resource == resource for clash in clashes) <= max(users - 1, 0)


@given(programmes(), st.randoms())
def test_the_order_of_the_sessions_does_not_matter_to_whom_is_named(slots: list[Slot], random: object) -> None:
    shuffled = list(slots)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert {(c.resource, c.second) for c in find_clashes(shuffled)} | {
        (c.resource, c.first) for c in find_clashes(shuffled)
    } == {(c.resource, c.second) for c in find_clashes(slots)} | {(c.resource, c.first) for c in find_clashes(slots)}


def test_one_after_the_other_is_no_clash() -> None:
    room = _RESOURCES[0]
    assert find_clashes([a_slot(1, 0, 30, room), a_slot(2, 30, 60, room)]) == []


def test_a_thousand_at_the_same_time_are_a_list_that_can_be_read() -> None:
    room = _RESOURCES[0]
    slots = [a_slot(number, 0, 30, room) for number in range(1000)]
    assert len(find_clashes(slots)) == 999


def test_a_clash_names_the_earlier_session_first() -> None:
    room = _RESOURCES[0]
    early, late = a_slot(1, 0, 30, room), a_slot(2, 10, 20, room)
    assert find_clashes([late, early]) == [Clash(room, early.session_id, late.session_id)]
