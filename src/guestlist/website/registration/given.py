"""What a visitor typed and chose, read from the form as it came; nothing is judged here."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.http import QueryDict

from guestlist import ids
from guestlist.limits import ATTENDEES_PER_REQUEST_MAX
from guestlist.registration.rules.state import FieldType, RegistrationField

# Names of what the form sends. Those of an attendee stand behind "a0-", "a1-" …
TOKEN: Final = "token"
COUNT: Final = "people"
ACTION: Final = "action"
FIRST_NAME, LAST_NAME, EMAIL = "first_name", "last_name", "email"
PASS, SESSION, WAITS, AUTOMATIC = "pass", "session", "waits", "automatic"

REGISTER, ADD, REMOVE = "register", "add", "remove"  # "remove:2": the third attendee
# Behind a session's id: the visitor was shown that it is full and has a waitlist.
WAITING: Final = " waitlist"

_TOKEN_FORM: Final = re.compile(r"[A-Za-z0-9_-]{22,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class GivenSession:
    """A session that somebody ticked."""

    id: UUID | None  # None: no id at all
    waits: bool


@dataclass(frozen=True, slots=True)
class GivenAttendee:
    """One person of the form."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    answers: Mapping[UUID, tuple[str, ...]] = field(
        default_factory=dict
    )  # by custom field; only those that say something
    pass_id: str = ""
    sessions: tuple[GivenSession, ...] = ()
    waits: bool = False  # the visitor was shown that this person would join the waitlist
    automatic: bool = False

    @property
    def name(self) -> str:
        """Give what this person is called; "" while nobody has said it."""
        return f"{self.first_name.strip()} {self.last_name.strip()}".strip()


@dataclass(frozen=True, slots=True)
class Given:
    """A whole form. `token` is of this one showing of the form: the same content under it registers once."""

    token: str
    attendees: tuple[GivenAttendee, ...] = (GivenAttendee(),)
    action: str = REGISTER
    captcha: Mapping[str, str] = field(default_factory=dict)  # a hipObject; not part of what is registered
    consent: str = ""  # the mark of the text that was agreed to; see consent.py

    def digest(self) -> str:
        """Give a digest of the form's token and content."""
        return sha256(repr((self.token, self.attendees)).encode(errors="surrogatepass")).hexdigest()


def blank(person: GivenAttendee | None = None) -> Given:
    """Give an empty form, or one that knows its first person."""
    return Given(_new_token(), (person or GivenAttendee(),))


def read(sent: QueryDict, fields: Sequence[RegistrationField], *, people_max: int = ATTENDEES_PER_REQUEST_MAX) -> Given:
    """Read a form that was sent, whoever made it: what is not there is blank, what nobody asked for is left out.

    Of more people than `people_max` one too many is read, so that the form is refused.
    """
    token = sent.get(TOKEN, "")
    return Given(
        token=token if _TOKEN_FORM.fullmatch(token) else _new_token(),
        attendees=tuple(
            _read_attendee(sent, f"a{position}-", fields) for position in range(min(_count(sent), people_max + 1))
        ),
        action=sent.get(ACTION, REGISTER),
    )


def perform_action(given: Given) -> Given | None:
    """Add or remove a person if that is what was pressed; None: the form is to be registered."""
    attendees = given.attendees
    if given.action == ADD:
        return replace(given, attendees=(*attendees, GivenAttendee()))
    verb, _, number = given.action.partition(":")
    if verb != REMOVE:
        return None
    position = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
    left = tuple(attendee for index, attendee in enumerate(attendees) if index != position)
    return replace(given, attendees=left or (GivenAttendee(),))


def _count(sent: QueryDict) -> int:
    """Give the number of people that the form says it has, at least 1."""
    text = sent.get(COUNT, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
    return max(1, number)


def _read_attendee(sent: QueryDict, prefix: str, fields: Sequence[RegistrationField]) -> GivenAttendee:
    answers = {each.id: _read_answer(sent, f"{prefix}{each.id}", each) for each in fields}
    return GivenAttendee(
        first_name=sent.get(prefix + FIRST_NAME, ""),
        last_name=sent.get(prefix + LAST_NAME, ""),
        email=sent.get(prefix + EMAIL, ""),
        answers={field_id: values for field_id, values in answers.items() if values},
        pass_id=sent.get(prefix + PASS, ""),
        sessions=_read_sessions(sent.getlist(prefix + SESSION)),
        waits=bool(sent.get(prefix + WAITS)),
        automatic=bool(sent.get(prefix + AUTOMATIC)),
    )


def _read_answer(sent: QueryDict, name: str, asked: RegistrationField) -> tuple[str, ...]:
    values = sent.getlist(name)
    if asked.type != FieldType.MULTIPLE_CHOICE:
        values = values[-1:]
    return tuple(dict.fromkeys(value for value in values if value.strip()))


def _read_sessions(values: Sequence[str]) -> tuple[GivenSession, ...]:
    found: dict[UUID | None, GivenSession] = {}
    for value in values:
        if value:
            session_id = ids.parse_guid(value.removesuffix(WAITING))
            found.setdefault(session_id, GivenSession(session_id, value.endswith(WAITING)))
    return tuple(found.values())


def _new_token() -> str:
    return secrets.token_urlsafe(24)
