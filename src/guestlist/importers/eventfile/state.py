"""What the organization has of the records that its events share, where a file may refer to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from guestlist import ids
from guestlist.catalog.models import (
    Building,
    CustomRegistrationField,
    Event,
    Room,
    Speaker,
)
from guestlist.catalog.models.base import Record
from guestlist.catalog.rows import chunks
from guestlist.importers.eventfile.files import EventFile
from guestlist.importers.eventfile.programme import Programme
from guestlist.organizations.models import Organization

R = TypeVar("R", bound=Record)


@dataclass(slots=True)
class State:
    """Rows by id."""

    buildings: dict[UUID, Building]
    rooms: dict[UUID, Room]
    speakers: dict[UUID, Speaker]  # engaged for the event, or named by the file
    fields: dict[UUID, CustomRegistrationField]  # attached to the event, or named by the file


def load(organization: Organization, event: Event, present: Programme, file: EventFile) -> State:
    """Read the shared records that an import of the file compares with, from the database that is written."""
    speaker_ids = _possible_ids(organization, event, "speaker", [(i.given_id, i.key) for i in file.speakers])
    field_ids = _possible_ids(organization, event, "field", [(i.given_id, i.key) for i in file.fields])
    return State(
        buildings=_by_id(Building.objects.filter(organization=organization)),
        rooms=_by_id(Room.objects.filter(building__organization=organization)),
        speakers={
            row.id: row
            for some in chunks({*speaker_ids, *(each.speaker_id for each in present.engagements)})
            for row in Speaker.objects.filter(organization=organization, id__in=some)
        },
        fields={
            row.id: row
            for some in chunks({*field_ids, *(each.field_id for each in present.attachments)})
            for row in CustomRegistrationField.objects.filter(organization=organization, id__in=some)
        },
    )


def derived_id(event: Event, kind: str, key: Collection[str]) -> UUID:
    """Give the id of a record that has none in the file: uuid5(event id, kind and name)."""
    return ids.derived_id(event.id, kind, *key)


def _possible_ids(
    organization: Organization, event: Event, kind: str, items: Iterable[tuple[UUID | None, tuple[str, ...]]]
) -> set[UUID]:
    possible = set()
    for given, key in items:
        if given:
            possible |= {given, ids.derived_id(organization.id, given)}
        else:
            possible.add(derived_id(event, kind, key))
    return possible


def _by_id(rows: Iterable[R]) -> dict[UUID, R]:
    return {row.id: row for row in rows}
