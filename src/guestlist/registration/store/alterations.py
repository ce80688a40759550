"""Stores what staff change of a registration: its pass, its details, a session that it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from guestlist import ids
from guestlist.database.sql import Sql, places, table
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    Registration,
    RegistrationStatus,
    Response,
    SessionRegistration,
)
from guestlist.registration.rules.decisions import ChangeDetails, LeaveSession, MoveToPass
from guestlist.registration.store.persons import kept_answers

PASS_COLUMNS = ("id", "registration_id", "event_pass_id", "public_id", "is_active", "created_at")
RESPONSE_COLUMNS = ("registration_id", "field_id", "given_id", "value", "chosen")


def store_leaving(sql: Sql, left: Iterable[LeaveSession], now: datetime) -> None:
    """Cancel places in sessions."""
    sql.run_many(
        f"UPDATE {table(SessionRegistration)} SET status = %s, cancelled_at = %s"
        f" WHERE registration_id = %s AND session_id = %s AND status IN {ACTIVE_STATUSES}",
        [(RegistrationStatus.CANCELLED.value, now, effect.registration_id, effect.session_id) for effect in left],
    )


def store_alterations(sql: Sql, changed: Sequence[MoveToPass | ChangeDetails], now: datetime) -> None:
    """Write changes in their order; a batch may change one registration more than once."""
    for effect in changed:
        if isinstance(effect, MoveToPass):
            _move(sql, effect, now)
        else:
            _change(sql, effect)


def _move(sql: Sql, effect: MoveToPass, now: datetime) -> None:
    key = effect.registration_id
    sql.run(
        f"UPDATE {table(AttendeePass)} SET is_active = %s WHERE registration_id = %s AND is_active = %s",
        [False, key, True],
    )
    row = (ids.new_id(), key, effect.pass_id, ids.new_public_registration_id(), True, now)
    sql.insert(AttendeePass, PASS_COLUMNS, [row])


def _change(sql: Sql, effect: ChangeDetails) -> None:
    key = effect.registration_id
    given = {"first_name": effect.first_name, "last_name": effect.last_name, "email": effect.email}
    columns = {name: text for name, text in given.items() if text is not None}
    if columns:
        assignments = ", ".join(f"{name} = %s" for name in columns)
        sql.run(f"UPDATE {table(Registration)} SET {assignments} WHERE id = %s", [*columns.values(), key])
    answered: list[UUID] = [answer.field_id for answer in effect.answers if answer.field_id]
    replaced = [*effect.cleared_field_ids, *answered]
    if replaced:
        sql.run(
            f"DELETE FROM {table(Response)} WHERE registration_id = %s AND field_id IN ({places(replaced)})",
            [key, *replaced],
        )
    sql.insert(
        Response,
        RESPONSE_COLUMNS,
        [
            (key, UUID(field_id) if field_id else None, given_id, value, chosen)
            for field_id, given_id, value, chosen in kept_answers(effect.answers)
        ],
    )
