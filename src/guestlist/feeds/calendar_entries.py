"""What calendars of the website say of an event or a session: its public description and its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from guestlist.calendars import CONTENT_TYPE, CalendarFile, Contents, entry_of
from guestlist.calendars import Entry as CalendarEntry
from guestlist.catalog.models import Event, Session
from guestlist.feeds.answers import Feed
from guestlist.feeds.pages import Pages

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
        file = CalendarFile(
            name=self.name,
            entries=[self._entry(entry) for entry in entries],
            url=self.pages.home,
            refreshes_after=_REFRESH if self.is_subscribed else None,
        )
        return Feed(file.to_bytes(), CONTENT_TYPE)

    def _entry(self, entry: Entry) -> CalendarEntry:
        contents = Contents(_description(entry.record))
        made = entry_of(entry.record, entry.event, contents, root_url=self.pages.home, stamped_at=self.changed_at)
        return replace(made, changed_at=self.changed_at, url=entry.url)


def _description(record: Event | Session) -> str:
    if isinstance(record, Event):
        return record.description
    return "\n\n".join(text for text in (record.summary, record.detailed_description) if text.strip())
