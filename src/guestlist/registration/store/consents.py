"""Records what people agreed to when they registered, in the transaction of their registration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from guestlist import ids
from guestlist.database.sql import Sql
from guestlist.registration.models import Consent
from guestlist.registration.rules.commands import Command, Register
from guestlist.registration.rules.decisions import AddPurchase, AddRegistration, AddWaitlistItem, Effect
from guestlist.registration.store.events import LoadedEvent


@dataclass(slots=True)
class Consents:
    """Collects the consents of a batch."""

    sql: Sql
    now: datetime
    _rows: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, event: LoadedEvent, command: Command, effects: Iterable[Effect]) -> None:
        """Take up what the people of one request agreed to, as far as they are registered, wait or pay now."""
        if not isinstance(command, Register) or not command.has_consented:
            return
        text = command.consent_text or event.organization.consent_text
        if not text:
            return
        taken_up = set(_registration_ids(effects))
        self._rows += [
            (ids.new_id(), event.record.id, attendee.registration_id, text, self.now)
            for attendee in command.attendees
            if attendee.registration_id in taken_up
        ]

    def store(self) -> None:
        """Write the records."""
        self.sql.insert(Consent, _COLUMNS, self._rows)


def _registration_ids(effects: Iterable[Effect]) -> Iterable[UUID]:
    for effect in effects:
        match effect:
            case AddRegistration() | AddWaitlistItem():
                yield effect.registration_id
            case AddPurchase():
                yield from (attendee.registration_id for attendee, _contact_id in effect.attendees)


_COLUMNS = ("id", "event_id", "registration_id", "text", "at")
