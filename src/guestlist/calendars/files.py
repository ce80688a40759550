"""Calendar files (iCalendar, RFC 5545): the lines at the top, and one VEVENT for each entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

import icalendar

from guestlist.texts import printable

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"

_PRODUCT: Final = "-//Guestlist//EN"


class Method(StrEnum):
    """What a calendar program is to do with a file (RFC 5546)."""

    PUBLISH = "PUBLISH"  # keep the entries; a higher sequence replaces what is kept under the same UID
    REQUEST = "REQUEST"  # the same, as an invitation: needs an organizer and an attendee
    CANCEL = "CANCEL"  # strike them out


class Status(StrEnum):
    """Whether an entry takes place."""

    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Party:
    """Who invites, or is invited."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one VEVENT says. Times are aware; a blank text leaves its line out, except the place and the description."""

    uid: str  # see entries.uid_of: one record has the same one in every file
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    html: str = ""
    url: str = ""
    changed_at: datetime | None = None
    sequence: int | None = None  # raised with each change that its readers must hear of
    status: Status | None = None
    priority: int | None = None  # 1 high to 9 low
    organizer: Party | None = None
    attendee: Party | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile:
    """A file with its entries, in their order."""

    name: str
    entries: Sequence[Entry]
    method: Method = Method.PUBLISH
    url: str = ""
    refreshes_after: timedelta | None = None  # programs that subscribe look again then

    def to_bytes(self) -> bytes:
        """Give the file: escaped, folded at 75 octets, its lines ended by CRLF."""
        calendar = icalendar.Calendar()
        calendar.add("VERSION", "2.0")
        calendar.add("PRODID", _PRODUCT)
        calendar.add("CALSCALE", "GREGORIAN")
        calendar.add("METHOD", self.method.value)
        # Names that the library does not know it would write as they are, line ends included.
        calendar.add("X-WR-CALNAME", _text(self.name))
        if self.url:
            calendar.add("URL", self.url)
        if self.refreshes_after is not None:
            calendar.add("REFRESH-INTERVAL", self.refreshes_after, parameters={"VALUE": "DURATION"})
            calendar.add("X-PUBLISHED-TTL", icalendar.vDuration(self.refreshes_after))
        for entry in self.entries:
            calendar.add_component(_component(entry))
        # In the order in which they were added, which is that of contract 12.10.
        return bytes(calendar.to_ical(sorted=False))


class _Html(icalendar.vText):
    """Markup, whose commas and semicolons stand as they are: readers that do not know the escapes would show them."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        return self.replace("\\", "\\\\").replace("\n", "\\n").encode()


def _component(entry: Entry) -> icalendar.Event:
    component = icalendar.Event()
    component.add("UID", entry.uid)
    component.add("DTSTAMP", _instant(entry.stamped_at))
    if entry.changed_at is not None:
        component.add("LAST-MODIFIED", _instant(entry.changed_at))
    if entry.sequence is not None:
        component.add("SEQUENCE", entry.sequence)
    component.add("DTSTART", _instant(entry.starts_at))
    if entry.ends_at > entry.starts_at:  # an end that is the start is no end (RFC 5545, 3.8.2.2)
        component.add("DTEND", _instant(entry.ends_at))
    component.add("SUMMARY", _text(entry.summary))
    component.add("LOCATION", _text(entry.location))
    component.add("DESCRIPTION", _text(entry.description))
    if entry.html:
        component.add("X-ALT-DESC", _Html(_clean(entry.html), params={"FMTTYPE": "text/html"}))
    if entry.priority is not None:
        component.add("PRIORITY", entry.priority)
    _add_rest(component, entry)
    return component


def _add_rest(component: icalendar.Event, entry: Entry) -> None:
    if entry.status is not None:
        component.add("STATUS", entry.status.value)
    if entry.organizer is not None:
        component.add("ORGANIZER", _address(entry.organizer))
    if entry.attendee is not None:
        component.add("ATTENDEE", _address(entry.attendee))
    if entry.url:
        component.add("URL", entry.url)


def _address(party: Party) -> icalendar.vCalAddress:
    # A parameter cannot hold quotation marks (RFC 5545, 3.1).
    name = " ".join(_clean(party.name).replace('"', "'").split())
    return icalendar.vCalAddress(f"mailto:{party.email}", params={"CN": name} if name else {})


def _text(text: str) -> icalendar.vText:
    return icalendar.vText(_clean(text))


def _clean(text: str) -> str:
    return printable(text).replace("\r\n", "\n").replace("\r", "\n")


def _instant(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
