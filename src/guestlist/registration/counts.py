"""How many seats and passes are taken: what people have, and what open purchases hold (contract 5.7).

A purchase past its time holds nothing, whether it has been closed yet or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    PurchaseAttendee,
    PurchaseSession,
    Registration,
    SessionRegistration,
)
from guestlist.registration.rules.decisions import PurchaseStatus

# Ids, or a query for them.
Ids = Sequence[UUID] | QuerySet[Any, Any]


@dataclass(slots=True)
class Counts:
    """Numbers by record id; who is not in there has 0. They hold until `valid_until`."""

    final: Counter[UUID] = field(default_factory=Counter)  # registered, or sold
    held: Counter[UUID] = field(default_factory=Counter)  # by open purchases that have time left
    valid_until: datetime | None = None

    def taken(self, record_id: UUID) -> int:
        """Give what is registered or sold and what is held."""
        return self.final[record_id] + self.held[record_id]


def of_events(event_ids: Ids, now: datetime, *, using: str) -> Counts:
    """Count the seats of events."""
    registered = Registration.objects.using(using).filter(event__in=event_ids, status__in=ACTIVE_STATUSES)
    held = PurchaseAttendee.objects.using(using).filter(_is_open("purchase", now), purchase__event__in=event_ids)
    return _counts(_numbers(registered, "event_id"), _holds(held, "purchase__event_id", "purchase__expires_at"))


def of_sessions(session_ids: Ids, now: datetime, *, using: str) -> Counts:
    """Count the seats of sessions."""
    registered = SessionRegistration.objects.using(using).filter(session__in=session_ids, status__in=ACTIVE_STATUSES)
    held = PurchaseSession.objects.using(using).filter(
        _is_open("attendee__purchase", now), session__in=session_ids, waitlisted=False
    )
    return _counts(
        _numbers(registered, "session_id"),
        _holds(held, "session_id", "attendee__purchase__expires_at"),
    )


def of_passes(pass_ids: Ids, now: datetime, *, using: str) -> Counts:
    """Count the passes sold and held."""
    sold = AttendeePass.objects.using(using).filter(event_pass__in=pass_ids, is_active=True)
    held = PurchaseAttendee.objects.using(using).filter(_is_open("purchase", now), event_pass__in=pass_ids)
    return _counts(_numbers(sold, "event_pass_id"), _holds(held, "event_pass_id", "purchase__expires_at"))


def _is_open(purchase: str, now: datetime) -> Q:
    return Q(**{f"{purchase}__status": PurchaseStatus.OPEN.value, f"{purchase}__expires_at__gt": now})


def _numbers(rows: QuerySet[Any], key: str) -> list[tuple[UUID, int]]:
    return list(rows.order_by().values_list(key).annotate(Count("pk")))


def _holds(rows: QuerySet[Any], key: str, expiry: str) -> list[tuple[UUID, int, datetime]]:
    return list(rows.order_by().values_list(key).annotate(Count("pk"), Min(expiry)))


def _counts(final: list[tuple[UUID, int]], held: list[tuple[UUID, int, datetime]]) -> Counts:
    counts = Counts(final=Counter(dict(final)))
    for record_id, number, expires_at in held:
        counts.held[record_id] = number
        counts.valid_until = min(counts.valid_until or expires_at, expires_at)
    return counts
