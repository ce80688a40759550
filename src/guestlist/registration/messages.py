"""What must happen later because of a decision: rows for the outbox, with ids only, no personal data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from guestlist.registration.rules.decisions import (
    AddPurchase,
    AddRegistration,
    AddSessionRegistration,
    AddWaitlistItem,
    CancelRegistration,
    CancelSessionRegistration,
    Effect,
    EndPurchase,
    InviteWaitlistItem,
    LapseOffer,
    LeaveSession,
)

Message = tuple[str, dict[str, str]]  # kind, payload


def messages(event_id: UUID, effects: Sequence[Effect]) -> Iterator[Message]:
    """Give a message for everything that somebody may have to be told of.

    Each names the event, and the registration that somebody has or will have: whoever waits has its id already. Only
    those of purchases name the purchase instead.
    """
    new = {effect.registration_id for effect in effects if isinstance(effect, AddRegistration)}
    for effect in effects:
        if isinstance(effect, AddSessionRegistration) and effect.registration_id in new:
            continue  # the message of the registration tells of it
        found = _message(effect)
        if found is not None:
            kind, subject = found
            named = {name: str(key) for name, key in subject.items() if key is not None}
            yield kind, {"event": str(event_id)} | named


def _message(effect: Effect) -> tuple[str, dict[str, UUID | str | None]] | None:
    match effect:
        case AddRegistration():
            kind = "waitlist.registered" if effect.from_waitlist else "registration.added"
            return kind, {"registration": effect.registration_id}
        case CancelRegistration():
            return "registration.cancelled", {"registration": effect.registration_id}
        case AddSessionRegistration():
            by = "waitlist" if effect.from_waitlist else None
            subject = {"registration": effect.registration_id, "session": effect.session_id, "by": by}
            return "session_registration.added", subject
        case CancelSessionRegistration():
            return "session_registration.cancelled", {
                "registration": effect.registration_id,
                "session_registration": effect.session_registration_id,
            }
        case LeaveSession():
            return "session_registration.left", {
                "registration": effect.registration_id,
                "session": effect.session_id,
            }
        case AddPurchase():
            return "purchase.opened", {"purchase": effect.purchase_id}
        case EndPurchase():
            return f"purchase.{effect.status.value}", {"purchase": effect.purchase_id}
    return _message_to_somebody_who_waits(effect)


def _message_to_somebody_who_waits(effect: Effect) -> tuple[str, dict[str, UUID | str | None]] | None:
    match effect:
        case AddWaitlistItem():
            kind, session_id = "waitlist.joined", effect.session_id
        case InviteWaitlistItem():
            kind, session_id = "waitlist.invited", None
        case LapseOffer():
            kind, session_id = "waitlist.lapsed", effect.session_id
        case _:
            return None
    return kind, {"registration": effect.registration_id, "waitlist_item": effect.item_id, "session": session_id}
