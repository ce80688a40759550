"""Loads the waitlists for a batch, and stores what it does to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from guestlist.database.sql import Sql, places, table
from guestlist.registration.models import ACTIVE_STATUSES, Registration, WaitlistItem
from guestlist.registration.rules.decisions import AddWaitlistItem, InviteWaitlistItem, ReleaseHold, RestOffer
from guestlist.registration.rules.state import WaitlistItemState
from guestlist.registration.store.persons import PersonKept


def events_waited_for(sql: Sql, people: Mapping[UUID, Iterable[UUID]]) -> list[UUID]:
    """Give those events in whose queues any of the given contacts wait. `people`: contact ids by event."""
    found = []
    for event_id, contact_ids in people.items():
        if contact_ids := sorted(contact_ids):
            statement = f"SELECT 1 FROM {table(WaitlistItem)} WHERE event_id = %s AND contact_id"
            if sql.rows(f"{statement} IN ({places(contact_ids)}) LIMIT 1", [event_id, *contact_ids]):
                found.append(event_id)
    return found


def load_queues(sql: Sql, event_ids: Sequence[UUID]) -> dict[UUID, list[WaitlistItemState]]:
    """Load all queues of the events, that of the event and those of its sessions, by sequence."""
    items: dict[UUID, list[WaitlistItemState]] = {}
    if not event_ids:
        return items
    for row in sql.rows(
        "SELECT item.event_id, item.id, item.sequence, item.contact_id, item.registration_id,"
        " item.session_id, item.auto_register, item.invited, item.on_hold, registration.id,"
        " item.offered_until, item.paying_until, item.party_id"
        f" FROM {table(WaitlistItem)} item LEFT JOIN {table(Registration)} registration"
        " ON registration.id = item.registration_id AND registration.status IN (%s, %s)"
        f" WHERE item.event_id IN ({places(event_ids)}) ORDER BY item.sequence",
        [*ACTIVE_STATUSES, *event_ids],
    ):
        items.setdefault(sql.key(row[0]), []).append(
            WaitlistItemState(
                id=sql.key(row[1]),
                sequence=row[2],
                contact_id=sql.key(row[3]),
                registration_id=sql.key(row[4]),
                session_id=sql.uuid(row[5]),
                auto_register=bool(row[6]),
                invited=bool(row[7]),
                on_hold=bool(row[8]),
                has_registration=row[9] is not None,
                offered_until=sql.instant(row[10]) if row[10] else None,
                paying_until=sql.instant(row[11]) if row[11] else None,
                party_id=sql.uuid(row[12]),
            )
        )
    return items


@dataclass(slots=True)
class QueueWrites:
    """Collects the changes of items. One that is added and served in the same batch is never written."""

    _added: dict[UUID, tuple[UUID, AddWaitlistItem]] = field(default_factory=dict)
    _removed: list[UUID] = field(default_factory=list)
    # Invited, and until when the place is held; None: no longer invited.
    _invited: dict[UUID, tuple[bool, datetime | None]] = field(default_factory=dict)
    _resting: dict[UUID, datetime | None] = field(default_factory=dict)
    _released: dict[UUID, ReleaseHold] = field(default_factory=dict)

    def add(self, event_id: UUID, effect: AddWaitlistItem) -> None:
        """Append an item to its queue."""
        self._added[effect.item_id] = (event_id, effect)

    def remove(self, item_id: UUID) -> None:
        """Delete an item, once everything else of the batch is known."""
        self._removed.append(item_id)

    def invite(self, effect: InviteWaitlistItem) -> None:
        """Mark an item as invited."""
        self._invited[effect.item_id] = (True, effect.offered_until)

    def take_back(self, item_id: UUID) -> None:
        """Mark an item as not invited."""
        self._invited[item_id] = (False, None)
        self._resting[item_id] = None

    def rest(self, effect: RestOffer) -> None:
        """Note until when a purchase holds the place on offer."""
        self._resting[effect.item_id] = effect.paying_until

    def release(self, effect: ReleaseHold) -> None:
        """Let an item on hold wait in its session's queue."""
        self._released[effect.item_id] = effect

    def added(self) -> Iterable[tuple[UUID, AddWaitlistItem]]:
        """Give event id and item of everything added, served items included."""
        return self._added.values()

    def store(self, sql: Sql, people: Mapping[UUID, PersonKept], now: datetime) -> None:
        """Write the new items in order, then the changes of those that were there."""
        removed = set(self._removed)
        self._insert(sql, people, removed, now)
        gone = [key for key in self._removed if key not in self._added]
        gone_or_new = removed | self._added.keys()
        if gone:
            sql.run(f"DELETE FROM {table(WaitlistItem)} WHERE id IN ({places(gone)})", gone)
        sql.run_many(
            f"UPDATE {table(WaitlistItem)} SET invited = %s, offered_until = %s WHERE id = %s",
            [(*self._invited[key], key) for key in sorted(self._invited.keys() - gone_or_new)],
        )
        sql.run_many(
            f"UPDATE {table(WaitlistItem)} SET paying_until = %s WHERE id = %s",
            [(self._resting[key], key) for key in sorted(self._resting.keys() - gone_or_new)],
        )
        sql.run_many(
            f"UPDATE {table(WaitlistItem)} SET on_hold = %s, registration_id = %s WHERE id = %s",
            [(False, effect.registration_id, key) for key, effect in self._released.items() if key not in gone_or_new],
        )

    def _insert(self, sql: Sql, people: Mapping[UUID, PersonKept], removed: set[UUID], now: datetime) -> None:
        new = [pair for key, pair in self._added.items() if key not in removed]
        last = _last_sequences(sql, sorted({event_id for event_id, _ in new}))
        rows: list[tuple[Any, ...]] = []
        for event_id, item in new:
            last[event_id] = sequence = last.get(event_id, 0) + 1
            person = people[item.registration_id]
            released = self._released.get(item.item_id)
            rows.append(
                (
                    item.item_id,
                    event_id,
                    item.session_id,
                    item.contact_id,
                    item.added_by_id or person.added_by_id,
                    released.registration_id if released else item.registration_id,
                    person.first_name,
                    person.last_name,
                    person.email,
                    person.answers,
                    person.language,
                    item.auto_register,
                    *self._invited.get(item.item_id, (False, None)),
                    self._resting.get(item.item_id),
                    item.party_id,
                    item.on_hold and released is None,
                    sequence,
                    now,
                )
            )
        sql.insert(WaitlistItem, _COLUMNS, rows)


def _last_sequences(sql: Sql, event_ids: Sequence[UUID]) -> dict[UUID, int]:
    if not event_ids:
        return {}
    return {
        sql.key(event_id): last
        for event_id, last in sql.rows(
            f"SELECT event_id, MAX(sequence) FROM {table(WaitlistItem)}"
            f" WHERE event_id IN ({places(event_ids)}) GROUP BY event_id",
            event_ids,
        )
    }


_COLUMNS = (
    "id",
    "event_id",
    "session_id",
    "contact_id",
    "added_by_id",
    "registration_id",
    "first_name",
    "last_name",
    "email",
    "answers",
    "language",
    "auto_register",
    "invited",
    "offered_until",
    "paying_until",
    "party_id",
    "on_hold",
    "sequence",
    "created_at",
)
