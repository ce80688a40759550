"""One event while a batch is decided: a private copy of its counts, and the effects so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guestlist.registration.rules.attendance import Attendance
from guestlist.registration.rules.decisions import Effect, ScreenedAttendee
from guestlist.registration.rules.notes import Note, What
from guestlist.registration.rules.state import (
    EventState,
    EventStyle,
    PassState,
    PurchaseState,
    RegistrationState,
    SessionState,
)
from guestlist.registration.rules.waitlist import QueueKey, Waitlist

# Stands for "as many as you like" among numbers of places; no real number comes near it.
UNLIMITED = 1 << 62


@dataclass(slots=True)
class SeatCount:
    """Seats of the event or of a session."""

    capacity: int | None
    taken: int

    @property
    def free(self) -> int:
        """Seats left: UNLIMITED without a limit, below 0 after overbooking by hand."""
        return UNLIMITED if self.capacity is None else self.capacity - self.taken


@dataclass(slots=True)
class PassCount:
    """A pass of the event."""

    allocated: int
    taken: int
    price_minor: int
    currency: str
    session_ids: frozenset[UUID]

    @property
    def left(self) -> int:
        """Passes left; one that is oversold takes nothing from the others."""
        return max(0, self.allocated - self.taken)


@dataclass(slots=True)
class KnownRegistration:
    """An event registration that a command may name."""

    contact_id: UUID
    pass_id: UUID | None
    is_active: bool = True
    is_checked_in: bool = False
    # By session registration id. Of those made in this batch only the session is known.
    sessions: dict[UUID, UUID] = field(default_factory=dict)
    new_session_ids: list[UUID] = field(default_factory=list)
    attended_ids: frozenset[UUID] = frozenset()
    registered_by_id: UUID | None = None

    @property
    def session_ids(self) -> list[UUID]:
        """Return the sessions in which the registration has a place."""
        return [*self.sessions.values(), *self.new_session_ids]

    def leave(self, session_id: UUID) -> None:
        """Take the place in a session away."""
        if session_id in self.new_session_ids:
            self.new_session_ids.remove(session_id)
        else:
            self.sessions = {own_id: other for own_id, other in self.sessions.items() if other != session_id}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person who has just got an event registration, so that their sessions on hold are due."""

    contact_id: UUID
    registration_id: UUID
    pass_id: UUID | None
    named_session_ids: tuple[UUID, ...]  # in the request that brought the seat


class Ledger:
    """The counts of one event, changed by each command for the next.

    Attributes:
        effects: of the command at hand.
        notes: for the log, of the command at hand.
        arrivals: people whose sessions on hold are due.
        unsettled: queues in which an offer was withdrawn, or an item became fit to be served.
        places_for_sessions: event seats that the queues of sessions may give to people without
            one; set by whoever serves the queues.
        attending: event registrations of people, by contact and queue; right for everybody who joins a queue.
        offered: seats of the event that timed offers hold; they count as taken.
        asked_by: attendees of this batch that joined a queue or a purchase, by registration id,
            with who registered them.
    """

    __slots__ = (
        "arrivals",
        "asked_by",
        "attendance",
        "attending",
        "effects",
        "event",
        "new_id",
        "notes",
        "now",
        "offered",
        "passes",
        "places_for_sessions",
        "purchases",
        "registrations",
        "session_states",
        "sessions",
        "settings",
        "unsettled",
        "waitlist",
    )

    def __init__(self, state: EventState, now: datetime, new_id: Callable[[], UUID]) -> None:
        self.settings = state.settings
        self.now = now
        self.new_id = new_id
        self.event = SeatCount(state.settings.capacity, state.taken)
        self.offered = state.offered
        self.session_states: dict[UUID, SessionState] = dict(state.sessions)
        self.sessions = {session.id: SeatCount(session.capacity, session.taken) for session in state.sessions.values()}
        self.passes = {event_pass.id: _count_pass(event_pass) for event_pass in state.settings.passes}
        self.waitlist = Waitlist(state.waitlist)
        self.attending = {place: list(registration_ids) for place, registration_ids in state.attending.items()}
        self.purchases: dict[UUID, PurchaseState] = dict(state.purchases)
        self.registrations = {registration.id: _know(registration) for registration in state.registrations.values()}
        self.attendance = Attendance(state.check_ins)
        self.effects: list[Effect] = []
        self.notes: list[Note] = []
        self.arrivals: list[Arrival] = []
        self.unsettled: dict[QueueKey, None] = {}
        self.places_for_sessions = 0
        self.asked_by: dict[UUID, tuple[ScreenedAttendee, UUID | None]] = {}

    @property
    def is_paid(self) -> bool:
        """Tell whether at least one pass is visible (contract 4.8)."""
        return any(event_pass.allocated > 0 for event_pass in self.passes.values())

    @property
    def is_real_time(self) -> bool:
        """Tell whether the event follows the habits of the real-time original (contract 5.9)."""
        return self.settings.style == EventStyle.REAL_TIME

    def places(self, key: QueueKey) -> int:
        """Return the free places of event or session; a paid event's need a pass each, and so do its offers."""
        if key is not None:
            return self.sessions[key].free
        if not self.passes or not self.is_paid:
            return self.event.free
        return min(self.event.free, self.passes_left - self.offered)

    @property
    def passes_left(self) -> int:
        """Return how many passes are left, whatever they are."""
        return sum([p.left for p in self.passes.values()])

    def places_of(self, keys: Iterable[QueueKey]) -> dict[QueueKey, int]:
        """Return the free places of several queues' owners."""
        return {key: self.places(key) for key in keys}

    def places_to_pass_on(self, keys: Iterable[QueueKey]) -> dict[QueueKey, int]:
        """Return the free places of those that are not over: what is over is given to nobody."""
        return self.places_of([key for key in keys if not self.is_over(key)])

    def open_places(self, key: QueueKey) -> int:
        """Return the free places that are not on offer to invited people (contract 5.8, OD-43)."""
        places = self.places(key)
        if places == UNLIMITED:
            return UNLIMITED
        on_offer = -(-self.waitlist.invited_count(key) // self.settings.invitations_per_slot)
        return max(0, places - on_offer)

    def note(
        self,
        what: What,
        registration_id: UUID,
        *,
        item_id: UUID | None = None,
        by_queue: bool = False,
        **details: UUID | tuple[str, ...] | None,
    ) -> None:
        """Add a line for the log; details without a value are left out."""
        said = tuple(
            [(name, value if isinstance(value, tuple) else str(value)) for name, value in details.items() if value]
        )
        self.notes.append(Note(what, registration_id, item_id, by_queue, said))

    def attend(self, contact_id: UUID, key: QueueKey, registration_id: UUID) -> None:
        """Note that a person has got a place in the event or in a session."""
        self.attending.setdefault((contact_id, key), []).append(registration_id)

    def leave(self, contact_id: UUID, key: QueueKey, registration_id: UUID) -> None:
        """Note that a person has given a place back."""
        registration_ids = self.attending.get((contact_id, key), [])
        if registration_id in registration_ids:  # else they join no queue, so nobody loaded it
            registration_ids.remove(registration_id)

    def has_place(self, contact_id: UUID, key: QueueKey) -> bool:
        """Tell whether somebody who joins a queue has a place in the event or session already."""
        return bool(self.attending.get((contact_id, key)))

    def is_over(self, key: QueueKey) -> bool:
        """Tell whether the event or the session has ended."""
        return self.now >= (self.settings if key is None else self.session_states[key]).ends_at

    def is_served(self, key: QueueKey) -> bool:
        """Tell whether a queue moves at all: event and session Live, its waitlist on."""
        if not self.settings.is_live:
            return False
        if key is None:
            return self.settings.has_waitlist
        session = self.session_states[key]
        return session.is_live and session.has_waitlist


def _count_pass(event_pass: PassState) -> PassCount:
    return PassCount(
        event_pass.allocated,
        event_pass.taken,
        event_pass.price_minor,
        event_pass.currency,
        event_pass.session_ids,
    )


def _know(registration: RegistrationState) -> KnownRegistration:
    return KnownRegistration(
        registration.contact_id,
        registration.pass_id,
        registration.is_active,
        registration.is_checked_in,
        dict(registration.sessions),
        attended_ids=registration.attended_ids,
        registered_by_id=registration.registered_by_id,
    )
