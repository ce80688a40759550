"""What mails tell of an event and of somebody's part in it: the values of the placeholders, in the language at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guestlist import clock
from guestlist.calendars import CalendarFile, Entry, Method, Party, Status, contents_of, entry_of, location_of
from guestlist.catalog.effective import place_of
from guestlist.catalog.models import Event, Session
from guestlist.mail.composing import CalendarPart
from guestlist.mail.placeholders import Value
from guestlist.registration.check_in_links import CheckInKey
from guestlist.website.shown.moments import Moment, Span, short_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where things are: addresses that every mail may name."""

    root: str  # of the organization, without a slash at its end
    event_url: str  # "": the event has no page
    sender: Party  # the organizer of calendar entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who is written to."""

    first_name: str
    last_name: str
    my_url: str = ""  # the personal link


def event_values(event: Event, reader: Reader, surroundings: Surroundings) -> dict[str, Value]:
    """Give what every mail about an event may say. The event is loaded with its organization and place."""
    span = Span(event.starts_at, event.ends_at, event.time_zone)
    return {
        "first_name": reader.first_name,
        "last_name": reader.last_name,
        "my_link": reader.my_url,
        "event_name": event.name,
        "event_date": span.dates,
        "event_time": f"{span.times} ({span.zone_name})",
        "place": location_of(event, event),
        "address": _address(event),
        "organization_name": event.organization.name,
        "event_link": surroundings.event_url,
    }


def session_line(session: Session, event: Event) -> str:
    """Give a session with its time and place on one line."""
    span = Span(session.starts_at, session.ends_at, event.time_zone)
    day = short_date(span.start.local.date())
    own_place = any(place_of(session))
    return ", ".join(filter(None, [session.name, day, span.times, location_of(session, event) if own_place else ""]))


def moment(at: datetime, event: Event) -> str:
    """Give date and time at the event."""
    return Moment(at, event.time_zone).both


def offer_terms(until: datetime | None, event: Event) -> str:
    """Say whether and until when an offered place is held."""
    if until is None:
        return _("It is not held for you: it goes to whoever takes it up first.")
    return _("It is held for you until %(moment)s. After that it goes to the next person in line.") % {
        "moment": moment(until, event)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMaker:
    """Makes the calendar files of mails about one event."""

    event: Event
    surroundings: Surroundings
    sequence: int
    registered: UUID | None = None  # the registration; None: of nobody
    registration_id: str = ""  # its public id, for the organizer's own words
    first_name: str = ""
    last_name: str = ""

    def file(self, sessions: Sequence[Session], *, has_event: bool = True) -> CalendarPart:
        """Give a file that enters the event and sessions into a calendar, or brings them up to date."""
        return self._part("event.ics", self._records(sessions, has_event), Method.PUBLISH, Status.CONFIRMED)

    def withdrawal(self, sessions: Sequence[Session], *, has_event: bool = True) -> CalendarPart:
        """Give a file that takes them out of it."""
        return self._part("cancelled.ics", self._records(sessions, has_event), Method.CANCEL, Status.CANCELLED)

    def _records(self, sessions: Sequence[Session], has_event: bool) -> list[Event | Session]:
        return [*([self.event] if has_event else []), *sessions]

    def _part(self, name: str, records: Iterable[Event | Session], method: Method, status: Status) -> CalendarPart:
        entries = [self._entry(record, status) for record in records]
        file = CalendarFile(name=self.event.name, entries=entries, method=method)
        return CalendarPart(name, file.to_bytes(), method)

    def _entry(self, record: Event | Session, status: Status) -> Entry:
        values = {
            "registrationId": self.registration_id,
            "firstname": self.first_name,
            "lastname": self.last_name,
        }
        entry = entry_of(
            record,
            self.event,
            contents_of(record, values, check_in_url=self._check_in_url(record)),
            root_url=self.surroundings.root,
            stamped_at=clock.now(),
        )
        return replace(
            entry,
            # Also of what one person gives up: of equal numbers the later stamp wins, and they may come back.
            sequence=self.sequence,
            description=entry.description or _description(record),
            status=status,
            organizer=self.surroundings.sender,
            url=self.surroundings.event_url,
        )

    def _check_in_url(self, record: Event | Session) -> str:
        if self.registered is None:
            return ""
        key = CheckInKey(self.registered, record.id if isinstance(record, Session) else None)
        return key.url(self.event.organization_id, self.surroundings.root)


def _description(record: Event | Session) -> str:
    return record.description if isinstance(record, Event) else record.summary


def _address(event: Event) -> str:
    building, _room = place_of(event)
    if building is None:
        return ""
    city = " ".join(part for part in (building.postal_code, building.city) if part)
    parts = (building.address_line1, building.address_line2, building.address_line3, city, building.country)
    return ", ".join(part.strip() for part in parts if part.strip())
