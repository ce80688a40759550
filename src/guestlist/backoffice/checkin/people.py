"""Everybody whom a door may meet, as its phones keep them: with sessions, so that they need nobody to ask offline.

A list takes a handful of queries, however many people it names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from guestlist.catalog.models import Event, Session
from guestlist.people.names import erased_name
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    CheckIn,
    Registration,
    RegistrationLogEntry,
    RegistrationStatus,
    SessionRegistration,
    WaitlistItem,
)

Row = dict[str, Any]

# What a phone does with somebody.
_REGISTERED: Final = "registered"
_CANCELLED: Final = "cancelled"
_WAITING: Final = "waiting"


def door_people(event: Event, only: Collection[UUID] | None = None) -> list[Row]:
    """Give everybody with a registration, cancelled ones included, and everybody who waits for the event.

    Args:
        event: of the organization that asks.
        only: ids of the registrations that are wanted; None: all.

    A row has the `id` of the registration (of who waits: the one to come), its `code` and that of the pass
    (`passCode`), `first`, `last`, `email`, `pass`, the `state`, the ids of `seats` in sessions, and `came`: session id,
    or "" for the event, to the `id` of the check-in, `at` (ISO, UTC), and `by` whom.
    """
    passes = _passes(event, only)
    seats = _seats(event, only)
    came = _came(event, only)
    registrations = _only(Registration.objects.filter(event=event), "pk", only)
    rows = [
        {
            "id": str(key),
            "code": code,
            "passCode": passes.get(key, ("", ""))[0],
            "pass": passes.get(key, ("", ""))[1],
            "first": first_name if erased_at is None else erased_name(),
            "last": last_name,
            "email": email,
            "state": _CANCELLED if status == RegistrationStatus.CANCELLED else _REGISTERED,
            "seats": seats[key],
            "came": came[key],
        }
        for key, code, first_name, last_name, email, status, erased_at in registrations.values_list(
            "id", "public_id", "first_name", "last_name", "email", "status", "erased_at"
        )
    ]
    known = {row["id"] for row in rows}
    return rows + [row for row in _waiting(event, only) if row["id"] not in known]


def sessions_of(event: Event) -> list[dict[str, str]]:
    """Give the active sessions that people have places in, by their start: `id`, `name`, `starts` (ISO, UTC)."""
    placed = SessionRegistration.objects.filter(session__event=event, status__in=ACTIVE_STATUSES).values("session")
    rows = Session.objects.filter(event=event, is_active=True, pk__in=placed).order_by("starts_at", "name", "id")
    return [
        {"id": str(key), "name": name, "starts": starts_at.isoformat()}
        for key, name, starts_at in rows.values_list("id", "name", "starts_at")
    ]


def changed_since(event: Event, since: datetime) -> set[UUID]:
    """Give the registrations of which something that leaves a time was changed: not all changes do."""
    born_or_gone = Q(created_at__gte=since) | Q(cancelled_at__gte=since)
    found: list[QuerySet[Any, UUID]] = [
        Registration.objects.filter(born_or_gone, event=event).values_list("id", flat=True),
        RegistrationLogEntry.objects.filter(event=event, at__gte=since).values_list("registration_id", flat=True),
        SessionRegistration.objects.filter(born_or_gone, registration__event=event).values_list(
            "registration_id", flat=True
        ),
        CheckIn.objects.filter(registration__event=event, undone_at__gte=since).values_list(
            "registration_id", flat=True
        ),
        WaitlistItem.objects.filter(event=event, created_at__gte=since).values_list("registration_id", flat=True),
    ]
    return {key for rows in found for key in rows.order_by()}


def _only(rows: QuerySet[Any], lookup: str, only: Collection[UUID] | None) -> QuerySet[Any]:
    return rows if only is None else rows.filter(**{f"{lookup}__in": only})


def _passes(event: Event, only: Collection[UUID] | None) -> dict[UUID, tuple[str, str]]:
    held = AttendeePass.objects.filter(registration__event=event, is_active=True).order_by()
    rows = _only(held, "registration", only).values_list("registration_id", "public_id", "event_pass__name")
    return {key: (code, name) for key, code, name in rows}


def _seats(event: Event, only: Collection[UUID] | None) -> dict[UUID, list[str]]:
    seats: dict[UUID, list[str]] = defaultdict(list)
    chosen = SessionRegistration.objects.filter(registration__event=event, status__in=ACTIVE_STATUSES).order_by()
    for key, session_id in _only(chosen, "registration", only).values_list("registration_id", "session_id"):
        seats[key].append(str(session_id))
    return seats


def _came(event: Event, only: Collection[UUID] | None) -> dict[UUID, dict[str, Row]]:
    came: dict[UUID, dict[str, Row]] = defaultdict(dict)
    counting = CheckIn.objects.filter(registration__event=event, undone_at=None).order_by()
    for check_in_id, key, session_id, at, name, email in _only(counting, "registration", only).values_list(
        "id", "registration_id", "session_id", "at", "by__name", "by__email"
    ):
        came[key][str(session_id or "")] = {"id": str(check_in_id), "at": at.isoformat(), "by": name or email or ""}
    return came


def _waiting(event: Event, only: Collection[UUID] | None) -> list[Row]:
    items = _only(WaitlistItem.objects.filter(event=event, session=None), "registration_id", only)
    nothing: Row = {"code": "", "passCode": "", "pass": "", "state": _WAITING, "seats": [], "came": {}}
    return [
        {"id": str(key), "first": first_name, "last": last_name, "email": email, **nothing}
        for key, first_name, last_name, email in items.order_by().values_list(
            "registration_id", "first_name", "last_name", "email"
        )
    ]
