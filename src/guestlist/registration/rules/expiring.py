"""Offers that nobody took up in time: their places go to the next."""

from __future__ import annotations

from collections.abc import Sequence

from guestlist.registration.rules.decisions import Done, Outcome
from guestlist.registration.rules.ledger import UNLIMITED, Ledger
from guestlist.registration.rules.offers import holds_event_seat
from guestlist.registration.rules.queue import serve_opened
from guestlist.registration.rules.seating import lapse, take_back
from guestlist.registration.rules.state import WaitlistItemState
from guestlist.registration.rules.waitlist import QueueKey, needs_event_seat


def expire_offers(ledger: Ledger) -> Outcome:
    """End the offers past their time and serve the queues with what they held.

    Whoever could not have come, because the event or the session is off the air, keeps their place in line.
    """
    items = ledger.waitlist.lapsed(ledger.now)
    if not items:
        return Done(changed=False)
    before = _places_while_held(ledger, items)
    for item in items:
        if _is_on_air(ledger, item.session_id):
            lapse(ledger, item)
        else:
            take_back(ledger, item)
    # Something else may be past its time as well, so that these alone seem to open nothing.
    ledger.unsettled.update(dict.fromkeys(before))
    serve_opened(ledger, before)
    return Done()


def _places_while_held(ledger: Ledger, items: Sequence[WaitlistItemState]) -> dict[QueueKey, int]:
    """Count free places as if the offers still held theirs: nobody was served with them since."""
    held: dict[QueueKey, int] = {}
    without_seat = {item.contact_id for item in items if needs_event_seat(item)}
    held[None] = len([key for key in without_seat if not holds_event_seat(ledger, key)])
    for item in items:
        if item.session_id is not None:
            held[item.session_id] = held.get(item.session_id, 0) + 1
    places = ledger.places_to_pass_on([key for key, number in held.items() if number])
    return {key: free if free == UNLIMITED else free - held[key] for key, free in places.items()}


def _is_on_air(ledger: Ledger, key: QueueKey) -> bool:
    return ledger.settings.is_live and (key is None or ledger.session_states[key].is_live)
