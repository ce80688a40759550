"""Giving somebody a place, and what follows for what they wait for (contract 5.4, 5.8)."""

from __future__ import annotations

from uuid import UUID

from guestlist.registration.rules.decisions import (
    AddRegistration,
    AddSessionRegistration,
    AddWaitlistItem,
    InviteWaitlistItem,
    LapseOffer,
    LeaveSession,
    ReleaseHold,
    RemoveWaitlistItem,
    ScreenedAttendee,
    TakeBackOffer,
)
from guestlist.registration.rules.ledger import Arrival, KnownRegistration, Ledger
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.offers import holds_event_seat, offer_end, recount
from guestlist.registration.rules.state import WaitlistItemState
from guestlist.registration.rules.waitlist import QueueKey, lacks_event_seat


def give_event_seat(
    ledger: Ledger,
    registration_id: UUID,
    contact_id: UUID,
    *,
    pass_id: UUID | None = None,
    attendee: ScreenedAttendee | None = None,
    registered_by_id: UUID | None = None,
    named_session_ids: tuple[UUID, ...] = (),
    bought_as: UUID | None = None,
    from_waitlist: bool = False,
) -> None:
    """Register a person for the event; they wait for it no longer (OD-38).

    Their sessions on hold are tried later, by `try_holds`.
    """
    ledger.effects.append(
        AddRegistration(registration_id, contact_id, pass_id, attendee, registered_by_id, bought_as, from_waitlist)
    )
    ledger.event.taken += 1
    ledger.attend(contact_id, None, registration_id)
    if pass_id is not None and pass_id in ledger.passes:
        ledger.passes[pass_id].taken += 1
    ledger.registrations[registration_id] = KnownRegistration(contact_id, pass_id)
    if not ledger.waitlist:
        return
    for item in ledger.waitlist.of_contact(contact_id):
        if item.session_id is None:
            drop_item(ledger, item)
        elif lacks_event_seat(item):
            _attach(ledger, item, registration_id)
    ledger.arrivals.append(Arrival(contact_id, registration_id, pass_id, named_session_ids))


def give_session_seat(
    ledger: Ledger, registration_id: UUID, contact_id: UUID, session_id: UUID, *, from_waitlist: bool = False
) -> None:
    """Register a person for a session; they wait for it no longer (OD-38)."""
    ledger.effects.append(AddSessionRegistration(registration_id, session_id, from_waitlist))
    ledger.sessions[session_id].taken += 1
    ledger.attend(contact_id, session_id, registration_id)
    registration = ledger.registrations.get(registration_id)
    if registration is not None:
        registration.new_session_ids.append(session_id)
    for item in ledger.waitlist.of_contact(contact_id):
        if item.session_id == session_id:
            drop_item(ledger, item)


def give_event_seat_to(
    ledger: Ledger, item: WaitlistItemState, *, pass_id: UUID | None = None, from_waitlist: bool = False
) -> None:
    """Register a person who waits for the event, under the registration id of the item.

    `from_waitlist`: others do it, the person is to be told of it as news.
    """
    attendee, registered_by_id = ledger.asked_by.get(item.registration_id, (None, None))
    give_event_seat(
        ledger,
        item.registration_id,
        item.contact_id,
        pass_id=pass_id,
        attendee=attendee,
        registered_by_id=registered_by_id,
        from_waitlist=from_waitlist,
    )


def leave_session(ledger: Ledger, registration_id: UUID, session_id: UUID) -> None:
    """Take a known registration's place in a session away."""
    registration = ledger.registrations[registration_id]
    registration.leave(session_id)
    ledger.effects.append(LeaveSession(registration_id, session_id))
    ledger.sessions[session_id].taken -= 1
    ledger.leave(registration.contact_id, session_id, registration_id)


def invite(ledger: Ledger, item: WaitlistItemState, *, by_queue: bool) -> None:
    """Offer a person the place that they wait for; where offers are timed it is held for them from now on."""
    until = offer_end(ledger, item.session_id)
    ledger.effects.append(InviteWaitlistItem(item.id, until, item.registration_id))
    had_seat = holds_event_seat(ledger, item.contact_id)
    recount(ledger, item, lambda: ledger.waitlist.invite(item, until))
    if _is_in_party(ledger, item):
        ledger.unsettled[item.session_id] = None
    if had_seat and item.session_id is None:
        # The seat was held for them already, with a session; so this offer took none.
        ledger.unsettled[None] = None
    ledger.note(What.INVITED, item.registration_id, item_id=item.id, by_queue=by_queue, session=item.session_id)


def drop_item(ledger: Ledger, item: WaitlistItemState) -> None:
    """Take an item out of its queue; what was on offer to it may go to the next."""
    ledger.effects.append(RemoveWaitlistItem(item.id, item.holds_at(ledger.now)))
    _take_out(ledger, item)


def lapse(ledger: Ledger, item: WaitlistItemState) -> None:
    """Take an item out of its queue because nobody took the offer up in time; with it go the sessions on hold."""
    ledger.effects.append(LapseOffer(item.id, item.registration_id, item.session_id))
    ledger.note(What.OFFER_LAPSED, item.registration_id, item_id=item.id, by_queue=True, session=item.session_id)
    _take_out(ledger, item)
    if item.session_id is None:
        for other in ledger.waitlist.of_contact(item.contact_id):
            if other.on_hold:
                drop_item(ledger, other)


def take_back(ledger: Ledger, item: WaitlistItemState) -> None:
    """Let somebody wait again, in their place, whose offer could not be taken up in its time."""
    ledger.effects.append(TakeBackOffer(item.id))
    recount(ledger, item, lambda: ledger.waitlist.take_back(item))


def _take_out(ledger: Ledger, item: WaitlistItemState) -> None:
    recount(ledger, item, lambda: ledger.waitlist.remove(item))
    if item.invited or _is_in_party(ledger, item):
        ledger.unsettled[item.session_id] = None


def _is_in_party(ledger: Ledger, item: WaitlistItemState) -> bool:
    """Tell whether somebody leaves others behind who are served together: fewer of them may fit now."""
    return ledger.settings.keeps_parties and item.party_id is not None


def add_item(
    ledger: Ledger,
    registration_id: UUID,
    contact_id: UUID,
    session_id: UUID | None,
    *,
    on_hold: bool = False,
    has_registration: bool = False,
    auto_register: bool = False,
    party_id: UUID | None = None,
) -> bool:
    """Put a person at the end of the queue of the event or of a session.

    Nobody waits for a place that they have, nor twice for one (OD-38): then nothing is added, and the answer is False.
    """
    if not may_join(ledger, contact_id, session_id):
        return False
    attendee, added_by_id = ledger.asked_by.get(registration_id, (None, None))
    auto_register = auto_register or (attendee is not None and attendee.auto_register)
    item_id = ledger.new_id()
    ledger.effects.append(
        AddWaitlistItem(
            item_id,
            registration_id,
            contact_id,
            session_id,
            auto_register,
            on_hold,
            attendee,
            added_by_id,
            party_id,
        )
    )
    ledger.waitlist.add(
        item_id,
        contact_id,
        registration_id=registration_id,
        session_id=session_id,
        auto_register=auto_register,
        on_hold=on_hold,
        has_registration=has_registration,
        party_id=party_id,
    )
    return True


def may_join(ledger: Ledger, contact_id: UUID, key: QueueKey) -> bool:
    """Tell whether somebody has neither the place nor waits for it already."""
    return not ledger.has_place(contact_id, key) and not ledger.waitlist.has(contact_id, key)


def try_holds(ledger: Ledger) -> None:
    """Try the sessions on hold of those who got an event seat since the last call (5.8)."""
    arrivals, ledger.arrivals = ledger.arrivals, []
    for arrival in arrivals:
        chosen = set(arrival.named_session_ids)
        for item in ledger.waitlist.of_contact(arrival.contact_id):
            if item.session_id is None or not item.on_hold or item.id not in ledger.waitlist:
                continue
            if _may_keep(ledger, arrival, item.session_id, chosen):
                chosen.add(item.session_id)
                _try_hold(ledger, arrival, item, item.session_id)
            else:
                drop_item(ledger, item)


def _may_keep(ledger: Ledger, arrival: Arrival, session_id: UUID, chosen: set[UUID]) -> bool:
    """Tell whether a session on hold still fits the registration that the person has got."""
    if session_id in chosen:
        return False
    if not ledger.is_real_time:
        return True
    if ledger.settings.one_session_only and chosen:
        return False
    event_pass = None if arrival.pass_id is None else ledger.passes.get(arrival.pass_id)
    eligible = frozenset() if event_pass is None else event_pass.session_ids
    return not eligible or session_id in eligible


def _try_hold(ledger: Ledger, arrival: Arrival, item: WaitlistItemState, session_id: UUID) -> None:
    if ledger.session_states[session_id].is_live and ledger.sessions[session_id].free > 0:
        give_session_seat(ledger, arrival.registration_id, arrival.contact_id, session_id, from_waitlist=True)
        ledger.note(What.PROMOTED, arrival.registration_id, item_id=item.id, by_queue=True, session=session_id)
    elif ledger.session_states[session_id].has_waitlist:
        _attach(ledger, item, arrival.registration_id, was_on_hold=True)
    else:
        # Nobody can wait for this session, and a queue that is never served would promise a place for ever.
        drop_item(ledger, item)


def attach_to_earlier(ledger: Ledger, contact_id: UUID, session_id: UUID) -> None:
    """Let somebody wait for a session under the event registration that they have, if any, not for a second one."""
    registration_ids = ledger.attending.get((contact_id, None))
    if registration_ids:
        for item in ledger.waitlist.of_contact(contact_id):
            if item.session_id == session_id:
                _attach(ledger, item, registration_ids[0])


def _attach(ledger: Ledger, item: WaitlistItemState, registration_id: UUID, *, was_on_hold: bool = False) -> None:
    """Let a session item wait under an event registration that now exists."""
    if was_on_hold or item.registration_id != registration_id:
        ledger.effects.append(ReleaseHold(item.id, registration_id))
    recount(ledger, item, lambda: ledger.waitlist.attach(item, registration_id))
    # With the event seat in hand it may fit a place that the session has had all along.
    ledger.unsettled[item.session_id] = None
