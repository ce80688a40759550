"""What an event's sessions are to a signed-in user: registered for, and open to them (contract 4.2, 7.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from guestlist.catalog import effective
from guestlist.catalog.models import Event, Pass
from guestlist.database.configuration import READING
from guestlist.eventsapi.operations import BY_NAME
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.wire.passes import Pass as WirePass
from guestlist.eventsapi.wire.programme import AnySession, Session, Speaker
from guestlist.registration import counts
from guestlist.registration.models import ACTIVE_STATUSES, AttendeePass, Registration, SessionRegistration, WaitlistItem
from guestlist.registration.rules.self_service import is_eligible, takes_registrations

OneSession = TypeVar("OneSession", bound=AnySession)


@dataclass(frozen=True, slots=True)
class SessionMarks:
    """The sessions that say something else to a user than to an anonymous visitor."""

    registered_ids: frozenset[UUID] = frozenset()
    eligible_ids: frozenset[UUID] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.registered_ids or self.eligible_ids)


def marks_of(organization_id: UUID, event_id: UUID, contact_id: UUID, now: datetime) -> SessionMarks:
    """Find what the sessions of a live event are to its attendee.

    In one query for whoever is no attendee of the event, else in a fixed number; to be called inside a transaction on
    the alias `reading`.
    """
    attending = Registration.objects.using(READING).filter(
        event_id=event_id, event__organization_id=organization_id, contact_id=contact_id, status__in=ACTIVE_STATUSES
    )
    registration_ids = list(attending.values_list("id", flat=True))
    if not registration_ids:
        return SessionMarks()
    taken = SessionRegistration.objects.using(READING).filter(
        registration_id__in=registration_ids, status__in=ACTIVE_STATUSES
    )
    registered_ids = frozenset(taken.values_list("session_id", flat=True))
    event = visibility.live_events(organization_id).filter(id=event_id).first()
    covered = _covered(registration_ids)
    if event is None or not covered:
        return SessionMarks(registered_ids)
    return SessionMarks(registered_ids, _eligible(event, covered, registered_ids, _offered(contact_id, now), now))


def _offered(contact_id: UUID, now: datetime) -> frozenset[UUID]:
    """Give the sessions that hold a seat for the contact, whose turn has come in the queue."""
    offers = WaitlistItem.objects.using(READING).filter(contact_id=contact_id, session__isnull=False)
    mine = offers.filter(offered_until__gt=now).exclude(paying_until__gt=now)
    return frozenset(mine.values_list("session_id", flat=True))


def _covered(registration_ids: list[UUID]) -> frozenset[UUID]:
    """Give the sessions that the passes of these registrations list."""
    held = AttendeePass.objects.using(READING).filter(registration_id__in=registration_ids, is_active=True)
    listed = Pass.sessions.through.objects.using(READING).filter(pass_id__in=held.values("event_pass_id"))
    return frozenset(listed.values_list("session_id", flat=True))


def _eligible(
    event: Event,
    covered: frozenset[UUID],
    registered_ids: frozenset[UUID],
    offered_ids: frozenset[UUID],
    now: datetime,
) -> frozenset[UUID]:
    """Give those of the covered sessions that the user may register for now."""
    is_open = takes_registrations(
        is_live=event.is_live,
        opens_at=event.registration_opens_at,
        closes_at=event.registration_ends_at if event.has_registration_end else None,
        now=now,
    )
    sessions = visibility.live_sessions_of(event).filter(id__in=covered)
    seats = counts.of_sessions(sessions.values("id"), now, using=READING)
    capacities = {row.id: effective.session_capacity(event, row) for row in sessions.only("id", "capacity")}
    return frozenset(
        session_id
        for session_id, capacity in capacities.items()
        if is_eligible(
            takes_registrations=is_open,
            session_is_live=True,
            is_covered=True,
            has_seat=session_id in registered_ids,
            free=None if capacity is None else capacity - seats.taken(session_id) + (session_id in offered_ids),
        )
    )


def marked(operation_name: str, body: bytes, marks: SessionMarks) -> bytes:
    """Give an answer that anonymous visitors share as it is for one user.

    Decoding, marking and encoding takes a tenth of what reading everything anew would.
    """
    answer = _decoder(operation_name).decode(body)
    if isinstance(answer, list):
        return msgspec.json.encode([_mark(each, marks) for each in answer])
    return msgspec.json.encode(_mark(answer, marks))


@cache
def _decoder(operation_name: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(BY_NAME[operation_name].response)


def _mark(record: Session | Speaker | WirePass, marks: SessionMarks) -> Session | Speaker | WirePass:
    if isinstance(record, AnySession):
        return _mark_session(record, marks)
    return replace(record, sessions=[_mark_session(each, marks) for each in record.sessions])


def _mark_session(session: OneSession, marks: SessionMarks) -> OneSession:
    is_registered, is_open = session.id in marks.registered_ids, session.id in marks.eligible_ids
    if not (is_registered or is_open):
        return session
    return replace(session, already_registered=is_registered, user_eligible_to_register=is_open)
