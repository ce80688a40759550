"""The lock on events: whoever changes one, or what belongs to it, takes its row first and to the end."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from guestlist.catalog.models import Event


def lock_events(event_ids: Iterable[UUID]) -> set[UUID]:
    """Take the events' rows, in id order as everybody does, so that nobody waits in a ring.

    On SQLite the transaction itself is the lock. The registrar takes the same one in its own SQL. NO KEY leaves
    foreign key checks of others alone.

    Returns:
        The ids of those that there are.
    """
    rows = Event.objects.select_for_update(no_key=True).filter(id__in=set(event_ids)).order_by("id")
    return set(rows.values_list("id", flat=True))
