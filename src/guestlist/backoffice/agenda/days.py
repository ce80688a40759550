"""The days of an event on its own clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Max, Min

from guestlist import clock, timezones
from guestlist.catalog.models import Event

# An event that lasts for years is no calendar of days.
DAYS_SHOWN_MAX: Final = 62


def bounds_of(day: date, zone: str) -> tuple[datetime, datetime]:
    """Give when a day begins and ends in a zone, aware UTC. Raises OverflowError at the ends of the calendar."""
    midnight = datetime.combine(day, time())
    return timezones.to_utc(midnight, zone), timezones.to_utc(midnight + timedelta(days=1), zone)


def days_of(event: Event) -> list[date]:
    """Give the days of an event and of its sessions, the first of them if there are very many. One query."""
    first, last = _first_and_last(event)
    found = event.sessions.aggregate(Min("starts_at"), Max("starts_at"))
    of_sessions = [timezones.to_local(moment, event.time_zone).date() for moment in found.values() if moment]
    first, last = min([first, *of_sessions]), max([last, *of_sessions])
    number = min((last - first).days + 1, DAYS_SHOWN_MAX)
    return [first + timedelta(days=index) for index in range(number)]


def day_shown(event: Event, asked: str) -> date:
    """Give the day that was asked for; else today, while the event takes place; else its first day."""
    first, last = _first_and_last(event)
    try:
        day = date.fromisoformat(asked)
        bounds_of(day, event.time_zone)
    except (ValueError, OverflowError):
        today = timezones.to_local(clock.now(), event.time_zone).date()
        return today if first <= today <= last else first
    return day


def _first_and_last(event: Event) -> tuple[date, date]:
    first = timezones.to_local(event.starts_at, event.time_zone)
    last = timezones.to_local(event.ends_at, event.time_zone)
    if last > first and last.time() == time():
        last -= timedelta(days=1)  # midnight ends a day
    return first.date(), last.date()
