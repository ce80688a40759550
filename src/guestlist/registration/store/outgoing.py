"""Writes what must happen later into the outbox, as far as something delivers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from guestlist import ids
from guestlist.database.sql import Sql
from guestlist.outbox.models import OutboxMessage
from guestlist.registration.messages import messages
from guestlist.registration.rules.decisions import Effect


@dataclass(slots=True)
class Outgoing:
    """Collects the messages of a batch."""

    sql: Sql
    now: datetime
    _rows: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, organization_id: UUID, event_id: UUID, effects: Iterable[Effect]) -> None:
        """Take up what was decided for one command."""
        if not settings.OUTBOX_DELIVERERS:
            return
        self._rows += [
            (ids.new_id(), organization_id, kind, payload, self.now, self.now, 0, "")
            for kind, payload in messages(event_id, effects)
            if kind in settings.OUTBOX_DELIVERERS
        ]

    def store(self) -> None:
        """Write the messages."""
        self.sql.insert(OutboxMessage, _COLUMNS, self._rows)


_COLUMNS = (
    "id",
    "organization_id",
    "kind",
    "payload",
    "created_at",
    "due_at",
    "attempts",
    "last_error",
)
