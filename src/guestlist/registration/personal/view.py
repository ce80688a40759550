"""The shapes in which somebody's personal page is told what to show. See page.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guestlist.catalog.models import Event, Pass, Session
from guestlist.registration.personal.links import PersonalKey
from guestlist.registration.rules.decisions import Reason
from guestlist.registration.rules.state import RegistrationField


class Closed(StrEnum):
    """Why a link opens nothing."""

    GONE = "gone"  # replaced, erased, or of nobody
    EXPIRED = "expired"  # the event is over


class PersonalState(StrEnum):
    """How somebody stands with the event."""

    REGISTERED = "registered"
    CHECKED_IN = "checked_in"
    CANCELLED = "cancelled"
    WAITING = "waiting"
    PAYING = "paying"  # their place is held until they have paid


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session in which somebody has a place."""

    session: Session
    session_registration_id: UUID
    is_checked_in: bool
    obstacle: Reason | None  # to giving it back; None: they may


@dataclass(frozen=True, slots=True)
class OfferedSession:
    """A session that somebody could choose besides."""

    session: Session
    free: int | None  # seats; None: no limit
    obstacle: Reason | None  # to choosing it, FULL included; None: they may
    has_waitlist: bool  # they may wait for it where it is FULL


@dataclass(frozen=True, slots=True)
class PassOffer:
    """A pass that can be bought when a place is taken up."""

    event_pass: Pass
    left: int


@dataclass(frozen=True, slots=True)
class OwnItem:
    """A place that somebody waits for."""

    item_id: UUID
    session: Session | None  # None: the event
    invited: bool
    offered_until: datetime | None  # the place is held until then
    on_hold: bool  # it needs the place at the event first
    auto_register: bool
    position: int | None  # 1: next; None: not in line, or the event does not show it
    obstacle: Reason | None  # to taking it up; None: they may
    passes: tuple[PassOffer, ...]  # to choose from when it is taken up; none: nothing is to choose


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """What the event asks, and what somebody answered."""

    field: RegistrationField
    value: str  # "" if there is no answer
    values: tuple[str, ...]  # multiple choice only


@dataclass(frozen=True, slots=True)
class Paying:
    """A purchase that waits for payment."""

    purchase_id: UUID
    expires_at: datetime
    redirect_url: str  # where to pay; "" if the organization says it elsewhere


@dataclass(frozen=True, slots=True)
class Personal:
    """All that a personal page shows."""

    key: PersonalKey
    event: Event
    state: PersonalState
    first_name: str
    last_name: str
    email: str
    language: str  # "": the organization's
    since: datetime  # registered, or waiting
    public_id: str  # what the QR code holds; "" without a registration
    pass_name: str  # "" if there is none
    has_paid_pass: bool  # their pass costs something
    sessions: tuple[OwnSession, ...]
    offered: tuple[OfferedSession, ...]
    waiting: tuple[OwnItem, ...]
    answers: tuple[OwnAnswer, ...]
    paying: Paying | None
    choosing_obstacle: Reason | None  # to choosing any other session; None: there is none in general
    cancel_obstacle: Reason | None  # None: they may cancel
    answers_obstacle: Reason | None  # None: they may answer anew
