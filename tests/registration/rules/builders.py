"""Small makers of what the rules are asked and told, with defaults that let everything through."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from guestlist.registration.rules.commands import Answer, Attendee, CaptchaProof, Register, SessionChoice
from guestlist.registration.rules.decisions import Refused
from guestlist.registration.rules.screen import Screened, screen
from guestlist.registration.rules.state import (
    EventSettings,
    EventStyle,
    FieldType,
    PassState,
    RegistrationField,
    SessionState,
)

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
EVENT_END = NOON + timedelta(days=100)

_numbers = itertools.count(1)


def an_id(name: str) -> UUID:
    """Give the same id for the same name."""
    return uuid5(NAMESPACE_DNS, name)


def a_new_id() -> UUID:
    """Give an id that no other call gives."""
    return UUID(int=next(_numbers))


def settings(**changes: Any) -> EventSettings:
    """Make a free event without any limit, wish or condition."""
    event = EventSettings(
        id=an_id("event"),
        is_live=True,
        opens_at=None,
        closes_at=None,
        ends_at=EVENT_END,
        style=EventStyle.OUTBOUND,
        capacity=None,
        allows_anonymous=True,
        allows_many_attendees=True,
        needs_captcha=False,
        has_waitlist=False,
        auto_registers=False,
        offers_auto_choice=False,
        invitations_per_slot=1,
        offers_sessions=False,
        one_session_only=False,
        session_required=False,
        payment_page_url=None,
        payment_timeout_minutes=50,
        readable_event_id="Harbour_Days",
    )
    return replace(event, **changes)


def a_session(name: str, **changes: Any) -> SessionState:
    """Make a session that is Live and has no limit."""
    session = SessionState(
        id=an_id(name),
        is_live=True,
        capacity=None,
        taken=0,
        has_waitlist=True,
        ends_at=EVENT_END,
    )
    return replace(session, **changes)


def a_pass(name: str, **changes: Any) -> PassState:
    """Make a pass: ten for 20 euros each."""
    event_pass = PassState(id=an_id(name), allocated=10, taken=0, price_minor=2000, currency="EUR")
    return replace(event_pass, **changes)


def a_field(name: str, field_type: FieldType = FieldType.SIMPLE_TEXT, **changes: Any) -> RegistrationField:
    """Make an optional field; its label is its logical name with a capital letter."""
    field = RegistrationField(
        id=an_id(name), text=name.capitalize(), logical_name=name, type=field_type, is_required=False, choices=()
    )
    return replace(field, **changes)


def an_attendee(
    name: str = "mara",
    *,
    wants: Sequence[str] = (),
    queues_for: Sequence[str] = (),
    holds: str = "",
    answers: Mapping[str, str | None] | Sequence[Answer] = (),
    **changes: Any,
) -> Attendee:
    """Make an attendee; `wants` and `queues_for` name sessions, `holds` a pass."""
    if isinstance(answers, Mapping):
        answers = [Answer(key, value) for key, value in answers.items()]
    attendee = Attendee(
        registration_id=a_new_id(),
        first_name=name.title(),
        last_name="Oyelaran",
        email=f"{name}@oyelaran.example",
        pass_id=str(an_id(holds)) if holds else "",
        answers=answers,
        sessions=[
            *(SessionChoice(an_id(session)) for session in wants),
            *(SessionChoice(an_id(session), waitlisted=True) for session in queues_for),
        ],
    )
    return replace(attendee, **changes)


def a_request(*attendees: Attendee, **changes: Any) -> Register:
    """Make a request; without attendees for one ordinary person."""
    return replace(Register(attendees or (an_attendee(),), a_new_id()), **changes)


def a_proof(**changes: Any) -> CaptchaProof:
    """Make the right answer to a captcha of the event, still in time."""
    return replace(CaptchaProof("k", an_id("event"), NOON + timedelta(minutes=20), is_right=True), **changes)


def check(
    request: Register,
    event: EventSettings | None,
    sessions: Sequence[SessionState] = (),
    now: datetime = NOON,
) -> Screened | Refused:
    """Screen a request."""
    return screen(request, event, {session.id: session for session in sessions}, now)
