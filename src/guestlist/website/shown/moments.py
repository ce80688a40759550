"""Dates and times as the reader of a page writes them, in the time zone of an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, get_timezone_name
from django.utils.translation import get_language

from guestlist.eventsapi.reading.times import utc_text
from guestlist.timezones import to_local

# International English: the day before the month, and the 24 hours of the clock.
_LOCALES: Final = {"en": "en_GB"}


def reader_locale() -> str:
    """Give Babel's locale for the language of the page being made."""
    language = (get_language() or "en").replace("-", "_")
    return _LOCALES.get(language, language)


def long_date(day: date) -> str:
    """Give "Thursday 10 June 2027"."""
    return _date(day, "full", reader_locale())


def short_date(day: date) -> str:
    """Give "Thu 10 Jun"."""
    return _date(day, "short-day", reader_locale())


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant at an event."""

    at: datetime
    zone: str

    @property
    def machine(self) -> str:
        """Give it as `<time datetime>` takes it."""
        return utc_text(self.at)

    @property
    def local(self) -> datetime:
        """Give the wall-clock time."""
        return to_local(self.at, self.zone)

    @property
    def time(self) -> str:
        """Give "09:00"."""
        return f"{self.local:%H:%M}"

    @property
    def date(self) -> str:
        """Give "Thursday 10 June 2027"."""
        return long_date(self.local.date())

    @property
    def both(self) -> str:
        """Give date and time."""
        return f"{self.date}, {self.time}"


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, at an event."""

    starts_at: datetime
    ends_at: datetime
    zone: str

    @property
    def start(self) -> Moment:
        """Give its start."""
        return Moment(self.starts_at, self.zone)

    @property
    def end(self) -> Moment:
        """Give its end."""
        return Moment(self.ends_at, self.zone)

    @property
    def is_one_day(self) -> bool:
        """Tell whether it ends on the local day on which it began."""
        return self.start.local.date() == self.end.local.date()

    @property
    def dates(self) -> str:
        """Give "10-11 June 2027", or one day with its weekday."""
        first, last = self.start.local.date(), self.end.local.date()
        return long_date(first) if first == last else _interval(first, last, reader_locale())

    @property
    def times(self) -> str:
        """Give "09:00-17:00"; the end's date too where it is another day."""
        return _times(self, reader_locale())

    @property
    def leaf(self) -> tuple[str, str]:
        """Give day and month of the first day, as a calendar's leaf shows them."""
        locale, first = reader_locale(), self.start.local.date()
        return _date(first, "d", locale), _date(first, "MMM", locale)

    @property
    def zone_name(self) -> str:
        """Give "Central European Summer Time"."""
        moment = self.starts_at.astimezone(ZoneInfo(self.zone))
        return _zone_name(moment.replace(minute=0, second=0, microsecond=0), reader_locale())


@lru_cache(maxsize=4096)
def _date(day: date, form: str, locale: str) -> str:
    if form == "short-day":
        return format_skeleton("MMMEd", day, locale=locale)
    return format_date(day, form, locale)


@lru_cache(maxsize=4096)
def _times(span: Span, locale: str) -> str:
    start, end = span.start, span.end
    if span.is_one_day:
        return start.time if start.time == end.time else f"{start.time}–{end.time}"
    return f"{start.time} – {_date(end.local.date(), 'short-day', locale)}, {end.time}"


@lru_cache(maxsize=1024)
def _interval(first: date, last: date, locale: str) -> str:
    return format_interval(first, last, "yMMMMd", locale=Locale.parse(locale))


@lru_cache(maxsize=1024)
def _zone_name(moment: datetime, locale: str) -> str:
    return get_timezone_name(moment, width="long", locale=locale)
