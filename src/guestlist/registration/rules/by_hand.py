"""Registering by hand: what staff may do, and what binds them too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from guestlist.limits import ATTENDEES_PER_REQUEST_MAX
from guestlist.registration.rules.answers import check_each, contact_columns, plain_id, sort_answers
from guestlist.registration.rules.commands import Answer, Attendee, RegisterByHand, RegisterByHandScreened
from guestlist.registration.rules.decisions import (
    Declined,
    Done,
    Outcome,
    PlaceKind,
    Reason,
    ScreenedAttendee,
    StoredAnswer,
)
from guestlist.registration.rules.faults import (
    EMAIL,
    EVENT_PASS,
    FIRST_NAME,
    LAST_NAME,
    SESSIONS,
    Fault,
    Problem,
    text_fault,
)
from guestlist.registration.rules.ledger import Ledger
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.queue import serve
from guestlist.registration.rules.screen import Screened
from guestlist.registration.rules.seating import give_event_seat, give_session_seat, try_holds
from guestlist.registration.rules.shortages import EVENT, Wanted, find_overtaken, find_shortages, note_shortages
from guestlist.registration.rules.state import EventSettings, PassState, SessionState


def screen_by_hand(
    command: RegisterByHand, settings: EventSettings, sessions: Mapping[UUID, SessionState]
) -> Screened | Declined:
    """Check the values of all attendees, and name every one that is not allowed.

    Args:
        command: as staff gave it.
        settings: of the event.
        sessions: those named by the command that belong to the event; counts do not matter.
    """
    if settings.is_pattern:
        return Declined(Reason.PATTERN)
    if not command.attendees:
        return Declined(Reason.NOBODY)
    if len(command.attendees) > ATTENDEES_PER_REQUEST_MAX:
        return Declined(Reason.TOO_MANY)
    screened: list[ScreenedAttendee] = []
    problems: list[Problem] = []
    for position, attendee in enumerate(command.attendees):
        screened.append(_screen_one(position, attendee, settings, sessions, problems))
    return Declined(Reason.WRONG_VALUES, tuple(problems)) if problems else Screened(tuple(screened))


def check_person(position: int, person: Mapping[str, str]) -> list[Problem]:
    """Check names and e-mail address, trimmed, by the part that each is."""
    return [
        Problem(position, part, fault, text)
        for part, text in person.items()
        if (fault := text_fault(part, text)) is not None
    ]


def check_values(
    position: int, answers: Sequence[Answer], settings: EventSettings
) -> tuple[tuple[StoredAnswer, ...], list[Problem]]:
    """Check answers; none is required. Gives those in order, and what is wrong with the others."""
    stored, wrong = check_each(sort_answers(answers, settings.fields), settings.fields)
    problems = [
        Problem(
            position,
            w.answer.id if w.field is None else str(w.field.id),
            w.fault,
            w.choice or w.answer.value or "",
        )
        for w in wrong
    ]
    return stored, problems


def register_by_hand(ledger: Ledger, asked: RegisterByHandScreened) -> Outcome:
    """Register everybody, or nobody; passes are given, nothing is to be paid."""
    command, people = asked.command, list(zip(asked.attendees, asked.contact_ids, strict=True))
    repeated = () if command.may_repeat else _find_repeated(ledger, asked.contact_ids)
    if repeated:
        return Declined(Reason.ALREADY_REGISTERED, positions=repeated)
    wanted = _wanted(asked.attendees)
    shortages = find_shortages(ledger, wanted, asked.contact_ids)
    if shortages and not command.may_overbook:
        return Declined(Reason.FULL, shortages=shortages)
    keys = [record_id for kind, record_id in wanted if kind != PlaceKind.PASS]
    overtaken = find_overtaken(ledger, keys, asked.contact_ids)
    for attendee, contact_id in people:
        registration_id = attendee.registration_id
        give_event_seat(
            ledger,
            registration_id,
            contact_id,
            pass_id=attendee.pass_id,
            attendee=attendee,
            named_session_ids=attendee.session_ids,
        )
        ledger.note(What.REGISTERED_BY_HAND, registration_id)
        for session_id in attendee.session_ids:
            give_session_seat(ledger, registration_id, contact_id, session_id)
    note_shortages(ledger, shortages, [attendee.registration_id for attendee, _ in people])
    try_holds(ledger)
    serve(ledger, {})
    return Done(overbooked=shortages, overtaken=overtaken)


def _screen_one(
    position: int,
    attendee: Attendee,
    settings: EventSettings,
    sessions: Mapping[UUID, SessionState],
    problems: list[Problem],
) -> ScreenedAttendee:
    """Give the attendee as far as it is in order; what is not goes into `problems`."""
    person = {
        FIRST_NAME: attendee.first_name.strip(),
        LAST_NAME: attendee.last_name.strip(),
        EMAIL: attendee.email.strip(),
    }
    problems += check_person(position, person)
    answers, wrong = check_values(position, attendee.answers, settings)
    event_pass, pass_problem = _find_pass(position, attendee.pass_id, settings)
    session_ids, session_problems = _find_sessions(position, attendee, event_pass, sessions)
    problems += [*pass_problem, *session_problems, *wrong]
    return ScreenedAttendee(
        registration_id=attendee.registration_id,
        **person,
        pass_id=None if event_pass is None else event_pass.id,
        waitlisted=False,
        auto_register=False,
        answers=answers,
        session_ids=session_ids,
        waitlisted_session_ids=(),
        contact_columns=contact_columns(answers, settings.fields),
        language=attendee.language,
    )


def _find_pass(position: int, given: str, settings: EventSettings) -> tuple[PassState | None, list[Problem]]:
    """Find any pass of the event, on offer or not."""
    key = plain_id(given)
    found = next((event_pass for event_pass in settings.passes if str(event_pass.id) == key), None)
    return found, [Problem(position, EVENT_PASS, Fault.UNKNOWN_PASS, given)] if key and found is None else []


def _find_sessions(
    position: int, attendee: Attendee, event_pass: PassState | None, sessions: Mapping[UUID, SessionState]
) -> tuple[tuple[UUID, ...], list[Problem]]:
    """Find sessions of any publish status; a pass that opens certain ones opens no others."""
    eligible = frozenset() if event_pass is None else event_pass.session_ids
    wanted = tuple(dict.fromkeys([choice.session_id for choice in attendee.sessions]))
    problems: list[Problem] = []
    found: list[UUID] = []
    for session_id in wanted:
        if session_id is None or session_id not in sessions:
            problems.append(Problem(position, SESSIONS, Fault.UNKNOWN_SESSION, str(session_id or "")))
        elif eligible and session_id not in eligible:
            problems.append(Problem(position, SESSIONS, Fault.NOT_COVERED, str(session_id)))
        else:
            found.append(session_id)
    return tuple(found), problems


def _find_repeated(ledger: Ledger, contact_ids: Sequence[UUID]) -> tuple[int, ...]:
    """Give the positions of those who are registered, or were named before."""
    return tuple(
        [
            position
            for position, contact_id in enumerate(contact_ids)
            if ledger.has_place(contact_id, None) or contact_id in contact_ids[:position]
        ]
    )


def _wanted(attendees: Sequence[ScreenedAttendee]) -> Wanted:
    wanted = Wanted({EVENT: len(attendees)})
    for attendee in attendees:
        wanted.update((PlaceKind.SESSION, session_id) for session_id in attendee.session_ids)
        if attendee.pass_id is not None:
            wanted[PlaceKind.PASS, attendee.pass_id] += 1
    return wanted
