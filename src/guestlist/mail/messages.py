"""Writes messages to many people at once into the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from guestlist.outbox.models import OutboxMessage

_AT_ONCE: Final = 1000


def write_messages(
    organization_id: UUID,
    event_id: UUID,
    kind: str,
    registration_ids: Iterable[UUID],
    payload: Mapping[str, Any],
    now: datetime,
) -> int:
    """Write a message of a kind to each person, inside the caller's transaction; gives how many.

    `registration_ids`: that they have, or will have where they wait.
    """
    rows = [
        OutboxMessage(
            organization_id=organization_id,
            kind=kind,
            about_id=registration_id,
            payload={"event": str(event_id), "registration": str(registration_id), **payload},
            created_at=now,
            due_at=now,
        )
        for registration_id in registration_ids
    ]
    OutboxMessage.objects.bulk_create(rows, batch_size=_AT_ONCE)
    return len(rows)
