"""The calendar's grid: nothing covers anything else."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from guestlist.backoffice.agenda.layout import Span, gaps, lanes

spans = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 40)).map(lambda pair: Span.of_minutes(pair[0], sum(pair))),
    max_size=25,
)
_DAY = Span(0, 30)


@given(spans)
def test_sessions_of_one_lane_do_not_cover_each_other(placed: list[Span]) -> None:
    lane_of = lanes(placed)
    for (one, lane), (other, other_lane) in combinations(zip(placed, lane_of, strict=True), 2):
        assert lane != other_lane or one.last <= other.first or other.last <= one.first


@given(spans)
def test_there_are_no_more_lanes_than_sessions_at_one_time(placed: list[Span]) -> None:
    busiest = max((sum(one.first <= row < one.last for one in placed) for row in range(_DAY.last)), default=0)
    assert max(lanes(placed), default=-1) + 1 == busiest


@given(spans)
def test_a_gap_is_free(placed: list[Span]) -> None:
    for gap in gaps(placed, _DAY):
        assert _DAY.first <= gap.first < gap.last <= _DAY.last
        assert all(one.last <= gap.first or gap.last <= one.first for one in placed)


def test_a_session_without_length_can_still_be_seen() -> None:
    assert Span.of_minutes(10, 10) == Span(2, 3)


def test_an_empty_room_is_one_gap() -> None:
    assert gaps([], _DAY) == [_DAY]
