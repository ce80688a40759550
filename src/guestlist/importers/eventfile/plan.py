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
from guestlist.importers.eventfile.files import EventFile
from guestlist.importers.eventfile.finding import FoundEvent
from guestlist.importers.eventfile.report import EventImportReport
from guestlist.importers.eventfile.rows import Rows
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


@dataclass(slots=True)
class Plan:
    """Everything that an import will write, and what it tells of it."""

    organization: Organization
    file: EventFile
    found: FoundEvent
    state: State
    limits: Limits  # as they are before
    pictures: Mapping[str, str]  # names of stored files, by path in the file
    now: datetime
    report: EventImportReport
    buildings: Rows[Building]
    rooms: Rows[Room]
    speakers: Rows[Speaker]
    fields: Rows[CustomRegistrationField]
    tracks: Rows[SessionTrack]
    sessions: Rows[Session]
    passes: Rows[Pass]
    sponsorships: Rows[Sponsorship]
    changed_event_columns: set[str] = field(default_factory=set)
    new_provider: PaymentProvider | None = None
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

    @property
    def event(self) -> Event:
        return self.found.event


def new_plan(
    organization: Organization,
    file: EventFile,
    found: FoundEvent,
    state: State,
    *,
    pictures: Mapping[str, str],
    now: datetime,
) -> Plan:
    """Begin a plan that writes nothing yet."""
    event = found.event
    return Plan(
        organization=organization,
        file=file,
        found=found,
        state=state,
        limits=Limits(
            event_capacity=event.capacity,
            auto_registers=event.auto_registers_waitlist,
            sessions={key: row.capacity for key, row in state.sessions.items()},
            passes={key: row.allocated for key, row in state.passes.items() if row.is_active},
        ),
        pictures=pictures,
        now=now,
        report=EventImportReport(found.readable_id),
        buildings=Rows(Building, state.buildings),
        rooms=Rows(Room, state.rooms),
        speakers=Rows(Speaker, state.speakers),
        fields=Rows(CustomRegistrationField, state.fields),
        tracks=Rows(SessionTrack, state.tracks),
        sessions=Rows(Session, state.sessions),
        passes=Rows(Pass, state.passes),
        sponsorships=Rows(Sponsorship, state.sponsorships),
    )
