"""What the rules are told: an event as the database held it when its write lock was taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID


class EventStyle(StrEnum):
    """Whose habits an event follows where the two originals differ (contract 5.9)."""

    OUTBOUND = "outbound"
    REAL_TIME = "real_time"


class FieldType(IntEnum):
    """Types of custom registration fields (contract B.10)."""

    SIMPLE_TEXT = 100000000
    BOOLEAN = 100000001
    MULTIPLE_CHOICE = 100000002
    SINGLE_CHOICE = 100000003


@dataclass(frozen=True, slots=True)
class RegistrationField:
    """A custom registration field that is attached to the event and active."""

    id: UUID
    text: str  # its label: what visitors know it by
    logical_name: str  # "" if it has none
    type: FieldType
    is_required: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PassState:
    """A pass of the event. It is visible (and makes the event paid) if `allocated` > 0."""

    id: UUID
    allocated: int
    taken: int  # sold (active attendee passes) + held by unexpired open purchases
    price_minor: int
    currency: str  # ISO 4217, "" if none
    # The pass's eligible sessions; empty: any session may be named.
    session_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class SessionState:
    """A session of the event that a command names or that has a queue to serve."""

    id: UUID
    is_live: bool
    capacity: int | None  # None: never restricted (webinar and hybrid of outbound style included)
    taken: int  # active session registrations + held by unexpired open purchases and by timed offers
    has_waitlist: bool  # effective: the event's switch, or the session's own in real-time style
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class WaitlistItemState:
    """One entry of a queue. `session_id` None: the queue of the event."""

    id: UUID
    sequence: int  # the order of the queue, over all processes
    contact_id: UUID
    # The id that this attendee's event registration has or will have; all their items share it.
    registration_id: UUID
    session_id: UUID | None
    auto_register: bool
    invited: bool
    # A session choice that waits for the event seat first (contract 5.8, "on hold").
    on_hold: bool
    # Whether an active event registration with `registration_id` exists.
    has_registration: bool
    # Of a timed offer. It holds the place until then, but not while a purchase of its person does.
    offered_until: datetime | None = None
    paying_until: datetime | None = None
    party_id: UUID | None = None  # shared by those whom one request put into the same queue

    def holds_at(self, now: datetime) -> bool:
        """Tell whether the place on offer is kept for this person."""
        return self.offered_until is not None and self.offered_until > now and not self._is_paying(now)

    def has_lapsed(self, now: datetime) -> bool:
        """Tell whether the time to take up the offer is over."""
        return self.offered_until is not None and self.offered_until <= now and not self._is_paying(now)

    def _is_paying(self, now: datetime) -> bool:
        return self.paying_until is not None and self.paying_until > now


@dataclass(frozen=True, slots=True)
class PurchaseState:
    """A purchase that a command names, or that is past its time (contract 6.3)."""

    id: UUID
    status: str  # PurchaseStatus value: "open", "completed", "cancelled", "expired"
    expires_at: datetime
    captcha: Mapping[str, str] | None  # the captcha answer kept from the registration
    attendees: Sequence[PurchaseAttendeeState] = ()


@dataclass(frozen=True, slots=True)
class PurchaseAttendeeState:
    """One person of a purchase, with what the registration will be made of."""

    registration_id: UUID
    contact_id: UUID
    pass_id: UUID
    session_ids: tuple[UUID, ...]  # seats held
    waitlisted_session_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class RegistrationState:
    """An event registration that a command names."""

    id: UUID
    contact_id: UUID
    is_active: bool
    is_checked_in: bool
    pass_id: UUID | None
    # (session registration id, session id), active ones only
    sessions: tuple[tuple[UUID, UUID], ...] = ()
    attended_ids: frozenset[UUID] = frozenset()  # those of the sessions where they were checked in
    registered_by_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CheckInState:
    """A check-in at the event or at a session. One that does not count is known only so that it is made once."""

    id: UUID
    registration_id: UUID
    session_id: UUID | None  # None: the event
    at: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class EventSettings:
    """What rules 1 to 16 need to know of an event; nothing in here moves with a registration."""

    id: UUID
    is_live: bool  # active, no template, no series master, publish status Live
    opens_at: datetime | None
    closes_at: datetime | None  # None unless a closing time applies
    ends_at: datetime
    style: EventStyle
    capacity: int | None  # None: not restricted (outbound webinar and hybrid included)
    allows_anonymous: bool
    allows_many_attendees: bool
    needs_captcha: bool
    has_waitlist: bool  # effective: false for webinar and hybrid
    auto_registers: bool  # the stored switch; the rules ignore it on paid events
    offers_auto_choice: bool
    invitations_per_slot: int
    offers_sessions: bool  # effective allowCustomAgenda
    one_session_only: bool
    session_required: bool
    payment_page_url: str | None
    payment_timeout_minutes: int
    readable_event_id: str
    fields: tuple[RegistrationField, ...] = ()
    passes: tuple[PassState, ...] = ()
    # Beyond the contract: how long an invited person holds the place (None: not at all), and whether people who asked
    # for places together get them together.
    offer_hours: int | None = None
    keeps_parties: bool = False
    is_pattern: bool = False  # a template or the master of a series: nobody is ever registered for it

    @property
    def is_paid(self) -> bool:
        """Tell whether at least one pass is visible (contract 4.8)."""
        return any(event_pass.allocated > 0 for event_pass in self.passes)


@dataclass(frozen=True, slots=True)
class EventState:
    """An event under its write lock: settings, counts, and whatever the commands touch."""

    settings: EventSettings
    taken: int  # active event registrations + seats held by unexpired open purchases and by timed offers
    sessions: Mapping[UUID, SessionState] = field(default_factory=dict)
    # Waiting people, by sequence: all of the event's queue and of those of its sessions, or none. None only if no
    # command may open a place or joins a queue, and nobody waits whose registration a command may complete: a part
    # would let the rules serve people out of turn.
    waitlist: Sequence[WaitlistItemState] = ()
    # The active event registrations that people have, oldest first: (contact, None) -> all of them, (contact, session)
    # -> those with a place in the session. Of everybody at least who joins a queue or is registered by hand.
    attending: Mapping[tuple[UUID, UUID | None], Sequence[UUID]] = field(default_factory=dict)
    purchases: Mapping[UUID, PurchaseState] = field(default_factory=dict)
    registrations: Mapping[UUID, RegistrationState] = field(default_factory=dict)
    offered: int = 0  # of the seats taken, those held by timed offers
    # Of the registrations that are checked in, and those whose ids are given again.
    check_ins: Sequence[CheckInState] = ()
