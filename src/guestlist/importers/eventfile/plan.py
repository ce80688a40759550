"""What an import will write: compared in memory, not yet stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guestlist.catalog.models import (
    Building,
    CustomRegistrationField,
    Event,
    EventCustomRegistrationField,
    Pass,
    PaymentProvider,
    Room,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
    Sponsorship,
)
from guestlist.catalog.rows import Rows
from guestlist.importers.eventfile.files import EventFile
from guestlist.importers.eventfile.finding import FoundEvent
from guestlist.importers.eventfile.programme import Programme
from guestlist.importers.eventfile.report import EventImportReport
from guestlist.importers.eventfile.state import State
from guestlist.organizations.models import Organization


@dataclass(slots=True)
class LinkChanges:
    """Pairs of ids to add to and to take out of a many-to-many table."""

    added: list[tuple[UUID, UUID]] = field(default_factory=list)
    removed: list[tuple[UUID, UUID]] = field(default_factory=list)

    def compare(self, one: UUID, present: set[UUID], wanted: set[UUID]) -> bool:
        """Note what differs for one record; tells whether anything does."""
        self.added += [(one, other) for other in sorted(wanted - present)]
        self.removed += [(one, other) for other in sorted(present - wanted)]
        return present != wanted


@dataclass(frozen=True, slots=True)
class Limits:
    """What only the registration step may change of an event that exists, since waitlists hang on it."""

    event_capacity: int | None
    auto_registers: bool
    sessions: Mapping[UUID, int | None]
    passes: Mapping[UUID, int]  # active ones


@dataclass(slots=True, kw_only=True)
class ProgrammePlan:
    """Everything that will be written of one event and of what hangs on it."""

    event: Event  # its columns are changed in place
    is_new: bool
    present: Programme
    now: datetime
    changed_event_columns: set[str] = field(default_factory=set)
    limits: Limits = field(init=False)  # as they are before
    tracks: Rows[SessionTrack] = field(init=False)
    sessions: Rows[Session] = field(init=False)
    passes: Rows[Pass] = field(init=False)
    sponsorships: Rows[Sponsorship] = field(init=False)
    session_tracks: LinkChanges = field(default_factory=LinkChanges)
    pass_sessions: LinkChanges = field(default_factory=LinkChanges)
    new_engagements: list[SpeakerEngagement] = field(default_factory=list)
    woken_engagements: list[UUID] = field(default_factory=list)
    gone_engagements: list[UUID] = field(default_factory=list)
    new_attachments: list[EventCustomRegistrationField] = field(default_factory=list)
    moved_attachments: list[EventCustomRegistrationField] = field(default_factory=list)
    gone_attachments: list[EventCustomRegistrationField] = field(default_factory=list)
    gone_sessions: list[UUID] = field(default_factory=list)
    gone_tracks: list[UUID] = field(default_factory=list)
    gone_passes: list[UUID] = field(default_factory=list)
    gone_sponsorships: list[UUID] = field(default_factory=list)
    withdrawn_sessions: set[UUID] = field(default_factory=set)
    withdrawn_passes: set[UUID] = field(default_factory=set)
    # Records that exist and whose links change.
    relinked_sessions: set[UUID] = field(default_factory=set)
    relinked_passes: set[UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        present = self.present
        self.limits = Limits(
            event_capacity=self.event.capacity,
            auto_registers=self.event.auto_registers_waitlist,
            sessions={key: row.capacity for key, row in present.sessions.items()},
            passes={key: row.allocated for key, row in present.passes.items() if row.is_active},
        )
        self.tracks = Rows(SessionTrack, present.tracks)
        self.sessions = Rows(Session, present.sessions)
        self.passes = Rows(Pass, present.passes)
        self.sponsorships = Rows(Sponsorship, present.sponsorships)

    @property
    def has_changes(self) -> bool:
        """Tell whether storing it would write anything."""
        links = (self.session_tracks, self.pass_sessions)
        return bool(
            self.changed_event_columns
            or any(rows.has_changes for rows in (self.tracks, self.sessions, self.passes, self.sponsorships))
            or any(link.added or link.removed for link in links)
            or self.new_engagements
            or self.woken_engagements
            or self.gone_engagements
            or self.new_attachments
            or self.moved_attachments
            or self.gone_attachments
            or self.gone_sessions
            or self.gone_tracks
            or self.gone_passes
            or self.gone_sponsorships
        )

    def set_event_columns(self, values: Mapping[str, object]) -> None:
        """Write values into the event, and note those that are new."""
        for name, value in values.items():
            if self.is_new or getattr(self.event, name) != value:
                setattr(self.event, name, value)
                self.changed_event_columns.add(name)


@dataclass(slots=True, kw_only=True)
class Plan(ProgrammePlan):
    """Everything that an import will write, and what it tells of it."""

    organization: Organization
    file: EventFile
    found: FoundEvent
    state: State
    pictures: Mapping[str, str]  # names of stored files, by path in the file
    report: EventImportReport
    buildings: Rows[Building] = field(init=False)
    rooms: Rows[Room] = field(init=False)
    speakers: Rows[Speaker] = field(init=False)
    fields: Rows[CustomRegistrationField] = field(init=False)
    new_provider: PaymentProvider | None = None

    def __post_init__(self) -> None:
        ProgrammePlan.__post_init__(self)
        self.buildings = Rows(Building, self.state.buildings)
        self.rooms = Rows(Room, self.state.rooms)
        self.speakers = Rows(Speaker, self.state.speakers)
        self.fields = Rows(CustomRegistrationField, self.state.fields)
