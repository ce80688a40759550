"""What attendees do themselves: cancel, join a session, take up an offer, answer anew (contract 7.5, 7.6, 5.8)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from guestlist.registration.rules.by_hand import check_values
from guestlist.registration.rules.cancelling import cancel, find_active
from guestlist.registration.rules.commands import (
    Cancel,
    CancelOwn,
    ChangeAnswers,
    JoinSession,
    Register,
    RegisterScreened,
    TakeUp,
    WaitingPerson,
)
from guestlist.registration.rules.decisions import (
    ChangeDetails,
    ChangeKeptAnswers,
    Declined,
    Done,
    ErrorCode,
    Outcome,
    PlaceKind,
    PurchaseOpened,
    Reason,
    Refused,
    Shortage,
)
from guestlist.registration.rules.faults import Fault, Problem
from guestlist.registration.rules.ledger import KnownRegistration, Ledger
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.offers import own_session_seats
from guestlist.registration.rules.queue import serve
from guestlist.registration.rules.registering import register
from guestlist.registration.rules.seating import give_session_seat
from guestlist.registration.rules.state import WaitlistItemState
from guestlist.registration.rules.waitlist import needs_event_seat

_NOTHING = Done(changed=False)


def takes_registrations(*, is_live: bool, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> bool:
    """Tell whether an event is Live and its registration period open (contract 5.3, rules 2 and 3).

    `closes_at`: None unless a closing time applies.
    """
    return is_live and (opens_at is None or now >= opens_at) and (closes_at is None or now < closes_at)


def is_eligible(
    *, takes_registrations: bool, session_is_live: bool, is_covered: bool, has_seat: bool, free: int | None
) -> bool:
    """Tell whether a signed-in user may register to one session (contract 7.6, OD-67).

    Args:
        takes_registrations: of the event, as above.
        session_is_live: the session is.
        is_covered: the pass of an active registration of which the user is the attendee lists the session.
        has_seat: the user is registered to the session already.
        free: the session's free seats, those held for the user included; None: no limit.
    """
    has_room = has_seat or free is None or free > 0
    return takes_registrations and session_is_live and is_covered and has_room


def free_for(ledger: Ledger, contact_id: UUID, session_id: UUID) -> int:
    """Return the seats of a session that are free for a person: one that is held for them included."""
    return ledger.sessions[session_id].free + own_session_seats(ledger, [contact_id], session_id)


def cancel_obstacle(ledger: Ledger, registration_id: UUID) -> Reason | None:
    """Say why a person cannot cancel their registration; None: they can (contract 7.5)."""
    registration = find_active(ledger, registration_id)
    if isinstance(registration, Declined):
        return registration.reason
    if registration.is_checked_in or not registration.attended_ids.isdisjoint(registration.session_ids):
        return Reason.CHECKED_IN
    return Reason.OVER if ledger.is_over(None) else None


def cancel_own(ledger: Ledger, command: CancelOwn) -> Outcome:
    """Cancel what is the person's; what is not, or cannot be cancelled, stays as it is."""
    registration = ledger.registrations.get(command.registration_id)
    if registration is None:
        return _NOTHING
    people = {registration.contact_id, registration.registered_by_id}
    if command.contact_ids is not None and command.contact_ids.isdisjoint(people):
        return _NOTHING
    return cancel(ledger, Cancel(command.registration_id, command.session_registration_id))


def join_session(ledger: Ledger, command: JoinSession) -> Outcome:
    """Register somebody to a session that their pass lists. Once is enough: a repeat changes nothing.

    The answer is `Done` if they have the place afterwards.
    """
    session = ledger.session_states.get(command.session_id)
    if session is None:
        return Declined(Reason.UNKNOWN_SESSION)
    if ledger.has_place(command.contact_id, command.session_id):
        return _NOTHING
    settings = ledger.settings
    holder = _holder(ledger, command)
    if not is_eligible(
        takes_registrations=takes_registrations(
            is_live=settings.is_live, opens_at=settings.opens_at, closes_at=settings.closes_at, now=ledger.now
        ),
        session_is_live=session.is_live,
        is_covered=holder is not None,
        has_seat=False,
        free=free_for(ledger, command.contact_id, command.session_id),
    ):
        return Declined(Reason.NOT_COVERED if holder is None else Reason.NOT_OFFERED, session_ids=(command.session_id,))
    assert holder is not None, "nobody is eligible without a registration"
    give_session_seat(ledger, holder, command.contact_id, command.session_id)
    ledger.note(What.SESSION_ADDED, holder, session=command.session_id)
    serve(ledger, {})
    return Done()


def take_up_obstacle(ledger: Ledger, item: WaitlistItemState) -> Reason | None:
    """Say why nobody can take up a place by an item, whatever the counts say; None: its person can.

    Registration may have closed: the queue moves after that too, and what it offers can be taken.
    """
    if item.on_hold:
        return Reason.ON_HOLD
    if not item.invited:
        return Reason.NOT_INVITED
    if item.has_lapsed(ledger.now):
        return Reason.OFFER_LAPSED
    if ledger.is_over(None) or ledger.is_over(item.session_id):
        return Reason.OVER
    is_live = item.session_id is None or ledger.session_states[item.session_id].is_live
    return None if ledger.settings.is_live and is_live else Reason.NOT_LIVE


def needs_pass(ledger: Ledger, item: WaitlistItemState) -> bool:
    """Tell whether taking up a place means choosing a pass: an event seat of a paid event comes with it."""
    return ledger.is_paid and needs_event_seat(item)


def take_up(ledger: Ledger, command: TakeUp) -> Outcome:
    """Register somebody who was invited, or open their purchase, as if they came back and registered by the form.

    Where others were faster, and nothing is held for the person, it is declined; they stay in line.
    """
    item = ledger.waitlist.get(command.item_id)
    if item is None or command.person is None:
        return Declined(Reason.UNKNOWN_ITEM)
    obstacle = take_up_obstacle(ledger, item) or _pass_obstacle(ledger, item, command.pass_id)
    if obstacle is not None:
        return Declined(obstacle)
    if not needs_event_seat(item):
        return _take_up_session(ledger, item)
    if command.person.purchase is not None:
        return PurchaseOpened(*command.person.purchase)
    outcome = register(ledger, _as_registration(item, command, command.person))
    if isinstance(outcome, Refused):
        return Declined(Reason.FULL, shortages=(_shortage(outcome.code, item, command.pass_id),))
    if isinstance(outcome, Done):
        registration_id = command.person.attendee.registration_id
        ledger.note(What.PROMOTED, registration_id, item_id=item.id, session=item.session_id)
    return outcome


def answers_obstacle(ledger: Ledger, registration_id: UUID) -> Reason | None:
    """Say why somebody who is registered or waits cannot answer anew; None: they can."""
    registration = find_active(ledger, registration_id)
    if isinstance(registration, Declined) and not _only_waits(ledger, registration_id):
        return registration.reason
    return Reason.OVER if ledger.is_over(None) else None


def change_answers(ledger: Ledger, command: ChangeAnswers) -> Outcome:
    """Replace the answers of a registration, or those that it will have; required fields must be answered (5.6)."""
    obstacle = answers_obstacle(ledger, command.registration_id)
    if obstacle is not None:
        return Declined(obstacle)
    fields = ledger.settings.fields
    answers, problems = check_values(0, command.answers, ledger.settings)
    said = {str(answer.field_id) for answer in answers} | {problem.part for problem in problems}
    problems += [
        Problem(0, str(field.id), Fault.MISSING) for field in fields if field.is_required and str(field.id) not in said
    ]
    if problems:
        return Declined(Reason.WRONG_VALUES, tuple(problems))
    if not fields:
        return _NOTHING
    cleared = tuple([field.id for field in fields if str(field.id) not in said])
    key = command.registration_id
    if _only_waits(ledger, key):
        ledger.effects.append(ChangeKeptAnswers(key, answers, cleared))
    else:
        ledger.effects.append(ChangeDetails(key, None, None, None, answers, cleared))
    ledger.note(What.DETAILS_CHANGED, key, changed=tuple([str(field.id) for field in fields]))
    return Done()


def _only_waits(ledger: Ledger, registration_id: UUID) -> bool:
    """Tell whether somebody waits and is not registered, so that the answers are kept with what they wait for."""
    return registration_id not in ledger.registrations and bool(ledger.waitlist.of_registration(registration_id))


def _holder(ledger: Ledger, command: JoinSession) -> UUID | None:
    """Find the oldest registration of a person whose pass lists the session."""
    for registration_id in ledger.attending.get((command.contact_id, None), ()):
        registration = ledger.registrations.get(registration_id)
        if registration is not None and _lists(ledger, registration, command.session_id):
            return registration_id
    return None


def _lists(ledger: Ledger, registration: KnownRegistration, session_id: UUID) -> bool:
    event_pass = None if registration.pass_id is None else ledger.passes.get(registration.pass_id)
    return registration.is_active and event_pass is not None and session_id in event_pass.session_ids


def _pass_obstacle(ledger: Ledger, item: WaitlistItemState, pass_id: UUID | None) -> Reason | None:
    """Check rule 13: with an event seat of a paid event a pass on offer is needed, else there is none to choose."""
    if not needs_pass(ledger, item):
        return None if pass_id is None else Reason.UNKNOWN_PASS
    if pass_id is None:
        return Reason.PASS_NEEDED
    event_pass = ledger.passes.get(pass_id)
    if event_pass is None or event_pass.allocated <= 0:
        return Reason.UNKNOWN_PASS
    eligible = event_pass.session_ids
    return Reason.NOT_COVERED if item.session_id and eligible and item.session_id not in eligible else None


def _as_registration(item: WaitlistItemState, command: TakeUp, person: WaitingPerson) -> RegisterScreened:
    attendee = person.attendee
    asked = Register([], command.purchase_id, registered_by_id=person.added_by_id)
    return RegisterScreened(asked, (attendee,), (item.contact_id,))


def _take_up_session(ledger: Ledger, item: WaitlistItemState) -> Outcome:
    """Give somebody who is at the event the place in a session that they waited for."""
    assert item.session_id is not None, "the person lacks nothing at the event"
    if free_for(ledger, item.contact_id, item.session_id) <= 0:
        return Declined(Reason.FULL, shortages=(Shortage(PlaceKind.SESSION, item.session_id, 1),))
    give_session_seat(ledger, item.registration_id, item.contact_id, item.session_id)
    ledger.note(What.PROMOTED, item.registration_id, item_id=item.id, session=item.session_id)
    serve(ledger, {})
    return Done()


def _shortage(code: ErrorCode, item: WaitlistItemState, pass_id: UUID | None) -> Shortage:
    """Say what is short when a registration is refused."""
    if code == ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES:
        return Shortage(PlaceKind.PASS, pass_id, 1)
    if code == ErrorCode.MAXIMUM_SESSION_CAPACITY_REACHED:
        return Shortage(PlaceKind.SESSION, item.session_id, 1)
    return Shortage(PlaceKind.EVENT, None, 1)
