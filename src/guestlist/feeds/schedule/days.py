"""Which day of the programme a session belongs to, and when days begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from guestlist.catalog.models import Event, Session
from guestlist.importers.schedule.timing import parse_clock

# Where no source says when the day changes: a talk after midnight is still part of the evening.
_USUAL_CHANGE: Final = timedelta(hours=4)
_DAY: Final = timedelta(days=1)


def day_change_of(stated: str) -> timedelta:
    """Give the time of day at which one day of the programme ends and the next begins."""
    change = parse_clock(stated)
    return change if change is not None and change < _DAY else _USUAL_CHANGE


def days_of(sessions: Sequence[Session], event: Event, change: timedelta) -> Mapping[UUID, date]:
    """Give the day of each session, by session.

    One that starts before the change belongs to the day before, if anything else is on that day.
    """
    starts = {session.id: local(session.starts_at, event).replace(tzinfo=None) for session in sessions}
    regular = {(start - change).date() for start in starts.values() if _is_late_enough(start, change)}
    return {
        key: earlier if (earlier := (start - change).date()) in regular else start.date()
        for key, start in starts.items()
    }


def bounds(day: date, event: Event, change: timedelta) -> tuple[datetime, datetime]:
    """Give the first and the last minute of a day of the programme, in the event's zone."""
    begin = datetime.combine(day, time()) + change
    zone = ZoneInfo(event.time_zone)
    return begin.replace(tzinfo=zone), (begin + _DAY - timedelta(minutes=1)).replace(tzinfo=zone)


def local(instant: datetime, event: Event) -> datetime:
    """Give an instant as the event's wall-clock time, with its offset."""
    return instant.astimezone(ZoneInfo(event.time_zone))


def _is_late_enough(start: datetime, change: timedelta) -> bool:
    return start - datetime.combine(start.date(), time()) >= change
