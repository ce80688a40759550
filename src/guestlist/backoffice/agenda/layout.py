"""Where the sessions of a day stand in the calendar's grid. Pure; times are whole minutes since the day began."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# A row of the grid.
ROW_MINUTES: Final = 5
# Less than that between two sessions is a break, no gap to fill.
GAP_MINUTES_MIN: Final = 20


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, as rows of the grid: from the first row up to, not including, the last."""

    first: int
    last: int

    @classmethod
    def of_minutes(cls, start: int, end: int) -> Span:
        """Give the rows that a stretch of minutes touches, at least one."""
        first = start // ROW_MINUTES
        return cls(first, max(-(-end // ROW_MINUTES), first + 1))


def lanes(spans: Sequence[Span]) -> list[int]:
    """Give each of the spans a lane (from 0), so that those of one lane do not overlap; as few lanes as can be."""
    order = sorted(range(len(spans)), key=lambda index: (spans[index].first, spans[index].last))
    lane_of = [0] * len(spans)
    busy: list[tuple[int, int]] = []  # (row from which it is free, lane)
    free: list[int] = []
    for index in order:
        span = spans[index]
        while busy and busy[0][0] <= span.first:
            heapq.heappush(free, heapq.heappop(busy)[1])
        lane = heapq.heappop(free) if free else len(busy)
        lane_of[index] = lane
        heapq.heappush(busy, (span.last, lane))
    return lane_of


def gaps(spans: Sequence[Span], whole: Span) -> list[Span]:
    """Give what the spans leave free of a whole day, where it is long enough for a session."""
    found = []
    reached = whole.first
    for span in sorted(spans, key=lambda span: span.first):
        found.append(Span(reached, min(span.first, whole.last)))
        reached = max(reached, span.last)
    found.append(Span(reached, whole.last))
    return [gap for gap in found if (gap.last - gap.first) * ROW_MINUTES >= GAP_MINUTES_MIN]
