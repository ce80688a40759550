"""What may be wrong with a value that somebody gives, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from guestlist.limits import ATTENDEE_EMAIL_LENGTH_MAX, ATTENDEE_NAME_LENGTH_MAX

# Parts of an attendee by which a problem names its place; an answer's is the id of its field.
FIRST_NAME = "first_name"
LAST_NAME = "last_name"
EMAIL = "email"
EVENT_PASS = "event_pass"
SESSIONS = "sessions"

LENGTHS_MAX = {
    FIRST_NAME: ATTENDEE_NAME_LENGTH_MAX,
    LAST_NAME: ATTENDEE_NAME_LENGTH_MAX,
    EMAIL: ATTENDEE_EMAIL_LENGTH_MAX,
}

# What no database of ours can store: NUL, and surrogates that belong to no pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class Fault(StrEnum):
    """Why a value is not allowed."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNSTORABLE = "unstorable"
    NO_EMAIL = "no_email"
    NOT_YES_NO = "not_yes_no"
    NO_CHOICE = "no_choice"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_PASS = "unknown_pass"
    UNKNOWN_SESSION = "unknown_session"
    NOT_COVERED = "not_covered"  # a session that the chosen pass does not open


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that is not allowed."""

    position: int  # of the attendee in the command, from 0
    part: str  # one of the names above, or the id of a custom field
    fault: Fault
    value: str = ""  # as given, or the id of the session meant


def is_storable(text: str) -> bool:
    """Tell whether the text holds neither NUL nor a lone surrogate."""
    return _UNSTORABLE.search(text) is None


def text_fault(part: str, text: str) -> Fault | None:
    """Say what is wrong with a name or an e-mail address, trimmed; None: nothing."""
    if not text:
        return Fault.MISSING
    if len(text) > LENGTHS_MAX[part]:
        return Fault.TOO_LONG
    if not is_storable(text):
        return Fault.UNSTORABLE
    if part == EMAIL and _EMAIL.fullmatch(text) is None:
        return Fault.NO_EMAIL
    return None
