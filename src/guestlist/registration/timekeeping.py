"""What time brings to registrations: purchases that run out."""

from __future__ import annotations

from datetime import datetime

from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.organizations.journal import writing
from guestlist.registration.models import Purchase
from guestlist.registration.requests import Request
from guestlist.registration.rules.commands import ClosePurchase
from guestlist.registration.rules.decisions import PurchaseStatus
from guestlist.registration.step import perform

_CLOSED_AT_ONCE_MAX = 100


def release_expired_purchases(now: datetime) -> int:
    """Close the purchases whose time is over and serve the waitlists; gives their number.

    It looks first and takes the write lock only if something is due.
    """
    closed = 0
    while requests := _due(now):
        with writing() as changes:
            perform(requests, now=now, changes=changes)
        closed += len(requests)
    return closed


def _due(now: datetime) -> list[Request]:
    with reading():
        rows = list(
            Purchase.objects.using(READING)
            .filter(status=PurchaseStatus.OPEN.value, expires_at__lte=now)
            .order_by("expires_at", "id")
            .values_list("event__organization_id", "event_id", "id")[:_CLOSED_AT_ONCE_MAX]
        )
    return [
        Request(organization_id, event_id, ClosePurchase(purchase_id))
        for organization_id, event_id, purchase_id in rows
    ]
