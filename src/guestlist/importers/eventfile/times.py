"""Times in the event file: wall-clock times of the event, and instants where one is written with an offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from guestlist.timezones import to_local, to_utc

PATTERN: Final = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?$"
_TIME: Final = re.compile(PATTERN, re.ASCII)


def parse_time(text: str) -> datetime | None:
    """Read a time: naive is wall-clock time of the event, aware is an instant; None: it is neither."""
    if not _TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def to_instant(text: str, zone: str) -> datetime:
    """Give the instant that a time of the file means (contract 1.3), aware UTC.

    Raises:
        ValueError: it is no time.
        OverflowError: it lies outside the years 1 to 9999.
    """
    moment = parse_time(text)
    if moment is None:
        raise ValueError(f"{text!r} is no time")
    return to_utc(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)


def to_text(instant: datetime, zone: str) -> str:
    """Write an instant as wall-clock time; with its offset where that is the hour that a clock shows twice."""
    local = to_local(instant, zone)
    if to_utc(local, zone) == instant:
        return local.isoformat()
    return instant.astimezone(ZoneInfo(zone)).isoformat()


def to_utc_text(instant: datetime) -> str:
    """Write an instant in UTC with a trailing Z."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
