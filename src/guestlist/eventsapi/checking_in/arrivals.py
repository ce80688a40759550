"""Who comes, where to, and where the way goes on: what a check-in by the person is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from guestlist import ids, limits
from guestlist.catalog.models import Event, Session
from guestlist.database.configuration import READING
from guestlist.eventsapi.checking_in.targets import Targets, streams_of
from guestlist.eventsapi.reading.public_urls import PublicUrls
from guestlist.registration import check_ins
from guestlist.registration.models import Registration
from guestlist.registration.requests import Request
from guestlist.registration.rules.commands import CheckIn
from guestlist.texts import text_problem

_CODE_LENGTH_MAX = 100
_EARLIEST = timedelta(minutes=limits.CHECK_IN_BEFORE_START_MINUTES_MAX)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person of an event on the way to it, or to one of its sessions."""

    registration_id: UUID
    event: Event
    session: Session | None  # None: the event itself

    @property
    def place(self) -> Event | Session:
        """Give what the person comes to."""
        return self.session or self.event

    @property
    def opens_at(self) -> datetime:
        """Give the moment before which nobody is checked in."""
        return self.place.starts_at - _EARLIEST

    def check_in(self, organization_id: UUID) -> Request:
        """Give the request for the registrar, which looks at everything else."""
        command = CheckIn(
            check_in_id=ids.new_id(),
            registration_id=self.registration_id,
            session_id=self.session.id if self.session else None,
            not_before=self.opens_at,
        )
        return Request(organization_id, self.event.id, command)

    def targets(self, public_urls: PublicUrls, origins: tuple[str, ...]) -> Targets:
        """Give where the way may go on."""
        session_url = self.session.streaming_url if self.session else ""
        return Targets(streams_of(session_url, self.event.streaming_url), public_urls.of(self.event), origins)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A known person who names a session that the event does not have: nothing is checked in."""

    arrival: Arrival


def find_arrival(organization_id: UUID, code: str, session: str) -> Arrival | Unplaced | None:
    """Find who is registered under a public id or a GUID, inside a reading transaction; None: nobody is.

    `session`: as it came, "" for the event.
    """
    if text_problem(code, length_max=_CODE_LENGTH_MAX) is not None:  # no database could compare with it
        return None
    person = check_ins.find(organization_id, code)
    if person is None or person.is_waiting:
        return None
    event = Event.objects.using(READING).get(id=person.event_id)
    if not session.strip():
        return Arrival(person.registration_id, event, None)
    session_id = ids.parse_guid(session.strip())
    found = _session(event, session_id) if session_id else None
    arrival = Arrival(person.registration_id, event, found)
    return arrival if found else Unplaced(arrival)


def load_arrival(organization_id: UUID, registration_id: UUID, session_id: UUID | None) -> Arrival | None:
    """Load what a signed link stands for, inside a reading transaction; None: it is there no longer."""
    registrations = Registration.objects.using(READING).filter(event__organization_id=organization_id)
    row = registrations.select_related("event").filter(id=registration_id).first()
    if row is None:
        return None
    session = _session(row.event, session_id) if session_id else None
    return Arrival(row.id, row.event, session) if session or not session_id else None


def _session(event: Event, session_id: UUID) -> Session | None:
    return Session.objects.using(READING).filter(event_id=event.id, id=session_id).first()
