"""What is somebody's own in an organization: registrations and waitlist items of theirs, or that they made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from guestlist.accounts.models import User
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.organizations.models import Organization
from guestlist.people.models import Contact
from guestlist.people.names import full_name
from guestlist.people.subjects import OWN_ISSUER, known_as
from guestlist.registration.models import ACTIVE_STATUSES, Registration, RegistrationStatus, WaitlistItem
from guestlist.registration.personal import links
from guestlist.website.shown.moments import Span


class Standing(StrEnum):
    """How somebody stands at an event."""

    REGISTERED = "registered"
    CHECKED_IN = "checked_in"
    INVITED = "invited"  # a place is free for them
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """One person at one event."""

    event: Event
    name: str  # of the person; "" if it is who is signed in
    standing: Standing
    signed: str  # of the personal page

    @property
    def span(self) -> Span:
        """Give the event's dates."""
        return Span(self.event.starts_at, self.event.ends_at, self.event.time_zone)

    @property
    def is_shown(self) -> bool:
        """Tell whether the event has a page."""
        return self.event.publish_status == PublishStatus.LIVE


def known_contact(organization: Organization, user: User) -> Contact | None:
    """Find the contact that a user is in an organization, if the user was linked to one."""
    with reading():
        known = Contact.objects.using(READING).filter(known_as(OWN_ISSUER, str(user.pk)), organization=organization)
        # What is theirs already comes before what they may claim.
        return known.order_by("-subject_issuer").first()


def own_records(organization: Organization, contact: Contact, now: datetime) -> tuple[list[OwnRecord], list[OwnRecord]]:
    """Give what is coming, the next first, and what is over, the latest first."""
    with reading():
        rows: list[Registration | WaitlistItem] = [
            *_registrations(organization, contact),
            *_waiting(organization, contact),
        ]
        keys = links.keys_of({_registration_id(row) for row in rows}, using=READING)
    found = [_record(row, contact, keys[_registration_id(row)].signed(organization.id)) for row in rows]
    coming = [record for record in found if record.event.ends_at > now]
    over = [record for record in found if record.event.ends_at <= now and record.standing is not Standing.WAITING]
    return (
        sorted(coming, key=lambda record: (record.event.starts_at, record.event.name, record.name)),
        sorted(over, key=lambda record: record.event.starts_at, reverse=True),
    )


def _registrations(organization: Organization, contact: Contact) -> Iterable[Registration]:
    return (
        Registration.objects.using(READING)
        .filter(Q(contact=contact) | Q(registered_by=contact), event__organization=organization)
        .filter(status__in=ACTIVE_STATUSES, erased_at=None)
        .select_related("event")
        .order_by("created_at", "id")
    )


def _waiting(organization: Organization, contact: Contact) -> Iterable[WaitlistItem]:
    return (
        WaitlistItem.objects.using(READING)
        .filter(Q(contact=contact) | Q(added_by=contact), event__organization=organization, session=None)
        .select_related("event")
        .order_by("created_at", "id")
    )


def _registration_id(row: Registration | WaitlistItem) -> UUID:
    return row.registration_id if isinstance(row, WaitlistItem) else row.id


def _record(row: Registration | WaitlistItem, contact: Contact, signed: str) -> OwnRecord:
    return OwnRecord(
        event=row.event,
        name="" if row.contact_id == contact.id else full_name(row.first_name, row.last_name),
        standing=_standing(row),
        signed=signed,
    )


def _standing(row: Registration | WaitlistItem) -> Standing:
    if isinstance(row, WaitlistItem):
        return Standing.INVITED if row.invited else Standing.WAITING
    return Standing.CHECKED_IN if row.status == RegistrationStatus.CHECKED_IN else Standing.REGISTERED
