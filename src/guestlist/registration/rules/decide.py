"""The rules at work: a batch of commands for one event, decided one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from guestlist.registration.rules.by_hand import register_by_hand
from guestlist.registration.rules.calling_up import invite_waiting, register_waiting, remove_waiting
from guestlist.registration.rules.cancelling import cancel, cancel_by_hand
from guestlist.registration.rules.checking_in import check_in, undo_check_in
from guestlist.registration.rules.choices import change_choices
from guestlist.registration.rules.commands import (
    ByAttendee,
    Cancel,
    CancelByHand,
    CancelOwn,
    ChangeAnswers,
    ChangeChoices,
    ChangeLimits,
    ChangeSession,
    CheckIn,
    ClosePurchase,
    Decidable,
    DecidableByHand,
    EditDetails,
    ExpireOffers,
    Finalize,
    InviteWaiting,
    JoinSession,
    MovePass,
    Promote,
    RegisterByHandScreened,
    RegisterScreened,
    RegisterWaiting,
    RemoveWaiting,
    TakeUp,
    UndoCheckIn,
)
from guestlist.registration.rules.decisions import Decision, Done, Outcome, SetAutoRegister, SetLimits
from guestlist.registration.rules.expiring import expire_offers
from guestlist.registration.rules.ledger import Ledger
from guestlist.registration.rules.moving import change_session, edit_details, move_pass
from guestlist.registration.rules.purchases import close_purchase, finalize
from guestlist.registration.rules.queue import serve_joined, serve_opened
from guestlist.registration.rules.registering import register
from guestlist.registration.rules.self_service import cancel_own, change_answers, join_session, take_up
from guestlist.registration.rules.state import EventState
from guestlist.registration.rules.waitlist import QueueKey


def decide(
    commands: Sequence[Decidable],
    state: EventState,
    now: datetime,
    new_id: Callable[[], UUID],
) -> list[Decision]:
    """Decide the commands of one batch for one event, first come, first served.

    Args:
        commands: oldest first. Each sees what the ones before it took and gave back.
        state: the event as read under its write lock; `sessions` holds every session that a
            command, or an item, purchase or registration of the state names.
        now: aware UTC; one reading serves the whole batch.
        new_id: makes the ids of new waitlist items.

    Returns:
        As many decisions; the i-th answers commands[i]. A refusal is a value, and has no effects.

    Raises:
        KeyError: a session or pass is missing in the state. That is a bug of the caller.

    Source: design, "Writing: the registrar".
    """
    ledger = Ledger(state, now, new_id)
    return [_decide_one(ledger, command) for command in commands]


def _decide_one(ledger: Ledger, command: Decidable) -> Decision:
    ledger.effects, ledger.notes = [], []
    outcome = _outcome(ledger, command)
    return Decision(outcome, tuple(ledger.effects), tuple(ledger.notes))


def _outcome(ledger: Ledger, command: Decidable) -> Outcome:
    match command:
        case RegisterScreened():
            return register(ledger, command)
        case Finalize():
            return finalize(ledger, command)
        case ClosePurchase():
            return close_purchase(ledger, command)
        case ChangeLimits():
            return _change_limits(ledger, command)
        case Promote():
            return _promote(ledger)
        case ExpireOffers():
            return expire_offers(ledger)
        case Cancel() | CancelOwn() | JoinSession() | TakeUp() | ChangeChoices() | ChangeAnswers():
            return _by_attendee(ledger, command)
        case CheckIn():
            return check_in(ledger, command)
        case UndoCheckIn():
            return undo_check_in(ledger, command)
    return _by_hand(ledger, command)


def _by_attendee(ledger: Ledger, command: ByAttendee) -> Outcome:
    match command:
        case Cancel():
            return cancel(ledger, command)
        case CancelOwn():
            return cancel_own(ledger, command)
        case JoinSession():
            return join_session(ledger, command)
        case TakeUp():
            return take_up(ledger, command)
        case ChangeChoices():
            return change_choices(ledger, command)
        case ChangeAnswers():
            return change_answers(ledger, command)


def _by_hand(ledger: Ledger, command: DecidableByHand) -> Outcome:
    match command:
        case RegisterByHandScreened():
            return register_by_hand(ledger, command)
        case CancelByHand():
            return cancel_by_hand(ledger, command)
        case MovePass():
            return move_pass(ledger, command)
        case ChangeSession():
            return change_session(ledger, command)
        case EditDetails():
            return edit_details(ledger, command)
        case InviteWaiting():
            return invite_waiting(ledger, command)
        case RegisterWaiting():
            return register_waiting(ledger, command)
        case RemoveWaiting():
            return remove_waiting(ledger, command)


def _change_limits(ledger: Ledger, command: ChangeLimits) -> Outcome:
    """Set limits and serve the queues with what that opens (contract 5.8)."""
    session_capacities = tuple((command.session_capacities or {}).items())
    pass_allocations = tuple((command.pass_allocations or {}).items())
    sets_switch = command.auto_registers is not None
    if not (command.sets_event_capacity or session_capacities or pass_allocations or sets_switch):
        return Done(changed=False)
    before = ledger.places_of([None, *dict(session_capacities)])
    ledger.effects.append(
        SetLimits(
            command.event_capacity,
            command.sets_event_capacity,
            session_capacities,
            pass_allocations,
            command.auto_registers,
        )
    )
    if command.sets_event_capacity:
        ledger.event.capacity = command.event_capacity
    for session_id, capacity in session_capacities:
        ledger.sessions[session_id].capacity = capacity
    for pass_id, allocated in pass_allocations:
        ledger.passes[pass_id].allocated = allocated
    # On a paid event nobody is registered without having paid, so items stay manual there.
    if command.auto_registers and not ledger.is_paid:
        ledger.effects.append(SetAutoRegister())
        ledger.waitlist.make_automatic()
    serve_opened(ledger, before)
    return Done()


def _promote(ledger: Ledger) -> Outcome:
    """Serve every queue with the places that are open and not on offer."""
    keys: dict[QueueKey, None] = {None: None}
    keys.update(dict.fromkeys(ledger.waitlist.session_keys()))
    serve_joined(ledger, keys)
    return Done(changed=bool(ledger.effects))
