"""When an organization's public records last changed, as far as the journal still knows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max

from guestlist import clock, limits
from guestlist.database.configuration import READING
from guestlist.organizations.models import JournalEntry, Organization


def last_change(organization: Organization) -> datetime:
    """Give a moment that is never before the last change, and never goes back.

    The journal forgets. A change that it no longer knows is given the full hour after the last moment at which it can
    have been, so that an unchanged document stays the same for an hour.
    """
    entries = JournalEntry.objects.using(READING).filter(organization=organization)
    known: datetime | None = entries.aggregate(last=Max("created_at"))["last"]
    if known is not None:
        return known
    forgotten = clock.now() - timedelta(seconds=limits.JOURNAL_KEPT_SECONDS)
    return forgotten.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
