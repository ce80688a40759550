"""Checking people in, at the event and at its sessions (contract 9.2).

Scans may arrive late and in any order, from several phones that had no network: the earliest counts, and the same scans
in another order lead to the same end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from guestlist.limits import CHECK_IN_LATE_HOURS_MAX
from guestlist.registration.rules.attendance import AddCheckIn, Admission, CheckInAnswer, EndCheckIn, MarkCheckedIn
from guestlist.registration.rules.commands import CheckIn, UndoCheckIn
from guestlist.registration.rules.decisions import Declined, Done, Outcome, Reason
from guestlist.registration.rules.ledger import KnownRegistration, Ledger
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.state import CheckInState

_AT_EVENT = "event"


def scan_ids(command: CheckIn) -> tuple[UUID, ...]:
    """Give the ids of the check-ins that a command makes: its own, and that of the event with a session's."""
    if command.session_id is None:
        return (command.check_in_id,)
    return (command.check_in_id, uuid5(command.check_in_id, _AT_EVENT))


def check_in(ledger: Ledger, command: CheckIn) -> CheckInAnswer:
    """Note that somebody has come. Whoever stands at the door of a session has come to the event as well."""
    registration = ledger.registrations.get(command.registration_id)
    if registration is None:
        return CheckInAnswer(Admission.UNKNOWN)
    if not registration.is_active:
        return CheckInAnswer(Admission.CANCELLED)
    if command.session_id is not None and command.session_id not in registration.session_ids:
        return CheckInAnswer(Admission.NO_PLACE)
    at = _when(command, ledger.now)
    if command.not_before is not None and at < command.not_before:
        return CheckInAnswer(Admission.TOO_EARLY)
    own_id, *with_it = scan_ids(command)
    if command.by_user_id is not None:
        for scan_id in with_it:
            _scan(ledger, registration, _state(command, scan_id, None, at), command.by_user_id)
    return _scan(ledger, registration, _state(command, own_id, command.session_id, at), command.by_user_id)


def undo_check_in(ledger: Ledger, command: UndoCheckIn) -> Outcome:
    """Take back the check-in that counts; at a session, the one at the event stays."""
    registration = ledger.registrations.get(command.registration_id)
    if registration is None:
        return Declined(Reason.UNKNOWN_REGISTRATION)
    counting = ledger.attendance.counting(command.registration_id, command.session_id)
    if counting is None:
        return Done(changed=False)
    ledger.attendance.end(counting)
    ledger.effects.append(EndCheckIn(counting.id))
    _mark(ledger, registration, counting, is_checked_in=False)
    ledger.note(What.CHECK_IN_UNDONE, command.registration_id, session=command.session_id)
    return Done()


def _when(command: CheckIn, now: datetime) -> datetime:
    """Give when the person came: as the phone says, but for a phone whose clock is plainly wrong."""
    if command.at is None:
        return now
    return max(now - timedelta(hours=CHECK_IN_LATE_HOURS_MAX), min(command.at, now))


def _state(command: CheckIn, scan_id: UUID, session_id: UUID | None, at: datetime) -> CheckInState:
    return CheckInState(scan_id, command.registration_id, session_id, at, counts=True)


def _scan(
    ledger: Ledger, registration: KnownRegistration, scan: CheckInState, by_user_id: UUID | None
) -> CheckInAnswer:
    counting = ledger.attendance.counting(scan.registration_id, scan.session_id)
    if ledger.attendance.knows(scan.id):
        if counting is None:
            return CheckInAnswer(Admission.TAKEN_BACK)
        is_first = counting.id == scan.id
        return CheckInAnswer(Admission.CHECKED_IN if is_first else Admission.CHECKED_IN_BEFORE, counting.at)
    if counting is None:
        _add(ledger, scan, by_user_id, counts=True)
        _mark(ledger, registration, scan, is_checked_in=True)
        ledger.note(What.CHECKED_IN, scan.registration_id, session=scan.session_id)
        return CheckInAnswer(Admission.CHECKED_IN, scan.at)
    if scan.at < counting.at:
        ledger.effects.append(EndCheckIn(counting.id))
        _add(ledger, scan, by_user_id, counts=True)
        return CheckInAnswer(Admission.CHECKED_IN_BEFORE, scan.at)
    if by_user_id is not None:
        # Kept, so that a phone may tell of it again whatever comes between. A link may be followed any number of times.
        _add(ledger, scan, by_user_id, counts=False)
    return CheckInAnswer(Admission.CHECKED_IN_BEFORE, counting.at)


def _add(ledger: Ledger, scan: CheckInState, by_user_id: UUID | None, *, counts: bool) -> None:
    ledger.attendance.add(CheckInState(scan.id, scan.registration_id, scan.session_id, scan.at, counts))
    ledger.effects.append(
        AddCheckIn(scan.id, scan.registration_id, scan.session_id, scan.at, by_user_id, counts=counts)
    )


def _mark(ledger: Ledger, registration: KnownRegistration, scan: CheckInState, *, is_checked_in: bool) -> None:
    if scan.session_id is None:
        registration.is_checked_in = is_checked_in
    elif is_checked_in:
        registration.attended_ids |= {scan.session_id}
    else:
        registration.attended_ids -= {scan.session_id}
    ledger.effects.append(MarkCheckedIn(scan.registration_id, scan.session_id, is_checked_in))
