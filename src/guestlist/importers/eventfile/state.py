"""What the catalog holds of an event, and of its organization where the file may refer to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from guestlist import ids
from guestlist.catalog.models import (
    Building,
    CustomRegistrationField,
    Event,
    EventCustomRegistrationField,
    Pass,
    Room,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
    Sponsorship,
)
from guestlist.catalog.models.base import Record
from guestlist.importers.eventfile.files import EventFile
from guestlist.importers.eventfile.rows import chunks
from guestlist.organizations.models import Organization

R = TypeVar("R", bound=Record)
Links = dict[UUID, set[UUID]]


@dataclass(slots=True)
class State:
    """Rows by id. Those of the event are empty for a new one."""

    buildings: dict[UUID, Building]
    rooms: dict[UUID, Room]
    speakers: dict[UUID, Speaker]  # engaged for the event, or named by the file
    fields: dict[UUID, CustomRegistrationField]  # attached to the event, or named by the file
    sessions: dict[UUID, Session]
    tracks: dict[UUID, SessionTrack]
    passes: dict[UUID, Pass]
    sponsorships: dict[UUID, Sponsorship]
    engagements: list[SpeakerEngagement]
    attachments: list[EventCustomRegistrationField]  # in their order
    tracks_of: Links = field(default_factory=dict)  # by session
    sessions_of: Links = field(default_factory=dict)  # by pass


def load(organization: Organization, event: Event, file: EventFile) -> State:
    """Read all that an import of the file compares with, from the database that is written."""
    engagements = list(SpeakerEngagement.objects.filter(event=event))
    attachments = list(EventCustomRegistrationField.objects.filter(event=event).order_by("order", "id"))
    speaker_ids = _possible_ids(organization, event, "speaker", [(i.given_id, i.key) for i in file.speakers])
    field_ids = _possible_ids(organization, event, "field", [(i.given_id, i.key) for i in file.fields])
    return State(
        buildings=_by_id(Building.objects.filter(organization=organization)),
        rooms=_by_id(Room.objects.filter(building__organization=organization)),
        speakers={
            row.id: row
            for some in chunks({*speaker_ids, *(each.speaker_id for each in engagements)})
            for row in Speaker.objects.filter(organization=organization, id__in=some)
        },
        fields={
            row.id: row
            for some in chunks({*field_ids, *(each.field_id for each in attachments)})
            for row in CustomRegistrationField.objects.filter(organization=organization, id__in=some)
        },
        sessions=_by_id(Session.objects.filter(event=event)),
        tracks=_by_id(SessionTrack.objects.filter(event=event)),
        passes=_by_id(Pass.objects.filter(event=event)),
        sponsorships=_by_id(Sponsorship.objects.filter(event=event)),
        engagements=engagements,
        attachments=attachments,
        tracks_of=_links(
            Session.tracks.through.objects.filter(session__event=event).values_list("session_id", "sessiontrack_id")
        ),
        sessions_of=_links(
            Pass.sessions.through.objects.filter(pass__event=event).values_list("pass_id", "session_id")
        ),
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


def _links(pairs: Iterable[tuple[UUID, UUID]]) -> Links:
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return found
