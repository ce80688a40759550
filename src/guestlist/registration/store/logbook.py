"""Writes the log of registrations, in the transaction of what it tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from guestlist.database.sql import Sql
from guestlist.registration.models import RegistrationLogEntry
from guestlist.registration.requests import Actor, ActorKind, Request
from guestlist.registration.rules.commands import ByAttendee, CheckIn
from guestlist.registration.rules.notes import Note

_WAITLIST = Actor(ActorKind.WAITLIST)
_ATTENDEE = Actor(ActorKind.ATTENDEE)
_SYSTEM = Actor(ActorKind.SYSTEM)


@dataclass(slots=True)
class Logbook:
    """Collects the notes of a batch."""

    sql: Sql
    now: datetime
    _rows: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, event_id: UUID, request: Request, notes: Iterable[Note]) -> None:
        """Take up what is to be told of one command."""
        asking = request.actor or (_ATTENDEE if isinstance(request.command, ByAttendee | CheckIn) else _SYSTEM)
        for note in notes:
            self.note(event_id, _WAITLIST if note.by_queue else asking, note)

    def note(self, event_id: UUID, actor: Actor, note: Note) -> None:
        """Take up one thing that somebody did."""
        details = {name: list(value) if isinstance(value, tuple) else value for name, value in note.details}
        self._rows.append(
            (
                event_id,
                note.registration_id,
                note.item_id,
                note.what.value,
                actor.kind.value,
                actor.user_id,
                actor.name,
                self.now,
                details,
            )
        )

    def store(self) -> None:
        """Write the entries."""
        self.sql.insert(RegistrationLogEntry, _COLUMNS, self._rows)


_COLUMNS = (
    "event_id",
    "registration_id",
    "waitlist_item_id",
    "what",
    "by",
    "user_id",
    "user_name",
    "at",
    "details",
)
