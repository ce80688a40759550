"""What staff do with people who wait: invite them, register them, take them out of the queue."""

from __future__ import annotations

from uuid import UUID

from guestlist.registration.rules.commands import InviteWaiting, RegisterWaiting, RemoveWaiting
from guestlist.registration.rules.decisions import Declined, Done, Outcome, PlaceKind, Reason, Shortage
from guestlist.registration.rules.ledger import Ledger
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.offers import holds_event_seat
from guestlist.registration.rules.queue import serve
from guestlist.registration.rules.seating import (
    drop_item,
    give_event_seat_to,
    give_session_seat,
    invite,
    try_holds,
)
from guestlist.registration.rules.shortages import EVENT, Wanted, find_older, find_shortages, note_shortages
from guestlist.registration.rules.state import WaitlistItemState
from guestlist.registration.rules.waitlist import needs_event_seat


def invite_waiting(ledger: Ledger, command: InviteWaiting) -> Outcome:
    """Offer a place to somebody, whatever the counts say; it reserves nothing (OD-45).

    Where offers are timed it does: then there must be a place to hold.
    """
    item = ledger.waitlist.get(command.item_id)
    if item is None:
        return Declined(Reason.UNKNOWN_ITEM)
    if item.on_hold:
        return Declined(Reason.ON_HOLD)
    if item.invited:
        return Done(changed=False)
    if ledger.settings.offer_hours is not None:
        if ledger.is_over(item.session_id):
            return Declined(Reason.OVER)
        shortages = _nothing_to_hold(ledger, item)
        if shortages:
            return Declined(Reason.FULL, shortages=shortages)
    overtaken = find_older(ledger, item)
    invite(ledger, item, by_queue=False)
    serve(ledger, {})
    return Done(overtaken=overtaken)


def register_waiting(ledger: Ledger, command: RegisterWaiting) -> Outcome:
    """Give somebody the place that they wait for, and the event seat if they lack it."""
    item = ledger.waitlist.get(command.item_id)
    declined = _check_item(ledger, item, command)
    if item is None or declined is not None:
        return declined or Declined(Reason.UNKNOWN_ITEM)
    pass_id = command.pass_id if needs_event_seat(item) else None
    shortages = find_shortages(ledger, _wanted_by(item, pass_id), [item.contact_id])
    if shortages and not command.may_overbook:
        return Declined(Reason.FULL, shortages=shortages)
    overtaken = find_older(ledger, item)
    needs_seat = needs_event_seat(item)
    if needs_seat:
        give_event_seat_to(ledger, item, pass_id=pass_id, from_waitlist=True)
    if item.session_id is not None:
        give_session_seat(ledger, item.registration_id, item.contact_id, item.session_id, from_waitlist=not needs_seat)
    ledger.note(What.PROMOTED, item.registration_id, item_id=item.id, session=item.session_id)
    note_shortages(ledger, shortages, [item.registration_id])
    try_holds(ledger)
    serve(ledger, {})
    return Done(overbooked=shortages, overtaken=overtaken)


def remove_waiting(ledger: Ledger, command: RemoveWaiting) -> Outcome:
    """Take somebody out of a queue; what was on offer to them may go to the next."""
    item = ledger.waitlist.get(command.item_id)
    if item is None:
        return Declined(Reason.UNKNOWN_ITEM)
    gone = [item]
    if item.session_id is None:
        # Sessions on hold wait for the event seat that now never comes.
        gone += [other for other in ledger.waitlist.of_contact(item.contact_id) if other.on_hold]
    for each in gone:
        drop_item(ledger, each)
        ledger.note(What.REMOVED_FROM_WAITLIST, each.registration_id, item_id=each.id, session=each.session_id)
    serve(ledger, {})
    return Done()


def _nothing_to_hold(ledger: Ledger, item: WaitlistItemState) -> tuple[Shortage, ...]:
    """Say what is not there that a timed offer would hold. A place at a paid event needs a pass, whatever it is."""
    needs_seat = needs_event_seat(item) and not holds_event_seat(ledger, item.contact_id)
    missing = [Shortage(PlaceKind.EVENT, None, 1)] if needs_seat and ledger.places(None) <= 0 else []
    if item.session_id is not None and ledger.places(item.session_id) <= 0:
        missing.append(Shortage(PlaceKind.SESSION, item.session_id, 1))
    return tuple(missing)


def _wanted_by(item: WaitlistItemState, pass_id: UUID | None) -> Wanted:
    """Give what staff hand out with an item; a pass only where they name one."""
    wanted = Wanted()
    if needs_event_seat(item):
        wanted[EVENT] = 1
    if pass_id is not None:
        wanted[PlaceKind.PASS, pass_id] = 1
    if item.session_id is not None:
        wanted[PlaceKind.SESSION, item.session_id] = 1
    return wanted


def _check_item(ledger: Ledger, item: WaitlistItemState | None, command: RegisterWaiting) -> Declined | None:
    if item is None:
        return Declined(Reason.UNKNOWN_ITEM)
    if item.on_hold:
        return Declined(Reason.ON_HOLD)
    if command.pass_id is None:
        return None
    event_pass = ledger.passes.get(command.pass_id)
    if event_pass is None:
        return Declined(Reason.UNKNOWN_PASS)
    if item.session_id is not None and event_pass.session_ids and item.session_id not in event_pass.session_ids:
        return Declined(Reason.NOT_COVERED, session_ids=(item.session_id,))
    return None
