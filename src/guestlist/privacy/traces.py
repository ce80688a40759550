"""Finds what the tables of registration know of somebody: by their contact, by a registration, or at one event."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from guestlist.people.matching import MatchKey, Person, email_key, match_key
from guestlist.people.models import Contact
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    PurchaseAttendee,
    Registration,
    RegistrationStatus,
    WaitlistItem,
)
from guestlist.registration.requests import Actor, Request
from guestlist.registration.rules.commands import CancelByHand, ClosePurchase, RemoveWaiting
from guestlist.registration.rules.decisions import PurchaseStatus

# What is left of an attendee of a purchase who was erased.
_BLANK: Final = Q(first_name="", last_name="", email="")


@dataclass(frozen=True, slots=True)
class Traces:
    """Rows of one organization, as they are at one moment."""

    registrations: tuple[Registration, ...] = ()  # not erased, with their events
    items: tuple[WaitlistItem, ...] = ()
    bought: tuple[PurchaseAttendee, ...] = ()  # not erased, with their purchases

    @property
    def registration_ids(self) -> frozenset[UUID]:
        """Give the ids by which the other tables know these people: of registrations that are, or would be."""
        return frozenset(
            [
                *(registration.pk for registration in self.registrations),
                *(item.registration_id for item in self.items),
                *(attendee.pk for attendee in self.bought),
            ]
        )

    @property
    def contact_ids(self) -> frozenset[UUID]:
        """Give the contacts that are named."""
        return frozenset([*(row.contact_id for row in self.registrations), *(item.contact_id for item in self.items)])

    @property
    def addresses(self) -> frozenset[str]:
        """Give the e-mail addresses, as `email_key` gives them."""
        given = [
            *(row.email for row in self.registrations),
            *(item.email for item in self.items),
            *(attendee.email for attendee in self.bought),
        ]
        return frozenset([email_key(email) for email in given if email])

    @property
    def by_event(self) -> dict[UUID, list[UUID]]:
        """Give the registration ids by event, each once."""
        found: dict[UUID, dict[UUID, None]] = {}
        for event_id, registration_id in self._places():
            found.setdefault(event_id, {})[registration_id] = None
        return {event_id: list(keys) for event_id, keys in found.items()}

    def _places(self) -> Iterable[tuple[UUID, UUID]]:
        yield from ((row.event_id, row.pk) for row in self.registrations)
        yield from ((row.event_id, row.registration_id) for row in self.items)
        yield from ((row.purchase.event_id, row.pk) for row in self.bought)

    def leaving(
        self, organization_id: UUID, actor: Actor, now: datetime, *, keeps_places: bool = False
    ) -> list[Request]:
        """Give what the registrar is to do first: out of the queues, end what is unpaid, cancel what is to come.

        `keeps_places`: what is to come stays registered. Who has come, or whose event is over, always does.
        """
        commands: list[tuple[UUID, Any]] = [
            (item.event_id, RemoveWaiting(item.pk))
            for item in sorted(self.items, key=lambda item: item.session_id is not None)
        ]
        open_purchases = {row.purchase for row in self.bought if row.purchase.status == PurchaseStatus.OPEN.value}
        commands += [(purchase.event_id, ClosePurchase(purchase.pk, cancelled=True)) for purchase in open_purchases]
        if not keeps_places:
            commands += [(row.event_id, CancelByHand(row.pk)) for row in self.registrations if is_to_come(row, now)]
        return [Request(organization_id, event_id, command, actor=actor) for event_id, command in commands]


def is_to_come(registration: Registration, now: datetime) -> bool:
    """Tell whether somebody has a place at an event that is not over, and has not come yet."""
    return registration.status == RegistrationStatus.REGISTERED and now < registration.event.ends_at


def of_contact(contact: Contact) -> Traces:
    """Find everything of one person, by the contact; of purchases, which know no contact, by what is matched."""
    own = {"contact": contact, "event__organization": contact.organization_id}
    registrations = tuple(Registration.objects.filter(**own, erased_at=None).select_related("event").order_by("pk"))
    items = tuple(WaitlistItem.objects.filter(**own).select_related("event", "session").order_by("sequence"))
    known = {*(row.pk for row in registrations), *(row.registration_id for row in items)}
    return Traces(registrations, items, _bought_by(contact, known))


def of_registration(organization_id: UUID, registration_id: UUID) -> Traces:
    """Find what belongs to one registration, or to the wish for it: it, its waitlist items, and what was to be paid.

    A second purchase of the same person has an id of its own, and is found by the name and address that were given.
    """
    own = {"event__organization": organization_id}
    registrations = Registration.objects.filter(pk=registration_id, erased_at=None, **own).select_related("event")
    items = WaitlistItem.objects.filter(registration_id=registration_id, **own).select_related("event", "session")
    found = Traces(tuple(registrations), tuple(items.order_by("sequence")))
    wanted = Q(pk=registration_id)
    people: list[Registration | WaitlistItem] = [*found.registrations, *found.items]
    for row in people[:1]:
        wanted |= Q(purchase__event=row.event_id, first_name=row.first_name, last_name=row.last_name, email=row.email)
    rows = attendees_at(wanted & Q(purchase__event__organization=organization_id)).select_related("purchase__event")
    return replace(found, bought=_of_no_other(rows.order_by("pk"), {registration_id}))


def at_event(event_id: UUID, *, people_max: int | None = None) -> Traces:
    """Find the people of an event who are not erased; at most about so many, each with all that the event knows."""
    registrations = Registration.objects.filter(event=event_id, erased_at=None)
    items = WaitlistItem.objects.filter(event=event_id)
    bought = attendees_at(Q(purchase__event=event_id))
    if people_max is not None:
        chosen = {
            *registrations.order_by("pk").values_list("pk", flat=True)[:people_max],
            *items.order_by("sequence").values_list("registration_id", flat=True)[:people_max],
            *bought.order_by("pk").values_list("pk", flat=True)[:people_max],
        }
        registrations, bought = registrations.filter(pk__in=chosen), bought.filter(pk__in=chosen)
        items = items.filter(registration_id__in=chosen)
    return Traces(
        tuple(registrations.select_related("event").order_by("pk")),
        tuple(items.order_by("sequence")),
        tuple(bought.select_related("purchase").order_by("pk")),
    )


def attendees_at(wanted: Q) -> QuerySet[PurchaseAttendee]:
    """Give the attendees of purchases who are not erased."""
    return PurchaseAttendee.objects.filter(wanted).exclude(_BLANK)


def needed_elsewhere(contact_ids: Collection[UUID], event_id: UUID) -> frozenset[UUID]:
    """Tell which contacts something else than an event needs: places, wishes, a speaker, a way to sign in."""
    registrations = Registration.objects.filter(erased_at=None).exclude(event=event_id)
    items = WaitlistItem.objects.exclude(event=event_id)
    waiting = items.filter(added_by__in=contact_ids)
    asked = registrations.filter(registered_by__in=contact_ids, status__in=ACTIVE_STATUSES)
    contacts = Contact.objects.filter(pk__in=contact_ids)
    return frozenset(
        [
            *registrations.filter(contact__in=contact_ids).values_list("contact_id", flat=True),
            *items.filter(contact__in=contact_ids).values_list("contact_id", flat=True),
            *contacts.filter(pk__in=waiting.values("added_by")).values_list("pk", flat=True),
            *contacts.filter(pk__in=asked.values("registered_by")).values_list("pk", flat=True),
            *contacts.filter(speakers__isnull=False).values_list("pk", flat=True),
            *contacts.exclude(subject="").values_list("pk", flat=True),
        ]
    )


def _bought_by(contact: Contact, known: Collection[UUID]) -> tuple[PurchaseAttendee, ...]:
    strategy = contact.organization.matching_strategy
    own = _key(contact.first_name, contact.last_name, contact.email, contact.owner_id, strategy)
    rows = attendees_at(Q(purchase__event__organization=contact.organization_id)).select_related("purchase__event")
    theirs = [row for row in rows.iterator() if row.pk in known or (own is not None and _key_of(row, strategy) == own)]
    return _of_no_other(theirs, known)


def _of_no_other(rows: Iterable[PurchaseAttendee], known: Collection[UUID]) -> tuple[PurchaseAttendee, ...]:
    """Leave out what became another registration than the known ones: that one says whose it is."""
    found = list(rows)
    registered = Registration.objects.filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True)
    others = set(registered) - set(known)
    return tuple([row for row in found if row.pk not in others])


def _key_of(row: PurchaseAttendee, strategy: int) -> MatchKey | None:
    return _key(row.first_name, row.last_name, row.email, row.purchase.event.owner_id, strategy)


def _key(first_name: str, last_name: str, email: str, owner_id: UUID | None, strategy: int) -> MatchKey | None:
    return match_key(Person(first_name, last_name, email, owner_id), strategy)
