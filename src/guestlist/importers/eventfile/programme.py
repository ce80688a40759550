"""What hangs on events: their sessions, tracks, passes, sponsorships, and the links between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from guestlist.catalog.models import (
    EventCustomRegistrationField,
    Pass,
    Session,
    SessionTrack,
    SpeakerEngagement,
    Sponsorship,
)
from guestlist.catalog.rows import chunks

Links = defaultdict[UUID, set[UUID]]


def _links() -> Links:
    return defaultdict(set)


@dataclass(slots=True)
class Programme:
    """All that one event has of its own. Rows by id; people are no part of it."""

    tracks: dict[UUID, SessionTrack] = field(default_factory=dict)
    sessions: dict[UUID, Session] = field(default_factory=dict)
    passes: dict[UUID, Pass] = field(default_factory=dict)
    sponsorships: dict[UUID, Sponsorship] = field(default_factory=dict)
    engagements: list[SpeakerEngagement] = field(default_factory=list)
    attachments: list[EventCustomRegistrationField] = field(default_factory=list)  # in their order
    tracks_of: Links = field(default_factory=_links)  # by session
    sessions_of: Links = field(default_factory=_links)  # by pass


def load_programmes(event_ids: Iterable[UUID]) -> dict[UUID, Programme]:
    """Read the programmes of events, from the database that is written. One that has nothing yet is empty."""
    found = {event_id: Programme() for event_id in event_ids}
    for some in chunks(found):
        _load(some, found)
    return found


def _load(event_ids: Collection[UUID], into: dict[UUID, Programme]) -> None:
    for track in SessionTrack.objects.filter(event__in=event_ids):
        into[track.event_id].tracks[track.id] = track
    for session in Session.objects.filter(event__in=event_ids):
        into[session.event_id].sessions[session.id] = session
    for event_pass in Pass.objects.filter(event__in=event_ids):
        into[event_pass.event_id].passes[event_pass.id] = event_pass
    for sponsorship in Sponsorship.objects.filter(event__in=event_ids):
        into[sponsorship.event_id].sponsorships[sponsorship.id] = sponsorship
    for engagement in SpeakerEngagement.objects.filter(event__in=event_ids):
        into[engagement.event_id].engagements.append(engagement)
    for attachment in EventCustomRegistrationField.objects.filter(event__in=event_ids).order_by("order", "id"):
        into[attachment.event_id].attachments.append(attachment)
    in_tracks = Session.tracks.through.objects.filter(session__event__in=event_ids)
    for event_id, session_id, track_id in in_tracks.values_list("session__event_id", "session_id", "sessiontrack_id"):
        into[event_id].tracks_of[session_id].add(track_id)
    opened = Pass.sessions.through.objects.filter(pass__event__in=event_ids)
    for event_id, pass_id, session_id in opened.values_list("pass__event_id", "pass_id", "session_id"):
        into[event_id].sessions_of[pass_id].add(session_id)
