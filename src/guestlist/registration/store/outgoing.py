"""Writes what must happen later into the outbox, as far as something delivers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from guestlist import ids
from guestlist.database.sql import Sql, places, table
from guestlist.outbox.models import OutboxMessage
from guestlist.registration.messages import Message, messages
from guestlist.registration.models import WaitlistItem
from guestlist.registration.rules.decisions import Effect

# Who pays at once, or changes one session after the other, is told once, of how it ended.
_DELAYS: Final = {
    "purchase.opened": timedelta(minutes=10),
    "session_registration.added": timedelta(minutes=1),
    "session_registration.cancelled": timedelta(minutes=1),
    "session_registration.left": timedelta(minutes=1),
}
_AT_ONCE: Final = timedelta()
# Of what one command does to one person they are told the weightiest; what is delivered says how things stand then.
_WEIGHTIEST_FIRST: Final = (
    "registration.cancelled",
    "waitlist.registered",
    "registration.added",
    "waitlist.invited",
    "waitlist.lapsed",
    "session_registration.added",
    "session_registration.cancelled",
    "session_registration.left",
    "waitlist.joined",
)
_RANKS: Final = {kind: rank for rank, kind in enumerate(_WEIGHTIEST_FIRST)}


@dataclass(slots=True)
class Outgoing:
    """Collects the messages of a batch."""

    sql: Sql
    now: datetime
    _rows: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, organization_id: UUID, event_id: UUID, effects: Sequence[Effect]) -> None:
        """Take up what was decided for one command."""
        if not settings.OUTBOX_DELIVERERS:
            return
        self._rows += [
            (
                ids.new_id(),
                organization_id,
                kind,
                payload,
                UUID(about) if (about := payload.get("registration")) else None,
                self.now,
                self.now + _DELAYS.get(kind, _AT_ONCE),
                0,
                "",
                "",
                "",
            )
            for kind, payload in self._completed(one_for_each(messages(event_id, effects)))
            if kind in settings.OUTBOX_DELIVERERS
        ]

    def _completed(self, found: Iterable[Message]) -> Iterable[Message]:
        """Keep who had an offer that has lapsed: the waitlist item is about to go."""
        told = list(found)
        item_ids = [UUID(payload["waitlist_item"]) for kind, payload in told if kind == "waitlist.lapsed"]
        if not item_ids:
            return told
        rows = self.sql.rows(
            f"SELECT id, contact_id, language FROM {table(WaitlistItem)} WHERE id IN ({places(item_ids)})", item_ids
        )
        known = {
            str(self.sql.key(item_id)): {"contact": str(self.sql.key(contact_id)), "language": language}
            for item_id, contact_id, language in rows
        }
        return [
            (kind, payload | known.get(payload["waitlist_item"], {})) if kind == "waitlist.lapsed" else (kind, payload)
            for kind, payload in told
        ]

    def store(self) -> None:
        """Write the messages."""
        self.sql.insert(OutboxMessage, _COLUMNS, self._rows)


def one_for_each(found: Iterable[Message]) -> Iterable[Message]:
    """Keep one message for each registration or purchase: the weightiest, of equals the first."""
    kept: dict[str, Message] = {}
    for message in found:
        kind, payload = message
        about = payload.get("registration") or payload.get("purchase") or f"{len(kept)}"
        if about not in kept or _rank(kind) < _rank(kept[about][0]):
            kept[about] = message
    return kept.values()


def _rank(kind: str) -> int:
    return _RANKS.get(kind, len(_RANKS))


_COLUMNS = (
    "id",
    "organization_id",
    "kind",
    "payload",
    "about_id",
    "created_at",
    "due_at",
    "attempts",
    "last_error",
    "not_sent",
    "provider_id",
)
