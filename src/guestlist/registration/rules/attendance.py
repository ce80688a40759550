"""Who has come to the event and to its sessions: what check-ins are answered, do, and look like in a batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guestlist.registration.rules.state import CheckInState


class Admission(StrEnum):
    """What becomes of a check-in."""

    CHECKED_IN = "checked_in"
    CHECKED_IN_BEFORE = "checked_in_before"  # the first time counts
    TAKEN_BACK = "taken_back"  # this very check-in was known and was taken back
    CANCELLED = "cancelled"
    NO_PLACE = "no_place"  # in this session
    TOO_EARLY = "too_early"
    UNKNOWN = "unknown"
    # Told by whoever looks people up, before the rules are asked.
    WAITING = "waiting"
    WRONG_EVENT = "wrong_event"


@dataclass(frozen=True, slots=True)
class CheckInAnswer:
    """The answer to a check-in."""

    what: Admission
    at: datetime | None = None  # since when the person counts as there


@dataclass(frozen=True, slots=True)
class AddCheckIn:
    """A scan; it counts if it is the earliest, and is kept beside that one if staff made it."""

    check_in_id: UUID
    registration_id: UUID
    session_id: UUID | None
    at: datetime
    by_user_id: UUID | None
    counts: bool


@dataclass(frozen=True, slots=True)
class EndCheckIn:
    """A check-in counts no longer: an earlier one has come to light, or it was taken back."""

    check_in_id: UUID


@dataclass(frozen=True, slots=True)
class MarkCheckedIn:
    """The registration, or its place in a session, gets the state "checked in", or "registered" again."""

    registration_id: UUID
    session_id: UUID | None
    is_checked_in: bool


class Attendance:
    """The check-ins of the registrations at hand: of each, one counts at the event and one at every session."""

    __slots__ = ("_counting", "_known")

    def __init__(self, check_ins: Iterable[CheckInState]) -> None:
        self._known: set[UUID] = set()
        self._counting: dict[tuple[UUID, UUID | None], CheckInState] = {}
        for check_in in check_ins:
            self.add(check_in)

    def add(self, check_in: CheckInState) -> None:
        """Take up a check-in; one that counts takes the place of the one that did."""
        self._known.add(check_in.id)
        if check_in.counts:
            self._counting[check_in.registration_id, check_in.session_id] = check_in

    def knows(self, check_in_id: UUID) -> bool:
        """Tell whether this very check-in was made before, whatever became of it."""
        return check_in_id in self._known

    def counting(self, registration_id: UUID, session_id: UUID | None) -> CheckInState | None:
        """Return the check-in that counts; `session_id` None: at the event."""
        return self._counting.get((registration_id, session_id))

    def end(self, check_in: CheckInState) -> None:
        """Let a check-in count no longer."""
        del self._counting[check_in.registration_id, check_in.session_id]
