"""What an import will write: rows, links and changes of visibility, compared but not yet stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

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
from guestlist.importers.schedule.records import Skipped
from guestlist.importers.schedule.report import ImportReport
from guestlist.organizations.models import Organization

_Row = TypeVar("_Row", bound=Record)


@dataclass(slots=True)
class Rows(Generic[_Row]):
    """Rows of one table that an import writes."""

    created: list[_Row] = field(default_factory=list)
    changed: list[_Row] = field(default_factory=list)

    def take(self, row: _Row, *, is_new: bool, is_changed: bool) -> None:
        """Note what is to be done with a row."""
        if is_new:
            self.created.append(row)
        elif is_changed:
            self.changed.append(row)


@dataclass(slots=True)
class Visibility:
    """Records of one table that vanished from the source, or returned to it."""

    withdrawn: list[UUID] = field(default_factory=list)
    returned: list[UUID] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """Everything that an import will write. Rows are complete; nothing is written yet."""

    organization: Organization
    event: Event
    name: str  # of the event
    key: str  # what the schedule is known by from one state to the next
    is_new_event: bool
    publish: bool
    is_changed_event: bool = False
    buildings: Rows[Building] = field(default_factory=Rows)
    rooms: Rows[Room] = field(default_factory=Rows)
    tracks: Rows[SessionTrack] = field(default_factory=Rows)
    speakers: Rows[Speaker] = field(default_factory=Rows)
    sessions: Rows[Session] = field(default_factory=Rows)
    track_visibility: Visibility = field(default_factory=Visibility)
    session_visibility: Visibility = field(default_factory=Visibility)
    engagements_created: list[SpeakerEngagement] = field(default_factory=list)
    engagements_gone: list[UUID] = field(default_factory=list)
    session_tracks_created: list[tuple[UUID, UUID]] = field(default_factory=list)
    session_tracks_gone: list[tuple[UUID, UUID]] = field(default_factory=list)
    # Those that were there and change, be it only in speakers, tracks or visibility.
    touched_sessions: set[UUID] = field(default_factory=set)
    withdrawn_speakers: set[UUID] = field(default_factory=set)
    replaced_sessions: int = 0  # of which the given id belongs to somebody else
    notes: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether the catalog holds all of the schedule already."""
        tables: tuple[Rows[Any], ...] = (
            self.buildings,
            self.rooms,
            self.tracks,
            self.speakers,
            self.sessions,
        )
        return not (
            self.is_new_event
            or self.is_changed_event
            or any(rows.created or rows.changed for rows in tables)
            or self.track_visibility.withdrawn
            or self.track_visibility.returned
            or self.touched_sessions
            or self.session_visibility.withdrawn
        )

    def report(self, skipped: list[Skipped]) -> ImportReport:
        """Give the report of the import, once the plan is written."""
        tables: dict[str, Rows[Any]] = {
            "tracks": self.tracks,
            "speakers": self.speakers,
            "rooms": self.rooms,
            "buildings": self.buildings,
        }
        created = {name: len(rows.created) for name, rows in tables.items()}
        changed = {name: len(rows.changed) for name, rows in tables.items()}
        return ImportReport(
            event=self.event.readable_event_id,
            created={
                "events": int(self.is_new_event),
                "sessions": len(self.sessions.created),
                **created,
            },
            changed={
                "events": int(self.is_changed_event and not self.is_new_event),
                "sessions": len(self.touched_sessions),
                **changed,
            },
            withdrawn={
                "sessions": len(self.session_visibility.withdrawn),
                "tracks": len(self.track_visibility.withdrawn),
                "speakers": len(self.withdrawn_speakers),
            },
            skipped=skipped,
            notes=self.notes,
        )
