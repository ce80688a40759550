"""What the rules are asked: every command that moves capacity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from guestlist.registration.rules.decisions import ScreenedAttendee


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a custom field, as it came (contract 5.6)."""

    id: str
    value: str | None
    values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class SessionChoice:
    """A session that an attendee names."""

    session_id: UUID | None  # None: not a GUID, so no session of this event
    waitlisted: bool = False


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person as given in one registration request; texts untrimmed, possibly blank."""

    # Made in the shell: the id of the event registration if there will be one.
    registration_id: UUID
    first_name: str
    last_name: str
    email: str
    pass_id: str = ""  # as given; "" if none
    waitlisted: bool = False
    auto_register: bool = False
    answers: Sequence[Answer] = ()
    sessions: Sequence[SessionChoice] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """Register people for an event (contract 5)."""

    attendees: Sequence[Attendee]
    purchase_id: UUID  # made in the shell: the purchase's id if there will be one
    captcha: Mapping[str, str] | None = None
    # None until signed-in callers exist; then the contact of the caller.
    registered_by_id: UUID | None = None
    # The web application can sign people in, so that rule 4 applies.
    can_sign_in: bool = False
    # The verdict on `captcha`, from whoever issued it.
    captcha_passed: bool = False


@dataclass(frozen=True, slots=True)
class RegisterScreened:
    """A `Register` that passed rules 1 to 16, with the contacts that the shell found or made."""

    command: Register
    attendees: tuple[ScreenedAttendee, ...]
    contact_ids: tuple[UUID, ...]  # the i-th belongs to attendees[i]


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cancel an event registration, or one of its session registrations (contract 7.5)."""

    registration_id: UUID
    session_registration_id: UUID | None = None  # None: the whole registration


@dataclass(frozen=True, slots=True)
class Finalize:
    """Turn an open purchase into registrations (contract 6.4)."""

    purchase_id: UUID | None  # None: not a GUID
    captcha: Mapping[str, str] | None = None
    # The public call needs the organization's demo switch and the same captcha answer;
    # a payment service does not.
    is_public: bool = True
    demo_payment_enabled: bool = False


@dataclass(frozen=True, slots=True)
class ClosePurchase:
    """End an open purchase without registrations: time is over, or the payment was cancelled."""

    purchase_id: UUID
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ChangeLimits:
    """Set limits and serve the waitlists with what that opens. Absent keys stay as they are."""

    # The event's capacity is set only if `sets_event_capacity`; None then removes the limit.
    sets_event_capacity: bool = False
    event_capacity: int | None = None
    session_capacities: Mapping[UUID, int | None] | None = None
    pass_allocations: Mapping[UUID, int] | None = None
    # Switched on: every waiting item of the event becomes automatic (contract 5.8).
    auto_registers: bool | None = None


@dataclass(frozen=True, slots=True)
class Promote:
    """Serve the queues with every place that is open and not on offer (contract 5.8)."""


Command = Register | Cancel | Finalize | ClosePurchase | ChangeLimits | Promote
# What `decide` takes: a Register is screened first.
Decidable = RegisterScreened | Cancel | Finalize | ClosePurchase | ChangeLimits | Promote
