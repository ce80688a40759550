"""Rules 1 to 16: whether a request is in order, whatever the counts say (contract 5.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guestlist.limits import ATTENDEES_PER_REQUEST_MAX
from guestlist.registration.rules.answers import (
    check_answers,
    contact_columns,
    missing_field,
    plain_id,
    sort_answers,
)
from guestlist.registration.rules.commands import Attendee, CaptchaProof, Register
from guestlist.registration.rules.decisions import (
    ErrorCode,
    Refused,
    ScreenedAttendee,
    StoredAnswer,
)
from guestlist.registration.rules.faults import EMAIL, FIRST_NAME, LAST_NAME, LENGTHS_MAX, Fault, text_fault
from guestlist.registration.rules.refusals import refuse, refuse_attendee
from guestlist.registration.rules.state import EventSettings, EventStyle, PassState, SessionState

_LABELS = {FIRST_NAME: "first name", LAST_NAME: "last name", EMAIL: "e-mail address"}

_Person = tuple[str, str, str]  # first name, last name, e-mail; trimmed
_Answers = tuple[tuple[StoredAnswer, ...], tuple[tuple[str, str], ...]]  # and contact columns
_Choices = tuple[tuple[UUID, ...], tuple[UUID, ...]]  # sessions wanted now, and from the queue

_NO_ANSWERS: _Answers = ((), ())
_NO_CHOICES: _Choices = ((), ())


@dataclass(frozen=True, slots=True)
class Screened:
    """A request in order: its attendees, trimmed, with answers checked and ids resolved."""

    attendees: tuple[ScreenedAttendee, ...]


def screen(
    command: Register,
    settings: EventSettings | None,
    sessions: Mapping[UUID, SessionState],
    now: datetime,
) -> Screened | Refused:
    """Check rules 1 to 16 in their order; the first that fails decides.

    Args:
        command: the request as it came.
        settings: of the event; None if the organization has no such event (rule 1).
        sessions: those named by the request that belong to the event; counts do not matter.
        now: aware UTC.

    Source: contract 5.3 (OD-34), with 5.1, 5.6, 5.8 and 5.9.
    """
    if settings is None:
        return refuse(ErrorCode.EVENT_NOT_FOUND)
    attendees = command.attendees
    refused = _check_event(command, settings, now) or _check_number(attendees, settings)
    if refused is not None:
        return refused
    people = _check_people(attendees)
    if isinstance(people, Refused):
        return people
    answers = _check_answers(attendees, settings)
    if isinstance(answers, Refused):
        return answers
    if settings.needs_captcha and not _passes_captcha(command.captcha_proof, settings, now):
        return refuse(ErrorCode.FINALIZATION_NOT_ALLOWED)
    passes = _check_passes(attendees, settings)
    if isinstance(passes, Refused):
        return passes
    choices = _check_choices(attendees, passes, settings, sessions)
    if isinstance(choices, Refused):
        return choices
    refused = _check_waitlists(attendees, choices, settings, sessions)
    if refused is not None:
        return refused
    return Screened(
        tuple(
            [
                _screened(attendee, settings, person, said, event_pass, chosen)
                for attendee, person, said, event_pass, chosen in zip(
                    attendees, people, answers, passes, choices, strict=True
                )
            ]
        )
    )


def spent_captcha(command: Register, settings: EventSettings, now: datetime) -> str | None:
    """Give the key of the captcha that a request uses up, since it comes to rule 12; None: it uses none.

    Used up is one that is still in time, whatever the answer: nobody guesses twice (contract 5.10).
    """
    proof = command.captcha_proof
    if proof is None or now >= proof.expires_at or not settings.needs_captcha:
        return None
    attendees = command.attendees
    comes_so_far = (
        _check_event(command, settings, now) is None
        and _check_number(attendees, settings) is None
        and not isinstance(_check_people(attendees), Refused)
        and not isinstance(_check_answers(attendees, settings), Refused)
    )
    return proof.key if comes_so_far else None


def _passes_captcha(proof: CaptchaProof | None, settings: EventSettings, now: datetime) -> bool:
    """Check rule 12, but for earlier use, which is stored."""
    return proof is not None and proof.is_right and proof.event_id == settings.id and now < proof.expires_at


def _screened(
    attendee: Attendee,
    settings: EventSettings,
    person: _Person,
    answers: _Answers,
    event_pass: PassState | None,
    choices: _Choices,
) -> ScreenedAttendee:
    return ScreenedAttendee(
        registration_id=attendee.registration_id,
        first_name=person[0],
        last_name=person[1],
        email=person[2],
        pass_id=None if event_pass is None else event_pass.id,
        waitlisted=attendee.waitlisted,
        auto_register=_registers_automatically(attendee, settings),
        answers=answers[0],
        session_ids=choices[0],
        waitlisted_session_ids=choices[1],
        contact_columns=answers[1],
        language=attendee.language,
    )


def _registers_automatically(attendee: Attendee, settings: EventSettings) -> bool:
    """Resolve whose choice it is to be registered by the queue (contract 5.8)."""
    if settings.is_paid:
        return False
    return settings.auto_registers or (settings.offers_auto_choice and attendee.auto_register)


def _check_event(command: Register, settings: EventSettings, now: datetime) -> Refused | None:
    """Check rules 2 to 4."""
    if not settings.is_live:
        return refuse(ErrorCode.EVENT_NOT_LIVE)
    if settings.opens_at is not None and now < settings.opens_at:
        return refuse(ErrorCode.REGISTRATION_CLOSED, "Registration for this event has not started yet.")
    if settings.closes_at is not None and now >= settings.closes_at:
        return refuse(ErrorCode.REGISTRATION_CLOSED)
    is_anonymous = command.registered_by_id is None
    if is_anonymous and command.can_sign_in and not settings.allows_anonymous:
        return refuse(ErrorCode.ANONYMOUS_REGISTRATION_NOT_ALLOWED)
    return None


def _check_number(attendees: Sequence[Attendee], settings: EventSettings) -> Refused | None:
    """Check rules 5 to 7."""
    count = len(attendees)
    if count == 0:
        return refuse(ErrorCode.REGISTRATION_FAILED, "The registration names no attendee.")
    if count > ATTENDEES_PER_REQUEST_MAX:
        return refuse(ErrorCode.TOO_MANY_ATTENDEES)
    if count > 1 and not settings.allows_many_attendees:
        return refuse(ErrorCode.MULTI_ATTENDEE_REGISTRATION_NOT_ENABLED)
    return None


def _check_people(attendees: Sequence[Attendee]) -> list[_Person] | Refused:
    """Check rules 8 and 9."""
    people = [(a.first_name.strip(), a.last_name.strip(), a.email.strip()) for a in attendees]
    for position, person in enumerate(people):
        if not all(person):
            missing = tuple(_LABELS.values())[person.index("")]
            return refuse_attendee(
                ErrorCode.REQUIRED_REGISTRATION_FIELD_MISSING,
                position,
                len(people),
                f"the {missing} is missing.",
            )
    for position, person in enumerate(people):
        reason = _find_wrong_text(*person)
        if reason is not None:
            return refuse_attendee(
                ErrorCode.INVALID_VALUE_FOR_REQUIRED_REGISTRATION_FIELD,
                position,
                len(people),
                reason,
            )
    return people


def _find_wrong_text(*person: str) -> str | None:
    for (part, label), text in zip(_LABELS.items(), person, strict=True):
        match text_fault(part, text):
            case Fault.TOO_LONG:
                return f"the {label} is longer than {LENGTHS_MAX[part]} characters."
            case Fault.UNSTORABLE:
                return f"the {label} holds a character that cannot be stored."
            case Fault.NO_EMAIL:
                return f"the {label} is not valid."
    return None


def _check_answers(attendees: Sequence[Attendee], settings: EventSettings) -> list[_Answers] | Refused:
    """Check rules 10 and 11."""
    fields = settings.fields
    if not fields and not any(attendee.answers for attendee in attendees):
        return [_NO_ANSWERS] * len(attendees)
    given = [sort_answers(attendee.answers, fields) for attendee in attendees]
    for position, answers in enumerate(given):
        missing = missing_field(answers, fields)
        if missing is not None:
            code = ErrorCode.REQUIRED_REGISTRATION_FIELD_MISSING
            return refuse_attendee(code, position, len(given), f'"{missing.text}" needs an answer.')
    checked: list[_Answers] = []
    for position, answers in enumerate(given):
        stored = check_answers(answers, fields)
        if isinstance(stored, str):
            code = ErrorCode.INVALID_VALUE_FOR_REQUIRED_REGISTRATION_FIELD
            return refuse_attendee(code, position, len(given), stored)
        checked.append((stored, contact_columns(stored, fields)))
    return checked


def _check_passes(attendees: Sequence[Attendee], settings: EventSettings) -> list[PassState | None] | Refused:
    """Check rule 13; several currencies cannot be paid as one sum, so they fail it too."""
    visible = {str(event_pass.id): event_pass for event_pass in settings.passes}
    visible = {key: event_pass for key, event_pass in visible.items() if event_pass.allocated > 0}
    chosen: list[PassState | None] = []
    for position, attendee in enumerate(attendees):
        key = "" if attendee.waitlisted else plain_id(attendee.pass_id)
        event_pass = visible.get(key)
        needs_pass = bool(visible) and not attendee.waitlisted
        if event_pass is None and (key or needs_pass):
            reason = "the chosen pass is not available for this event."
            if not key:
                reason = "a pass is needed for this event."
            code = ErrorCode.ATTENDEE_PASS_ID_NOT_VALID
            return refuse_attendee(code, position, len(attendees), reason)
        chosen.append(event_pass)
    if len({p.currency for p in chosen if p is not None and p.price_minor}) > 1:
        return refuse(
            ErrorCode.ATTENDEE_PASS_ID_NOT_VALID,
            "Passes in different currencies cannot be bought together.",
        )
    return chosen


def _check_choices(
    attendees: Sequence[Attendee],
    passes: Sequence[PassState | None],
    settings: EventSettings,
    sessions: Mapping[UUID, SessionState],
) -> list[_Choices] | Refused:
    """Check rules 14 and 15."""
    needs_choice = settings.session_required and settings.offers_sessions and settings.style == EventStyle.REAL_TIME
    if not needs_choice and not any(attendee.sessions for attendee in attendees):
        return [_NO_CHOICES] * len(attendees)
    chosen = []
    for attendee, event_pass in zip(attendees, passes, strict=True):
        choices = _resolve_choices(attendee, event_pass, settings, sessions)
        if choices is None:
            return refuse(ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID)
        chosen.append(choices)
    if needs_choice:
        for position, (attendee, choices) in enumerate(zip(attendees, chosen, strict=True)):
            if choices == _NO_CHOICES and not attendee.waitlisted:
                code = ErrorCode.REQUIRED_REGISTRATION_FIELD_MISSING
                return refuse_attendee(code, position, len(attendees), "a session must be chosen.")
    for wanted, queued in chosen:
        if not all(sessions[session_id].is_live for session_id in wanted + queued):
            return refuse(ErrorCode.SESSION_NOT_LIVE)
    return chosen


def _resolve_choices(
    attendee: Attendee,
    event_pass: PassState | None,
    settings: EventSettings,
    sessions: Mapping[UUID, SessionState],
) -> _Choices | None:
    """Return the sessions that an attendee may and does name, or None (contract 5.9)."""
    if not attendee.sessions:
        return _NO_CHOICES
    if not settings.offers_sessions:
        return None
    # A session named twice counts once, as it is named first.
    choices: dict[UUID, bool] = {}
    for choice in attendee.sessions:
        if choice.session_id is None or choice.session_id not in sessions:
            return None
        choices.setdefault(choice.session_id, choice.waitlisted)
    if settings.style == EventStyle.REAL_TIME:
        if settings.one_session_only and len(choices) > 1:
            return None
        eligible = frozenset() if event_pass is None else event_pass.session_ids
        if eligible and not eligible.issuperset(choices):
            return None
    return (
        tuple([session_id for session_id, waitlisted in choices.items() if not waitlisted]),
        tuple([session_id for session_id, waitlisted in choices.items() if waitlisted]),
    )


def _check_waitlists(
    attendees: Sequence[Attendee],
    choices: Sequence[_Choices],
    settings: EventSettings,
    sessions: Mapping[UUID, SessionState],
) -> Refused | None:
    """Check rule 16."""
    joins_event = any(attendee.waitlisted for attendee in attendees)
    if joins_event and not settings.has_waitlist:
        return refuse(ErrorCode.WAITLIST_REGISTRATION_NOT_ALLOWED)
    for _wanted, queued in choices:
        if not all(sessions[session_id].has_waitlist for session_id in queued):
            return refuse(ErrorCode.WAITLIST_REGISTRATION_NOT_ALLOWED)
    return None
