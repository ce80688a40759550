"""Serving the queues: who is registered or invited when a place opens (contract 5.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from guestlist.registration.rules.decisions import What
from guestlist.registration.rules.ledger import UNLIMITED, Ledger
from guestlist.registration.rules.seating import (
    give_event_seat_to,
    give_session_seat,
    invite,
    try_holds,
)
from guestlist.registration.rules.state import WaitlistItemState
from guestlist.registration.rules.waitlist import QueueKey, lacks_event_seat


def serve_opened(ledger: Ledger, before: Mapping[QueueKey, int]) -> None:
    """Serve queues with the places that opened since `before` (`Ledger.places_of`) was taken."""
    slots = {key: _newly_opened(places, ledger.places(key)) for key, places in before.items()}
    serve(ledger, slots)


def serve_joined(ledger: Ledger, keys: Mapping[QueueKey, None]) -> None:
    """Serve queues that somebody joined with the places that are free and not on offer."""
    serve(ledger, {key: ledger.open_places(key) for key in keys})


def serve(ledger: Ledger, slots: Mapping[QueueKey, int]) -> None:
    """Serve each queue with its number of opened places, then whatever that opens further."""
    if not ledger.waitlist:
        ledger.unsettled.clear()
        return
    round_slots = dict(slots)
    while True:
        for key in ledger.unsettled:
            if not ledger.is_over(key):
                round_slots[key] = max(round_slots.get(key, 0), ledger.open_places(key))
        ledger.unsettled.clear()
        _serve_round(ledger, round_slots)
        if not ledger.unsettled and not ledger.arrivals:
            return
        round_slots = {}


def _newly_opened(before: int, after: int) -> int:
    return UNLIMITED if after == UNLIMITED else max(0, after) - max(0, before)


def _serve_round(ledger: Ledger, slots: Mapping[QueueKey, int]) -> None:
    """Serve the event, then the sessions, then those who only now have an event seat.

    People who wait for a session come before the sessions on hold of somebody who has just got
    into the event.
    """
    unused = _serve_event(ledger, slots.get(None, 0))
    ledger.places_for_sessions = min(ledger.places(None), max(unused, ledger.open_places(None)))
    for key, count in slots.items():
        if key is not None:
            _serve_session(ledger, key, count)
    try_holds(ledger)
    if None in slots and ledger.places_for_sessions > 0:
        _serve_people_without_event_seat(ledger)


def _serve_event(ledger: Ledger, slots: int) -> int:
    """Serve the queue of the event and return the places that it left over."""

    def admit(item: WaitlistItemState) -> None:
        give_event_seat_to(ledger, item)

    return _serve_queue(ledger, None, slots, admit=admit, fits=lambda _: True)


def _serve_session(ledger: Ledger, key: UUID, slots: int) -> None:
    def fits(item: WaitlistItemState) -> bool:
        if item.on_hold:
            return False
        return item.has_registration or ledger.places_for_sessions > 0

    def admit(item: WaitlistItemState) -> None:
        if lacks_event_seat(item):
            ledger.places_for_sessions -= 1
            give_event_seat_to(ledger, item)
        give_session_seat(ledger, item.registration_id, item.contact_id, key)

    _serve_queue(ledger, key, slots, admit=admit, fits=fits)


def _serve_people_without_event_seat(ledger: Ledger) -> None:
    """Give seats that the event's queue left over to people whose session has a place (OD-46)."""
    for waiting in ledger.waitlist.without_event_seat():
        if ledger.places_for_sessions <= 0:
            return
        item = ledger.waitlist.get(waiting.id)
        if item is None or item.invited or item.session_id is None or not lacks_event_seat(item):
            continue
        if ledger.open_places(item.session_id) > 0:
            _serve_session(ledger, item.session_id, 1)


def _serve_queue(
    ledger: Ledger,
    key: QueueKey,
    slots: int,
    *,
    admit: Callable[[WaitlistItemState], None],
    fits: Callable[[WaitlistItemState], bool],
) -> int:
    """Serve one queue, oldest first, and return the slots that nobody used.

    A slot goes to one automatic item, or to as many manual ones in a row as the event has
    invitations per slot (OD-44).

    Args:
        slots: opened places to serve; never more are used than are free.
        admit: registers the person of an automatic item.
        fits: whether an item can be served now; others are passed over.
    """
    slots = min(slots, ledger.places(key))
    if slots <= 0 or not ledger.is_served(key):
        return max(0, slots)
    is_free = not ledger.is_paid
    sharing = 0  # people who may still be invited to the place offered last
    for item_id in ledger.waitlist.waiting_ids(key):
        item = ledger.waitlist.get(item_id)
        if item is None or not fits(item):
            continue
        automatic = item.auto_register and is_free
        if automatic or sharing == 0:
            if slots == 0:
                break
            slots -= 1
            sharing = 0 if automatic else ledger.settings.invitations_per_slot
        if automatic:
            admit(item)
            ledger.note(What.PROMOTED, item.registration_id, item_id=item.id, by_queue=True, session=key)
        else:
            sharing -= 1
            invite(ledger, item, by_queue=True)
    return slots
