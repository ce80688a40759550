"""Erasure: nobody can say any longer who it was, and every number stays as it is.

What moves capacity goes through the registrar first: people leave the queues, unpaid purchases end, and places that are
to come are cancelled unless they are to stay. Then names, addresses and answers are blanked, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connections

from guestlist import clock
from guestlist.catalog.models import Event
from guestlist.database.configuration import WRITING
from guestlist.database.sql import Sql
from guestlist.organizations.journal import Changes
from guestlist.people.models import Contact
from guestlist.privacy import traces
from guestlist.privacy.accounts import delete_account
from guestlist.privacy.letters import blank_letters, delete_letters_to
from guestlist.privacy.traces import Traces
from guestlist.registration.models import WaitlistItem
from guestlist.registration.requests import Actor
from guestlist.registration.rules.notes import Note, What
from guestlist.registration.step import perform
from guestlist.registration.store import erasing as store
from guestlist.registration.store.contacts import lock_all
from guestlist.registration.store.events import lock
from guestlist.registration.store.logbook import Logbook

_BLANK: Final = dict.fromkeys(
    (
        "first_name",
        "last_name",
        "email",
        "email_key",
        "name_key",
        "subject",
        "subject_issuer",
        "job_title",
        "company_name",
        "telephone1",
        "mobile_phone",
        "address_line1",
        "city",
        "postal_code",
        "country",
    ),
    "",
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did."""

    people: int  # at events: somebody at two events counts twice
    contacts: int


def erase_contact(
    organization_id: UUID, contact_id: UUID, *, actor: Actor, changes: Changes, keeps_places: bool = False
) -> Erased | None:
    """Erase one person, with everything at every event of the organization. Inside the caller's `writing()`.

    Args:
        organization_id: whose contact it is.
        contact_id: of the person.
        actor: for the log.
        changes: of the caller's `writing()`.
        keeps_places: what is to come stays registered, for nobody in particular; else it is cancelled.

    Returns:
        None: the organization has no such contact, or it is erased already.
    """
    sql = Sql(connections[WRITING])
    # Nothing is registered meanwhile that would be missed.
    lock(sql, Event.objects.filter(organization=organization_id).values_list("pk", flat=True))
    # Before the contact's row, as whoever signs in for the first time takes them.
    lock_all(sql, organization_id)
    contact = (
        Contact.objects.select_for_update(of=("self",))
        .select_related("organization")
        .filter(organization=organization_id, pk=contact_id, erased_at=None)
        .first()
    )
    if contact is None:
        return None
    now = clock.now()
    found = traces.of_contact(contact)
    addresses = found.addresses | ({contact.email_key} - {""})
    _leave(organization_id, found, actor, changes, now, keeps_places=keeps_places)
    blank_letters(organization_id, found.registration_ids, now, contact_id=contact.pk)
    delete_letters_to(organization_id, _own(organization_id, contact.pk, addresses))
    _blank_places(sql, found, actor, now)
    delete_account(contact)
    _blank_contacts([contact.pk], now)
    return Erased(len(found.registration_ids), 1)


def erase_at_event(
    organization_id: UUID, event_id: UUID, *, actor: Actor, changes: Changes, people_max: int | None = None
) -> Erased:
    """Erase people of an event that is over: about so many, those who are left another time.

    A contact goes when nothing else needs it; of one that stays the event's registrations know nothing any longer.
    Inside the caller's `writing()`. Of an event that is not over, or of another organization, nobody is erased.
    """
    sql = Sql(connections[WRITING])
    lock(sql, [event_id])
    now = clock.now()
    if not Event.objects.filter(pk=event_id, organization=organization_id, ends_at__lte=now).exists():
        return Erased(0, 0)
    found = traces.at_event(event_id, people_max=people_max)
    staying = traces.needed_elsewhere(found.contact_ids, event_id)
    _leave(organization_id, found, actor, changes, now, keeps_places=True)
    blank_letters(organization_id, found.registration_ids, now)
    _blank_places(sql, found, actor, now)
    store.forget_who_asked(found.registration_ids)
    for contact_id in staying:
        _part_from(organization_id, contact_id, found, now)
    going = found.contact_ids - staying
    _blank_contacts(going, now)
    return Erased(len(found.registration_ids), len(going))


def _leave(
    organization_id: UUID, found: Traces, actor: Actor, changes: Changes, now: datetime, *, keeps_places: bool
) -> None:
    perform(found.leaving(organization_id, actor, now, keeps_places=keeps_places), changes=changes)
    waiting = WaitlistItem.objects.filter(pk__in=[item.pk for item in found.items])
    assert not waiting.exists(), "somebody who is to be erased still waits"


def _blank_places(sql: Sql, found: Traces, actor: Actor, now: datetime) -> None:
    store.blank_people(found.registration_ids, now)
    logbook = Logbook(sql, now)
    for event_id, registration_ids in found.by_event.items():
        for registration_id in registration_ids:
            logbook.note(event_id, actor, Note(What.ERASED, registration_id))
    logbook.store()


def _part_from(organization_id: UUID, contact_id: UUID, found: Traces, now: datetime) -> None:
    """Give what a contact had at the event to nobody in particular: the contact itself is known elsewhere."""
    own: Sequence[UUID] = [row.pk for row in found.registrations if row.contact_id == contact_id]
    if own:
        nobody = Contact.objects.create(organization_id=organization_id, erased_at=now, created_at=now)
        store.give_to(nobody.pk, own)


def _blank_contacts(contact_ids: Iterable[UUID], now: datetime) -> None:
    Contact.objects.filter(pk__in=list(contact_ids)).update(**_BLANK, owner=None, erased_at=now)
    # A speaker is part of the programme, and from now on nobody's contact.
    for contact in Contact.objects.filter(pk__in=list(contact_ids), speakers__isnull=False).distinct():
        contact.speakers.update(contact=None)


def _own(organization_id: UUID, contact_id: UUID, addresses: Iterable[str]) -> set[str]:
    """Keep the addresses that nobody else of the organization has."""
    others = Contact.objects.filter(organization=organization_id, email_key__in=list(addresses)).exclude(pk=contact_id)
    return set(addresses) - set(others.values_list("email_key", flat=True))
