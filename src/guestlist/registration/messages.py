"""What must happen later because of a decision: rows for the outbox, with ids only, no personal data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from guestlist.registration.rules.decisions import (
    AddPurchase,
    AddRegistration,
    AddWaitlistItem,
    CancelRegistration,
    CancelSessionRegistration,
    Effect,
    EndPurchase,
    InviteWaitlistItem,
    LeaveSession,
)

Message = tuple[str, dict[str, str]]  # kind, payload


def messages(event_id: UUID, effects: Iterable[Effect]) -> Iterator[Message]:
    """Give a message for everything that somebody may have to be told of."""
    event = {"event": str(event_id)}
    for effect in effects:
        match effect:
            case AddRegistration():
                kind = "registration.added"
                subject = {"registration": effect.registration_id}
            case CancelRegistration():
                kind = "registration.cancelled"
                subject = {"registration": effect.registration_id}
            case CancelSessionRegistration():
                kind = "session_registration.cancelled"
                subject = {"session_registration": effect.session_registration_id}
            case LeaveSession():
                kind = "session_registration.left"
                subject = {"registration": effect.registration_id, "session": effect.session_id}
            case AddWaitlistItem():
                kind, subject = "waitlist.joined", {"waitlist_item": effect.item_id}
            case InviteWaitlistItem():
                kind, subject = "waitlist.invited", {"waitlist_item": effect.item_id}
            case AddPurchase():
                kind, subject = "purchase.opened", {"purchase": effect.purchase_id}
            case EndPurchase():
                kind, subject = f"purchase.{effect.status.value}", {"purchase": effect.purchase_id}
            case _:
                continue
        yield kind, event | {name: str(key) for name, key in subject.items()}
