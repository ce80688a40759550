"""What is shown of one registration: places, answers, and its log in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guestlist.backoffice.local_times import local_text
from guestlist.catalog.models import CustomRegistrationField, Event, Pass, Session
from guestlist.ids import parse_guid
from guestlist.registration.models import (
    AttendeePass,
    Registration,
    RegistrationLogEntry,
    RegistrationStatus,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.rules.faults import EMAIL, FIRST_NAME, LAST_NAME

LOG_SHOWN_MAX: Final = 200
# Colours of Unfold's labels.
STATUS_COLOURS: Final = {
    RegistrationStatus.REGISTERED.value: "success",
    RegistrationStatus.CHECKED_IN.value: "info",
    RegistrationStatus.CANCELLED.value: "danger",
}
_PARTS: Final = {
    FIRST_NAME: gettext_lazy("first name"),
    LAST_NAME: gettext_lazy("last name"),
    EMAIL: gettext_lazy("e-mail"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A session that somebody has a place in, had one in, or waits for."""

    session_id: UUID
    name: str
    when: str  # on the event's clock
    state: str
    is_active: bool
    can_leave: bool


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to a question."""

    question: str
    answer: str  # "" if there is none


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the log."""

    at: str  # on the event's clock
    what: str
    by: str
    details: str


def status_label(status: str) -> tuple[str, str]:
    """Give the key and the word for Unfold's `label` of a status."""
    return status, str(RegistrationStatus(status).label)


def seats_of(registration: Registration) -> list[Seat]:
    """Give the sessions of a registration: those it has by time, then those it waits for, then those it left."""
    zone = registration.event.time_zone
    rows = SessionRegistration.objects.filter(registration=registration).select_related("session")
    waiting = WaitlistItem.objects.filter(registration_id=registration.pk, event=registration.event_id)
    taken = sorted(rows, key=lambda row: (row.session.starts_at, row.session.name))
    seats = [_seat(row, zone) for row in taken]
    waits = [
        Seat(
            item.session.pk,
            item.session.name,
            local_text(item.session.starts_at, zone),
            waiting_word(item),
            True,
            False,
        )
        for item in waiting.filter(session__isnull=False).select_related("session").order_by("sequence")
        if item.session
    ]
    return [
        *(seat for seat in seats if seat.is_active),
        *waits,
        *(seat for seat in seats if not seat.is_active),
    ]


def _seat(row: SessionRegistration, zone: str) -> Seat:
    return Seat(
        row.session_id,
        row.session.name,
        local_text(row.session.starts_at, zone),
        str(RegistrationStatus(row.status).label),
        row.status != RegistrationStatus.CANCELLED,
        row.status == RegistrationStatus.REGISTERED,
    )


def waiting_word(item: WaitlistItem) -> str:
    """Say how somebody waits."""
    if item.on_hold:
        return _("On hold until there is a place at the event")
    return _("Invited") if item.invited else _("Waiting")


def pass_of(registration: Registration) -> AttendeePass | None:
    """Give the pass that a registration holds."""
    held = AttendeePass.objects.filter(registration=registration, is_active=True)
    return held.select_related("event_pass").first()


def questions_of(event: Event) -> list[CustomRegistrationField]:
    """Give what an event asks, in its order."""
    fields = CustomRegistrationField.objects.filter(attachments__event=event)
    return list(fields.order_by("attachments__order", "attachments__id"))


def answers_of(registration: Registration) -> list[Said]:
    """Give what somebody answered: the event's questions in order, then what else came."""
    responses = list(registration.responses.select_related("field").order_by("pk"))
    asked = questions_of(registration.event)
    by_field = {response.field_id: response for response in responses}
    said = [_said(field.text, by_field.get(field.pk)) for field in asked]
    known = {field.pk for field in asked}
    return said + [
        _said(response.field.text if response.field else response.given_id, response)
        for response in responses
        if response.field_id not in known
    ]


def _said(question: str, response: Any) -> Said:
    if response is None:
        return Said(question, "")
    return Said(question, "\n".join(response.chosen) if response.chosen else response.value)


def kept_answers(item: WaitlistItem) -> list[Said]:
    """Give what somebody who waits answered."""
    kept: Sequence[Sequence[Any]] = item.answers or []
    field_ids = [key for field_id, *_rest in kept if (key := parse_guid(str(field_id or "")))]
    names = dict(
        CustomRegistrationField.objects.filter(pk__in=field_ids, organization=item.event.organization_id).values_list(
            "pk", "text"
        )
    )
    return [
        Said(names.get(parse_guid(str(field_id or "")) or UUID(int=0), str(given_id)), "\n".join(values or [value]))
        for field_id, given_id, value, values in kept
    ]


def log_of(event: Event, registration_id: UUID) -> list[Line]:
    """Give the log of a registration, or of somebody who waits, the latest first."""
    rows = RegistrationLogEntry.objects.filter(event=event, registration_id=registration_id)
    entries = list(rows.order_by("-at", "-id")[:LOG_SHOWN_MAX])
    names = _names_in(event, entries)
    return [
        Line(
            local_text(entry.at, event.time_zone),
            entry.get_what_display(),
            entry.user_name or entry.get_by_display(),
            _details(entry.details, names),
        )
        for entry in entries
    ]


def _names_in(event: Event, entries: Iterable[RegistrationLogEntry]) -> dict[str, str]:
    """Look up the sessions, passes and questions that log entries speak of, by id as text."""
    keys: set[UUID] = set()
    for entry in entries:
        for value in entry.details.values():
            for text in [value] if isinstance(value, str) else value or []:
                if key := parse_guid(str(text).rpartition(" ")[2]):
                    keys.add(key)
    if not keys:
        return {}
    found = [
        *Session.objects.filter(event=event, pk__in=keys).values_list("pk", "name"),
        *Pass.objects.filter(event=event, pk__in=keys).values_list("pk", "name"),
        *CustomRegistrationField.objects.filter(organization=event.organization_id, pk__in=keys).values_list(
            "pk", "text"
        ),
    ]
    return {str(key): name for key, name in found}


def _details(details: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Say what an entry is about: "Tide gauges → Dredging", "overbooked: the event"."""
    if "got" in details:
        left = details.get("left")
        return f"{_named(left, names)} → {_named(details['got'], names)}" if left else _named(details["got"], names)
    if session := details.get("session"):
        return _named(session, names)
    if changed := details.get("changed"):
        return ", ".join(str(_PARTS.get(part) or _named(part, names)) for part in changed)
    if places := details.get("places"):
        return ", ".join(_place(place, names) for place in places)
    return ""


def _place(place: str, names: Mapping[str, str]) -> str:
    _kind, _blank, key = place.partition(" ")
    return _named(key, names) if key else _("the event")


def _named(key: Any, names: Mapping[str, str]) -> str:
    return names.get(str(key), _("something deleted since"))
