"""Whom the messages of the outbox are to, found for a page of them in a handful of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from guestlist.catalog.models import Event
from guestlist.ids import parse_guid
from guestlist.organizations.models import Organization
from guestlist.outbox.models import OutboxMessage
from guestlist.people.models import Contact
from guestlist.people.names import person_of
from guestlist.registration.models import Purchase, PurchaseAttendee, Registration, WaitlistItem


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is written to."""

    name: str
    email: str
    page: str = ""  # address of a page about them; "": there is none


def address_people(messages: Iterable[OutboxMessage], organization: Organization) -> None:
    """Give each message its `person` and its `event`, or None; both of the organization."""
    found = list(messages)
    people = _people(found, organization)
    ids = {key for message in found if (key := _id_in(message, "event"))}
    events = Event.objects.filter(organization=organization).in_bulk(list(ids))
    for message in found:
        message.event = events.get(_id_in(message, "event"))  # type: ignore[attr-defined]
        message.person = _person(message, people)  # type: ignore[attr-defined]


def messages_to(messages: QuerySet[OutboxMessage], organization: Organization, term: str) -> QuerySet[OutboxMessage]:
    """Keep the messages to people whose names or addresses hold every word of a term."""
    theirs, said = Q(), Q()
    for word in term.split():
        theirs &= Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
        said &= Q(payload__to__icontains=word)
    registered = Registration.objects.filter(theirs, event__organization=organization).values("pk")
    waiting = WaitlistItem.objects.filter(theirs, event__organization=organization).values("registration_id")
    return messages.filter(Q(about_id__in=registered) | Q(about_id__in=waiting) | said)


def _id_in(message: OutboxMessage, name: str) -> UUID | None:
    return parse_guid(str(message.payload.get(name) or ""))


def _person(message: OutboxMessage, people: Mapping[UUID, Person]) -> Person | None:
    if to := message.payload.get("to"):
        return Person("", str(to))
    keys = (message.about_id, _id_in(message, "purchase"), _id_in(message, "contact"))
    return next((people[key] for key in keys if key is not None and key in people), None)


def _people(messages: list[OutboxMessage], organization: Organization) -> dict[UUID, Person]:
    """Look up registrations, those who wait, payers and contacts, by the ids that messages name."""
    about = {message.about_id for message in messages if message.about_id}
    purchases = {key for message in messages if (key := _id_in(message, "purchase"))}
    contacts = {key for message in messages if (key := _id_in(message, "contact"))}
    # What somebody is now counts more than what they were.
    return dict(
        [
            *_contacts(contacts, organization),
            *_payers(purchases, organization),
            *_waiting(about, organization),
            *_registered(about, organization),
        ]
    )


def _registered(ids: set[UUID], organization: Organization) -> Iterator[tuple[UUID, Person]]:
    for record in Registration.objects.filter(pk__in=ids, event__organization=organization):
        yield record.pk, _shown(record, "registration_registration", record.pk)


def _waiting(ids: set[UUID], organization: Organization) -> Iterator[tuple[UUID, Person]]:
    for item in WaitlistItem.objects.filter(registration_id__in=ids, event__organization=organization):
        yield item.registration_id, _shown(item, "registration_waitlistitem", item.pk)


def _payers(ids: set[UUID], organization: Organization) -> Iterator[tuple[UUID, Person]]:
    purchases = Purchase.objects.filter(pk__in=ids, event__organization=organization)
    # The first of the people of each purchase pays; later ones of the list count more.
    for payer in PurchaseAttendee.objects.filter(purchase__in=purchases).order_by("-position"):
        yield payer.purchase_id, _shown(payer, "registration_purchase", payer.purchase_id)


def _contacts(ids: set[UUID], organization: Organization) -> Iterator[tuple[UUID, Person]]:
    for contact in Contact.objects.filter(pk__in=ids, organization=organization):
        yield contact.pk, _shown(contact, "people_contact", contact.pk)


def _shown(record: Any, table: str, key: UUID) -> Person:
    return Person(person_of(record), record.email, reverse(f"admin:{table}_change", args=[key]))
