"""Loads what the commands of a batch touch beside the events: queues, registrations, purchases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from guestlist.database.sql import Sql, places, table
from guestlist.people.matching import Person
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    Purchase,
    PurchaseAttendee,
    PurchaseSession,
    Registration,
    RegistrationStatus,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.rules.decisions import PurchaseStatus
from guestlist.registration.rules.state import (
    PurchaseAttendeeState,
    PurchaseState,
    RegistrationState,
    WaitlistItemState,
)

# How many contacts of a batch are asked about in one statement.
_CONTACTS_AT_ONCE_MAX = 500


def load_queues(sql: Sql, event_ids: Sequence[UUID]) -> dict[UUID, list[WaitlistItemState]]:
    """Load all queues of the events: that of the event and those of its sessions, by sequence."""
    if not event_ids:
        return {}
    return _items(sql, f"item.event_id IN ({places(event_ids)})", event_ids)


def load_items_of(
    sql: Sql, event_ids: Sequence[UUID], contact_ids: Sequence[UUID]
) -> dict[UUID, list[WaitlistItemState]]:
    """Load only what the given contacts wait for."""
    items: dict[UUID, list[WaitlistItemState]] = {}
    if not event_ids:
        return items
    for start in range(0, len(contact_ids), _CONTACTS_AT_ONCE_MAX):
        part = contact_ids[start : start + _CONTACTS_AT_ONCE_MAX]
        found = _items(
            sql,
            f"item.event_id IN ({places(event_ids)}) AND item.contact_id IN ({places(part)})",
            [*event_ids, *part],
        )
        for event_id, more in found.items():
            items.setdefault(event_id, []).extend(more)
    return items


def _items(sql: Sql, condition: str, parameters: Sequence[Any]) -> dict[UUID, list[WaitlistItemState]]:
    items: dict[UUID, list[WaitlistItemState]] = {}
    for row in sql.rows(
        "SELECT item.event_id, item.id, item.sequence, item.contact_id, item.registration_id,"
        " item.session_id, item.auto_register, item.invited, item.on_hold, registration.id"
        f" FROM {table(WaitlistItem)} item LEFT JOIN {table(Registration)} registration"
        " ON registration.id = item.registration_id AND registration.status IN (%s, %s)"
        f" WHERE {condition} ORDER BY item.sequence",
        [*ACTIVE_STATUSES, *parameters],
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
            )
        )
    return items


def load_registrations(sql: Sql, registration_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, RegistrationState]]:
    """Load event registrations with their active session registrations: event id -> id -> state."""
    if not registration_ids:
        return {}
    among = places(registration_ids)
    sessions: dict[UUID, list[tuple[UUID, UUID]]] = {}
    for own_id, registration_id, session_id in sql.rows(
        f"SELECT id, registration_id, session_id FROM {table(SessionRegistration)}"
        f" WHERE registration_id IN ({among}) AND status IN (%s, %s) ORDER BY id",
        [*registration_ids, *ACTIVE_STATUSES],
    ):
        sessions.setdefault(sql.key(registration_id), []).append((sql.key(own_id), sql.key(session_id)))
    registrations: dict[UUID, dict[UUID, RegistrationState]] = {}
    for own_id, event_id, contact_id, status, pass_id in sql.rows(
        "SELECT registration.id, registration.event_id, registration.contact_id,"
        f" registration.status, held.event_pass_id FROM {table(Registration)} registration"
        f" LEFT JOIN {table(AttendeePass)} held"
        " ON held.registration_id = registration.id AND held.is_active"
        f" WHERE registration.id IN ({among})",
        registration_ids,
    ):
        key = sql.key(own_id)
        registrations.setdefault(sql.key(event_id), {})[key] = RegistrationState(
            id=key,
            contact_id=sql.key(contact_id),
            is_active=status in ACTIVE_STATUSES,
            is_checked_in=status == RegistrationStatus.CHECKED_IN,
            pass_id=sql.uuid(pass_id),
            sessions=tuple(sessions.get(key, ())),
        )
    return registrations


class LoadedPurchases:
    """The purchases that commands name. Their people's contacts are found or made only when one is finalized."""

    def __init__(self, sql: Sql, purchase_ids: Iterable[UUID]) -> None:
        self._sql = sql
        self._rows = self._load_purchases(sorted(set(purchase_ids)))
        self._attendees = self._load_attendees()
        self._sessions = self._load_sessions()

    def people(self, owners: Mapping[UUID, UUID | None]) -> dict[UUID, dict[UUID, Person]]:
        """Give who the purchases are for: event id -> registration id each will have -> person.

        `owners`: of the events, for the matching of contacts.
        """
        people: dict[UUID, dict[UUID, Person]] = {}
        for purchase_id, attendees in self._attendees.items():
            event_id = self._rows[purchase_id][0]
            people.setdefault(event_id, {}).update(
                (attendee_id, Person(first, last, email, owners.get(event_id)))
                for attendee_id, _, first, last, email in attendees
            )
        return people

    def states(self, contact_ids: Mapping[UUID, UUID]) -> dict[UUID, dict[UUID, PurchaseState]]:
        """Give event id -> purchase id -> state. `contact_ids`: by registration id."""
        states: dict[UUID, dict[UUID, PurchaseState]] = {}
        for purchase_id, (event_id, status, expires_at, captcha) in self._rows.items():
            people = self._attendees.get(purchase_id, ())
            if not all(attendee_id in contact_ids for attendee_id, *_ in people):
                continue  # it is of an event that the commands do not name
            attendees = tuple(
                PurchaseAttendeeState(
                    registration_id=attendee_id,
                    contact_id=contact_ids[attendee_id],
                    pass_id=pass_id,
                    session_ids=self._chosen(attendee_id, waitlisted=False),
                    waitlisted_session_ids=self._chosen(attendee_id, waitlisted=True),
                )
                for attendee_id, pass_id, *_ in people
            )
            states.setdefault(event_id, {})[purchase_id] = PurchaseState(
                purchase_id, PurchaseStatus(status), expires_at, captcha, attendees
            )
        return states

    def _chosen(self, attendee_id: UUID, *, waitlisted: bool) -> tuple[UUID, ...]:
        return tuple(session_id for session_id, waits in self._sessions.get(attendee_id, ()) if waits == waitlisted)

    def _load_purchases(self, purchase_ids: Sequence[UUID]) -> dict[UUID, tuple[Any, ...]]:
        if not purchase_ids:
            return {}
        sql = self._sql
        return {
            sql.key(row[0]): (sql.key(row[1]), row[2], sql.instant(row[3]), sql.json(row[4]))
            for row in sql.rows(
                f"SELECT id, event_id, status, expires_at, captcha FROM {table(Purchase)}"
                f" WHERE id IN ({places(purchase_ids)})",
                purchase_ids,
            )
        }

    def _load_attendees(self) -> dict[UUID, list[tuple[Any, ...]]]:
        attendees: dict[UUID, list[tuple[Any, ...]]] = {}
        if not self._rows:
            return attendees
        sql = self._sql
        for purchase_id, own_id, pass_id, first, last, email in sql.rows(
            "SELECT purchase_id, id, event_pass_id, first_name, last_name, email"
            f" FROM {table(PurchaseAttendee)} WHERE purchase_id IN ({places(list(self._rows))})"
            " ORDER BY purchase_id, position",
            list(self._rows),
        ):
            attendees.setdefault(sql.key(purchase_id), []).append(
                (sql.key(own_id), sql.key(pass_id), first, last, email)
            )
        return attendees

    def _load_sessions(self) -> dict[UUID, list[tuple[UUID, bool]]]:
        ids = [row[0] for attendees in self._attendees.values() for row in attendees]
        sessions: dict[UUID, list[tuple[UUID, bool]]] = {}
        if not ids:
            return sessions
        sql = self._sql
        for attendee_id, session_id, waitlisted in sql.rows(
            f"SELECT attendee_id, session_id, waitlisted FROM {table(PurchaseSession)}"
            f" WHERE attendee_id IN ({places(ids)}) ORDER BY id",
            ids,
        ):
            sessions.setdefault(sql.key(attendee_id), []).append((sql.key(session_id), bool(waitlisted)))
        return sessions
