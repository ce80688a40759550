"""Readable event ids: what they look like, and those that the program makes."""

from __future__ import annotations

from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from guestlist import ids
from guestlist.catalog.models import Event
from guestlist.database.configuration import WRITING
from guestlist.database.transactions import take_advisory_locks
from guestlist.ids import readable_id_problem


def problem_sentence(readable_id: str) -> str | None:
    """Say what readable ids look like if this is none; None: it is one."""
    if not readable_id_problem(readable_id):
        return None
    text = _(
        "A readable ID has at most %(max)d characters, no slashes and no control characters,"
        " and it is not “%(reserved)s”."
    )
    reserved = ", ".join(sorted(ids.RESERVED_READABLE_IDS))
    return text % {"max": ids.READABLE_EVENT_ID_LENGTH_MAX, "reserved": reserved}


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
