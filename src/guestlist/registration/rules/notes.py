"""What the log keeps of a decision: lines about registrations and people who wait."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class What(StrEnum):
    """What the log says of a registration or of somebody who waits."""

    REGISTERED_BY_HAND = "registered_by_hand"
    OVERBOOKED = "overbooked"
    CANCELLED = "cancelled"
    SESSION_ADDED = "session_added"
    SESSION_MOVED = "session_moved"
    SESSION_CANCELLED = "session_cancelled"
    PASS_MOVED = "pass_moved"
    DETAILS_CHANGED = "details_changed"
    INVITED = "invited"
    PROMOTED = "promoted"
    REMOVED_FROM_WAITLIST = "removed_from_waitlist"
    PAYMENT_CONFIRMED = "payment_confirmed"
    PURCHASE_CANCELLED = "purchase_cancelled"
    OFFER_LAPSED = "offer_lapsed"
    CHECKED_IN = "checked_in"
    CHECK_IN_UNDONE = "check_in_undone"
    LINK_REPLACED = "link_replaced"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Note:
    """A line for the log. An ordinary registration needs none: it is its own record."""

    what: What
    registration_id: UUID
    item_id: UUID | None = None  # of the waitlist
    by_queue: bool = False  # a place opened; nobody asked for this person
    details: tuple[tuple[str, str | tuple[str, ...]], ...] = ()  # ids and names of fields, never what people wrote
