"""Loads the purchases that commands name; stores new ones and their ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from guestlist.database.sql import Sql, places, table
from guestlist.people.matching import Person
from guestlist.registration.models import Purchase, PurchaseAttendee, PurchaseSession
from guestlist.registration.rules.decisions import AddPurchase, EndPurchase, PurchaseStatus
from guestlist.registration.rules.state import PurchaseAttendeeState, PurchaseState
from guestlist.registration.store.events import LoadedEvent
from guestlist.registration.store.persons import answer_rows


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


def store_purchases(
    sql: Sql,
    purchases: Sequence[tuple[UUID, AddPurchase]],
    events: Mapping[UUID, LoadedEvent],
    now: datetime,
) -> None:
    """Insert open purchases with their people and the sessions these chose."""
    if not purchases:
        return
    attendees: list[tuple[Any, ...]] = []
    sessions: list[tuple[Any, ...]] = []
    for event_id, effect in purchases:
        prices = {event_pass.id: event_pass.price_minor for event_pass in events[event_id].settings.passes}
        for position, (attendee, _) in enumerate(effect.attendees):
            key, pass_id = attendee.registration_id, attendee.pass_id
            assert pass_id is not None  # rule 13
            attendees.append(
                (
                    key,
                    effect.purchase_id,
                    position,
                    pass_id,
                    prices[pass_id],
                    attendee.first_name,
                    attendee.last_name,
                    attendee.email,
                    answer_rows(attendee),
                    attendee.language,
                )
            )
            sessions += [(key, session_id, False) for session_id in attendee.session_ids]
            sessions += [(key, session_id, True) for session_id in attendee.waitlisted_session_ids]
    sql.insert(Purchase, _PURCHASE_COLUMNS, [_purchase_row(event_id, effect, now) for event_id, effect in purchases])
    sql.insert(PurchaseAttendee, _ATTENDEE_COLUMNS, attendees)
    sql.insert(PurchaseSession, ("attendee_id", "session_id", "waitlisted"), sessions)


def _purchase_row(event_id: UUID, effect: AddPurchase, now: datetime) -> tuple[Any, ...]:
    return (
        effect.purchase_id,
        event_id,
        effect.registered_by_id,
        PurchaseStatus.OPEN.value,
        now,
        effect.expires_at,
        effect.total_minor,
        effect.currency,
        dict(effect.captcha) if effect.captcha else None,
        effect.redirect_url or "",
    )


def store_ends(sql: Sql, ended: Sequence[EndPurchase], now: datetime) -> None:
    """Close open purchases."""
    sql.run_many(
        f"UPDATE {table(Purchase)} SET status = %s, ended_at = %s WHERE id = %s AND status = %s",
        [(effect.status.value, now, effect.purchase_id, PurchaseStatus.OPEN.value) for effect in ended],
    )


_PURCHASE_COLUMNS = (
    "id",
    "event_id",
    "registered_by_id",
    "status",
    "created_at",
    "expires_at",
    "total_minor",
    "currency",
    "captcha",
    "redirect_url",
)
_ATTENDEE_COLUMNS = (
    "id",
    "purchase_id",
    "position",
    "event_pass_id",
    "price_minor",
    "first_name",
    "last_name",
    "email",
    "answers",
    "language",
)
