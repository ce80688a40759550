"""Loads the check-ins that commands are about, and stores what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from guestlist.database.sql import Sql, places, table
from guestlist.registration.models import CheckIn, Registration, RegistrationStatus, SessionRegistration
from guestlist.registration.rules.attendance import AddCheckIn, EndCheckIn, MarkCheckedIn
from guestlist.registration.rules.checking_in import scan_ids
from guestlist.registration.rules.commands import Attendance
from guestlist.registration.rules.commands import CheckIn as CheckInCommand
from guestlist.registration.rules.state import CheckInState

AttendanceEffect = AddCheckIn | EndCheckIn | MarkCheckedIn


def load_check_ins(sql: Sql, commands: Iterable[Attendance]) -> list[CheckInState]:
    """Load the check-ins of the registrations that commands name, and whatever has the ids that they bring."""
    named = list(commands)
    if not named:
        return []
    registration_ids = sorted({command.registration_id for command in named})
    given_ids = sorted({key for command in named if isinstance(command, CheckInCommand) for key in scan_ids(command)})
    return [
        CheckInState(
            id=sql.key(own_id),
            registration_id=sql.key(registration_id),
            session_id=sql.uuid(session_id),
            at=sql.instant(at),
            counts=undone_at is None,
        )
        for own_id, registration_id, session_id, at, undone_at in _rows(sql, registration_ids, given_ids)
    ]


def _rows(sql: Sql, registration_ids: Sequence[UUID], given_ids: Sequence[UUID]) -> list[tuple[object, ...]]:
    statement = f"SELECT id, registration_id, session_id, at, undone_at FROM {table(CheckIn)} WHERE registration_id"
    if not given_ids:
        return sql.rows(f"{statement} IN ({places(registration_ids)})", registration_ids)
    return sql.rows(
        f"{statement} IN ({places(registration_ids)}) OR id IN ({places(given_ids)})",
        [*registration_ids, *given_ids],
    )


def store_check_ins(sql: Sql, effects: Iterable[AttendanceEffect], now: datetime) -> None:
    """Write check-ins in the order of their effects: one that ends makes room for the next that counts."""
    for effect in effects:
        match effect:
            case AddCheckIn():
                sql.insert(CheckIn, _COLUMNS, [_row(effect, now)])
            case EndCheckIn():
                sql.run(f"UPDATE {table(CheckIn)} SET undone_at = %s WHERE id = %s", [now, effect.check_in_id])
            case MarkCheckedIn():
                _mark(sql, effect)


def _row(effect: AddCheckIn, now: datetime) -> tuple[object, ...]:
    return (
        effect.check_in_id,
        effect.registration_id,
        effect.session_id,
        effect.at,
        effect.by_user_id,
        None if effect.counts else now,
    )


def _mark(sql: Sql, effect: MarkCheckedIn) -> None:
    before, after = RegistrationStatus.REGISTERED.value, RegistrationStatus.CHECKED_IN.value
    if not effect.is_checked_in:
        before, after = after, before
    if effect.session_id is None:
        sql.run(
            f"UPDATE {table(Registration)} SET status = %s WHERE id = %s AND status = %s",
            [after, effect.registration_id, before],
        )
    else:
        sql.run(
            f"UPDATE {table(SessionRegistration)} SET status = %s"
            " WHERE registration_id = %s AND session_id = %s AND status = %s",
            [after, effect.registration_id, effect.session_id, before],
        )


_COLUMNS = ("id", "registration_id", "session_id", "at", "by_id", "undone_at")
