"""Compares a schedule with what the catalog holds: what is to be created, changed and withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from guestlist import ids
from guestlist.catalog.choices import PublishStatus, TrackType
from guestlist.catalog.models import (
    Building,
    Room,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
)
from guestlist.importers.schedule.columns import (
    fill,
    is_imported,
    session_columns,
    speaker_columns,
)
from guestlist.importers.schedule.plan import Plan, Visibility
from guestlist.importers.schedule.records import Identity, ScheduledSession, ScheduleFile
from guestlist.importers.schedule.state import (
    CatalogState,
    building_id_of,
    session_ids,
    speaker_ids,
)
from guestlist.importers.schedule.timing import instants

_Publishable = TypeVar("_Publishable", Session, SessionTrack)


def fill_plan(plan: Plan, state: CatalogState, schedule: ScheduleFile, zone: str) -> None:
    """Fill a plan, which knows its event only, with all that a schedule asks for."""
    building = _plan_building(plan, state, schedule)
    rooms = _plan_rooms(plan, state, schedule, building)
    tracks = _plan_tracks(plan, state, schedule)
    speakers = _plan_speakers(plan, state, schedule)
    targets = _Targets(zone, rooms, tracks, speakers)
    sessions = [_plan_session(plan, state, one, targets) for one in schedule.sessions]
    _note_replaced(plan, plan.replaced_sessions, "session")
    _plan_withdrawals(
        plan,
        state,
        sessions={session.id for session in sessions},
        tracks={track.id for track in tracks.values()},
        speakers={speaker.id for speaker in speakers.values()},
    )
    _plan_event(plan, schedule, zone, building, sessions)


@dataclass(frozen=True, slots=True)
class _Targets:
    """What sessions of the file refer to, by what the file calls it."""

    zone: str
    rooms: Mapping[str, Room]
    tracks: Mapping[str, SessionTrack]
    speakers: Mapping[Identity, Speaker]


def _plan_building(plan: Plan, state: CatalogState, schedule: ScheduleFile) -> Building:
    key = building_id_of(plan.event.id)
    known = state.buildings.get(key)
    building = known or Building(id=key, organization_id=plan.organization.id)
    name = schedule.venue or schedule.city or schedule.title or plan.name
    is_changed = fill(building, {"name": name, "city": schedule.city}, {})
    plan.buildings.take(building, is_new=known is None, is_changed=is_changed)
    return building


def _plan_rooms(plan: Plan, state: CatalogState, schedule: ScheduleFile, building: Building) -> dict[str, Room]:
    by_name = {room.name: room for room in state.rooms.values()}
    rooms = {}
    for name in schedule.rooms:
        key = ids.derived_id(plan.event.id, "room", name)
        known = state.rooms.get(key) or by_name.get(name)
        room = known or Room(id=key, building_id=building.id)
        is_changed = fill(room, {"name": name}, {})
        plan.rooms.take(room, is_new=known is None, is_changed=is_changed)
        rooms[name] = room
    return rooms


def _plan_tracks(plan: Plan, state: CatalogState, schedule: ScheduleFile) -> dict[str, SessionTrack]:
    by_name = {track.name: track for track in state.tracks.values()}
    tracks = {}
    for name in schedule.tracks:
        key = ids.derived_id(plan.event.id, "track", name)
        known = state.tracks.get(key) or by_name.get(name)
        track = known or SessionTrack(
            id=key,
            event_id=plan.event.id,
            track_type=TrackType.EXTERNAL,
            publish_status=PublishStatus.LIVE,
        )
        is_changed = fill(track, {"name": name}, {})
        plan.tracks.take(track, is_new=known is None, is_changed=is_changed)
        if known is not None:
            _note_return(plan.track_visibility, known)
        tracks[name] = track
    return tracks


def _plan_speakers(plan: Plan, state: CatalogState, schedule: ScheduleFile) -> dict[Identity, Speaker]:
    speakers = {}
    replaced = 0
    for identity, person in schedule.persons.items():
        candidates = speaker_ids(plan.organization, plan.event.id, identity)
        key = _choose(candidates, state.speakers, state.taken_speakers)
        replaced += key != candidates[0]
        known = state.speakers.get(key)
        speaker = known or Speaker(id=key, organization_id=plan.organization.id)
        is_changed = fill(speaker, speaker_columns(person), person.source)
        plan.speakers.take(speaker, is_new=known is None, is_changed=is_changed)
        speakers[identity] = speaker
    _note_replaced(plan, replaced, "speaker")
    return speakers


def _plan_session(plan: Plan, state: CatalogState, scheduled: ScheduledSession, targets: _Targets) -> Session:
    candidates = session_ids(plan.organization, plan.event.id, scheduled.identity)
    key = _choose(candidates, state.sessions, state.taken_sessions)
    plan.replaced_sessions += key != candidates[0]
    known = state.sessions.get(key)
    session = known or Session(id=key, event_id=plan.event.id, publish_status=PublishStatus.LIVE)
    starts_at, ends_at = instants(scheduled, targets.zone)
    room = targets.rooms.get(scheduled.room)
    columns = {
        **session_columns(scheduled),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "room_id": room and room.id,
        "building_id": room and room.building_id,
    }
    is_changed = fill(session, columns, scheduled.source)
    plan.sessions.take(session, is_new=known is None, is_changed=is_changed)
    if known is not None and _note_return(plan.session_visibility, known):
        is_changed = True
    is_changed |= _plan_engagements(plan, state, session, {targets.speakers[person].id for person in scheduled.persons})
    is_changed |= _plan_session_tracks(plan, state, session, {targets.tracks[name].id for name in scheduled.tracks})
    if is_changed and known is not None:
        plan.touched_sessions.add(session.id)
    return session


def _choose(candidates: Sequence[UUID], own: Collection[UUID], taken: Collection[UUID]) -> UUID:
    """Give the id that a record has already, else the first that nobody else has."""
    for key in candidates:
        if key in own:
            return key
    # The last one is made from the event's id: nobody else can have it.
    return next((key for key in candidates if key not in taken), candidates[-1])


def _note_replaced(plan: Plan, count: int, kind: str) -> None:
    if count:
        plan.notes.append(
            f"{count} {kind} ids of the file belong to another organization or event already;"
            " ids derived from them were taken."
        )


def _note_return(visibility: Visibility, row: _Publishable) -> bool:
    """Note that a record which an import withdrew is in the source again; tells if it goes Live."""
    if not row.withdrawn_by_import:
        return False
    visibility.returned.append(row.id)
    # Somebody may have given it another status meanwhile, which then stays.
    return row.publish_status == PublishStatus.CANCELLED


def _plan_engagements(plan: Plan, state: CatalogState, session: Session, wanted: set[UUID]) -> bool:
    present = state.engagements.get(session.id, {})
    gone = [key for speaker_id, key in present.items() if speaker_id not in wanted]
    missing = wanted - present.keys()
    plan.engagements_gone += gone
    plan.engagements_created += [
        SpeakerEngagement(
            id=ids.derived_id(session.id, speaker_id),
            event_id=plan.event.id,
            session_id=session.id,
            speaker_id=speaker_id,
        )
        for speaker_id in sorted(missing)
    ]
    return bool(gone or missing)


def _plan_session_tracks(plan: Plan, state: CatalogState, session: Session, wanted: set[UUID]) -> bool:
    present = state.session_tracks.get(session.id, set())
    # Tracks that people made here and put the session into stay.
    gone = {key for key in present - wanted if is_imported(state.tracks[key])}
    missing = wanted - present
    plan.session_tracks_gone += [(session.id, key) for key in sorted(gone)]
    plan.session_tracks_created += [(session.id, key) for key in sorted(missing)]
    return bool(gone or missing)


def _plan_withdrawals(
    plan: Plan,
    state: CatalogState,
    sessions: Collection[UUID],
    tracks: Collection[UUID],
    speakers: Collection[UUID],
) -> None:
    live = [key for key, row in state.sessions.items() if _is_imported_and_live(row)]
    engaged = {speaker for key in live for speaker in state.engagements.get(key, ())}
    plan.session_visibility.withdrawn = [key for key in live if key not in sessions]
    plan.track_visibility.withdrawn = [
        key for key, row in state.tracks.items() if _is_imported_and_live(row) and key not in tracks
    ]
    plan.withdrawn_speakers = engaged.difference(speakers)


def _is_imported_and_live(row: Session | SessionTrack) -> bool:
    return is_imported(row) and row.publish_status == PublishStatus.LIVE


def _plan_event(
    plan: Plan,
    schedule: ScheduleFile,
    zone: str,
    building: Building,
    sessions: Sequence[Session],
) -> None:
    columns = {
        "name": plan.name,
        "time_zone": zone,
        "starts_at": min(session.starts_at for session in sessions),
        "ends_at": max(session.ends_at for session in sessions),
        "building_id": building.id,
    }
    plan.is_changed_event = fill(plan.event, columns, {**schedule.source, "key": plan.key})
    if plan.publish and plan.event.publish_status != PublishStatus.LIVE:
        plan.event.publish_status = PublishStatus.LIVE
        plan.is_changed_event = True
