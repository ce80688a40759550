"""The log of registrations as people read it: names instead of ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guestlist import ids
from guestlist.catalog.models import CustomRegistrationField, Pass, Session
from guestlist.database.configuration import READING
from guestlist.registration.models import RegistrationLogEntry
from guestlist.registration.names import Names
from guestlist.registration.rules.decisions import PlaceKind
from guestlist.registration.rules.faults import EMAIL, FIRST_NAME, LAST_NAME
from guestlist.registration.rules.notes import What

_PARTS: dict[str, Promise] = {
    FIRST_NAME: gettext_lazy("First name"),
    LAST_NAME: gettext_lazy("Last name"),
    EMAIL: gettext_lazy("E-mail"),
}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry, ready to be shown."""

    at: datetime
    registration_id: UUID
    what: str
    by: str  # the user's name, else their role
    role: str  # "Staff", "Attendee", "Waitlist" …
    details: str  # "" if there is nothing to add


def of_registration(organization_id: UUID, registration_id: UUID, *, using: str = READING) -> list[LogLine]:
    """Give what happened to a registration, the time before it included when its person waited; latest first."""
    return _lines(_entries(organization_id, using).filter(registration_id=registration_id), using)


def of_event(organization_id: UUID, event_id: UUID, *, most: int, using: str = READING) -> list[LogLine]:
    """Give the latest things that happened to registrations of an event; at most so many."""
    return _lines(_entries(organization_id, using).filter(event=event_id)[:most], using)


def _entries(organization_id: UUID, using: str) -> QuerySet[RegistrationLogEntry]:
    entries = RegistrationLogEntry.objects.using(using).filter(event__organization=organization_id)
    return entries.order_by("-at", "-id")


def _lines(entries: Iterable[RegistrationLogEntry], using: str) -> list[LogLine]:
    found = list(entries)
    names = _load_names(found, using)
    return [
        LogLine(
            entry.at,
            entry.registration_id,
            entry.get_what_display(),
            entry.user_name or entry.get_by_display(),
            entry.get_by_display(),
            _details(entry, names),
        )
        for entry in found
    ]


def _load_names(entries: Sequence[RegistrationLogEntry], using: str) -> Names:
    """Look up whatever the ids in the entries stand for. They are of events of the organization, as are the entries."""
    wanted = {key for entry in entries for key in _ids(entry.details)}
    if not wanted:
        return Names()
    fields = CustomRegistrationField.objects.using(using).filter(pk__in=wanted)
    return Names(
        dict(Session.objects.using(using).filter(pk__in=wanted).values_list("pk", "name")),
        dict(Pass.objects.using(using).filter(pk__in=wanted).values_list("pk", "name")),
        dict(fields.values_list("pk", "text")),
    )


def _ids(details: Mapping[str, Any]) -> list[UUID]:
    texts: list[str] = []
    for value in details.values():
        texts += [value] if isinstance(value, str) else value
    keys = [ids.parse_guid(text.split(" ")[-1]) for text in texts]
    return [key for key in keys if key is not None]


def _details(entry: RegistrationLogEntry, names: Names) -> str:
    details = entry.details
    name = names.event_pass if entry.what == What.PASS_MOVED else names.session
    if "got" in details:
        moved = [name(ids.parse_guid(details[key])) for key in ("left", "got") if key in details]
        return " → ".join(moved)
    if "session" in details:
        return name(ids.parse_guid(details["session"]))
    if "changed" in details:
        return ", ".join([_part(part, names) for part in details["changed"]])
    return ", ".join([_place(place, names) for place in details.get("places", ())])


def _part(part: str, names: Names) -> str:
    return str(_PARTS[part]) if part in _PARTS else names.field(ids.parse_guid(part))


def _place(place: str, names: Names) -> str:
    kind, _mark, key = place.partition(" ")
    if kind == PlaceKind.EVENT:
        return _("Event")
    return (names.event_pass if kind == PlaceKind.PASS else names.session)(ids.parse_guid(key))
