"""Readable event ids for events that are made by the program."""

from __future__ import annotations

from uuid import UUID

from django.db import connections

from guestlist import ids
from guestlist.catalog.models import Event
from guestlist.database.configuration import WRITING
from guestlist.database.transactions import take_advisory_locks


def reserve(organization_id: UUID) -> None:
    """Let nobody else who calls this choose readable ids in the organization until the transaction ends.

    To be called before events are locked, so that nobody who waits for it holds one that somebody else waits for.
    """
    take_advisory_locks(connections[WRITING], [f"readable event ids {organization_id}"])


def is_taken(organization_id: UUID, readable_id: str) -> bool:
    """Tell whether an event of the organization has the readable id, in any letter case."""
    key = ids.readable_event_key(readable_id)
    return Event.objects.filter(organization_id=organization_id, readable_event_key=key).exists()


def free(organization_id: UUID, wanted: str) -> str:
    """Give the readable id, or one like it that is not taken."""
    return ids.with_digits(wanted) if is_taken(organization_id, wanted) else wanted
