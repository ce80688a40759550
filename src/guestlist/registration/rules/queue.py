"""Serving the queues: who is registered or invited when a place opens (contract 5.8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import UUID

from guestlist.registration.rules.ledger import UNLIMITED, Ledger
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.offers import holds_event_seat
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
        give_event_seat_to(ledger, item, from_waitlist=True)

    return _serve_queue(ledger, None, slots, admit=admit, fits=lambda _: True)


def _serve_session(ledger: Ledger, key: UUID, slots: int) -> None:
    def fits(party: Sequence[WaitlistItemState]) -> bool:
        lacking = [item for item in party if lacks_event_seat(item) and not holds_event_seat(ledger, item.contact_id)]
        return not lacking or len(lacking) <= ledger.places_for_sessions

    def admit(item: WaitlistItemState) -> None:
        lacks_seat = lacks_event_seat(item)
        if lacks_seat:
            give_event_seat_to(ledger, item, from_waitlist=True)
        give_session_seat(ledger, item.registration_id, item.contact_id, key, from_waitlist=not lacks_seat)

    _serve_queue(ledger, key, slots, admit=admit, fits=fits)


def _serve_people_without_event_seat(ledger: Ledger) -> None:
    """Give seats that the event's queue left over to people whose session has a place (OD-46)."""
    stuck: set[UUID] = set()  # sessions whose places fit nobody; seats only get fewer
    for waiting in ledger.waitlist.without_event_seat():
        if ledger.places_for_sessions <= 0:
            return
        item = ledger.waitlist.get(waiting.id)
        if item is None or item.invited or item.session_id is None or not lacks_event_seat(item):
            continue
        if item.session_id not in stuck and ledger.open_places(item.session_id) > 0:
            done = len(ledger.effects)
            _serve_session(ledger, item.session_id, 1)
            if len(ledger.effects) == done:
                stuck.add(item.session_id)


def _serve_queue(
    ledger: Ledger,
    key: QueueKey,
    slots: int,
    *,
    admit: Callable[[WaitlistItemState], None],
    fits: Callable[[Sequence[WaitlistItemState]], bool],
) -> int:
    """Serve one queue, oldest first, and return the slots that nobody used.

    A slot goes to one automatic item, or to as many manual ones in a row as the event has invitations per slot (OD-44);
    to one where offers are timed, because each holds a place. Those who move up together are served when there is a
    slot for each of them, as one: registered if all of them are automatic, else invited.

    Args:
        slots: opened places to serve; never more are used than are free. A party may use all that are open.
        admit: registers the person of an automatic item.
        fits: whether people can be served now; others are passed over.
    """
    if ledger.settings.keeps_parties:
        slots = max(slots, ledger.open_places(key))
    slots = min(slots, ledger.places(key))
    if slots <= 0 or not ledger.is_served(key) or (ledger.settings.offer_hours is not None and ledger.is_over(key)):
        return max(0, slots)
    is_free = not ledger.is_paid
    per_slot = 1 if ledger.settings.offer_hours is not None else ledger.settings.invitations_per_slot
    sharing = 0  # people who may still be invited to the place offered last
    for party in _waiting_parties(ledger, key):
        if not party or not fits(party):
            continue
        automatic = is_free and all(item.auto_register for item in party)
        needed = len(party)
        if sharing > 0 and needed == 1 and not automatic:
            sharing -= 1
        elif slots >= needed:
            slots -= needed
            sharing = per_slot - 1 if needed == 1 and not automatic else 0
        elif needed == 1:
            break
        else:
            continue  # smaller ones behind may go first
        for item in party:
            _serve_one(ledger, key, item, admit if automatic else None)
    return slots


def _serve_one(
    ledger: Ledger, key: QueueKey, item: WaitlistItemState, admit: Callable[[WaitlistItemState], None] | None
) -> None:
    """Register somebody by `admit`, or invite them, and see which seats of the event that took."""
    taken = ledger.event.taken
    if admit is None:
        invite(ledger, item, by_queue=True)
    else:
        admit(item)
        ledger.note(What.PROMOTED, item.registration_id, item_id=item.id, by_queue=True, session=key)
    if key is not None:
        ledger.places_for_sessions -= ledger.event.taken - taken


def _waiting_parties(ledger: Ledger, key: QueueKey) -> Iterator[list[WaitlistItemState]]:
    """Give those who wait in a queue as they are to be served: each alone, or those who came together together."""
    waitlist = ledger.waitlist
    if ledger.settings.keeps_parties:
        parties = list(waitlist.parties(key))
    else:
        parties = [[item_id] for item_id in waitlist.waiting_ids(key)]
    for ids in parties:
        yield [item for item_id in ids if (item := waitlist.get(item_id)) is not None and not item.on_hold]
