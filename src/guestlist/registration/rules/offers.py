"""Timed offers: places that are held for people who were invited, until they come or their time is over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from guestlist.registration.rules.decisions import RestOffer
from guestlist.registration.rules.ledger import Ledger
from guestlist.registration.rules.state import PurchaseState, WaitlistItemState
from guestlist.registration.rules.waitlist import QueueKey, needs_event_seat


def offer_end(ledger: Ledger, key: QueueKey) -> datetime | None:
    """Give until when a place that is offered now is held; None: it is not, the event has no timed offers."""
    hours = ledger.settings.offer_hours
    if hours is None:
        return None
    ends_at = ledger.settings.ends_at
    if key is not None:
        ends_at = min(ends_at, ledger.session_states[key].ends_at)
    return min(ledger.now + timedelta(hours=hours), ends_at)


def holds_event_seat(ledger: Ledger, contact_id: UUID) -> bool:
    """Tell whether a seat of the event is held for a person; however many offers they have, it is one seat."""
    return any(needs_event_seat(item) and item.holds_at(ledger.now) for item in ledger.waitlist.of_contact(contact_id))


def holds_session_seat(ledger: Ledger, contact_id: UUID, session_id: UUID) -> bool:
    """Tell whether a seat of the session is held for a person."""
    items = ledger.waitlist.of_contact(contact_id)
    return any(item.session_id == session_id and item.holds_at(ledger.now) for item in items)


def own_event_seats(ledger: Ledger, contact_ids: Iterable[UUID]) -> int:
    """Count the seats of the event that are held for these people, who may take them."""
    return len([key for key in set(contact_ids) if holds_event_seat(ledger, key)]) if ledger.waitlist else 0


def own_session_seats(ledger: Ledger, contact_ids: Iterable[UUID], session_id: UUID) -> int:
    """Count the seats of the session that are held for these people."""
    return len([key for key in set(contact_ids) if holds_session_seat(ledger, key, session_id)])


def missing_passes(ledger: Ledger, wanted: int, own: int) -> int:
    """Count the passes that people want beyond those that nobody needs to take up an offer.

    Args:
        ledger: of a paid event; of another the answer is 0.
        wanted: passes of any kind.
        own: how many of those who want them have an offer themselves, and so a pass that is kept for them.
    """
    if wanted <= own or not ledger.offered or not ledger.is_paid:
        return 0
    return max(0, wanted - own - max(0, ledger.passes_left - ledger.offered))


def recount(ledger: Ledger, item: WaitlistItemState, change: Callable[[], None]) -> None:
    """Invite, change or remove an item by `change`, and keep the counts right: what is held counts as taken."""
    event_before, session_before = holds_event_seat(ledger, item.contact_id), _holds_session(ledger, item)
    change()
    event_after, session_after = holds_event_seat(ledger, item.contact_id), _holds_session(ledger, item)
    ledger.event.taken += event_after - event_before
    ledger.offered += event_after - event_before
    if item.session_id is not None:
        ledger.sessions[item.session_id].taken += session_after - session_before
    if event_before and not event_after:
        ledger.unsettled[None] = None


def rest_offers(ledger: Ledger, purchase: PurchaseState) -> None:
    """Let the offers rest whose places an open purchase of the same people holds."""
    if not ledger.waitlist:
        return
    for buyer in purchase.attendees:
        for item in ledger.waitlist.of_contact(buyer.contact_id):
            if item.holds_at(ledger.now) and _is_covered(item, buyer.session_ids):
                _rest(ledger, item, purchase.expires_at)


def resume_offers(ledger: Ledger, purchase: PurchaseState) -> None:
    """Let offers hold their places again once the purchase that they rested for is over before its time."""
    for buyer in purchase.attendees:
        for item in ledger.waitlist.of_contact(buyer.contact_id):
            if item.paying_until == purchase.expires_at:
                _rest(ledger, item, None)


def covers_event_seat(ledger: Ledger, contact_id: UUID, session_ids: Collection[UUID]) -> bool:
    """Tell whether a purchase with these sessions takes over the seat of the event that offers hold for its person."""
    holding = [item for item in ledger.waitlist.of_contact(contact_id) if item.holds_at(ledger.now)]
    return all(_is_covered(item, session_ids) for item in holding if needs_event_seat(item))


def _is_covered(item: WaitlistItemState, session_ids: Collection[UUID]) -> bool:
    """Tell whether whoever buys a place at the event, and these sessions, has all that the item waits for."""
    return item.session_id is None or item.session_id in session_ids


def _rest(ledger: Ledger, item: WaitlistItemState, until: datetime | None) -> None:
    ledger.effects.append(RestOffer(item.id, until))
    recount(ledger, item, lambda: ledger.waitlist.rest(item, until))


def _holds_session(ledger: Ledger, item: WaitlistItemState) -> bool:
    if item.session_id is None:
        return False
    now_there = ledger.waitlist.get(item.id)
    return now_there is not None and now_there.holds_at(ledger.now)
