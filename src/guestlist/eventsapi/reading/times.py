"""The wire's forms of time (contract 1.3)."""

from __future__ import annotations

from datetime import UTC, datetime

from guestlist.catalog.models import Event
from guestlist.timezones import UTC_CODE, code_of_zone, to_local


def local_text(instant: datetime, zone: str) -> str:
    """Write an instant as wall-clock time of a zone, without offset."""
    return to_local(instant, zone).isoformat(timespec="seconds")


def utc_text(instant: datetime) -> str:
    """Write an instant in UTC with a trailing Z."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def zone_code(event: Event) -> int:
    """Give the code of the event's time zone in the event's years (OD-88)."""
    first_year = to_local(event.starts_at, event.time_zone).year
    last_year = to_local(event.ends_at, event.time_zone).year
    code = code_of_zone(event.time_zone, first_year, last_year)
    # A zone without a code is refused when an event is saved; time zone data that changed since
    # must not take the organization off the air.
    return UTC_CODE if code is None else code
