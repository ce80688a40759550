"""How many seats and passes are taken: what people have, and what open purchases and timed offers hold (contract 5.7).

A purchase or an offer past its time holds nothing, whether it has been closed yet or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Value

from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    PurchaseAttendee,
    PurchaseSession,
    Registration,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.rules.decisions import PurchaseStatus

# What holds a place.
_PURCHASE: Final = 0
_OFFER: Final = 1

# Ids, or a query for them.
Ids = Sequence[UUID] | QuerySet[Any, Any]


@dataclass(slots=True)
class Counts:
    """Numbers by record id; who is not in there has 0. They hold until `valid_until`."""

    final: Counter[UUID] = field(default_factory=Counter)  # registered, or sold
    held: Counter[UUID] = field(default_factory=Counter)  # by open purchases that have time left
    offered: Counter[UUID] = field(default_factory=Counter)  # held for people whom a queue invited, and whose time runs
    valid_until: datetime | None = None

    def taken(self, record_id: UUID) -> int:
        """Give what is registered or sold and what is held."""
        return self.final[record_id] + self.held[record_id] + self.offered[record_id]


def of_events(event_ids: Ids, now: datetime, *, using: str) -> Counts:
    """Count the seats of events."""
    registered = Registration.objects.using(using).filter(event__in=event_ids, status__in=ACTIVE_STATUSES)
    held = PurchaseAttendee.objects.using(using).filter(_is_open("purchase", now), purchase__event__in=event_ids)
    seats = Registration.objects.using(using).filter(pk=OuterRef("registration_id"), status__in=ACTIVE_STATUSES)
    # Whoever is offered a session without having an event seat holds both; of several offers it is one seat.
    offered = _offers(now, using).filter(Q(session__isnull=True) | ~Exists(seats), event__in=event_ids)
    return _counts(
        _numbers(registered, "event_id"),
        _holds(held, "purchase__event_id", "purchase__expires_at").union(
            _holds(offered, "event_id", "offered_until", kind=_OFFER, counted="contact_id"), all=True
        ),
    )


def of_sessions(session_ids: Ids, now: datetime, *, using: str) -> Counts:
    """Count the seats of sessions."""
    registered = SessionRegistration.objects.using(using).filter(session__in=session_ids, status__in=ACTIVE_STATUSES)
    held = PurchaseSession.objects.using(using).filter(
        _is_open("attendee__purchase", now), session__in=session_ids, waitlisted=False
    )
    return _counts(
        _numbers(registered, "session_id"),
        _holds(held, "session_id", "attendee__purchase__expires_at").union(
            _holds(_offers(now, using).filter(session__in=session_ids), "session_id", "offered_until", kind=_OFFER),
            all=True,
        ),
    )


def of_passes(pass_ids: Ids, now: datetime, *, using: str) -> Counts:
    """Count the passes sold and held."""
    sold = AttendeePass.objects.using(using).filter(event_pass__in=pass_ids, is_active=True)
    held = PurchaseAttendee.objects.using(using).filter(_is_open("purchase", now), event_pass__in=pass_ids)
    return _counts(_numbers(sold, "event_pass_id"), _holds(held, "event_pass_id", "purchase__expires_at"))


def _is_open(purchase: str, now: datetime) -> Q:
    return Q(**{f"{purchase}__status": PurchaseStatus.OPEN.value, f"{purchase}__expires_at__gt": now})


def _offers(now: datetime, using: str) -> QuerySet[WaitlistItem]:
    """Find the offers that hold a place: their time runs, and no purchase of the same person holds it instead."""
    is_paying = Q(paying_until__isnull=False, paying_until__gt=now)
    return WaitlistItem.objects.using(using).filter(~is_paying, offered_until__gt=now)


def _numbers(rows: QuerySet[Any], key: str) -> list[tuple[UUID, int]]:
    return list(rows.order_by().values_list(key).annotate(Count("pk")))


def _holds(rows: QuerySet[Any], key: str, expiry: str, *, kind: int = _PURCHASE, counted: str = "pk") -> QuerySet[Any]:
    """Ask for record id, number, when the first of them ends, and what kind it is."""
    number = Count(counted, distinct=counted != "pk")
    keyed: QuerySet[Any] = rows.order_by().values_list(key)
    found: QuerySet[Any] = keyed.annotate(number=number, first_end=Min(expiry), kind=Value(kind, IntegerField()))
    return found


def _counts(final: list[tuple[UUID, int]], held: QuerySet[Any]) -> Counts:
    counts = Counts(final=Counter(dict(final)))
    for record_id, number, expires_at, kind in held:
        (counts.offered if kind == _OFFER else counts.held)[record_id] = number
        counts.valid_until = min(counts.valid_until or expires_at, expires_at)
    return counts
