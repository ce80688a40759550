"""What the catalog holds of an event before an import, read in one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from guestlist import ids
from guestlist.catalog.models import (
    Building,
    Event,
    Room,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
)
from guestlist.catalog.models.base import Record
from guestlist.catalog.rows import chunks
from guestlist.database.configuration import READING
from guestlist.importers.schedule.records import Identity, ScheduleFile
from guestlist.importers.schedule.report import ImportRefused
from guestlist.organizations.models import Organization

_Row = TypeVar("_Row", bound=Record)


@dataclass(slots=True)
class CatalogState:
    """The event's part of the catalog; empty for a new event."""

    sessions: dict[UUID, Session] = field(default_factory=dict)
    tracks: dict[UUID, SessionTrack] = field(default_factory=dict)
    rooms: dict[UUID, Room] = field(default_factory=dict)
    buildings: dict[UUID, Building] = field(default_factory=dict)
    speakers: dict[UUID, Speaker] = field(default_factory=dict)
    engagements: dict[UUID, dict[UUID, UUID]] = field(default_factory=dict)  # session, speaker: id
    session_tracks: dict[UUID, set[UUID]] = field(default_factory=dict)
    taken_sessions: set[UUID] = field(default_factory=set)  # ids that other events have
    taken_speakers: set[UUID] = field(default_factory=set)  # ids that other organizations have


def find_event(
    organization: Organization, schedule: ScheduleFile, *, readable_id: str | None, name: str
) -> Event | None:
    """Find the event that a schedule was imported into before; None: it is a new one.

    A readable id that was asked for decides alone; else the acronym (for a format without one, the
    event's name), else the readable id that a new event would get.

    Raises:
        ImportRefused: no event has the readable id that was asked for.
    """
    events = Event.objects.using(READING).filter(organization=organization)
    if readable_id is not None:
        event = events.filter(_named(readable_id)).first()
        if event is None:
            raise ImportRefused(f"--event: there is no event “{readable_id}”.")
        return event
    key = schedule_key(schedule, name)
    for event in events.order_by("created_at", "id"):
        if (event.source or {}).get("key") == key:
            return event
    wanted = ids.readable_event_key(ids.readable_event_id(schedule.acronym or name))
    # One that no schedule was imported into yet: it was made by hand, to be filled.
    by_name = Q(readable_event_key=wanted, source__key__isnull=True)
    return events.filter(by_name | Q(id=event_id_of(organization, key))).first()


def schedule_key(schedule: ScheduleFile, name: str) -> str:
    """Give what a schedule is known by from one state to the next."""
    return schedule.acronym or name


def event_id_of(organization: Organization, key: str) -> UUID:
    """Give the id of a new event."""
    return ids.derived_id(organization.id, "schedule", key)


def load(organization: Organization, event_id: UUID, schedule: ScheduleFile) -> CatalogState:
    """Read what the event holds, and what stands at the ids that the schedule will use."""
    state = CatalogState()
    state.sessions = _by_id(Session.objects.using(READING).filter(event_id=event_id))
    state.tracks = _by_id(SessionTrack.objects.using(READING).filter(event_id=event_id))
    building_id = building_id_of(event_id)
    state.buildings = _by_id(Building.objects.using(READING).filter(id=building_id))
    state.rooms = _by_id(Room.objects.using(READING).filter(building_id=building_id))
    state.engagements = _engagements(event_id)
    state.session_tracks = _session_tracks(event_id)
    _load_sessions_elsewhere(organization, state, schedule)
    _load_speakers(organization, event_id, state, schedule)
    return state


def building_id_of(event_id: UUID) -> UUID:
    """Give the id of the building that holds all rooms of an event's schedule."""
    return ids.derived_id(event_id, "building")


def session_ids(organization: Organization, event_id: UUID, identity: Identity) -> tuple[UUID, ...]:
    """Give the ids that a session may have, the preferred one first."""
    if identity.given is None:
        return (ids.derived_id(event_id, identity.key),)
    other = ids.derived_id(organization.id, identity.given)
    return (identity.given, other, ids.derived_id(event_id, identity.given))


def speaker_ids(organization: Organization, event_id: UUID, identity: Identity) -> tuple[UUID, ...]:
    """Give the ids that a speaker may have, the preferred one first."""
    if identity.given is None:
        return (ids.derived_id(event_id, identity.key),)
    return (identity.given, ids.derived_id(organization.id, identity.given))


def _named(readable_id: str) -> Q:
    guid = ids.parse_guid(readable_id)
    key = ids.readable_event_key(readable_id)
    return Q(readable_event_key=key) | Q(id=guid) if guid else Q(readable_event_key=key)


def _by_id(rows: Iterable[_Row]) -> dict[UUID, _Row]:
    return {row.id: row for row in rows}


def _engagements(event_id: UUID) -> dict[UUID, dict[UUID, UUID]]:
    found: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
    rows = SpeakerEngagement.objects.using(READING).filter(event_id=event_id)
    for session_id, speaker_id, key in rows.values_list("session_id", "speaker_id", "id"):
        if session_id is not None:
            found[session_id][speaker_id] = key
    return found


def _session_tracks(event_id: UUID) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Session.tracks.through.objects.using(READING).filter(session__event_id=event_id)
    for session_id, track_id in rows.values_list("session_id", "sessiontrack_id"):
        found[session_id].add(track_id)
    return found


def _load_sessions_elsewhere(organization: Organization, state: CatalogState, schedule: ScheduleFile) -> None:
    wanted = [
        key
        for session in schedule.sessions
        if (given := session.identity.given) is not None
        for key in (given, ids.derived_id(organization.id, given))
        if key not in state.sessions
    ]
    for some in chunks(wanted):
        rows = Session.objects.using(READING).filter(id__in=some)
        state.taken_sessions.update(rows.values_list("id", flat=True))


def _load_speakers(organization: Organization, event_id: UUID, state: CatalogState, schedule: ScheduleFile) -> None:
    wanted = [key for identity in schedule.persons for key in speaker_ids(organization, event_id, identity)]
    for some in chunks(wanted):
        for speaker in Speaker.objects.using(READING).filter(id__in=some):
            if speaker.organization_id == organization.id:
                state.speakers[speaker.id] = speaker
            else:
                state.taken_speakers.add(speaker.id)
