"""A mail that is to be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from guestlist.mail.composing import Facts
from guestlist.mail.kinds import MailKind
from guestlist.organizations.models import Organization
from guestlist.outbox.models import NotSent, OutboxMessage

# Of what an event has to be loaded with.
EVENT_PARTS: Final = ("organization", "building", "room__building")
# Of what a session has to be loaded with, beside its event.
PLACE_OF_SESSION: Final = ("building", "room__building")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mail that is to be written: of which kind, to whom, and what it tells."""

    kind: MailKind
    organization: Organization
    first_name: str
    last_name: str
    address: str
    language: str
    registration_id: UUID | None
    facts: Callable[[], Facts]  # to be called in the language of the reader, in the same reading transaction


# Makes the draft of a message, inside a reading transaction; NotSent: it has nothing to tell any longer.
Drafter = Callable[[OutboxMessage], Draft | NotSent]


def parts_of_event(prefix: str = "event") -> list[str]:
    """Give what `select_related` takes for an event and its place."""
    return [f"{prefix}__{part}" for part in EVENT_PARTS]
