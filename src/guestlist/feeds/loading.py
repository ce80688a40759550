"""Reads a public event with its programme, in a fixed number of queries, inside a reading transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from guestlist.catalog.models import Event, Session, SessionTrack, Speaker
from guestlist.database.configuration import READING
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.order import by_name


@dataclass(frozen=True, slots=True)
class Programme:
    """The public part of an event. Sessions are in order of their start, all else by name."""

    event: Event
    sessions: Sequence[Session]
    tracks: Sequence[SessionTrack]
    tracks_of: Mapping[UUID, Sequence[SessionTrack]]  # by session
    speakers: Mapping[UUID, Speaker]
    speakers_of: Mapping[UUID, Sequence[Speaker]]  # by session


def find_event(organization_id: UUID, event_id: UUID) -> Event | None:
    """Find a live event with its place; None: the public may not see it."""
    return with_places(visibility.live_events(organization_id).filter(id=event_id)).first()


def with_places(events: QuerySet[Event]) -> QuerySet[Event]:
    """Let a query for events bring their buildings and rooms."""
    return events.select_related("building", "room__building")


def sessions_of(event: Event) -> list[Session]:
    """Give the live sessions of a live event with their places."""
    rows = visibility.live_sessions_of(event).order_by().select_related("building", "room__building")
    return sorted(rows, key=lambda row: (row.starts_at, by_name(row.name, row.id)))


def load_programme(event: Event) -> Programme:
    """Load the public part of a live event."""
    sessions = sessions_of(event)
    tracks = sorted(
        visibility.visible_tracks(event.organization_id).filter(event_id=event.id).order_by(),
        key=lambda track: by_name(track.name, track.id),
    )
    engagements = visibility.shown_engagements(event).filter(session__isnull=False)
    pairs = list(engagements.values_list("session_id", "speaker_id"))
    speaker_ids = {speaker_id for _, speaker_id in pairs}
    speakers = {speaker.id: speaker for speaker in Speaker.objects.using(READING).filter(id__in=speaker_ids).order_by()}
    return Programme(
        event=event,
        sessions=sessions,
        tracks=tracks,
        tracks_of=_tracks_of(tracks, event),
        speakers=speakers,
        speakers_of=_speakers_of(speakers, pairs),
    )


def _tracks_of(tracks: Sequence[SessionTrack], event: Event) -> Mapping[UUID, list[SessionTrack]]:
    found: defaultdict[UUID, list[SessionTrack]] = defaultdict(list)
    links = Session.tracks.through.objects.using(READING).filter(session__event_id=event.id)
    sessions_by_track: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for track_id, session_id in links.values_list("sessiontrack_id", "session_id"):
        sessions_by_track[track_id].append(session_id)
    for track in tracks:
        for session_id in sessions_by_track[track.id]:
            found[session_id].append(track)
    return found


def _speakers_of(
    speakers: Mapping[UUID, Speaker], pairs: Iterable[tuple[UUID | None, UUID]]
) -> Mapping[UUID, list[Speaker]]:
    found: defaultdict[UUID, list[Speaker]] = defaultdict(list)
    for session_id, speaker_id in pairs:
        if session_id is not None:
            found[session_id].append(speakers[speaker_id])
    for some in found.values():
        some.sort(key=lambda speaker: by_name(speaker.name, speaker.id))
    return found
