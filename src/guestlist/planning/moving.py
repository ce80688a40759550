"""Moves times with an event's start, in wall-clock time of its zone, so that nine o'clock stays nine o'clock. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from guestlist.timezones import to_local, to_utc


@dataclass(frozen=True, slots=True)
class Move:
    """How far an event moves on the clocks and calendars of its zone."""

    zone: str  # IANA
    by: timedelta

    def instant(self, instant: datetime) -> datetime:
        """Move an aware instant; gives aware UTC.

        Raises:
            OverflowError: it comes to lie outside the years 1 to 9999.
        """
        if not self.by:  # also where a clock shows this hour twice
            return instant
        return to_utc(to_local(instant, self.zone) + self.by, self.zone)

    def span(self, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
        """Move a start and an end. Where a clock change would turn them round, the length is kept instead."""
        start, end = self.instant(starts_at), self.instant(ends_at)
        return start, end if end >= start else start + (ends_at - starts_at)

    def instant_if_any(self, instant: datetime | None) -> datetime | None:
        """Move a time that need not be set."""
        return None if instant is None else self.instant(instant)


def move_to(local_start: datetime, *, starts_at: datetime, zone: str) -> Move:
    """Give the move that brings a start to a wall-clock time (naive)."""
    return Move(zone, local_start - to_local(starts_at, zone))
