"""Whether visitors can get a place at an event right now. Pure; the registrar decides (contract 5.3, 5.7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from guestlist.catalog import effective
from guestlist.catalog.models import Event, Session

# From so few places on it is worth saying how many are left.
FEW_PLACES = 20


class State(StrEnum):
    """What a visitor meets."""

    OPEN = "open"
    WAITLIST = "waitlist"  # full, and the queue is open
    FULL = "full"
    SOLD_OUT = "sold_out"  # seats are left, passes are not
    NOT_YET = "not_yet"
    CLOSED = "closed"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Availability:
    """The state of an event, with what explains it."""

    state: State
    places_left: int | None  # None: no limit
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def can_register(self) -> bool:
        """Tell whether the registration page has something to offer."""
        return self.state in (State.OPEN, State.WAITLIST)

    @property
    def few_left(self) -> int | None:
        """Give the number of places left where they are few."""
        is_few = self.state is State.OPEN and self.places_left is not None and self.places_left <= FEW_PLACES
        return self.places_left if is_few else None


def availability_of(event: Event, *, taken: int, passes_left: int | None, now: datetime) -> Availability:
    """Say what a visitor can get.

    Args:
        taken: seats that are registered or held.
        passes_left: of all passes on offer together; None: the event needs none.
        now: aware UTC.
    """
    capacity = effective.event_capacity(event)
    seats_left = None if capacity is None else max(0, capacity - taken)
    limits = [limit for limit in (seats_left, passes_left) if limit is not None]
    closes_at = event.registration_ends_at if event.has_registration_end else None
    return Availability(
        state=_state(event, seats_left, passes_left, now),
        places_left=min(limits, default=None),
        opens_at=event.registration_opens_at,
        closes_at=closes_at,
    )


def _state(event: Event, seats_left: int | None, passes_left: int | None, now: datetime) -> State:
    if event.ends_at <= now:
        return State.OVER
    if event.has_registration_end and event.registration_ends_at is not None and event.registration_ends_at <= now:
        return State.CLOSED
    if event.registration_opens_at is not None and event.registration_opens_at > now:
        return State.NOT_YET
    if seats_left != 0 and passes_left != 0:
        return State.OPEN
    if effective.has_waitlist(event):
        return State.WAITLIST
    return State.SOLD_OUT if passes_left == 0 else State.FULL


def session_state(event: Event, session: Session, taken: int) -> State:
    """Say whether a session has room."""
    capacity = effective.session_capacity(event, session)
    if capacity is None or taken < capacity:
        return State.OPEN
    return State.WAITLIST if effective.session_has_waitlist(event, session) else State.FULL


def earliest(*ends: datetime | None) -> datetime | None:
    """Give when a page made of several parts is wrong by the clock alone; None stands for a part that never is."""
    return min((end for end in ends if end is not None), default=None)


def next_turn(events: Iterable[Event], now: datetime) -> datetime | None:
    """Give when the clock alone next changes what is said of events."""
    turns = (
        moment
        for event in events
        for moment in (event.registration_opens_at, event.registration_ends_at, event.starts_at, event.ends_at)
        if moment is not None and moment > now
    )
    return earliest(*turns)
