"""Which contact a person is: the matching strategies of an organization (contract 7.3). Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from guestlist.organizations.models import MatchingStrategy

# Between first and last name in a key; no keyboard types it.
_SEPARATOR = "\x1f"

MatchKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A person as given, or as a contact has it. `owner_id` is the event's, or the contact's own."""

    first_name: str
    last_name: str
    email: str
    owner_id: UUID | None = None


def email_key(email: str) -> str:
    """Give the form in which e-mail addresses are compared: trimmed, without letter case."""
    return email.strip().casefold()


def name_key(first_name: str, last_name: str) -> str:
    """Give the form in which names are compared; "" if either is blank."""
    first, last = first_name.strip().casefold(), last_name.strip().casefold()
    return f"{first}{_SEPARATOR}{last}" if first and last else ""


_PARTS: dict[int, Callable[[Person], MatchKey]] = {
    MatchingStrategy.EMAIL: lambda person: (email_key(person.email),),
    MatchingStrategy.NAME: lambda person: (name_key(person.first_name, person.last_name),),
    MatchingStrategy.EMAIL_AND_NAME: lambda person: (
        email_key(person.email),
        name_key(person.first_name, person.last_name),
    ),
    MatchingStrategy.EMAIL_AND_OWNER: lambda person: (
        email_key(person.email),
        str(person.owner_id or ""),
    ),
}


def match_key(person: Person, strategy: int) -> MatchKey | None:
    """Give what must be equal for two persons to be one contact; None: a part is blank, so nobody matches."""
    key = _PARTS[strategy](person)
    return key if all(key) else None
