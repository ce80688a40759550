"""The door for attendees: what they do with their own registration, by their personal link or signed in.

Each function that changes something is a transaction of its own. It looks at the link again inside of it, and answers
with the outcome of the rules: `Done`, `PurchaseOpened` (go and pay), or `Declined` with the reason. Opening a page is
`load`, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from django.db import connections
from django.db.models import Q, QuerySet

from guestlist import clock, ids
from guestlist.catalog.models import Event
from guestlist.database.configuration import READING, WRITING
from guestlist.database.sql import Sql
from guestlist.database.transactions import reading
from guestlist.organizations.journal import Changes, writing
from guestlist.organizations.models import Organization
from guestlist.registration.desk import Answers, to_answers
from guestlist.registration.models import PurchaseAttendee, Registration, SessionRegistration, WaitlistItem
from guestlist.registration.personal import links
from guestlist.registration.personal.links import PersonalKey
from guestlist.registration.personal.page import load
from guestlist.registration.personal.view import Closed, Personal, PersonalState
from guestlist.registration.requests import Actor, ActorKind, Reply, Request
from guestlist.registration.rules.commands import (
    CancelOwn,
    ChangeAnswers,
    ChangeChoices,
    Command,
    RemoveWaiting,
    TakeUp,
)
from guestlist.registration.rules.decisions import Declined, Done, Reason
from guestlist.registration.rules.notes import Note, What
from guestlist.registration.step import perform
from guestlist.registration.store.logbook import Logbook

__all__ = [
    "Closed",
    "Personal",
    "PersonalState",
    "cancel",
    "change_answers",
    "change_choices",
    "find_own",
    "leave",
    "load",
    "replace_link",
    "take_up",
]

Answered = Reply | Closed

_ATTENDEE: Final = Actor(ActorKind.ATTENDEE)
_NOTHING: Final = Done(changed=False)


def find_own(organization_id: UUID, contact_id: UUID, record_id: UUID) -> tuple[UUID, UUID, UUID | None] | None:
    """Find what a signed-in user means by an id (contract 7.5): theirs as attendee, or as who registered the attendee.

    Returns the ids of the event, of the registration, and of the session registration if it is one; None: it is no
    record of the user's. To be given to `CancelOwn`, which looks again.
    """
    with reading():
        own = Registration.objects.using(READING).filter(
            Q(contact=contact_id) | Q(registered_by=contact_id), event__organization=organization_id
        )
        event_id = own.filter(pk=record_id).values_list("event_id", flat=True).first()
        if event_id is not None:
            return event_id, record_id, None
        chosen = SessionRegistration.objects.using(READING).filter(pk=record_id, registration__in=own)
        found = chosen.values_list("registration__event_id", "registration_id").first()
        return None if found is None else (*found, record_id)


def cancel(organization: Organization, key: PersonalKey, session_registration_id: UUID | None = None) -> Answered:
    """Cancel the registration with all that belongs to it, or one session of it. A repeat changes nothing."""

    def carry_out(event_id: UUID, changes: Changes) -> Reply:
        command = CancelOwn(key.registration_id, None, session_registration_id)
        return _perform(organization, event_id, command, changes)

    return _with_link(organization, key, carry_out)


def take_up(organization: Organization, key: PersonalKey, item_id: UUID, pass_id: UUID | None = None) -> Answered:
    """Take the place that an invitation offers; on a paid event that opens the purchase of a pass."""

    def carry_out(event_id: UUID, changes: Changes) -> Reply:
        reply: Reply = Declined(Reason.UNKNOWN_ITEM)
        if _items(key).filter(pk=item_id).exists():
            reply = _perform(organization, event_id, TakeUp(item_id, ids.new_id(), pass_id), changes)
        if isinstance(reply, Declined) and reply.reason == Reason.UNKNOWN_ITEM:
            # Taken up before, by the same button pressed twice; perhaps a moment ago.
            is_there = Registration.objects.using(WRITING).filter(pk=key.registration_id).exists()
            return _NOTHING if is_there else reply
        return reply

    return _with_link(organization, key, carry_out)


def leave(organization: Organization, key: PersonalKey, item_id: UUID | None = None) -> Answered:
    """Leave a queue; with that of the event go the sessions on hold. None: leave all of them."""

    def carry_out(event_id: UUID, changes: Changes) -> Reply:
        own = _items(key) if item_id is None else _items(key).filter(pk=item_id)
        replies = [_perform(organization, event_id, RemoveWaiting(each.id), changes) for each in own]
        return Done(changed=any(isinstance(reply, Done) and reply.changed for reply in replies))

    return _with_link(organization, key, carry_out)


def change_choices(
    organization: Organization,
    key: PersonalKey,
    *,
    joins: Sequence[UUID] = (),
    leaves: Sequence[UUID] = (),
    waits_for: Sequence[UUID] = (),
    auto_register: bool = False,
) -> Answered:
    """Change the sessions of the registration, all as wished or nothing. Ids of sessions.

    `leaves` also gives up waiting. `auto_register`: by the queues joined, where the event lets visitors choose that.
    """

    def carry_out(event_id: UUID, changes: Changes) -> Reply:
        command = ChangeChoices(key.registration_id, joins, leaves, waits_for, auto_register)
        return _perform(organization, event_id, command, changes)

    return _with_link(organization, key, carry_out)


def change_answers(organization: Organization, key: PersonalKey, answers: Answers) -> Answered:
    """Replace the answers to all fields of the event; what is left out is taken back, if it is not required."""

    def carry_out(event_id: UUID, changes: Changes) -> Reply:
        command = ChangeAnswers(key.registration_id, to_answers(answers))
        return _perform(organization, event_id, command, changes)

    return _with_link(organization, key, carry_out)


def replace_link(organization: Organization, key: PersonalKey, *, actor: Actor = _ATTENDEE) -> PersonalKey | Closed:
    """Let no link given out so far open the registration, and give the key of a new one.

    `actor`: who stands in the log; staff do this by `links.key_of`.
    """
    with writing():
        event_id = _open(organization, key)
        if isinstance(event_id, Closed):
            return event_id
        links.replace(key.registration_id)
        logbook = Logbook(Sql(connections[WRITING]), clock.now())
        logbook.note(event_id, actor, Note(What.LINK_REPLACED, key.registration_id))
        logbook.store()
        return links.key_of(key.registration_id)


def _with_link(organization: Organization, key: PersonalKey, carry_out: Callable[[UUID, Changes], Reply]) -> Answered:
    """Do something in a transaction in which the link still opens."""
    with writing() as changes:
        event_id = _open(organization, key)
        return event_id if isinstance(event_id, Closed) else carry_out(event_id, changes)


def _open(organization: Organization, key: PersonalKey) -> UUID | Closed:
    """Find the event of a link, or say why it opens nothing; inside the transaction."""
    event_id = _event_id(organization, key)
    if event_id is None or not links.is_present(key, using=WRITING):
        return Closed.GONE
    ends_at = Event.objects.using(WRITING).values_list("ends_at", flat=True).get(pk=event_id)
    return Closed.EXPIRED if clock.now() >= ends_at else event_id


def _event_id(organization: Organization, key: PersonalKey) -> UUID | None:
    own = {"event__organization": organization}
    # In this order: whoever waits may be registered between two looks, and never the other way round.
    waiting = WaitlistItem.objects.using(WRITING).filter(registration_id=key.registration_id, **own)
    waits_at = waiting.values_list("event_id", flat=True).first()
    registered = Registration.objects.using(WRITING).filter(pk=key.registration_id, **own)
    found = registered.values_list("event_id", "erased_at").first()
    if found is not None:
        event_id, erased_at = found
        return event_id if erased_at is None else None
    paying = PurchaseAttendee.objects.using(WRITING).filter(
        pk=key.registration_id, purchase__event__organization=organization
    )
    return waits_at or paying.values_list("purchase__event_id", flat=True).first()


def _items(key: PersonalKey) -> QuerySet[WaitlistItem]:
    return WaitlistItem.objects.using(WRITING).filter(registration_id=key.registration_id)


def _perform(organization: Organization, event_id: UUID, command: Command, changes: Changes) -> Reply:
    return perform([Request(organization.id, event_id, command, actor=_ATTENDEE)], changes=changes)[0]
