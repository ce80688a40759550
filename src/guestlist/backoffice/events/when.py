"""When an event is, as people at the event read it."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format

from guestlist import timezones
from guestlist.catalog.models import Event


def period(event: Event) -> str:
    """Give the time of an event on its own clock, in the language of the page, the date of one day only once."""
    start, end = (timezones.to_local(moment, event.time_zone) for moment in (event.starts_at, event.ends_at))
    if start.date() == end.date():
        return f"{_day(start)}, {_time(start)} – {_time(end)}"
    return f"{_day(start)}, {_time(start)} – {_day(end)}, {_time(end)}"


def _day(moment: datetime) -> str:
    return str(date_format(moment, "DATE_FORMAT"))


def _time(moment: datetime) -> str:
    return str(date_format(moment, "TIME_FORMAT"))
