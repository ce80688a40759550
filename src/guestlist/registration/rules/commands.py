"""What the rules are asked: every command that moves capacity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
    language: str = ""  # of the mails to the person; "": the organization's


@dataclass(frozen=True, slots=True)
class CaptchaProof:
    """An answer to a captcha of ours, as far as it can be judged without knowing the event and what was used."""

    key: str  # of the captcha; kept once it is used, so that it serves one registration only
    event_id: UUID  # that it was issued for
    expires_at: datetime
    is_right: bool


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
    # What `captcha` proves, if it answers one that we issued for the organization.
    captcha_proof: CaptchaProof | None = None
    # The visitor agreed to the organization's consent text, and to what words, if they are known.
    has_consented: bool = False
    consent_text: str = ""  # "": the organization's present one


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


@dataclass(frozen=True, slots=True)
class ExpireOffers:
    """End the offers that nobody took up in time, and serve the queues with what they held."""


@dataclass(frozen=True, slots=True)
class RegisterByHand:
    """Register people as staff wish, all of them or none.

    Of the attendees `waitlisted` and `auto_register` do not count, nor those of their sessions. Publish status,
    registration period, captcha, sign-in, switches about what visitors may do, and required fields bind visitors only.
    """

    attendees: Sequence[Attendee]
    may_overbook: bool = False
    # Also whoever is registered already, or named twice; they get a second registration.
    may_repeat: bool = False


@dataclass(frozen=True, slots=True)
class RegisterByHandScreened:
    """A `RegisterByHand` whose values are in order, with the contacts that the shell found or made."""

    command: RegisterByHand
    attendees: tuple[ScreenedAttendee, ...]
    contact_ids: tuple[UUID, ...]  # the i-th belongs to attendees[i]


@dataclass(frozen=True, slots=True)
class CancelByHand:
    """Cancel an event registration; also after the event, and with a reason where it cannot be done."""

    registration_id: UUID


@dataclass(frozen=True, slots=True)
class MovePass:
    """Give a registration a pass, instead of the one that it has."""

    registration_id: UUID
    pass_id: UUID
    may_overbook: bool = False
    # Sessions that the new pass does not open are given up; else they are a reason to decline.
    drops_sessions: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSession:
    """Take a session from a registration, give it one, or both: move it."""

    registration_id: UUID
    leaves_id: UUID | None = None  # a session
    joins_id: UUID | None = None  # a session
    may_overbook: bool = False


@dataclass(frozen=True, slots=True)
class InviteWaiting:
    """Offer a place to somebody who waits, whether one is open or not."""

    item_id: UUID


@dataclass(frozen=True, slots=True)
class RegisterWaiting:
    """Give somebody who waits the place that they wait for; with it, if they lack it, the event seat."""

    item_id: UUID
    may_overbook: bool = False
    pass_id: UUID | None = None  # for the event registration, where one is made


@dataclass(frozen=True, slots=True)
class RemoveWaiting:
    """Take an item out of its queue; with that of the event go the sessions on hold."""

    item_id: UUID


@dataclass(frozen=True, slots=True)
class EditDetails:
    """Change what a registration says of its person. The contact stays as it is."""

    registration_id: UUID
    first_name: str | None = None  # None: stays
    last_name: str | None = None
    email: str | None = None
    answers: Sequence[Answer] = ()  # of fields of the event; a blank one takes the answer back


@dataclass(frozen=True, slots=True)
class CancelOwn:
    """Somebody cancels a registration, or one of its sessions, that is theirs (contract 7.5)."""

    registration_id: UUID
    # Of a signed-in user: the attendee, or who registered the attendee. None: whoever holds the registration's link.
    contact_ids: frozenset[UUID] | None
    session_registration_id: UUID | None = None  # None: the whole registration


@dataclass(frozen=True, slots=True)
class JoinSession:
    """Register somebody who has a place at the event to one session that their pass lists (contract 7.6)."""

    contact_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class WaitingPerson:
    """Who waits under an item, as the shell found them under the event's lock."""

    attendee: ScreenedAttendee  # with the registration id that a new registration or purchase is to have
    added_by_id: UUID | None
    # An open purchase of theirs of the wanted pass: (id, where to pay).
    purchase: tuple[UUID, str | None] | None = None


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Somebody who was invited takes the place that they were offered (contract 5.8)."""

    item_id: UUID
    purchase_id: UUID  # made in the shell: the purchase's id if there will be one
    pass_id: UUID | None = None  # on a paid event, where the event seat comes with it
    person: WaitingPerson | None = None  # filled in by the step


@dataclass(frozen=True, slots=True)
class ChangeChoices:
    """An attendee changes the own sessions, by the rules for visitors; all of it or nothing."""

    registration_id: UUID
    joins: Sequence[UUID] = ()  # sessions
    leaves: Sequence[UUID] = ()  # sessions, had or waited for
    waits_for: Sequence[UUID] = ()  # sessions
    auto_register: bool = False  # of the new items, where visitors may choose


@dataclass(frozen=True, slots=True)
class ChangeAnswers:
    """An attendee, or somebody who waits, answers all fields anew; a blank answer takes the old one back."""

    registration_id: UUID
    answers: Sequence[Answer] = ()


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Somebody has come, to the event or to a session (contract 9.2)."""

    check_in_id: UUID  # made by whoever scans: the same one twice is one
    registration_id: UUID
    session_id: UUID | None = None  # None: the event
    at: datetime | None = None  # aware UTC, from a phone that was without a network; None: now
    by_user_id: UUID | None = None  # None: the person, by a link
    not_before: datetime | None = None  # whoever comes earlier is not checked in


@dataclass(frozen=True, slots=True)
class UndoCheckIn:
    """Take the check-in back that counts."""

    registration_id: UUID
    session_id: UUID | None = None  # None: the one at the event


OnRegistration = (
    Cancel
    | CancelByHand
    | MovePass
    | ChangeSession
    | EditDetails
    | CancelOwn
    | ChangeChoices
    | ChangeAnswers
    | CheckIn
    | UndoCheckIn
)
# What attendees do for themselves; without another actor it stands in the log as theirs.
ByAttendee = Cancel | CancelOwn | JoinSession | TakeUp | ChangeChoices | ChangeAnswers
Attendance = CheckIn | UndoCheckIn
OnWaiting = InviteWaiting | RegisterWaiting | RemoveWaiting
_ByHand = CancelByHand | MovePass | ChangeSession | EditDetails | OnWaiting

Command = (
    Register
    | Finalize
    | ClosePurchase
    | ChangeLimits
    | Promote
    | ExpireOffers
    | RegisterByHand
    | _ByHand
    | ByAttendee
    | Attendance
)
# What `decide` takes: who is to be registered is screened first.
DecidableByHand = RegisterByHandScreened | _ByHand
Decidable = (
    RegisterScreened
    | Finalize
    | ClosePurchase
    | ChangeLimits
    | Promote
    | ExpireOffers
    | DecidableByHand
    | ByAttendee
    | Attendance
)
