"""The registrations of an event as a file, all of them or those that were chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final
from uuid import UUID

from django.http import HttpRequest

from guestlist import clock, timezones
from guestlist.backoffice.registrations.downloads import Download, Format, download
from guestlist.backoffice.requests import event_or_404
from guestlist.catalog.models import Event
from guestlist.database.transactions import reading
from guestlist.registration.attendees import table
from guestlist.registration.attendees.table import CREATED_AT, PUBLIC_ID, STATUS, Column

# What an import has no use for.
_NOT_IMPORTED: Final = (PUBLIC_ID, STATUS, CREATED_AT)


def export_all(request: HttpRequest, event_id: UUID, form: Format) -> Download:
    """Give all registrations of an event; the cancelled ones too if the address asks for them."""
    event = event_or_404(request, event_id)
    return export(event, form, cancelled="cancelled" in request.GET)


def export(
    event: Event, form: Format, *, cancelled: bool = True, public_ids: Collection[str] | None = None
) -> Download:
    """Give registrations of an event as a file, in a handful of queries for each 500 of them.

    Args:
        event: of the organization that asks.
        form: of the file.
        cancelled: also the cancelled ones.
        public_ids: of those that are wanted; None: all.
    """
    with reading():
        columns = table.columns(event)
        return download(
            _rows(event, columns, cancelled, public_ids),
            form,
            name=f"{event.readable_event_id}-registrations",
            now=timezones.to_local(clock.now(), event.time_zone),
        )


def _rows(
    event: Event, columns: Sequence[Column], cancelled: bool, public_ids: Collection[str] | None
) -> Iterator[list[str]]:
    yield [column.heading for column in columns]
    place = [column.key for column in columns].index(PUBLIC_ID)
    for row in table.rows(event, columns, cancelled=cancelled):
        if public_ids is None or table.unguarded(row[place]) in public_ids:
            yield row


def columns_to_import(event: Event) -> list[Column]:
    """Give the columns that an import understands."""
    with reading():
        return [column for column in table.columns(event) if column.key not in _NOT_IMPORTED]


def template(request: HttpRequest, event_id: UUID, form: Format) -> Download:
    """Give a table without rows, to be filled in for an import."""
    event = event_or_404(request, event_id)
    headings = [column.heading for column in columns_to_import(event)]
    now = timezones.to_local(clock.now(), event.time_zone)
    return download([headings], form, name=f"{event.readable_event_id}-attendees", now=now)
