"""What time brings to registrations: purchases and offers that run out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.organizations.journal import writing
from guestlist.registration.models import Purchase, WaitlistItem
from guestlist.registration.requests import Request
from guestlist.registration.rules.commands import ClosePurchase, ExpireOffers
from guestlist.registration.rules.decisions import PurchaseStatus
from guestlist.registration.step import perform

_CLOSED_AT_ONCE_MAX = 100


def release_expired_purchases(now: datetime) -> int:
    """Close the purchases whose time is over and serve the waitlists; gives their number.

    It looks first and takes the write lock only if something is due.
    """
    return _perform_due(_due_purchases, now)


def lapse_offers(now: datetime) -> int:
    """End the offers that nobody took up in time and serve the waitlists; gives the number of events.

    It looks first and takes the write lock only if something is due.
    """
    return _perform_due(_due_offers, now)


def _perform_due(due: Callable[[datetime], list[Request]], now: datetime) -> int:
    done = 0
    while requests := due(now):
        with writing() as changes:
            perform(requests, now=now, changes=changes)
        done += len(requests)
    return done


def _due_purchases(now: datetime) -> list[Request]:
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


def _due_offers(now: datetime) -> list[Request]:
    with reading():
        rows = list(
            WaitlistItem.objects.using(READING)
            .filter(Q(paying_until__isnull=True) | Q(paying_until__lte=now), offered_until__lte=now)
            .order_by("event_id")
            .values_list("event__organization_id", "event_id")
            .distinct()[:_CLOSED_AT_ONCE_MAX]
        )
    return [Request(organization_id, event_id, ExpireOffers()) for organization_id, event_id in rows]
