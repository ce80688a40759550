"""What is to be told because of a message of the outbox, as the database is when it is delivered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from guestlist.mail.drafts import registered, waiting
from guestlist.mail.drafts.draft import Draft, Drafter
from guestlist.mail.drafts.purchases import purchase
from guestlist.mail.kinds import MailKind
from guestlist.outbox.models import NotSent, OutboxMessage
from guestlist.registration.rules.decisions import PurchaseStatus

__all__ = ["SESSION_KINDS", "Draft", "draft_of"]

SESSION_KINDS: Final = (
    "session_registration.added",
    "session_registration.cancelled",
    "session_registration.left",
)
_DRAFTERS: Final[Mapping[str, Drafter]] = {
    "registration.added": registered.registered(MailKind.CONFIRMATION),
    "registration.cancelled": registered.cancelled,
    **dict.fromkeys(SESSION_KINDS, registered.sessions_changed),
    "waitlist.joined": waiting.waiting(MailKind.WAITLIST_JOINED, invited=False),
    "waitlist.registered": registered.registered(MailKind.WAITLIST_REGISTERED),
    "waitlist.invited": waiting.waiting(MailKind.PLACE_OFFERED, invited=True),
    "waitlist.lapsed": waiting.offer_lapsed,
    "waitlist.cancelled": waiting.cancelled,
    "waitlist.resumed": waiting.resumed,
    "purchase.opened": purchase(MailKind.PURCHASE_PENDING, PurchaseStatus.OPEN),
    "purchase.expired": purchase(MailKind.PURCHASE_EXPIRED, PurchaseStatus.EXPIRED),
    "event.changed": registered.event_changed,
    "event.cancelled": registered.event_cancelled,
    "event.reminder": registered.reminder,
}


def draft_of(message: OutboxMessage) -> Draft | NotSent:
    """Give what a message tells, inside a reading transaction; NotSent: why it tells nothing any longer."""
    return _DRAFTERS[message.kind](message)
