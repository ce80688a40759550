"""How many seats and passes are taken: what people have, and what open purchases hold (contract 5.7).

A purchase past its time holds nothing, whether it has been closed yet or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from guestlist.database.sql import Sql, places, table
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    Purchase,
    PurchaseAttendee,
    PurchaseSession,
    Registration,
    SessionRegistration,
)

Counts = dict[UUID, int]

_OPEN = f"""
    {table(PurchaseAttendee)} attendee JOIN {table(Purchase)} purchase
    ON purchase.id = attendee.purchase_id AND purchase.status = 'open' AND purchase.expires_at > %s"""


def event_seats(sql: Sql, event_ids: Sequence[UUID], now: datetime) -> Counts:
    """Count the seats taken of each event; events without any are absent."""
    counts = registered(sql, event_ids)
    return _add(counts, held_seats(sql, event_ids, now))


def registered(sql: Sql, event_ids: Sequence[UUID]) -> Counts:
    """Count the active registrations of each event."""
    return _count(
        sql,
        f"SELECT event_id, COUNT(*) FROM {table(Registration)}"
        f" WHERE event_id IN ({places(event_ids)}) AND status IN (%s, %s) GROUP BY event_id",
        [*event_ids, *ACTIVE_STATUSES],
    )


def held_seats(sql: Sql, event_ids: Sequence[UUID], now: datetime) -> Counts:
    """Count the seats of each event that open purchases hold."""
    return _count(
        sql,
        f"SELECT purchase.event_id, COUNT(*) FROM {_OPEN}"
        f" WHERE purchase.event_id IN ({places(event_ids)}) GROUP BY purchase.event_id",
        [now, *event_ids],
    )


def session_seats(sql: Sql, session_ids: Sequence[UUID], now: datetime) -> Counts:
    """Count the seats taken of each session; sessions without any are absent."""
    counts = _count(
        sql,
        f"SELECT session_id, COUNT(*) FROM {table(SessionRegistration)}"
        f" WHERE session_id IN ({places(session_ids)}) AND status IN (%s, %s) GROUP BY session_id",
        [*session_ids, *ACTIVE_STATUSES],
    )
    held = _count(
        sql,
        f"SELECT chosen.session_id, COUNT(*) FROM {_OPEN}"
        f" JOIN {table(PurchaseSession)} chosen ON chosen.attendee_id = attendee.id"
        f" WHERE NOT chosen.waitlisted AND chosen.session_id IN ({places(session_ids)})"
        " GROUP BY chosen.session_id",
        [now, *session_ids],
    )
    return _add(counts, held)


def passes_sold(sql: Sql, pass_ids: Sequence[UUID]) -> Counts:
    """Count the passes that people have."""
    return _count(
        sql,
        f"SELECT event_pass_id, COUNT(*) FROM {table(AttendeePass)}"
        f" WHERE is_active AND event_pass_id IN ({places(pass_ids)}) GROUP BY event_pass_id",
        pass_ids,
    )


def passes_held(sql: Sql, pass_ids: Sequence[UUID], now: datetime) -> Counts:
    """Count the passes that open purchases hold."""
    return _count(
        sql,
        f"SELECT attendee.event_pass_id, COUNT(*) FROM {_OPEN}"
        f" WHERE attendee.event_pass_id IN ({places(pass_ids)}) GROUP BY attendee.event_pass_id",
        [now, *pass_ids],
    )


def earliest_expiry(sql: Sql, event_ids: Sequence[UUID], now: datetime) -> datetime | None:
    """Give the time at which the first open purchase of these events lets its seats go; None: there is none."""
    if not event_ids:
        return None
    rows = sql.rows(
        f"SELECT MIN(expires_at) FROM {table(Purchase)}"
        f" WHERE status = 'open' AND expires_at > %s AND event_id IN ({places(event_ids)})",
        [now, *event_ids],
    )
    return sql.instant(rows[0][0]) if rows[0][0] is not None else None


def _count(sql: Sql, statement: str, parameters: Sequence[Any]) -> Counts:
    if not parameters or "IN ()" in statement:
        return {}
    return {sql.key(key): count for key, count in sql.rows(statement, parameters)}


def _add(counts: Counts, more: Counts) -> Counts:
    for key, count in more.items():
        counts[key] = counts.get(key, 0) + count
    return counts
