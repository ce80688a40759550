"""Writes messages to many people at once into the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from guestlist.outbox.models import OutboxMessage
from guestlist.registration.models import Registration

_AT_ONCE: Final = 1000


def write_messages(
    organization_id: UUID,
    event_id: UUID,
    kind: str,
    people: QuerySet[Registration],
    payload: Mapping[str, Any],
    now: datetime,
) -> int:
    """Write a message of a kind to each registration, inside the caller's transaction; gives how many."""
    rows = [
        OutboxMessage(
            organization_id=organization_id,
            kind=kind,
            about_id=registration_id,
            payload={"event": str(event_id), "registration": str(registration_id), **payload},
            created_at=now,
            due_at=now,
        )
        for registration_id in people.order_by("created_at", "id").values_list("id", flat=True)
    ]
    OutboxMessage.objects.bulk_create(rows, batch_size=_AT_ONCE)
    return len(rows)
