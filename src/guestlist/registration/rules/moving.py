"""Changes of a registration that staff make: its pass, its sessions, what it says of its person."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from guestlist.registration.rules.answers import sort_answers
from guestlist.registration.rules.by_hand import check_person, check_values
from guestlist.registration.rules.cancelling import find_active
from guestlist.registration.rules.commands import ChangeSession, EditDetails, MovePass
from guestlist.registration.rules.decisions import ChangeDetails, Declined, Done, MoveToPass, Outcome, PlaceKind, Reason
from guestlist.registration.rules.faults import EMAIL, FIRST_NAME, LAST_NAME
from guestlist.registration.rules.ledger import KnownRegistration, Ledger
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.queue import serve_opened
from guestlist.registration.rules.seating import drop_item, give_session_seat, leave_session
from guestlist.registration.rules.shortages import Wanted, find_overtaken, find_shortages, note_shortages


def move_pass(ledger: Ledger, command: MovePass) -> Outcome:
    """Give a registration another pass; the one that it had goes back."""
    registration = find_active(ledger, command.registration_id)
    if isinstance(registration, Declined):
        return registration
    if command.pass_id not in ledger.passes:
        return Declined(Reason.UNKNOWN_PASS)
    if registration.pass_id == command.pass_id:
        return Done(changed=False)
    lost = _not_covered(ledger, command.pass_id, registration.session_ids)
    waits = [
        item
        for item in ledger.waitlist.of_contact(registration.contact_id)
        if item.registration_id == command.registration_id
        and item.session_id is not None
        and _not_covered(ledger, command.pass_id, [item.session_id])
    ]
    if (lost or waits) and not command.drops_sessions:
        named = dict.fromkeys([*lost, *(item.session_id for item in waits if item.session_id)])
        return Declined(Reason.NOT_COVERED, session_ids=tuple(named))
    if not registration.attended_ids.isdisjoint(lost):
        return Declined(Reason.CHECKED_IN)
    left = ledger.passes.get(registration.pass_id) if registration.pass_id else None
    returned = 1 if left is not None and left.taken <= left.allocated else 0
    shortages = find_shortages(ledger, Wanted({(PlaceKind.PASS, command.pass_id): 1}), returned=returned)
    if shortages and not command.may_overbook:
        return Declined(Reason.FULL, shortages=shortages)
    before = ledger.places_to_pass_on([None, *lost])
    _exchange(ledger, registration, command)
    for session_id in lost:
        leave_session(ledger, command.registration_id, session_id)
        ledger.note(What.SESSION_CANCELLED, command.registration_id, session=session_id)
    for item in waits:
        drop_item(ledger, item)
        ledger.note(What.REMOVED_FROM_WAITLIST, item.registration_id, item_id=item.id, session=item.session_id)
    note_shortages(ledger, shortages, [command.registration_id])
    serve_opened(ledger, before)
    return Done(overbooked=shortages)


def change_session(ledger: Ledger, command: ChangeSession) -> Outcome:
    """Take a session from a registration, give it one, or move it from one to the other."""
    registration = find_active(ledger, command.registration_id)
    if isinstance(registration, Declined):
        return registration
    leaves_id, joins_id = command.leaves_id, command.joins_id
    declined = _check_leaving(registration, leaves_id) or _check_joining(ledger, registration, joins_id)
    if declined is not None:
        return declined
    wanted = Wanted([(PlaceKind.SESSION, joins_id)] if joins_id else [])
    shortages = find_shortages(ledger, wanted, [registration.contact_id])
    if shortages and not command.may_overbook:
        return Declined(Reason.FULL, shortages=shortages)
    overtaken = find_overtaken(ledger, [joins_id] if joins_id else [], [registration.contact_id])
    before = ledger.places_to_pass_on([leaves_id] if leaves_id else [])
    if leaves_id:
        leave_session(ledger, command.registration_id, leaves_id)
    if joins_id:
        give_session_seat(ledger, command.registration_id, registration.contact_id, joins_id)
    _note_session(ledger, command)
    note_shortages(ledger, shortages, [command.registration_id])
    serve_opened(ledger, before)
    return Done(bool(leaves_id or joins_id), shortages, overtaken)


def edit_details(ledger: Ledger, command: EditDetails) -> Outcome:
    """Change names, e-mail address and answers of a registration; nothing that is scarce moves."""
    registration = find_active(ledger, command.registration_id)
    if isinstance(registration, Declined):
        return registration
    given = {FIRST_NAME: command.first_name, LAST_NAME: command.last_name, EMAIL: command.email}
    person = {part: text.strip() for part, text in given.items() if text is not None}
    answers, problems = check_values(0, command.answers, ledger.settings)
    problems = [*check_person(0, person), *problems]
    if problems:
        return Declined(Reason.WRONG_VALUES, tuple(problems))
    answered = sort_answers(command.answers, ledger.settings.fields).by_field
    if not person and not answered:
        return Done(changed=False)
    cleared = tuple([key for key in answered if key not in {answer.field_id for answer in answers}])
    ledger.effects.append(
        ChangeDetails(
            command.registration_id,
            person.get(FIRST_NAME),
            person.get(LAST_NAME),
            person.get(EMAIL),
            answers,
            cleared,
        )
    )
    changed = (*person, *(str(key) for key in answered))
    ledger.note(What.DETAILS_CHANGED, command.registration_id, changed=changed)
    return Done()


def _not_covered(ledger: Ledger, pass_id: UUID | None, session_ids: Iterable[UUID]) -> list[UUID]:
    """Give those of the sessions that a pass does not open; one that lists none opens all."""
    event_pass = None if pass_id is None else ledger.passes.get(pass_id)
    if event_pass is None or not event_pass.session_ids:
        return []
    return [session_id for session_id in session_ids if session_id not in event_pass.session_ids]


def _exchange(ledger: Ledger, registration: KnownRegistration, command: MovePass) -> None:
    if registration.pass_id in ledger.passes:
        ledger.passes[registration.pass_id].taken -= 1
    ledger.passes[command.pass_id].taken += 1
    ledger.effects.append(MoveToPass(command.registration_id, command.pass_id))
    ledger.note(What.PASS_MOVED, command.registration_id, left=registration.pass_id, got=command.pass_id)
    registration.pass_id = command.pass_id


def _check_leaving(registration: KnownRegistration, session_id: UUID | None) -> Declined | None:
    if session_id is None:
        return None
    if session_id not in registration.session_ids:
        return Declined(Reason.NOT_IN_SESSION)
    return Declined(Reason.CHECKED_IN) if session_id in registration.attended_ids else None


def _check_joining(ledger: Ledger, registration: KnownRegistration, session_id: UUID | None) -> Declined | None:
    if session_id is None:
        return None
    if session_id not in ledger.sessions:
        return Declined(Reason.UNKNOWN_SESSION)
    if session_id in registration.session_ids:
        return Declined(Reason.ALREADY_IN_SESSION)
    if _not_covered(ledger, registration.pass_id, [session_id]):
        return Declined(Reason.NOT_COVERED, session_ids=(session_id,))
    return None


def _note_session(ledger: Ledger, command: ChangeSession) -> None:
    leaves_id, joins_id = command.leaves_id, command.joins_id
    if leaves_id and joins_id:
        ledger.note(What.SESSION_MOVED, command.registration_id, left=leaves_id, got=joins_id)
    elif joins_id:
        ledger.note(What.SESSION_ADDED, command.registration_id, session=joins_id)
    elif leaves_id:
        ledger.note(What.SESSION_CANCELLED, command.registration_id, session=leaves_id)
