"""Everybody who waits, while a batch is decided: a queue for the event, one for each session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from guestlist.registration.rules.state import WaitlistItemState

# A queue is named by its session's id; None names the queue of the event.
QueueKey = UUID | None


class Waitlist:
    """The items, oldest first, found by queue and by person."""

    __slots__ = ("_by_contact", "_invited", "_items", "_lengths", "_sequence", "_waiting")

    def __init__(self, items: Sequence[WaitlistItemState]) -> None:
        self._items: dict[UUID, WaitlistItemState] = {}
        # Those not invited, on hold or not. Values carry nothing: an ordered set.
        self._waiting: dict[QueueKey, dict[UUID, None]] = {}
        # Those invited without a time limit: what they are offered is held for nobody.
        self._invited: Counter[QueueKey] = Counter()
        # Those in line: not on hold, invited or not.
        self._lengths: Counter[QueueKey] = Counter()
        self._by_contact: dict[UUID, list[UUID]] = {}
        self._sequence = 0
        for item in sorted(items, key=_sequence):
            self._insert(item)

    def __bool__(self) -> bool:
        return bool(self._items)

    def __contains__(self, item_id: UUID) -> bool:
        return item_id in self._items

    def add(
        self,
        item_id: UUID,
        contact_id: UUID,
        *,
        registration_id: UUID,
        session_id: UUID | None,
        auto_register: bool,
        on_hold: bool,
        has_registration: bool,
        party_id: UUID | None = None,
    ) -> None:
        """Put a new item at the end of its queue."""
        self._insert(
            WaitlistItemState(
                id=item_id,
                sequence=self._sequence + 1,
                contact_id=contact_id,
                registration_id=registration_id,
                session_id=session_id,
                auto_register=auto_register,
                invited=False,
                on_hold=on_hold,
                has_registration=has_registration,
                party_id=party_id,
            )
        )

    def get(self, item_id: UUID) -> WaitlistItemState | None:
        """Return the item as it is now, or None if it has left."""
        return self._items.get(item_id)

    def remove(self, item: WaitlistItemState) -> None:
        """Take an item out."""
        del self._items[item.id]
        self._by_contact[item.contact_id].remove(item.id)
        self._lengths[item.session_id] -= not item.on_hold
        if item.invited:
            self._invited[item.session_id] -= item.offered_until is None
        else:
            del self._waiting[item.session_id][item.id]

    def invite(self, item: WaitlistItemState, until: datetime | None) -> None:
        """Mark an item as invited; with a time the place is held until then."""
        self._items[item.id] = replace(item, invited=True, offered_until=until)
        del self._waiting[item.session_id][item.id]
        self._invited[item.session_id] += until is None

    def rest(self, item: WaitlistItemState, until: datetime | None) -> None:
        """Note until when a purchase holds the place that is on offer; None: the offer holds it."""
        self._items[item.id] = replace(item, paying_until=until)

    def take_back(self, item: WaitlistItemState) -> None:
        """Let somebody with a timed offer wait again, in the place that they have."""
        self._items[item.id] = replace(item, invited=False, offered_until=None, paying_until=None)
        ids = [*self._waiting.get(item.session_id, ()), item.id]
        ids.sort(key=lambda item_id: self._items[item_id].sequence)
        self._waiting[item.session_id] = dict.fromkeys(ids)

    def lapsed(self, now: datetime) -> list[WaitlistItemState]:
        """Return those whose time to take up an offer is over, oldest first."""
        return [item for item in self._items.values() if item.has_lapsed(now)]

    def attach(self, item: WaitlistItemState, registration_id: UUID) -> None:
        """Let a session item wait under an existing registration, in the place that it has."""
        self._items[item.id] = replace(item, registration_id=registration_id, on_hold=False, has_registration=True)
        self._lengths[item.session_id] += item.on_hold

    def make_automatic(self) -> None:
        """Set every item to be registered by its queue."""
        for item in list(self._items.values()):
            self._items[item.id] = replace(item, auto_register=True)

    def of_contact(self, contact_id: UUID) -> list[WaitlistItemState]:
        """Return a person's items, oldest first."""
        return [self._items[item_id] for item_id in self._by_contact.get(contact_id, ())]

    def of_registration(self, registration_id: UUID) -> list[WaitlistItemState]:
        """Return the items under the id of a registration that is or will be, oldest first."""
        return [item for item in self._items.values() if item.registration_id == registration_id]

    def has(self, contact_id: UUID, key: QueueKey) -> bool:
        """Tell whether a person stands in a queue, invited or on hold included."""
        return any(item.session_id == key for item in self.of_contact(contact_id))

    def waiting_ids(self, key: QueueKey) -> list[UUID]:
        """Return a queue's items that are not invited, also those on hold; ids, oldest first."""
        return list(self._waiting.get(key, ()))

    def line(self, key: QueueKey) -> list[WaitlistItemState]:
        """Return a queue's items that wait for a place now, invited or not; oldest first."""
        return [item for item in self._items.values() if item.session_id == key and not item.on_hold]

    def length_without(self, key: QueueKey, contact_ids: Set[UUID]) -> int:
        """Return how many others than these people are in a queue's line."""
        own = [item for contact_id in contact_ids for item in self.of_contact(contact_id) if item.session_id == key]
        return self._lengths[key] - len([item for item in own if not item.on_hold])

    def invited_count(self, key: QueueKey) -> int:
        """Return how many items of a queue are invited to a place that is not held for them."""
        return self._invited[key]

    def parties(self, key: QueueKey) -> Iterator[list[UUID]]:
        """Return who waits in a queue, not invited, by those who came together; in the order of each one's oldest.

        Whoever is on hold stands in no queue, and belongs to no party until they do.
        """
        parties: dict[UUID, list[UUID]] = {}
        for item_id in self._waiting.get(key, ()):
            item = self._items[item_id]
            if not item.on_hold:
                parties.setdefault(item.party_id or item_id, []).append(item_id)
        return iter(parties.values())

    def session_keys(self) -> list[UUID]:
        """Return the sessions whose queues hold somebody who is not invited."""
        return [key for key, ids in self._waiting.items() if key is not None and ids]

    def without_event_seat(self) -> list[WaitlistItemState]:
        """Return the session items whose person has no event registration yet, oldest first."""
        return [item for item in self._items.values() if lacks_event_seat(item)]

    def _insert(self, item: WaitlistItemState) -> None:
        self._items[item.id] = item
        self._sequence = max(self._sequence, item.sequence)
        self._by_contact.setdefault(item.contact_id, []).append(item.id)
        self._lengths[item.session_id] += not item.on_hold
        if item.invited:
            self._invited[item.session_id] += item.offered_until is None
        else:
            self._waiting.setdefault(item.session_id, {})[item.id] = None


def lacks_event_seat(item: WaitlistItemState) -> bool:
    """Tell whether a session item needs an event seat together with the session's (OD-46)."""
    return item.session_id is not None and not item.on_hold and not item.has_registration


def needs_event_seat(item: WaitlistItemState) -> bool:
    """Tell whether whoever is given what an item waits for gets a seat of the event with it."""
    return item.session_id is None or lacks_event_seat(item)


def _sequence(item: WaitlistItemState) -> int:
    return item.sequence
