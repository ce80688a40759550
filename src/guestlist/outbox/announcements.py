"""What people were told of events: taken as told without telling, and the number of their calendar entries."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from guestlist.outbox.models import Announcement


def accept_silently(event_ids: Iterable[UUID]) -> None:
    """Let times and places as they are now count as told. Inside the transaction that changed them: of an import."""
    rows = Announcement.objects.filter(event__in=list(event_ids))
    # Whoever fetches the entry anew must be able to see that it is a later one.
    rows.update(told=None, seen=None, seen_at=None, sequence=F("sequence") + 1)


def sequence_of(event_id: UUID, *, using: str = "default") -> int:
    """Give the number that the calendar entries of an event and its sessions carry (RFC 5545, SEQUENCE)."""
    numbers = Announcement.objects.using(using).filter(event=event_id).values_list("sequence", flat=True)
    return numbers.first() or 0
