"""Takes people out of what was written to them, and of what came back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from guestlist.mail.models import Bounce
from guestlist.outbox.models import NotSent, OutboxMessage
from guestlist.people.matching import email_key
from guestlist.registration.models import PurchaseAttendee

# Of what a message says, this alone names nobody.
_KEPT: Final = ("event", "purchase", "registration")


def blank_letters(
    organization_id: UUID, registration_ids: Collection[UUID], now: datetime, *, contact_id: UUID | None = None
) -> None:
    """End the messages to people that still wait, and take out of all of them what says to whom they went.

    Inside the transaction that erases the people, before their purchases forget who was to pay.
    """
    messages = _messages(organization_id, registration_ids, contact_id)
    _blank(messages, now)
    Bounce.objects.filter(organization=organization_id).filter(
        Q(registration_id__in=registration_ids) | Q(message__in=messages)
    ).update(address="", reason="")


def delete_letters_to(organization_id: UUID, addresses: Collection[str]) -> None:
    """Delete mails that are kept word for word, and forget that addresses bounced; as `email_key` gives them."""
    written = [row.pk for row in _written_to(organization_id, addresses)]
    OutboxMessage.objects.filter(pk__in=written).delete()
    Bounce.objects.filter(organization=organization_id, address__in=addresses).update(address="", reason="")


def messages_to(
    organization_id: UUID, registration_ids: Collection[UUID], addresses: Collection[str], contact_id: UUID | None
) -> list[OutboxMessage]:
    """Give what was written because of registrations, to addresses, and to a contact; oldest first."""
    found = {row.pk: row for row in _written_to(organization_id, addresses)}
    found |= {row.pk: row for row in _messages(organization_id, registration_ids, contact_id)}
    return sorted(found.values(), key=lambda row: (row.created_at, row.pk))


def bounces_of(
    organization_id: UUID, registration_ids: Collection[UUID], addresses: Collection[str]
) -> QuerySet[Bounce]:
    """Give what came back of it, oldest first."""
    rows = Bounce.objects.filter(organization=organization_id)
    return rows.filter(Q(registration_id__in=registration_ids) | Q(address__in=addresses)).order_by("at", "pk")


def _written_to(organization_id: UUID, addresses: Collection[str]) -> list[OutboxMessage]:
    written = OutboxMessage.objects.filter(organization=organization_id, payload__has_key="to")
    return [row for row in written.iterator() if email_key(str(row.payload["to"])) in addresses]


def _messages(
    organization_id: UUID, registration_ids: Collection[UUID], contact_id: UUID | None
) -> list[OutboxMessage]:
    own = OutboxMessage.objects.filter(organization=organization_id)
    found = {row.pk: row for row in own.filter(about_id__in=registration_ids)}
    # Mails about a purchase go to its first person.
    paying = PurchaseAttendee.objects.filter(pk__in=registration_ids, position=_FIRST)
    if purchases := [str(key) for key in paying.values_list("purchase_id", flat=True)]:
        found |= {row.pk: row for row in own.filter(payload__purchase__in=purchases)}
    if contact_id is not None:
        found |= {row.pk: row for row in own.filter(payload__contact=str(contact_id))}
    return list(found.values())


def _blank(messages: Collection[OutboxMessage], now: datetime) -> None:
    for message in messages:
        kept: dict[str, Any] = {name: message.payload[name] for name in _KEPT if name in message.payload}
        message.payload, message.last_error, message.provider_id = kept, "", ""
        if message.delivered_at is None and message.failed_at is None:
            message.delivered_at, message.not_sent, message.leased_until = now, NotSent.NOTHING_TO_TELL, None
    OutboxMessage.objects.bulk_update(
        messages,
        ["payload", "last_error", "provider_id", "delivered_at", "not_sent", "leased_until"],
        batch_size=_AT_ONCE,
    )


_FIRST: Final = 0
_AT_ONCE: Final = 200
