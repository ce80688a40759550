"""Rows with harmless defaults, for tests that need a catalog."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from guestlist import clock, ids
from guestlist.catalog.choices import FieldType, PublishStatus, TrackType
from guestlist.catalog.models import (
    CustomRegistrationField,
    Event,
    EventCustomRegistrationField,
    Pass,
    Session,
    SessionTrack,
)
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization, WebApplication
from guestlist.registration.requests import Reply, Request
from guestlist.registration.rules.commands import Answer, Attendee, Command, Register, SessionChoice
from guestlist.registration.step import perform

ORIGIN = "https://events.lindenhof.example"


def make_organization(slug: str = "main", **columns: Any) -> Organization:
    return Organization.objects.create(name=columns.pop("name", "Lindenhof"), slug=slug, **columns)


def make_web_application(organization: Organization, **columns: Any) -> WebApplication:
    defaults = {"name": "Website", "origin": ORIGIN, "token": f"tk_{ids.new_id().hex}"}
    return WebApplication.objects.create(organization=organization, **(defaults | columns))


def make_event(organization: Organization, readable_event_id: str = "Harbour_Data_Days", **columns: Any) -> Event:
    defaults: dict[str, Any] = {
        "name": readable_event_id.replace("_", " "),
        "publish_status": PublishStatus.LIVE,
        "time_zone": "Europe/Berlin",
        "starts_at": datetime(2027, 6, 10, 7, tzinfo=UTC),
        "ends_at": datetime(2027, 6, 11, 15, tzinfo=UTC),
        "auto_registers_waitlist": False,
    }
    return Event.objects.create(organization=organization, readable_event_id=readable_event_id, **(defaults | columns))


def make_session(event: Event, name: str = "Tide gauges", **columns: Any) -> Session:
    defaults: dict[str, Any] = {
        "publish_status": PublishStatus.LIVE,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
    }
    return Session.objects.create(event=event, name=name, **(defaults | columns))


def make_track(event: Event, name: str = "Open data", **columns: Any) -> SessionTrack:
    defaults = {"publish_status": PublishStatus.LIVE, "track_type": TrackType.EXTERNAL}
    return SessionTrack.objects.create(event=event, name=name, **(defaults | columns))


def make_pass(event: Event, name: str = "Two-day pass", **columns: Any) -> Pass:
    defaults = {"price_minor": 24000, "currency": "EUR", "allocated": 10}
    return Pass.objects.create(event=event, name=name, **(defaults | columns))


def make_field(event: Event, text: str = "Diet", **columns: Any) -> CustomRegistrationField:
    defaults = {"field_type": FieldType.SIMPLE_TEXT, "organization": event.organization}
    order = columns.pop("order", 0)
    field = CustomRegistrationField.objects.create(text=text, **(defaults | columns))
    EventCustomRegistrationField.objects.create(event=event, field=field, order=order)
    return field


def an_attendee(
    number: int = 1,
    *,
    sessions: Sequence[UUID] = (),
    waitlisted_sessions: Sequence[UUID] = (),
    answers: Sequence[Answer] = (),
    **values: Any,
) -> Attendee:
    """A person of one's own for each number."""
    defaults = {
        "first_name": "Mara",
        "last_name": f"Oyelaran {number}",
        "email": f"mara{number}@oyelaran.example",
    }
    return Attendee(
        registration_id=ids.new_id(),
        sessions=[
            *(SessionChoice(session_id) for session_id in sessions),
            *(SessionChoice(session_id, waitlisted=True) for session_id in waitlisted_sessions),
        ],
        answers=answers,
        **(defaults | values),
    )


def registering(*attendees: Attendee, **values: Any) -> Register:
    return Register(attendees=attendees, purchase_id=ids.new_id(), **values)


def commit(event: Event, *commands: Command) -> list[Reply]:
    """Perform commands for one event as one batch, in a transaction of its own."""
    requests = [Request(event.organization_id, event.id, command) for command in commands]
    with writing() as changes:
        return perform(requests, now=clock.now(), changes=changes)
