"""A calendar's text: what stands at its top, and one VEVENT for each event or session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import icalendar

from guestlist.catalog.models import Event, Session
from guestlist.feeds.answers import CALENDAR, Feed
from guestlist.feeds.loading import place_of
from guestlist.feeds.pages import Pages
from guestlist.feeds.plain import printable

_PRODUCT: Final = "-//Guestlist//Guestlist//EN"
# How often programs look for changes.
_REFRESH: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: an event or a session of it, loaded with its place, and its page."""

    record: Event | Session
    event: Event
    url: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a calendar says of itself."""

    name: str
    pages: Pages
    changed_at: datetime
    is_subscribed: bool = False  # programs fetch it again and again

    def render(self, entries: Sequence[Entry]) -> Feed:
        """Give the calendar with its entries, folded and escaped."""
        calendar = icalendar.Calendar()
        calendar.add("PRODID", _PRODUCT)
        calendar.add("VERSION", "2.0")
        calendar.add("CALSCALE", "GREGORIAN")
        calendar.add("METHOD", "PUBLISH")
        # Names that the library does not know it would write as they are, line ends included.
        calendar.add("X-WR-CALNAME", _text(self.name))
        calendar.add("URL", self.pages.home)
        if self.is_subscribed:
            calendar.add("REFRESH-INTERVAL", _REFRESH, parameters={"VALUE": "DURATION"})
            calendar.add("X-PUBLISHED-TTL", icalendar.vDuration(_REFRESH))
        for entry in entries:
            calendar.add_component(self._entry(entry))
        return Feed(calendar.to_ical(), CALENDAR)

    def _entry(self, entry: Entry) -> icalendar.Event:
        record = entry.record
        component = icalendar.Event()
        component.add("UID", f"{record.id}@{urlsplit(self.pages.home).hostname}")
        component.add("DTSTAMP", _instant(self.changed_at))
        component.add("LAST-MODIFIED", _instant(self.changed_at))
        component.add("DTSTART", _instant(record.starts_at))
        if record.ends_at > record.starts_at:  # an end that is the start is no end (RFC 5545, 3.8.2.2)
            component.add("DTEND", _instant(record.ends_at))
        component.add("SUMMARY", _text(record.name))
        if location := _location(entry):
            component.add("LOCATION", _text(location))
        if description := _description(record):
            component.add("DESCRIPTION", _text(description))
        component.add("URL", entry.url)
        return component


def _location(entry: Entry) -> str:
    building, room = place_of(entry.record)
    if building is None and room is None:
        building, room = place_of(entry.event)
    return ", ".join(place.name for place in (building, room) if place and place.name)


def _description(record: Event | Session) -> str:
    if isinstance(record, Event):
        return record.description
    return "\n\n".join(text for text in (record.summary, record.detailed_description) if text.strip())


def _text(text: str) -> icalendar.vText:
    return icalendar.vText(printable(text).replace("\r\n", "\n").replace("\r", "\n"))


def _instant(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
