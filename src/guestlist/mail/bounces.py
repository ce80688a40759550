"""Mails that did not arrive, as providers tell by calling us: noted, shown, and the address is left in peace."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from anymail.signals import AnymailTrackingEvent, EventType
from django.db import transaction
from django.db.models import QuerySet

from guestlist import clock, ids
from guestlist.logs import redact
from guestlist.mail.models import Bounce, BounceKind
from guestlist.outbox.models import OutboxMessage
from guestlist.people.matching import email_key

_REASON_LENGTH_MAX: Final = 2000
_WHAT: Final = {
    EventType.BOUNCED: BounceKind.BOUNCED,
    EventType.REJECTED: BounceKind.REJECTED,
    EventType.COMPLAINED: BounceKind.COMPLAINED,
    EventType.FAILED: BounceKind.FAILED,
}


def takes_no_mail(organization_id: UUID, address: str) -> bool:
    """Tell whether mails to an address came back, and nobody has said since that they may be sent again."""
    return _standing(organization_id, address).exists()


def lift(organization_id: UUID, address: str) -> int:
    """Let an address be written to again; gives how many bounces stood against it."""
    return _standing(organization_id, address).update(lifted_at=clock.now())


def note(event: AnymailTrackingEvent, **_signal: Any) -> None:
    """Take up what a provider says of a mail. What it says of mails that are not ours is passed over."""
    what = _WHAT.get(event.event_type)
    if what is None:
        return
    with transaction.atomic():
        message = _message(event)
        if message is None or Bounce.objects.filter(message=message).exists():
            return  # providers repeat themselves
        reason = redact(" ".join(filter(None, [event.description, event.mta_response])))[:_REASON_LENGTH_MAX]
        Bounce.objects.create(
            organization_id=message.organization_id,
            message=message,
            registration_id=message.about_id,
            address=email_key(event.recipient or "")[:500],
            what=what,
            reason=reason,
            at=event.timestamp or clock.now(),
        )
        text = f"{BounceKind(what).label}. {reason}".strip()
        failed = {"failed_at": clock.now(), "delivered_at": None, "not_sent": "", "last_error": text}
        OutboxMessage.objects.filter(pk=message.pk).update(**failed)


def _standing(organization_id: UUID, address: str) -> QuerySet[Bounce]:
    return Bounce.objects.filter(organization=organization_id, address=email_key(address)[:500], lifted_at=None)


def _message(event: AnymailTrackingEvent) -> OutboxMessage | None:
    """Find the mail that is meant: by what we sent along, else by the provider's id."""
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    if (guid := ids.parse_guid(str(metadata.get("outbox", "")))) is not None:
        return OutboxMessage.objects.filter(pk=guid).first()
    return OutboxMessage.objects.filter(provider_id=event.message_id).first() if event.message_id else None
