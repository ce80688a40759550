"""The signed-in user, with registrations and places in waitlists (contract 4.11)."""

from typing import Annotated, Final
from uuid import UUID

from msgspec import field

from guestlist.eventsapi.wire.base import Answer, UtcTime, doc


class User(Answer, frozen=True, kw_only=True):
    """The caller, as far as known."""

    id: Annotated[UUID | None, doc("The contact; null if anonymous.")]
    first_name: str | None
    last_name: str | None
    email: str | None
    is_anonymous: bool


ANONYMOUS_USER: Final = User(id=None, first_name=None, last_name=None, email=None, is_anonymous=True)


class SessionRegistration(Answer, frozen=True, kw_only=True):
    """A session that a registration includes."""

    id: Annotated[UUID, doc("Cancels the session alone.")]
    session_name: str
    # The contract's names of this property have no capital letter.
    created_on: UtcTime = field(name="createdon")


class MyRegistration(Answer, frozen=True, kw_only=True):
    """An event registration of the caller, or one that the caller made."""

    id: Annotated[UUID, doc("Cancels the registration with all its sessions.")]
    contact: Annotated[str, doc("The attendee's full name.")]
    email: Annotated[str | None, doc("The attendee's address.")]
    event: Annotated[str, doc("The event's name.")]
    pass_: Annotated[str, doc("The name of the pass; empty if there is none.")] = field(name="pass")
    created_on: UtcTime = field(name="createdon")
    session_registrations: list[SessionRegistration]


class WaitlistItem(Answer, frozen=True, kw_only=True):
    """A place that the caller, or somebody whom the caller added, waits for."""

    id: UUID
    invited: Annotated[bool, doc("A place was offered.")]
    auto_register: Annotated[bool, doc("Whoever waits is registered without being asked.")]
    contact: Annotated[str, doc("The full name of whoever waits.")]
    email: str | None
    event: Annotated[str, doc("The event's name.")]
    session: Annotated[str | None, doc("The session's name; null if the wait is for the event.")]
    created_on: UtcTime = field(name="createdon")
