"""Registering: rules 17 to 19, then seats or a purchase, then the queues (contract 5.3, 5.8)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from guestlist.registration.rules.commands import RegisterScreened
from guestlist.registration.rules.decisions import (
    Done,
    ErrorCode,
    Outcome,
    Refused,
    ScreenedAttendee,
)
from guestlist.registration.rules.ledger import Ledger
from guestlist.registration.rules.offers import covers_event_seat, missing_passes, own_event_seats, own_session_seats
from guestlist.registration.rules.purchases import Buyer, open_purchase
from guestlist.registration.rules.queue import serve_joined
from guestlist.registration.rules.refusals import refuse
from guestlist.registration.rules.seating import (
    add_item,
    attach_to_earlier,
    give_event_seat,
    give_session_seat,
    may_join,
    try_holds,
)
from guestlist.registration.rules.state import EventStyle
from guestlist.registration.rules.waitlist import QueueKey

_DONE = Done()


def register(ledger: Ledger, asked: RegisterScreened) -> Outcome:
    """Decide a request that is in order: all of its attendees, or none.

    Those not waitlisted get their seats, or a purchase that holds them; then the others join the
    queues, which are served at once with the places that are open and not on offer (OD-43).
    """
    attendees = asked.attendees
    is_paid = ledger.is_paid
    people = list(zip(attendees, asked.contact_ids, strict=True))
    total_minor = _total_minor(ledger, attendees)
    wanting = [person for person in people if not person[0].waitlisted]
    own_seats = _own_event_seats(ledger, wanting, pays=total_minor > 0)
    refused = (
        _check_passes_fit(attendees, is_paid)
        or _check_event_seats(ledger, attendees, own_seats)
        or _check_session_seats(ledger, wanting)
        or _check_passes_left(ledger, attendees, own_seats)
    )
    if refused is not None:
        return refused
    outcome: Outcome = _DONE
    if total_minor > 0:
        people = [person for person in people if person[0].waitlisted]
        outcome = open_purchase(ledger, asked, wanting, total_minor)
    _seat(ledger, asked, people)
    joined = _join(ledger, asked, people)
    if joined or ledger.unsettled:
        serve_joined(ledger, joined)
    return outcome


def _check_passes_fit(attendees: Sequence[ScreenedAttendee], is_paid: bool) -> Refused | None:
    """Check rule 13 again: an earlier command may have made the event paid, or free."""
    for attendee in attendees:
        if (attendee.pass_id is None) == is_paid and not attendee.waitlisted:
            return refuse(ErrorCode.ATTENDEE_PASS_ID_NOT_VALID)
    return None


def _own_event_seats(ledger: Ledger, people: Sequence[Buyer], *, pays: bool) -> int:
    """Count the seats of the event that offers hold for those who want one now.

    Who pays goes on holding what is on offer to them and not bought, until the purchase is completed.
    """
    if not ledger.waitlist:
        return 0
    taking = [key for attendee, key in people if not pays or covers_event_seat(ledger, key, attendee.session_ids)]
    return own_event_seats(ledger, taking)


def _check_event_seats(ledger: Ledger, attendees: Sequence[ScreenedAttendee], own: int) -> Refused | None:
    """Check rule 17 (contract 5.7). What offers hold for these people themselves, `own`, is not in their way."""
    free = ledger.event.free
    wanted = len([attendee for attendee in attendees if not attendee.waitlisted])
    if wanted <= own or wanted - own <= free:
        return None
    if free > 0:
        return refuse(ErrorCode.EVENT_CAPACITY_EXCEEDING)
    if ledger.settings.has_waitlist:
        return refuse(ErrorCode.MAXIMUM_CAPACITY_REACHED)
    return refuse(ErrorCode.MAXIMUM_NO_ATTENDEES_REACHED)


def _check_session_seats(ledger: Ledger, people: Sequence[Buyer]) -> Refused | None:
    """Check rule 18."""
    wanted: dict[UUID, list[UUID]] = {}  # by whom
    for attendee, contact_id in people:
        for session_id in attendee.session_ids:
            wanted.setdefault(session_id, []).append(contact_id)
    for session_id, contact_ids in wanted.items():
        own = own_session_seats(ledger, contact_ids, session_id) if ledger.waitlist else 0
        if len(contact_ids) - own > max(0, ledger.sessions[session_id].free):
            return refuse(ErrorCode.MAXIMUM_SESSION_CAPACITY_REACHED)
    return None


def _check_passes_left(ledger: Ledger, attendees: Sequence[ScreenedAttendee], own: int) -> Refused | None:
    """Check rule 19. Offers need a pass each, whatever it is: others may not take the last ones."""
    wanted: dict[UUID, int] = {}
    for attendee in attendees:
        if not attendee.waitlisted and attendee.pass_id is not None:
            wanted[attendee.pass_id] = wanted.get(attendee.pass_id, 0) + 1
    for pass_id, number in wanted.items():
        if pass_id not in ledger.passes or number > ledger.passes[pass_id].left:
            return refuse(ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES)
    if missing_passes(ledger, sum(wanted.values()), own):
        return refuse(ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES)
    return None


def _total_minor(ledger: Ledger, attendees: Sequence[ScreenedAttendee]) -> int:
    if not ledger.passes:
        return 0
    return sum(
        [
            ledger.passes[attendee.pass_id].price_minor
            for attendee in attendees
            if attendee.pass_id is not None and not attendee.waitlisted
        ]
    )


def _only_waits_for_sessions(ledger: Ledger, attendee: ScreenedAttendee) -> bool:
    """Tell whether an attendee gets no event registration yet: all they chose is full (OD-46)."""
    return (
        bool(attendee.waitlisted_session_ids)
        and not attendee.session_ids
        and attendee.pass_id is None
        and ledger.settings.style == EventStyle.OUTBOUND
    )


def _seat(ledger: Ledger, asked: RegisterScreened, people: Sequence[Buyer]) -> None:
    """Register everybody who is not waitlisted."""
    for attendee, contact_id in people:
        if attendee.waitlisted or _only_waits_for_sessions(ledger, attendee):
            continue
        give_event_seat(
            ledger,
            attendee.registration_id,
            contact_id,
            pass_id=attendee.pass_id,
            attendee=attendee,
            registered_by_id=asked.command.registered_by_id,
            named_session_ids=attendee.session_ids + attendee.waitlisted_session_ids,
        )
        for session_id in attendee.session_ids:
            give_session_seat(ledger, attendee.registration_id, contact_id, session_id)
    if ledger.arrivals:
        try_holds(ledger)


def _join(ledger: Ledger, asked: RegisterScreened, people: Sequence[Buyer]) -> dict[QueueKey, None]:
    """Put people into the queues that they ask for, unless they have the place or wait already; return these queues."""
    joined: dict[QueueKey, None] = {}
    waiting = [person for person in people if person[0].waitlisted or person[0].waitlisted_session_ids]
    parties = _parties(ledger, waiting) if len(waiting) > 1 else {}
    for attendee, contact_id in waiting:
        registration_id = attendee.registration_id
        ledger.asked_by[registration_id] = (attendee, asked.command.registered_by_id)
        if attendee.waitlisted:
            if ledger.has_place(contact_id, None):
                continue
            if add_item(ledger, registration_id, contact_id, None, party_id=parties.get(None)):
                joined[None] = None
            # No session seat is taken before the event's: all choices go on hold, full or not.
            for session_id in attendee.session_ids + attendee.waitlisted_session_ids:
                party_id = parties.get(session_id)
                add_item(ledger, registration_id, contact_id, session_id, on_hold=True, party_id=party_id)
            continue
        is_seated = not _only_waits_for_sessions(ledger, attendee)
        for session_id in attendee.waitlisted_session_ids:
            party_id = parties.get(session_id)
            if add_item(ledger, registration_id, contact_id, session_id, has_registration=is_seated, party_id=party_id):
                joined[session_id] = None
                if not is_seated:
                    attach_to_earlier(ledger, contact_id, session_id)
    return joined


def _parties(ledger: Ledger, people: Sequence[Buyer]) -> dict[QueueKey, UUID]:
    """Name those queues that two or more of the people join: they came together."""
    joining: dict[QueueKey, set[UUID]] = {}
    for attendee, contact_id in people:
        if attendee.waitlisted and ledger.has_place(contact_id, None):
            continue
        keys: list[QueueKey] = [None] if attendee.waitlisted else []
        keys += attendee.waitlisted_session_ids
        if attendee.waitlisted:
            keys += attendee.session_ids
        for key in keys:
            if may_join(ledger, contact_id, key):
                joining.setdefault(key, set()).add(contact_id)
    return {key: ledger.new_id() for key, contact_ids in joining.items() if len(contact_ids) > 1}
