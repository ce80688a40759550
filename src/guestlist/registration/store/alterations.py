"""Stores what is changed of a registration: its pass, its details, a session that it leaves, answers kept for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from guestlist import ids
from guestlist.database.sql import Sql, places, table
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    Purchase,
    PurchaseAttendee,
    Registration,
    RegistrationStatus,
    Response,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.rules.decisions import (
    ChangeDetails,
    ChangeKeptAnswers,
    LeaveSession,
    MoveToPass,
    PurchaseStatus,
)
from guestlist.registration.store.persons import Answers, kept_answers

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


def store_kept_answers(sql: Sql, changed: Sequence[ChangeKeptAnswers]) -> None:
    """Write the answers of people who wait; also into what they are paying for, as it becomes their registration."""
    for effect in changed:
        key = effect.registration_id
        waiting = sql.rows(f"SELECT id, answers FROM {table(WaitlistItem)} WHERE registration_id = %s", [key])
        _replace_kept(sql, WaitlistItem, waiting, effect)
        buying = sql.rows(
            f"SELECT attendee.id, attendee.answers FROM {table(PurchaseAttendee)} attendee"
            f" JOIN {table(Purchase)} purchase ON purchase.id = attendee.purchase_id"
            # A second purchase of the same person has an id of its own.
            f" WHERE purchase.status = %s AND EXISTS (SELECT 1 FROM {table(WaitlistItem)} item"
            " WHERE item.registration_id = %s AND item.event_id = purchase.event_id AND (item.registration_id ="
            " attendee.id OR (item.first_name = attendee.first_name AND item.last_name = attendee.last_name"
            " AND item.email = attendee.email)))",
            [PurchaseStatus.OPEN.value, key],
        )
        _replace_kept(sql, PurchaseAttendee, buying, effect)


def _replace_kept(
    sql: Sql, model: type[WaitlistItem | PurchaseAttendee], rows: Iterable[tuple[Any, Any]], effect: ChangeKeptAnswers
) -> None:
    changed = [(answered_anew(sql.json(answers), effect), row_id) for row_id, answers in rows]
    sql.run_many(f"UPDATE {table(model)} SET answers = %s WHERE id = %s", changed)


def answered_anew(kept: Answers, effect: ChangeKeptAnswers) -> Answers:
    """Give kept answers as they are after a change of them."""
    new = kept_answers(effect.answers)
    replaced = {str(field_id) for field_id in effect.cleared_field_ids} | {field_id for field_id, *_ in new}
    return [*new, *[old for old in kept if old[0] not in replaced]]
