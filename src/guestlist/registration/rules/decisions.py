"""What the rules answer: an outcome for the caller and the effects to store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guestlist.registration.rules.attendance import AddCheckIn, CheckInAnswer, EndCheckIn, MarkCheckedIn
from guestlist.registration.rules.faults import Problem
from guestlist.registration.rules.notes import Note


class ErrorCode(StrEnum):
    """Codes of a refused registration; byte-exact (contract 5.5)."""

    EVENT_NOT_FOUND = "EventNotFound"
    EVENT_NOT_LIVE = "EventNotLive"
    REGISTRATION_CLOSED = "RegistrationClosed"
    SESSION_NOT_LIVE = "SessionNotLive"
    MAXIMUM_CAPACITY_REACHED = "MaximumCapacityReached"
    MAXIMUM_NO_ATTENDEES_REACHED = "MaximumNoAttendeesReached"
    EVENT_CAPACITY_EXCEEDING = "EventCapacityExceeding"
    MAXIMUM_SESSION_CAPACITY_REACHED = "MaximumSessionCapacityReached"
    TOO_MANY_ATTENDEES = "TooManyAttendees"
    MULTI_ATTENDEE_REGISTRATION_NOT_ENABLED = "MultiAttendeeRegistrationNotEnabled"
    ANONYMOUS_REGISTRATION_NOT_ALLOWED = "AnonymousRegistrationNotAllowed"
    ATTENDEE_PASS_ID_NOT_VALID = "AttendeePassIdNotValid"
    ATTENDEE_SESSION_ID_NOT_VALID = "AttendeeSessionIdNotValid"
    INSUFFICIENT_NUMBER_OF_PASSES = "InsufficentNumberOfPasses"  # the original's spelling
    REQUIRED_REGISTRATION_FIELD_MISSING = "RequiredRegistrationFieldMissing"
    INVALID_VALUE_FOR_REQUIRED_REGISTRATION_FIELD = "InvalidValueForRequiredRegistrationField"
    WAITLIST_REGISTRATION_NOT_ALLOWED = "WaitlistRegistrationNotAllowedErrorMessage"
    FINALIZATION_AFTER_TIME_LIMIT = "FinalizationAfterTimeLimit"
    FINALIZATION_NOT_ALLOWED = "FinalizationNotAllowed"
    FINALIZATION_NOT_ENABLED = "FinalizationNotEnabled"
    REQUEST_TIMED_OUT = "RequestTimedOut"
    REGISTRATION_FAILED = "RegistrationFailed"


class PurchaseStatus(StrEnum):
    """States of a purchase (contract 6.3)."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing is stored. `message` is fit for display."""

    code: ErrorCode
    message: str


class PlaceKind(StrEnum):
    """What there is only so much of."""

    EVENT = "event"
    SESSION = "session"
    PASS = "pass"


@dataclass(frozen=True, slots=True)
class Shortage:
    """Seats or passes that are wanted but not there."""

    kind: PlaceKind
    id: UUID | None  # of the session or pass; None: the event
    missing: int  # at least 1


@dataclass(frozen=True, slots=True)
class Overtaken:
    """People who wait for a place that somebody else was given by hand."""

    session_id: UUID | None  # None: the event
    people: int  # at least 1


@dataclass(frozen=True, slots=True)
class Done:
    """The command took effect.

    `changed` is false where there was nothing to do: a repeated finalize, an unknown id to cancel. What staff do by
    hand may take more than there is, or pass people by who wait: then it says so.
    """

    changed: bool = True
    overbooked: tuple[Shortage, ...] = ()
    overtaken: tuple[Overtaken, ...] = ()


class Reason(StrEnum):
    """Why what staff ask for is not done."""

    UNKNOWN_EVENT = "unknown_event"
    PATTERN = "pattern"  # a template or the master of a series
    NOBODY = "nobody"
    TOO_MANY = "too_many"
    WRONG_VALUES = "wrong_values"
    FULL = "full"
    ALREADY_REGISTERED = "already_registered"
    UNKNOWN_REGISTRATION = "unknown_registration"
    CANCELLED = "cancelled"
    CHECKED_IN = "checked_in"
    UNKNOWN_PASS = "unknown_pass"
    NOT_COVERED = "not_covered"
    UNKNOWN_SESSION = "unknown_session"
    ALREADY_IN_SESSION = "already_in_session"
    NOT_IN_SESSION = "not_in_session"
    UNKNOWN_ITEM = "unknown_item"
    ON_HOLD = "on_hold"
    NOT_LIVE = "not_live"  # the event or the session is off the air
    OVER = "over"
    NOT_OPEN_YET = "not_open_yet"  # the registration period has not begun
    CLOSED = "closed"  # it has ended
    NOT_INVITED = "not_invited"
    OFFER_LAPSED = "offer_lapsed"
    PASS_NEEDED = "pass_needed"
    NOT_OFFERED = "not_offered"  # the event lets nobody choose sessions
    NO_WAITLIST = "no_waitlist"
    ONE_SESSION_ONLY = "one_session_only"
    SESSION_REQUIRED = "session_required"


@dataclass(frozen=True, slots=True)
class Declined:
    """What staff asked for is not done, and nothing is stored."""

    reason: Reason
    problems: tuple[Problem, ...] = ()  # WRONG_VALUES
    shortages: tuple[Shortage, ...] = ()  # FULL
    positions: tuple[int, ...] = ()  # ALREADY_REGISTERED: of the attendees in the command, from 0
    session_ids: tuple[UUID, ...] = ()  # those that the reason is about


@dataclass(frozen=True, slots=True)
class PurchaseOpened:
    """A purchase holds the seats and passes until it is paid or its time is over (contract 6.1)."""

    purchase_id: UUID
    redirect_url: str | None  # with a payment page: where the visitor pays


Outcome = Done | PurchaseOpened | Refused | Declined | CheckInAnswer


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it is kept; without `field_id` an unmapped one, kept under its given id."""

    field_id: UUID | None
    given_id: str
    value: str
    values: tuple[str, ...] | None = None  # multiple choice only


@dataclass(frozen=True, slots=True)
class ScreenedAttendee:
    """An attendee who passed rules 1 to 16: trimmed, answers checked, ids resolved."""

    registration_id: UUID
    first_name: str
    last_name: str
    email: str
    pass_id: UUID | None
    waitlisted: bool
    auto_register: bool
    answers: tuple[StoredAnswer, ...]
    session_ids: tuple[UUID, ...]  # wanted now, each once
    waitlisted_session_ids: tuple[UUID, ...]  # wanted from the queue, each once
    # What the answers say of the person, by contact column (contract 5.6): jobtitle, companyname …
    contact_columns: tuple[tuple[str, str], ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class AddRegistration:
    """A new event registration, with its answers; with an attendee pass if `pass_id`."""

    registration_id: UUID
    contact_id: UUID
    pass_id: UUID | None
    # Who asked: the attendee of a request of this batch; else None, and the shell takes names, answers and who
    # registered them from the waitlist item or the purchase with this registration id.
    attendee: ScreenedAttendee | None
    registered_by_id: UUID | None = None
    # A purchase names its people by the ids that their registrations are to have; by this one, if it has become
    # another registration meanwhile. Names and answers are kept under it.
    bought_as: UUID | None = None
    # The person waited, and others gave the place: news for them. It is the same registration either way.
    from_waitlist: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class AddSessionRegistration:
    """A new session registration under an event registration that exists or is added before."""

    registration_id: UUID
    session_id: UUID
    from_waitlist: bool = field(default=False, compare=False)  # as above


@dataclass(frozen=True, slots=True)
class AddWaitlistItem:
    """A new entry at the end of a queue; `item_id` made in the shell's id supply."""

    item_id: UUID
    registration_id: UUID
    contact_id: UUID
    session_id: UUID | None
    auto_register: bool
    on_hold: bool
    attendee: ScreenedAttendee | None  # None: a session choice of an older purchase
    added_by_id: UUID | None = None
    party_id: UUID | None = None  # shared with those who join the same queue in the same request


@dataclass(frozen=True, slots=True)
class RemoveWaitlistItem:
    """The item was served, or its person has the place by another way."""

    item_id: UUID
    held_place: bool = field(default=False, compare=False)  # which is free now, be it for its own person


@dataclass(frozen=True, slots=True)
class InviteWaitlistItem:
    """A place is offered; the item stays (contract 5.8). With a time the place is held until then."""

    item_id: UUID
    offered_until: datetime | None = None
    registration_id: UUID | None = field(default=None, compare=False)  # of the item, for messages


@dataclass(frozen=True, slots=True)
class LapseOffer:
    """Nobody took the offer up in time, and the item leaves its queue."""

    item_id: UUID
    registration_id: UUID
    session_id: UUID | None


@dataclass(frozen=True, slots=True)
class TakeBackOffer:
    """The offer could not be taken up in its time; the item is in its place in line again."""

    item_id: UUID


@dataclass(frozen=True, slots=True)
class RestOffer:
    """A purchase of the same person holds the place until then, so the offer does not; None: it does again."""

    item_id: UUID
    paying_until: datetime | None


@dataclass(frozen=True, slots=True)
class ReleaseHold:
    """The item waits in its session's queue under this event registration, no longer on hold.

    The event seat is there and the session is full; or the person registered anew while waiting
    for a session, and the item now hangs on that registration.
    """

    item_id: UUID
    registration_id: UUID


@dataclass(frozen=True, slots=True)
class SetAutoRegister:
    """Every waiting item of the event becomes automatic."""


@dataclass(frozen=True, slots=True)
class AddPurchase:
    """A new open purchase with the attendees who are not waitlisted."""

    purchase_id: UUID
    expires_at: datetime
    total_minor: int
    currency: str
    attendees: tuple[tuple[ScreenedAttendee, UUID], ...]  # with the contact id of each
    redirect_url: str | None
    registered_by_id: UUID | None = None
    # What a public finalize must repeat; None where the event has no captcha (contract 5.10).
    captcha: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class EndPurchase:
    """An open purchase is completed, cancelled or expired."""

    purchase_id: UUID
    status: PurchaseStatus


@dataclass(frozen=True, slots=True)
class CancelRegistration:
    """An event registration becomes inactive, as cancelled, with its sessions and attendee pass."""

    registration_id: UUID


@dataclass(frozen=True, slots=True)
class CancelSessionRegistration:
    """One session registration becomes inactive, as cancelled."""

    session_registration_id: UUID
    registration_id: UUID | None = field(default=None, compare=False)  # whose place it was, for messages


@dataclass(frozen=True, slots=True)
class LeaveSession:
    """A registration's place in a session becomes inactive, be it one that was given in the same batch."""

    registration_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class MoveToPass:
    """A registration's attendee pass, if it has one, becomes inactive, and it gets one of this pass."""

    registration_id: UUID
    pass_id: UUID


@dataclass(frozen=True, slots=True)
class ChangeDetails:
    """Columns of a registration and answers are replaced; what is None or not named stays."""

    registration_id: UUID
    first_name: str | None
    last_name: str | None
    email: str | None
    answers: tuple[StoredAnswer, ...]
    cleared_field_ids: tuple[UUID, ...]  # whose answers are taken back


@dataclass(frozen=True, slots=True)
class ChangeKeptAnswers:
    """Answers of somebody who waits are replaced: those that their registration will have. What is not named stays."""

    registration_id: UUID  # that it will have
    answers: tuple[StoredAnswer, ...]
    cleared_field_ids: tuple[UUID, ...]  # whose answers are taken back


@dataclass(frozen=True, slots=True)
class SetLimits:
    """Store the limits of a ChangeLimits command."""

    event_capacity: int | None
    sets_event_capacity: bool
    session_capacities: tuple[tuple[UUID, int | None], ...]
    pass_allocations: tuple[tuple[UUID, int], ...]
    auto_registers: bool | None


Effect = (
    AddRegistration
    | AddSessionRegistration
    | AddWaitlistItem
    | RemoveWaitlistItem
    | InviteWaitlistItem
    | LapseOffer
    | TakeBackOffer
    | RestOffer
    | ReleaseHold
    | SetAutoRegister
    | AddPurchase
    | EndPurchase
    | CancelRegistration
    | CancelSessionRegistration
    | LeaveSession
    | MoveToPass
    | ChangeDetails
    | ChangeKeptAnswers
    | AddCheckIn
    | EndCheckIn
    | MarkCheckedIn
    | SetLimits
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one command, and what to store for it, in this order."""

    outcome: Outcome
    effects: Sequence[Effect] = ()
    notes: Sequence[Note] = ()
