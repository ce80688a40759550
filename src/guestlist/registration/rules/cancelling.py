"""Giving places back: event registrations and single sessions (contract 7.5)."""

from __future__ import annotations

from uuid import UUID

from guestlist.registration.rules.commands import Cancel, CancelByHand
from guestlist.registration.rules.decisions import (
    CancelRegistration,
    CancelSessionRegistration,
    Declined,
    Done,
    Outcome,
    Reason,
)
from guestlist.registration.rules.ledger import KnownRegistration, Ledger
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.queue import serve_opened
from guestlist.registration.rules.seating import drop_item


def cancel(ledger: Ledger, command: Cancel) -> Outcome:
    """Cancel a registration, or one of its sessions, if its person may (contract 7.5)."""
    registration = ledger.registrations.get(command.registration_id)
    if registration is None or not registration.is_active or registration.is_checked_in:
        return Done(changed=False)
    if command.session_registration_id is not None:
        own_id = command.session_registration_id
        return _cancel_session(ledger, registration, registration_id=command.registration_id, own_id=own_id)
    if ledger.is_over(None) or _was_at_a_session(registration):
        return Done(changed=False)
    return _cancel_all(ledger, registration, command.registration_id)


def cancel_by_hand(ledger: Ledger, command: CancelByHand) -> Outcome:
    """Cancel a registration as staff wish: also after the event, but not what has been checked in."""
    registration = find_active(ledger, command.registration_id)
    if isinstance(registration, Declined):
        return registration
    if registration.is_checked_in or _was_at_a_session(registration):
        return Declined(Reason.CHECKED_IN)
    return _cancel_all(ledger, registration, command.registration_id)


def find_active(ledger: Ledger, registration_id: UUID) -> KnownRegistration | Declined:
    """Find a registration that can be changed, or say why it cannot."""
    registration = ledger.registrations.get(registration_id)
    if registration is None:
        return Declined(Reason.UNKNOWN_REGISTRATION)
    return registration if registration.is_active else Declined(Reason.CANCELLED)


def _was_at_a_session(registration: KnownRegistration) -> bool:
    return not registration.attended_ids.isdisjoint(registration.session_ids)


def _cancel_all(ledger: Ledger, registration: KnownRegistration, registration_id: UUID) -> Outcome:
    session_ids = registration.session_ids
    before = ledger.places_to_pass_on([None, *session_ids])
    registration.is_active = False
    ledger.effects.append(CancelRegistration(registration_id))
    ledger.note(What.CANCELLED, registration_id)
    ledger.event.taken -= 1
    if registration.pass_id in ledger.passes:
        ledger.passes[registration.pass_id].taken -= 1
    ledger.leave(registration.contact_id, None, registration_id)
    for session_id in session_ids:
        ledger.sessions[session_id].taken -= 1
        ledger.leave(registration.contact_id, session_id, registration_id)
    for item in ledger.waitlist.of_contact(registration.contact_id):
        if item.registration_id == registration_id and item.session_id is not None:
            drop_item(ledger, item)
    serve_opened(ledger, before)
    return Done()


def _cancel_session(ledger: Ledger, registration: KnownRegistration, *, registration_id: UUID, own_id: UUID) -> Outcome:
    session_id = registration.sessions.get(own_id)
    if session_id is None or session_id in registration.attended_ids or ledger.is_over(session_id):
        return Done(changed=False)
    before = ledger.places_of([session_id])
    del registration.sessions[own_id]
    ledger.effects.append(CancelSessionRegistration(own_id, registration_id))
    ledger.note(What.SESSION_CANCELLED, registration_id, session=session_id)
    ledger.sessions[session_id].taken -= 1
    ledger.leave(registration.contact_id, session_id, registration_id)
    serve_opened(ledger, before)
    return Done()
