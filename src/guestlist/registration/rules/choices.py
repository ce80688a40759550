"""Attendees change their own sessions, by the rules that bind visitors (contract 5.8, 5.9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from guestlist.registration.rules.cancelling import find_active
from guestlist.registration.rules.commands import ChangeChoices
from guestlist.registration.rules.decisions import Declined, Done, Outcome, PlaceKind, Reason, Shortage
from guestlist.registration.rules.ledger import KnownRegistration, Ledger
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.queue import serve_joined, serve_opened
from guestlist.registration.rules.seating import add_item, drop_item, give_session_seat, leave_session
from guestlist.registration.rules.self_service import free_for
from guestlist.registration.rules.state import WaitlistItemState
from guestlist.registration.rules.waitlist import QueueKey


def choosing_obstacle(ledger: Ledger) -> Reason | None:
    """Say why attendees choose no sessions of the event now, whichever they want; None: they can (contract 5.3, 7.6).

    What they have they can give back until the event is over.
    """
    settings, now = ledger.settings, ledger.now
    if ledger.is_over(None):
        return Reason.OVER
    if not settings.is_live:
        return Reason.NOT_LIVE
    if settings.closes_at is not None and now >= settings.closes_at:
        return Reason.CLOSED
    return Reason.NOT_OPEN_YET if settings.opens_at is not None and now < settings.opens_at else None


def choice_obstacle(ledger: Ledger, registration: KnownRegistration, session_id: UUID) -> Reason | None:
    """Say why an attendee cannot choose a session, whatever the counts say; None: they can.

    A pass that lists sessions opens these, also where visitors choose none (contract 7.6); else the event must let
    visitors choose.
    """
    session = ledger.session_states.get(session_id)
    if session is None:
        return Reason.UNKNOWN_SESSION
    obstacle = _access_obstacle(ledger, registration, session_id) or choosing_obstacle(ledger)
    if obstacle is not None:
        return obstacle
    if ledger.is_over(session_id):
        return Reason.OVER
    return None if session.is_live else Reason.NOT_LIVE


def _access_obstacle(ledger: Ledger, registration: KnownRegistration, session_id: UUID) -> Reason | None:
    event_pass = None if registration.pass_id is None else ledger.passes.get(registration.pass_id)
    if event_pass is not None and event_pass.session_ids:
        return None if session_id in event_pass.session_ids else Reason.NOT_COVERED
    return None if ledger.settings.offers_sessions else Reason.NOT_OFFERED


def leave_obstacle(ledger: Ledger, registration: KnownRegistration, session_id: UUID) -> Reason | None:
    """Say why an attendee cannot give a session back; None: they can (contract 7.5)."""
    if session_id in registration.attended_ids:
        return Reason.CHECKED_IN
    return Reason.OVER if ledger.is_over(session_id) else None


def change_choices(ledger: Ledger, command: ChangeChoices) -> Outcome:
    """Leave, join and queue for sessions, all of it or nothing; what is so already stays so."""
    registration = find_active(ledger, command.registration_id)
    if isinstance(registration, Declined):
        return registration
    if ledger.is_over(None):
        return Declined(Reason.OVER)
    wish = _wish(ledger, registration, command)
    declined = _check(ledger, registration, wish)
    if declined is not None:
        return declined
    full = [session_id for session_id in wish.joins if free_for(ledger, registration.contact_id, session_id) <= 0]
    if full:
        shortages = [Shortage(PlaceKind.SESSION, session_id, 1) for session_id in full]
        return Declined(Reason.FULL, shortages=tuple(shortages))
    _carry_out(ledger, registration, command, wish)
    return Done(changed=bool(ledger.effects))


@dataclass(frozen=True, slots=True)
class _Wish:
    """What really is to change."""

    joins: Sequence[UUID]
    waits_for: Sequence[UUID]
    leaves: Sequence[UUID]
    gives_up: Sequence[WaitlistItemState]
    chosen: frozenset[UUID]  # afterwards: had, and waited for


def _wish(ledger: Ledger, registration: KnownRegistration, command: ChangeChoices) -> _Wish:
    own = registration.session_ids
    items = {
        item.session_id: item
        for item in ledger.waitlist.of_contact(registration.contact_id)
        if item.session_id is not None and item.registration_id == command.registration_id
    }
    joins = _without(command.joins, own)
    waits_for = _without(command.waits_for, {*own, *joins, *items})
    unwanted = _without(command.leaves, [*command.joins, *command.waits_for])
    leaves = [session_id for session_id in unwanted if session_id in own]
    gives_up = [items[session_id] for session_id in unwanted if session_id in items]
    chosen = frozenset({*own, *items, *joins, *waits_for}.difference(unwanted))
    return _Wish(joins, waits_for, leaves, gives_up, chosen)


def _without(session_ids: Iterable[UUID], others: Iterable[UUID]) -> list[UUID]:
    left_out = set(others)
    return [session_id for session_id in dict.fromkeys(session_ids) if session_id not in left_out]


def _check(ledger: Ledger, registration: KnownRegistration, wish: _Wish) -> Declined | None:
    for session_id in wish.leaves:
        if (reason := leave_obstacle(ledger, registration, session_id)) is not None:
            return Declined(reason, session_ids=(session_id,))
    wanted = [*wish.joins, *wish.waits_for]
    for session_id in wanted:
        if (reason := choice_obstacle(ledger, registration, session_id)) is not None:
            return Declined(reason, session_ids=(session_id,))
    for session_id in wish.waits_for:
        if not ledger.session_states[session_id].has_waitlist:
            return Declined(Reason.NO_WAITLIST, session_ids=(session_id,))
    return _check_number(ledger, wish, is_adding=bool(wanted))


def _check_number(ledger: Ledger, wish: _Wish, *, is_adding: bool) -> Declined | None:
    """Check how many sessions real-time events let one attendee have (contract 5.9, OD-48)."""
    settings = ledger.settings
    if not ledger.is_real_time:
        return None
    if settings.one_session_only and is_adding and len(wish.chosen) > 1:
        return Declined(Reason.ONE_SESSION_ONLY)
    if settings.session_required and settings.offers_sessions and not wish.chosen and (wish.leaves or wish.gives_up):
        return Declined(Reason.SESSION_REQUIRED)
    return None


def _carry_out(ledger: Ledger, registration: KnownRegistration, command: ChangeChoices, wish: _Wish) -> None:
    key, contact_id = command.registration_id, registration.contact_id
    before = ledger.places_to_pass_on(wish.leaves)
    for session_id in wish.leaves:
        leave_session(ledger, key, session_id)
        ledger.note(What.SESSION_CANCELLED, key, session=session_id)
    for item in wish.gives_up:
        drop_item(ledger, item)
        ledger.note(What.REMOVED_FROM_WAITLIST, key, item_id=item.id, session=item.session_id)
    for session_id in wish.joins:
        give_session_seat(ledger, key, contact_id, session_id)
        ledger.note(What.SESSION_ADDED, key, session=session_id)
    joined: dict[QueueKey, None] = {}
    for session_id in wish.waits_for:
        automatic = _is_automatic(ledger, command)
        if add_item(ledger, key, contact_id, session_id, has_registration=True, auto_register=automatic):
            joined[session_id] = None
    serve_opened(ledger, before)
    serve_joined(ledger, joined)


def _is_automatic(ledger: Ledger, command: ChangeChoices) -> bool:
    """Resolve whose choice it is to be registered by the queue (contract 5.8)."""
    if ledger.is_paid:
        return False
    return ledger.settings.auto_registers or (ledger.settings.offers_auto_choice and command.auto_register)
