"""Who is expected at a door, who has come, and how many: for the door's page and what it keeps for a dead network.

A list takes a few queries, however many people it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q

from guestlist.catalog.models import Event, Session
from guestlist.database.configuration import READING
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    CheckIn,
    Registration,
    RegistrationStatus,
    SessionRegistration,
    WaitlistItem,
)


class Standing(StrEnum):
    """What a door does with somebody."""

    EXPECTED = "expected"
    CHECKED_IN = "checked_in"
    NO_PLACE = "no_place"  # at the event, but not in this session
    CANCELLED = "cancelled"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class DoorPerson:
    """Somebody whom the door may meet."""

    registration_id: UUID
    public_id: str  # "" of somebody who waits
    pass_public_id: str  # of the attendee pass, which has a code of its own; "" if there is none
    first_name: str
    last_name: str
    pass_name: str  # "" if there is none
    standing: Standing
    at: datetime | None  # checked in since; at the event, or at the session asked for


@dataclass(frozen=True, slots=True)
class DoorCount:
    """How many have a place, and how many of them have come."""

    registered: int
    checked_in: int


@dataclass(frozen=True, slots=True)
class SessionCount:
    """A session's numbers."""

    session_id: UUID
    name: str
    starts_at: datetime
    count: DoorCount


@dataclass(frozen=True, slots=True)
class DoorCounts:
    """An event's numbers, and those of its sessions by their start."""

    event: DoorCount
    sessions: tuple[SessionCount, ...]


def door_list(event: Event, session: Session | None = None, *, using: str = READING) -> list[DoorPerson]:
    """Give everybody with a registration, cancelled ones included, and everybody who waits for the event; by last name.

    `session`: of the event; the list is then of its door, and those who wait for the event are left out.
    """
    passes = _passes(event, using)
    came = _came(event, session, using)
    placed = None if session is None else _placed(session, using)
    people = [] if session is not None else _waiting(event, using)
    rows = Registration.objects.using(using).filter(event=event)
    for key, public_id, first_name, last_name, status in rows.values_list(
        "id", "public_id", "first_name", "last_name", "status"
    ):
        pass_public_id, pass_name = passes.get(key, ("", ""))
        at = came.get(key)
        standing = _standing(status, is_placed=placed is None or key in placed, has_come=at is not None)
        people.append(DoorPerson(key, public_id, pass_public_id, first_name, last_name, pass_name, standing, at))
    return sorted(people, key=_by_name)


def door_counts(event: Event, *, using: str = READING) -> DoorCounts:
    """Count who has a place at an event and at each of its active sessions, and who of them has come."""
    registered = Registration.objects.using(using).filter(event=event, status__in=ACTIVE_STATUSES)
    chosen = SessionRegistration.objects.using(using).filter(session__event=event, status__in=ACTIVE_STATUSES)
    by_session = {
        session_id: DoorCount(number, there)
        for session_id, number, there in chosen.order_by().values_list("session_id").annotate(Count("pk"), there=_THERE)
    }
    sessions = Session.objects.using(using).filter(event=event, is_active=True).order_by("starts_at", "name", "id")
    return DoorCounts(
        DoorCount(**registered.aggregate(registered=Count("pk"), checked_in=_THERE)),
        tuple(
            [
                SessionCount(key, name, starts_at, by_session.get(key, DoorCount(0, 0)))
                for key, name, starts_at in sessions.values_list("id", "name", "starts_at")
            ]
        ),
    )


_THERE = Count("pk", filter=Q(status=RegistrationStatus.CHECKED_IN))


def _standing(status: str, *, is_placed: bool, has_come: bool) -> Standing:
    if status == RegistrationStatus.CANCELLED:
        return Standing.CANCELLED
    if not is_placed:
        return Standing.NO_PLACE
    return Standing.CHECKED_IN if has_come else Standing.EXPECTED


def _passes(event: Event, using: str) -> dict[UUID, tuple[str, str]]:
    """Give the public id and the name of everybody's pass, by registration."""
    held = AttendeePass.objects.using(using).filter(registration__event=event, is_active=True)
    rows = held.values_list("registration_id", "public_id", "event_pass__name")
    return {key: (public_id, name) for key, public_id, name in rows}


def _came(event: Event, session: Session | None, using: str) -> dict[UUID, datetime]:
    """Give since when people are there, by registration."""
    check_ins = CheckIn.objects.using(using).filter(registration__event=event, session=session, undone_at=None)
    return dict(check_ins.order_by().values_list("registration_id", "at"))


def _placed(session: Session, using: str) -> set[UUID]:
    chosen = SessionRegistration.objects.using(using).filter(session=session, status__in=ACTIVE_STATUSES)
    return set(chosen.values_list("registration_id", flat=True))


def _waiting(event: Event, using: str) -> list[DoorPerson]:
    items = WaitlistItem.objects.using(using).filter(event=event, session=None)
    return [
        DoorPerson(key, "", "", first_name, last_name, "", Standing.WAITING, None)
        for key, first_name, last_name in items.order_by().values_list("registration_id", "first_name", "last_name")
    ]


def _by_name(person: DoorPerson) -> tuple[str, str, str]:
    return (person.last_name.casefold(), person.first_name.casefold(), person.public_id)
