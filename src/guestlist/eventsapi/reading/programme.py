"""Sessions, speakers and session tracks as the wire sends them (contract 4.2, 4.5, 4.6, 4.12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from msgspec.json import encode

from guestlist import ids
from guestlist.catalog import effective
from guestlist.catalog.choices import Table
from guestlist.catalog.models import Event, Session, SessionTrack, Speaker
from guestlist.database.configuration import READING
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.events import EVENT_NOT_FOUND, find_event
from guestlist.eventsapi.reading.frame import Frame
from guestlist.eventsapi.reading.links import web_address
from guestlist.eventsapi.reading.order import by_name
from guestlist.eventsapi.reading.requests import NotFound, ReadAnswer
from guestlist.eventsapi.reading.times import local_text, utc_text, zone_code
from guestlist.eventsapi.wire import programme as wire
from guestlist.eventsapi.wire.tracks import Track
from guestlist.registration import counts

SESSION_NOT_FOUND = NotFound("The session was not found.")
TRACK_NOT_FOUND = NotFound("The session track was not found.")

AnySession = TypeVar("AnySession", bound=wire.AnySession)
AnySpeaker = TypeVar("AnySpeaker", bound=wire.Speaker)


def event_sessions(frame: Frame) -> ReadAnswer | NotFound:
    """List the live sessions of an event, with their speakers."""
    found = find_event(frame)
    if found is None:
        return EVENT_NOT_FOUND
    programme = load_programme(found, visibility.live_sessions_of(found), frame)
    return ReadAnswer(encode(programme.sessions()), programme.seats.valid_until, found.id)


def track_sessions(frame: Frame) -> ReadAnswer | NotFound:
    """List the live sessions of a visible session track, with their speakers."""
    track = _find_track(frame)
    if track is None:
        return TRACK_NOT_FOUND
    listed = Session.tracks.through.objects.using(READING).filter(sessiontrack_id=track.id)
    session_ids = list(listed.values_list("session_id", flat=True))
    sessions = visibility.live_sessions_of(track.event).filter(id__in=session_ids)
    programme = load_programme(track.event, sessions, frame)
    return ReadAnswer(encode(programme.sessions()), programme.seats.valid_until, track.event_id)


def session(frame: Frame) -> ReadAnswer | NotFound:
    """Show one live session, with its speakers."""
    found = _find_session(frame)
    if found is None:
        return SESSION_NOT_FOUND
    only = visibility.live_sessions_of(found.event).filter(id=found.id)
    programme = load_programme(found.event, only, frame)
    (rendered,) = programme.sessions()
    return ReadAnswer(encode(rendered), programme.seats.valid_until, found.event_id)


def session_registration_count(frame: Frame) -> ReadAnswer | NotFound:
    """Count the seats taken in a live session."""
    found = _find_session(frame)
    if found is None:
        return SESSION_NOT_FOUND
    only = visibility.live_sessions_of(found.event).filter(id=found.id)
    seats = counts.of_sessions(only.values("id"), frame.request.now, using=READING)
    return ReadAnswer(encode(seats.taken(found.id)), seats.valid_until, found.event_id)


def event_speakers(frame: Frame) -> ReadAnswer | NotFound:
    """List the visible speakers of an event, each with its live sessions."""
    found = find_event(frame)
    if found is None:
        return EVENT_NOT_FOUND
    sessions = visibility.live_sessions_of(found)
    programme = load_programme(found, sessions, frame, with_event=True)
    return ReadAnswer(encode(programme.speakers()), programme.seats.valid_until, found.id)


def event_tracks(frame: Frame) -> ReadAnswer | NotFound:
    """List the visible session tracks of an event."""
    found = find_event(frame)
    if found is None:
        return EVENT_NOT_FOUND
    rows = visibility.visible_tracks(frame.request.organization_id).filter(event_id=found.id)
    tracks = [_render_track(track, found, frame) for track in rows.defer("source")]
    tracks.sort(key=lambda track: by_name(track.name, track.id))
    return ReadAnswer(encode(tracks), event_id=found.id)


def _find_session(frame: Frame) -> Session | None:
    session_id = ids.parse_guid(frame.request.params["sessionId"])
    if session_id is None:
        return None
    sessions = visibility.live_sessions(frame.request.organization_id)
    return sessions.select_related("event").filter(id=session_id).first()


def _find_track(frame: Frame) -> SessionTrack | None:
    track_id = ids.parse_guid(frame.request.params["trackId"])
    if track_id is None:
        return None
    tracks = visibility.visible_tracks(frame.request.organization_id)
    return tracks.select_related("event").filter(id=track_id).first()


@dataclass(frozen=True, slots=True)
class Programme:
    """Some live sessions of an event, and whoever is engaged for them."""

    event: Event
    zone_code: int
    rows: list[Session]  # in the wire's order
    speakers_by_id: Mapping[UUID, Speaker]
    speaker_ids_of: Mapping[UUID | None, list[UUID]]  # by session; None: the event itself
    seats: counts.Counts
    frame: Frame

    def sessions(self) -> list[wire.Session]:
        """Render the sessions, each with its speakers."""
        nested = {
            speaker_id: _render_speaker(wire.SpeakerOfSession, row, [], programme=self)
            for speaker_id, row in self.speakers_by_id.items()
        }
        return [
            _render_session(
                wire.Session,
                row,
                _by_name(nested[speaker_id] for speaker_id in self.speaker_ids_of.get(row.id, ())),
                programme=self,
            )
            for row in self.rows
        ]

    def speakers(self) -> list[wire.Speaker]:
        """Render the speakers, each with its sessions."""
        sessions_of: defaultdict[UUID, list[wire.SessionOfSpeaker]] = defaultdict(list)
        for row in self.rows:
            nested = _render_session(wire.SessionOfSpeaker, row, None, programme=self)
            for speaker_id in self.speaker_ids_of.get(row.id, ()):
                sessions_of[speaker_id].append(nested)
        return _by_name(
            _render_speaker(wire.Speaker, row, sessions_of[speaker_id], programme=self)
            for speaker_id, row in self.speakers_by_id.items()
        )


def load_programme(event: Event, sessions: QuerySet[Session], frame: Frame, *, with_event: bool = False) -> Programme:
    """Load live sessions of an event with their speakers, in a fixed number of queries.

    Args:
        event: the event.
        sessions: some of its live sessions.
        frame: the answer in the making.
        with_event: load those who are engaged for the event itself as well.
    """
    rows = list(sessions.order_by().defer("source").prefetch_related("building", "room__building"))
    # From here on by lists of ids: of queries inside queries PostgreSQL makes slow plans while it does not know yet how
    # many rows an event has got.
    session_ids = [row.id for row in rows]
    wanted = Q(session__in=session_ids)
    if with_event:
        wanted |= Q(session__isnull=True)
    engagements = visibility.active_engagements(event).filter(wanted)
    speaker_ids_of: defaultdict[UUID | None, list[UUID]] = defaultdict(list)
    for session_id, speaker_id in engagements.values_list("session_id", "speaker_id"):
        speaker_ids_of[session_id].append(speaker_id)
    engaged_ids = {speaker_id for speaker_ids in speaker_ids_of.values() for speaker_id in speaker_ids}
    speakers = Speaker.objects.using(READING).filter(id__in=engaged_ids)
    return Programme(
        event=event,
        zone_code=zone_code(event),
        rows=sorted(rows, key=lambda row: (row.starts_at, by_name(row.name, row.id))),
        speakers_by_id={speaker.id: speaker for speaker in speakers.order_by().defer("source")},
        speaker_ids_of=speaker_ids_of,
        seats=counts.of_sessions(session_ids, frame.request.now, using=READING),
        frame=frame,
    )


def _by_name(speakers: Iterable[AnySpeaker]) -> list[AnySpeaker]:
    return sorted(speakers, key=lambda speaker: by_name(speaker.name, speaker.id))


def _render_session(
    kind: type[AnySession],
    row: Session,
    speakers: list[wire.SpeakerOfSession] | None,
    *,
    programme: Programme,
) -> AnySession:
    event, frame = programme.event, programme.frame
    zone = event.time_zone
    capacity = effective.session_capacity(event, row)
    building, room = frame.place(row, event)
    return kind(
        id=row.id,
        name=row.name,
        session_summary=row.summary or None,
        detailed_description=row.detailed_description or None,
        detailed_description_html=frame.html(row.detailed_description_html),
        session_objectives=row.objectives or None,
        session_pre_requisites=row.prerequisites or None,
        session_type=row.session_type,
        session_format=row.session_format,
        language=row.language,
        cameras_permitted=row.cameras_permitted,
        recordings_permitted=row.recordings_permitted,
        start_time=local_text(row.starts_at, zone),
        end_time=local_text(row.ends_at, zone),
        start_time_utc=utc_text(row.starts_at),
        end_time_utc=utc_text(row.ends_at),
        time_zone=programme.zone_code,
        max_capacity=capacity or 0,
        is_capacity_restricted=capacity is not None,
        registration_count=programme.seats.taken(row.id),
        user_eligible_to_register=False,
        already_registered=False,
        building=building,
        room=room,
        speakers=speakers,
        custom_fields=frame.custom_fields(Table.SESSION, row, event),
    )


def _render_speaker(
    kind: type[AnySpeaker],
    row: Speaker,
    sessions: list[wire.SessionOfSpeaker],
    *,
    programme: Programme,
) -> AnySpeaker:
    frame = programme.frame
    return kind(
        id=row.id,
        name=row.name,
        title=row.title or None,
        about=row.about or None,
        about_html=frame.html(row.about_html),
        accomplishments=row.accomplishments or None,
        publications=row.publications or None,
        email=row.email or None,
        blog=web_address(row.blog),
        website=web_address(row.website),
        linkedin=web_address(row.linkedin),
        twitter=web_address(row.twitter),
        image=None,
        image_url=f"speakers/{row.id}/image" if row.image else None,
        sessions=sessions,
        custom_fields=frame.custom_fields(Table.SPEAKER, row, programme.event),
    )


def _render_track(row: SessionTrack, event: Event, frame: Frame) -> Track:
    return Track(
        id=row.id,
        name=row.name,
        description=row.description or None,
        description_html=frame.html(row.description_html),
        custom_fields=frame.custom_fields(Table.SESSION_TRACK, row, event),
    )
