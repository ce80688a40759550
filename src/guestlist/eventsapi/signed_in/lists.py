"""A user's registrations and places in waitlists as the wire sends them (contract 4.11, 7.4)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from guestlist.database.configuration import READING
from guestlist.eventsapi.reading.times import utc_text
from guestlist.eventsapi.wire import users as wire
from guestlist.people.models import Contact
from guestlist.people.names import full_name
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    Registration,
    SessionRegistration,
    WaitlistItem,
)


def user(contact: Contact) -> wire.User:
    """Render who signed in."""
    return wire.User(
        id=contact.id,
        first_name=contact.first_name or None,
        last_name=contact.last_name or None,
        email=contact.email or None,
        is_anonymous=False,
    )


def my_registrations(organization_id: UUID, contact_id: UUID) -> list[wire.MyRegistration]:
    """List the active registrations that a contact has or has made, newest first.

    In three queries; to be called inside a transaction on the alias `reading`.
    """
    mine = Registration.objects.using(READING).filter(
        Q(contact_id=contact_id) | Q(registered_by_id=contact_id),
        event__organization_id=organization_id,
        status__in=ACTIVE_STATUSES,
        erased_at=None,
    )
    passes = AttendeePass.objects.using(READING).filter(registration__in=mine.values("id"), is_active=True)
    pass_names = dict(passes.values_list("registration_id", "event_pass__name"))
    sessions = _session_registrations(mine.values("id"))
    return [
        wire.MyRegistration(
            id=row.id,
            contact=full_name(row.first_name, row.last_name),
            email=row.email or None,
            event=row.event.name,
            pass_=pass_names.get(row.id, ""),
            created_on=utc_text(row.created_at),
            session_registrations=sessions.get(row.id, []),
        )
        for row in mine.select_related("event").order_by("-created_at", "-id")
    ]


def my_waitlist_items(organization_id: UUID, contact_id: UUID, now: datetime) -> list[wire.WaitlistItem]:
    """List the places that a contact waits for, and those of people whom the contact added, newest first.

    In one query; to be called inside a transaction on the alias `reading`.
    """
    mine = WaitlistItem.objects.using(READING).filter(
        Q(contact_id=contact_id) | Q(added_by_id=contact_id), event__organization_id=organization_id
    )
    return [
        wire.WaitlistItem(
            id=row.id,
            # An offer whose time is over holds nothing, whether it has been taken back yet or not.
            invited=row.invited and (row.offered_until is None or now < row.offered_until),
            auto_register=row.auto_register,
            contact=full_name(row.first_name, row.last_name),
            email=row.email or None,
            event=row.event.name,
            session=row.session.name if row.session else None,
            created_on=utc_text(row.created_at),
        )
        for row in mine.select_related("event", "session").order_by("-created_at", "-sequence")
    ]


def _session_registrations(registration_ids: QuerySet[Any, Any]) -> dict[UUID, list[wire.SessionRegistration]]:
    """Give the active session registrations of each registration, by start and name of the session."""
    rows = (
        SessionRegistration.objects.using(READING)
        .filter(registration__in=registration_ids, status__in=ACTIVE_STATUSES)
        .order_by("session__starts_at", "session__name", "id")
        .values_list("registration_id", "id", "session__name", "created_at")
    )
    found: defaultdict[UUID, list[wire.SessionRegistration]] = defaultdict(list)
    for registration_id, own_id, name, created_at in rows:
        found[registration_id].append(
            wire.SessionRegistration(id=own_id, session_name=name, created_on=utc_text(created_at))
        )
    return found
