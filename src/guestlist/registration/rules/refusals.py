"""The sentences of refusals: one for each code, fit for display (contract 5.5)."""

from __future__ import annotations

from guestlist.limits import ATTENDEES_PER_REQUEST_MAX
from guestlist.registration.rules.decisions import ErrorCode, Refused

_MESSAGES = {
    ErrorCode.EVENT_NOT_FOUND: "This event does not exist.",
    ErrorCode.EVENT_NOT_LIVE: "This event takes no registrations at the moment.",
    ErrorCode.REGISTRATION_CLOSED: "Registration for this event has ended.",
    ErrorCode.SESSION_NOT_LIVE: "A chosen session takes no registrations at the moment.",
    ErrorCode.MAXIMUM_CAPACITY_REACHED: "The event is full. You can join the waitlist.",
    ErrorCode.MAXIMUM_NO_ATTENDEES_REACHED: "The event is full.",
    ErrorCode.EVENT_CAPACITY_EXCEEDING: "Not enough places left for this number of attendees.",
    ErrorCode.MAXIMUM_SESSION_CAPACITY_REACHED: "A chosen session is full.",
    ErrorCode.TOO_MANY_ATTENDEES: (f"At most {ATTENDEES_PER_REQUEST_MAX} attendees can be registered at once."),
    ErrorCode.MULTI_ATTENDEE_REGISTRATION_NOT_ENABLED: ("This event allows one attendee per registration."),
    ErrorCode.ANONYMOUS_REGISTRATION_NOT_ALLOWED: "Please sign in to register.",
    ErrorCode.ATTENDEE_PASS_ID_NOT_VALID: "The chosen pass is not available for this event.",
    ErrorCode.ATTENDEE_SESSION_ID_NOT_VALID: ("A chosen session is not available for this registration."),
    ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES: "Not enough passes left.",
    ErrorCode.REQUIRED_REGISTRATION_FIELD_MISSING: ("Required information is missing for at least one attendee."),
    ErrorCode.INVALID_VALUE_FOR_REQUIRED_REGISTRATION_FIELD: "A value is not valid.",
    ErrorCode.WAITLIST_REGISTRATION_NOT_ALLOWED: "There is no waitlist for this event or session.",
    ErrorCode.FINALIZATION_AFTER_TIME_LIMIT: "The payment was not completed in time.",
    ErrorCode.FINALIZATION_NOT_ALLOWED: "The captcha answer was not right. Please try again.",
    ErrorCode.FINALIZATION_NOT_ENABLED: "Demo payment is not enabled.",
    ErrorCode.REQUEST_TIMED_OUT: "The registration took too long. Please try again.",
    ErrorCode.REGISTRATION_FAILED: "The registration failed.",
}


def refuse(code: ErrorCode, message: str | None = None) -> Refused:
    """Refuse with the usual sentence of the code, or with a better one."""
    return Refused(code, message or _MESSAGES[code])


def refuse_attendee(code: ErrorCode, position: int, count: int, reason: str) -> Refused:
    """Refuse because of one attendee.

    Args:
        code: what the website's script branches on.
        position: of the attendee in the request, from 0.
        count: attendees of the request; one alone is not numbered.
        reason: a sentence that starts in lower case.
    """
    if count == 1:
        return Refused(code, reason[:1].upper() + reason[1:])
    return Refused(code, f"Attendee {position + 1}: {reason}")
