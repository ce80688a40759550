"""The registrations of an event as a table of texts, with the answers, for CSV and XLSX files; format-free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from guestlist import timezones
from guestlist.catalog.models import CustomRegistrationField, Event
from guestlist.database.configuration import READING
from guestlist.people.names import erased_name
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    Registration,
    RegistrationStatus,
    Response,
    SessionRegistration,
)
from guestlist.registration.rules.faults import EMAIL, EVENT_PASS, FIRST_NAME, LAST_NAME, SESSIONS

_ROWS_AT_ONCE = 500
_COLUMNS = ("id", "public_id", "first_name", "last_name", "email", "status", "created_at", "erased_at")
# A spreadsheet runs a cell that begins so as a formula; some of them also one that begins with the wide signs.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GUARD = "'"

PUBLIC_ID = "public_id"
STATUS = "status"
CREATED_AT = "created_at"
_FIXED = (
    (PUBLIC_ID, gettext_noop("Registration")),
    (FIRST_NAME, gettext_noop("First name")),
    (LAST_NAME, gettext_noop("Last name")),
    (EMAIL, gettext_noop("E-mail")),
    (STATUS, gettext_noop("Status")),
    (CREATED_AT, gettext_noop("Registered at")),
    (EVENT_PASS, gettext_noop("Pass")),
    (SESSIONS, gettext_noop("Sessions")),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table."""

    key: str  # a name above, of `rules.faults`, or the id of a custom field
    heading: str  # each different, safe for a spreadsheet
    field: CustomRegistrationField | None = None


def columns(event: Event, *, using: str = READING) -> list[Column]:
    """Give the columns of an event's table: what every event has, then its custom fields in their order.

    Fields that the event asks no more follow if somebody answered them.
    """
    found = [Column(key, _(heading)) for key, heading in _FIXED]
    headings = {column.heading.casefold() for column in found}
    for field in _fields(event, using):
        heading, number = guarded(field.text), 1
        while heading.casefold() in headings:
            number += 1
            heading = f"{guarded(field.text)} ({number})"
        headings.add(heading.casefold())
        found.append(Column(str(field.id), heading, field))
    return found


def english_headings() -> dict[str, str]:
    """Give the headings that every event has in English, by key: a file may come from somewhere else."""
    with override("en"):
        return {key: _(heading) for key, heading in _FIXED}


def rows(
    event: Event, wanted: Sequence[Column], *, cancelled: bool = False, using: str = READING
) -> Iterator[list[str]]:
    """Give the registrations of an event, oldest first: texts in the order of the columns, safe for a spreadsheet.

    To be used up inside one transaction. Some four queries for each 500 registrations, which alone are in memory.

    Args:
        event: of the caller's organization.
        wanted: of `columns(event)`, all or some.
        cancelled: also the cancelled ones.
        using: the alias of the transaction.
    """
    registrations = Registration.objects.using(using).filter(event=event).order_by("created_at", "id")
    if not cancelled:
        registrations = registrations.filter(status__in=ACTIVE_STATUSES)
    labels = {status.value: str(status.label) for status in RegistrationStatus}
    found = registrations.values(*_COLUMNS).iterator(chunk_size=_ROWS_AT_ONCE)
    while batch := list(islice(found, _ROWS_AT_ONCE)):
        more = _cells([registration["id"] for registration in batch], using)
        for registration in batch:
            created_at = timezones.to_local(registration[CREATED_AT], event.time_zone).isoformat(" ", "minutes")
            own = {CREATED_AT: created_at, STATUS: labels[registration[STATUS]]}
            if registration["erased_at"] is not None:
                own[FIRST_NAME] = erased_name()
            cells = registration | own | more[registration["id"]]
            yield [guarded(cells.get(column.key, "")) for column in wanted]


def guarded(text: str) -> str:
    """Put a quotation mark before a text that a spreadsheet would run as a formula."""
    return f"{_GUARD}{text}" if text.lstrip(_GUARD).startswith(_FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """Take the mark of `guarded` away again."""
    bare = text.removeprefix(_GUARD)
    return bare if guarded(bare) == text else text


def joined(texts: Sequence[str], *, mark: str) -> str:
    """Put several texts into a cell: behind each other, or on lines if the mark stands in one of them."""
    return ("\n" if any(mark.strip() in text for text in texts) else mark).join(texts)


def _fields(event: Event, using: str) -> list[CustomRegistrationField]:
    fields = CustomRegistrationField.objects.using(using)
    attached = list(fields.filter(attachments__event=event).order_by("attachments__order", "attachments__id"))
    answered = fields.filter(responses__registration__event=event).exclude(attachments__event=event)
    return attached + list(answered.distinct())


def _cells(registration_ids: Sequence[UUID], using: str) -> dict[UUID, dict[str, str]]:
    """Give what other tables know of registrations: pass, sessions and answers, by registration and column."""
    cells: dict[UUID, dict[str, str]] = {key: {} for key in registration_ids}
    passes = AttendeePass.objects.using(using).filter(registration__in=registration_ids, is_active=True)
    for key, name in passes.values_list("registration_id", "event_pass__name"):
        cells[key][EVENT_PASS] = name
    chosen = SessionRegistration.objects.using(using).filter(
        registration__in=registration_ids, status__in=ACTIVE_STATUSES
    )
    names: dict[UUID, list[str]] = {}
    for key, name in chosen.order_by("session__starts_at", "session__name").values_list(
        "registration_id", "session__name"
    ):
        names.setdefault(key, []).append(name)
    for key, of_one in names.items():
        cells[key][SESSIONS] = joined(of_one, mark="; ")
    responses = Response.objects.using(using).filter(registration__in=registration_ids, field__isnull=False)
    for key, field_id, value, choices in responses.values_list("registration_id", "field_id", "value", "chosen"):
        cells[key][str(field_id)] = joined(choices, mark=", ") if choices else value
    return cells
