"""Times of a schedule: how files spell them, which zone they are in, and the instants they mean."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from guestlist import timezones
from guestlist.importers.schedule.records import ScheduledSession, ScheduleFile
from guestlist.importers.schedule.report import ImportRefused

_CLOCK: Final = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", re.ASCII)
_YEARS: Final = range(1900, 2200)


def parse_moment(text: str) -> datetime | None:
    """Read date and time in ISO 8601, aware if they have an offset; None: unreadable."""
    wanted = text.strip()
    try:
        moment = datetime.fromisoformat(wanted)
    except ValueError:
        return None
    return moment if len(wanted) > len("2027-01-01") and moment.year in _YEARS else None


def parse_date(text: str) -> date | None:
    """Read a date, also one that stands before a time; None: unreadable."""
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def parse_clock(text: str) -> timedelta | None:
    """Read hh:mm or hh:mm:ss, as a time of day or as a duration; None: unreadable."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None or int(match[2]) > 59 or int(match[3] or 0) > 59:
        return None
    return timedelta(hours=int(match[1]), minutes=int(match[2]), seconds=int(match[3] or 0))


def local_start(day: date, start: timedelta, day_change: timedelta | None) -> datetime:
    """Give the wall-clock time of a start on a programme day: before the day change it is the next date's."""
    if day_change is not None and start < day_change:
        start += timedelta(days=1)
    return datetime.combine(day, time()) + start


def resolve_zone(schedule: ScheduleFile, *, option: str | None, known: str | None) -> tuple[str, list[str]]:
    """Find the IANA zone of a schedule, with notes for the report (design, "The schedule import").

    The option counts first, then the file's name, then the zone that the event has from before,
    then the file's offset.

    Raises:
        ImportRefused: unknown, without a code on the wire, or nothing to go by; names the option.
    """
    years = {session.start.year for session in schedule.sessions}
    zone, notes = _zone(schedule, option, known, min(years))
    if timezones.code_of_zone(zone, min(years), max(years)) is None:
        raise ImportRefused(f"The time zone {zone} has no code in the Events API. Name another: --time-zone.")
    return zone, notes


def instants(session: ScheduledSession, zone: str) -> tuple[datetime, datetime]:
    """Give start and end of a session as UTC instants."""
    start = _instant(session.start, zone)
    if isinstance(session.end, timedelta):
        return start, start + session.end
    return start, _instant(session.end, zone)


def _zone(schedule: ScheduleFile, option: str | None, known: str | None, year: int) -> tuple[str, list[str]]:
    if option is not None:
        return _named(option, f"--time-zone: “{option}” is no time zone."), []
    if schedule.time_zone:
        complaint = f"The file's time zone “{schedule.time_zone}” is unknown."
        return _named(schedule.time_zone, f"{complaint} Name one: --time-zone."), []
    if known is not None:
        return known, [f"The file names no time zone; the event keeps {known}."]
    return _zone_of_offset(schedule.offsets, year)


def _named(name: str, complaint: str) -> str:
    zone = timezones.find_zone(name)
    if zone is None:
        raise ImportRefused(complaint)
    return zone


def _zone_of_offset(offsets: frozenset[timedelta], year: int) -> tuple[str, list[str]]:
    if not offsets:
        raise ImportRefused("The file names neither a time zone nor an offset. Name one: --time-zone.")
    if len(offsets) > 1:
        raise ImportRefused("The file names no time zone and several offsets. Name one: --time-zone.")
    (offset,) = offsets
    spelled = _spelled(offset)
    code = timezones.code_of_offset(offset, year)
    zone = None if code is None else timezones.zone_of_code(code)
    if zone is None:
        raise ImportRefused(f"No time zone keeps the file's offset {spelled}. Name one: --time-zone.")
    note = f"The file names no time zone; its offset {spelled} was taken as {zone} (code {code})."
    return zone, [f"{note} Another one: --time-zone."]


def _spelled(offset: timedelta) -> str:
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _instant(moment: datetime, zone: str) -> datetime:
    return timezones.to_utc(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)
