"""The rules at work: a batch of commands for one event, decided one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from guestlist.registration.rules.commands import (
    Cancel,
    ChangeLimits,
    ClosePurchase,
    Decidable,
    Finalize,
    RegisterScreened,
)
from guestlist.registration.rules.decisions import (
    CancelRegistration,
    CancelSessionRegistration,
    Decision,
    Done,
    Outcome,
    SetAutoRegister,
    SetLimits,
)
from guestlist.registration.rules.ledger import KnownRegistration, Ledger
from guestlist.registration.rules.purchases import close_purchase, finalize
from guestlist.registration.rules.queue import serve_joined, serve_opened
from guestlist.registration.rules.registering import register
from guestlist.registration.rules.seating import drop_item
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
    ledger.effects = []
    outcome = _outcome(ledger, command)
    return Decision(outcome, tuple(ledger.effects))


def _outcome(ledger: Ledger, command: Decidable) -> Outcome:
    if isinstance(command, RegisterScreened):
        return register(ledger, command)
    if isinstance(command, Finalize):
        return finalize(ledger, command)
    if isinstance(command, ClosePurchase):
        return close_purchase(ledger, command)
    if isinstance(command, Cancel):
        return _cancel(ledger, command)
    if isinstance(command, ChangeLimits):
        return _change_limits(ledger, command)
    return _promote(ledger)


def _cancel(ledger: Ledger, command: Cancel) -> Outcome:
    """Cancel a registration, or one of its sessions, if that is possible (contract 7.5)."""
    registration = ledger.registrations.get(command.registration_id)
    if registration is None or not registration.is_active or registration.is_checked_in:
        return Done(changed=False)
    if command.session_registration_id is not None:
        own_id = command.session_registration_id
        return _cancel_session(ledger, registration, registration_id=command.registration_id, own_id=own_id)
    if ledger.now >= ledger.settings.ends_at:
        return Done(changed=False)
    session_ids = [*registration.sessions.values(), *registration.new_session_ids]
    before = ledger.places_of([None, *session_ids])
    registration.is_active = False
    ledger.effects.append(CancelRegistration(command.registration_id))
    ledger.event.taken -= 1
    if registration.pass_id in ledger.passes:
        ledger.passes[registration.pass_id].taken -= 1
    ledger.leave(registration.contact_id, None, command.registration_id)
    for session_id in session_ids:
        ledger.sessions[session_id].taken -= 1
        ledger.leave(registration.contact_id, session_id, command.registration_id)
    for item in ledger.waitlist.of_contact(registration.contact_id):
        if item.registration_id == command.registration_id and item.session_id is not None:
            drop_item(ledger, item)
    serve_opened(ledger, before)
    return Done()


def _cancel_session(ledger: Ledger, registration: KnownRegistration, *, registration_id: UUID, own_id: UUID) -> Outcome:
    session_id = registration.sessions.get(own_id)
    if session_id is None or ledger.now >= ledger.session_states[session_id].ends_at:
        return Done(changed=False)
    before = ledger.places_of([session_id])
    del registration.sessions[own_id]
    ledger.effects.append(CancelSessionRegistration(own_id))
    ledger.sessions[session_id].taken -= 1
    ledger.leave(registration.contact_id, session_id, registration_id)
    serve_opened(ledger, before)
    return Done()


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
