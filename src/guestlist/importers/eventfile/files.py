"""An event file that was read and found in order: what the import works from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from guestlist.importers.eventfile.parts import (
    Content,
    EventPart,
    FieldPart,
    PassPart,
    SessionPart,
    SpeakerPart,
    SponsorshipPart,
    TrackPart,
)
from guestlist.importers.eventfile.places import Places
from guestlist.pictures import Picture

P = TypeVar("P", TrackPart, SpeakerPart, SessionPart, PassPart, SponsorshipPart, FieldPart)


@dataclass(frozen=True, slots=True)
class Item(Generic[P]):
    """A record of one of the file's lists, with what it is known by."""

    part: P
    path: str  # like `sessions[3]`
    given_id: UUID | None
    key: tuple[str, ...]  # its name; of a session name and start; without an id it is known by that

    @property
    def name(self) -> str:
        return self.key[0]


@dataclass(frozen=True, slots=True)
class EventFile:
    """A whole event. References between its lists are indexes."""

    content: Content
    zone: str  # IANA
    places: Places
    pictures: Mapping[str, Picture]  # by path, like `speakers[2].image`
    tracks: tuple[Item[TrackPart], ...]
    speakers: tuple[Item[SpeakerPart], ...]
    sessions: tuple[Item[SessionPart], ...]
    passes: tuple[Item[PassPart], ...]
    sponsorships: tuple[Item[SponsorshipPart], ...]
    fields: tuple[Item[FieldPart], ...]
    tracks_of: tuple[frozenset[int], ...]  # by session
    speakers_of: tuple[frozenset[int], ...]  # by session
    sessions_of: tuple[frozenset[int], ...]  # by pass

    @property
    def event(self) -> EventPart:
        return self.content.event
