"""What reaches the registrar, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from guestlist.registration.rules.commands import Command
from guestlist.registration.rules.decisions import Done, Outcome, PurchaseOpened, Refused


@dataclass(frozen=True, slots=True)
class Idempotency:
    """A caller's key for one request: the same key with the same body gets the same answer."""

    web_application_id: UUID
    key: str  # 1-255 visible ASCII characters
    body_digest: str  # SHA-256 of the body, hexadecimal


@dataclass(frozen=True, slots=True)
class Conflict:
    """The key was used with another body."""


class ActorKind(StrEnum):
    """Who does something to registrations."""

    STAFF = "staff"
    IMPORT = "import"  # a file that staff gave
    ATTENDEE = "attendee"
    WAITLIST = "waitlist"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who stands in the log."""

    kind: ActorKind
    user_id: UUID | None = None
    name: str = ""  # of the user


@dataclass(frozen=True, slots=True)
class Request:
    """One command for one event of an organization."""

    organization_id: UUID
    # As given by the caller: a readable event id in any letter case, or the event's GUID.
    event_reference: str | UUID
    command: Command
    idempotency: Idempotency | None = None
    # For the log. None: an attendee, or whatever runs without anybody.
    actor: Actor | None = None
    # Nobody is written to because of it: imports, the demo, staff who say so.
    is_silent: bool = False


Reply = Outcome | Conflict


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply in the five values of the wire's RegistrationResult (contract 4.10)."""

    status: str
    error_code: str | None = None
    error_message: str | None = None
    purchase_id: UUID | None = None
    redirect_url: str | None = None


def to_answer(outcome: Outcome) -> Answer:
    """Say an outcome in the words of the wire."""
    if isinstance(outcome, Done):
        return Answer("Success")
    if isinstance(outcome, PurchaseOpened):
        status = "Redirect" if outcome.redirect_url else "Initiated"
        return Answer(status, purchase_id=outcome.purchase_id, redirect_url=outcome.redirect_url)
    assert isinstance(outcome, Refused), "what staff do never comes from the wire"
    return Answer("Error", error_code=outcome.code.value, error_message=outcome.message)
