"""What staff take beyond what there is, and whom they pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from uuid import UUID

from guestlist.registration.rules.decisions import Overtaken, PlaceKind, Shortage
from guestlist.registration.rules.ledger import Ledger
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.offers import missing_passes, own_event_seats, own_session_seats
from guestlist.registration.rules.state import WaitlistItemState
from guestlist.registration.rules.waitlist import QueueKey

# How many seats and passes are wanted together.
Wanted = Counter[tuple[PlaceKind, UUID | None]]

EVENT = (PlaceKind.EVENT, None)


def find_shortages(
    ledger: Ledger, wanted: Wanted, contact_ids: Iterable[UUID] = (), *, returned: int = 0
) -> tuple[Shortage, ...]:
    """Compare what is wanted with what is free.

    Args:
        ledger: the event.
        wanted: seats and passes, of all the people together.
        contact_ids: of these people; what timed offers hold for them is theirs to take.
        returned: passes that are given back for those wanted.
    """
    people = set(contact_ids) if ledger.waitlist else set()
    missing = {
        place: number - _own(ledger, place, people) - max(0, _free(ledger, *place)) for place, number in wanted.items()
    }
    passes = [place for place in wanted if place[0] == PlaceKind.PASS]
    if passes:
        # Offers need one pass each, whatever it is: others may not take the last ones.
        number = sum([wanted[place] for place in passes]) - returned
        kept = missing_passes(ledger, number, own_event_seats(ledger, people))
        missing[passes[0]] = max(missing[passes[0]], kept)
    return tuple([Shortage(*place, number) for place, number in missing.items() if number > 0])


def note_shortages(ledger: Ledger, shortages: Iterable[Shortage], registration_ids: Iterable[UUID]) -> None:
    """Let the log of these registrations say what was overbooked for them."""
    places = tuple([str(s.kind) if s.id is None else f"{s.kind} {s.id}" for s in shortages])
    for registration_id in registration_ids if places else ():
        ledger.note(What.OVERBOOKED, registration_id, places=places)


def find_overtaken(ledger: Ledger, keys: Iterable[QueueKey], contact_ids: Iterable[UUID]) -> tuple[Overtaken, ...]:
    """Count the others who wait for what is given to these people."""
    favoured = set(contact_ids)
    waiting = {key: ledger.waitlist.length_without(key, favoured) for key in dict.fromkeys(keys)}
    return tuple([Overtaken(key, number) for key, number in waiting.items() if number])


def find_older(ledger: Ledger, item: WaitlistItemState) -> tuple[Overtaken, ...]:
    """Count those who stand before an item in its queue and have not been invited."""
    line = ledger.waitlist.line(item.session_id)
    number = len([other for other in line if other.sequence < item.sequence and not other.invited])
    return (Overtaken(item.session_id, number),) if number else ()


def _own(ledger: Ledger, place: tuple[PlaceKind, UUID | None], people: Set[UUID]) -> int:
    kind, record_id = place
    if not people or kind == PlaceKind.PASS:
        return 0
    return own_event_seats(ledger, people) if record_id is None else own_session_seats(ledger, people, record_id)


def _free(ledger: Ledger, kind: PlaceKind, record_id: UUID | None) -> int:
    if record_id is None:
        return ledger.event.free
    return ledger.passes[record_id].left if kind == PlaceKind.PASS else ledger.sessions[record_id].free
