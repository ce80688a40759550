"""Figures of events for the people who run them: places, passes, waitlists, and registrations day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, DateField, When
from django.db.models.functions import TruncDate

from guestlist.catalog import effective
from guestlist.catalog.models import Event, Pass
from guestlist.database.configuration import READING
from guestlist.registration import counts
from guestlist.registration.models import Registration, RegistrationStatus, WaitlistItem


@dataclass(frozen=True, slots=True)
class PassFigures:
    """One pass: what is on offer and where it went."""

    id: UUID
    name: str
    allocated: int
    sold: int  # active attendee passes, given by hand or bought
    held: int  # by open purchases

    @property
    def left(self) -> int:
        """Give what is left; below 0 after overbooking by hand."""
        return self.allocated - self.sold - self.held


@dataclass(frozen=True, slots=True)
class EventFigures:
    """One event at one moment."""

    registered: int  # checked in included
    checked_in: int
    cancelled: int
    held: int  # seats held by open purchases
    offered: int  # seats held for people whom the waitlist invited
    capacity: int | None  # None: no limit
    waiting: int  # for the event, not invited
    invited: int  # to the event
    waiting_for_sessions: int  # items, invited ones included
    on_hold: int  # session choices that wait for the event seat
    passes: tuple[PassFigures, ...]

    @property
    def seats_left(self) -> int | None:
        """Give the free seats: None without a limit, below 0 after overbooking by hand."""
        return None if self.capacity is None else self.capacity - self.taken

    @property
    def taken(self) -> int:
        """Give the seats that nobody else can have."""
        return self.registered + self.held + self.offered


def of_events(events: Sequence[Event], now: datetime, *, using: str = READING) -> dict[UUID, EventFigures]:
    """Give the figures of events by id, in a handful of queries for any number of them.

    Args:
        events: of one organization; it is up to the caller that they are.
        now: aware UTC; purchases and offers past their time hold nothing.
    """
    event_ids = [event.id for event in events]
    statuses = _by_status(event_ids, using)
    seats = counts.of_events(event_ids, now, using=using)
    queues = _queues(event_ids, using)
    passes = _passes(event_ids, now, using)
    return {
        event.id: EventFigures(
            registered=seats.final[event.id],
            checked_in=statuses[event.id, RegistrationStatus.CHECKED_IN.value],
            cancelled=statuses[event.id, RegistrationStatus.CANCELLED.value],
            held=seats.held[event.id],
            offered=seats.offered[event.id],
            capacity=effective.event_capacity(event),
            waiting=queues[event.id, "waiting"],
            invited=queues[event.id, "invited"],
            waiting_for_sessions=queues[event.id, "sessions"],
            on_hold=queues[event.id, "on hold"],
            passes=tuple(passes.get(event.id, ())),
        )
        for event in events
    }


def registrations_by_day(
    events: Sequence[Event], *, since: datetime | None = None, using: str = READING
) -> dict[UUID, dict[date, int]]:
    """Count the registrations made on each day of the event's own zone, since cancelled ones included: one query.

    Gives event id -> date -> number, days in order; days without registrations are left out.
    """
    zones = sorted({event.time_zone for event in events})
    if not zones:
        return {}
    rows = Registration.objects.using(using).filter(event__in=[event.id for event in events])
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    local_day = Case(
        *(When(event__time_zone=zone, then=TruncDate("created_at", tzinfo=ZoneInfo(zone))) for zone in zones),
        output_field=DateField(),
    )
    days: dict[UUID, dict[date, int]] = {event.id: {} for event in events}
    for event_id, day, number in (
        rows.annotate(day=local_day).order_by("day").values_list("event_id", "day").annotate(number=Count("pk"))
    ):
        days[event_id][day] = number
    return days


def _by_status(event_ids: Sequence[UUID], using: str) -> Counter[tuple[UUID, str]]:
    rows = Registration.objects.using(using).filter(event__in=event_ids).order_by()
    return Counter(
        {(event_id, status): n for event_id, status, n in rows.values_list("event_id", "status").annotate(Count("pk"))}
    )


def _queues(event_ids: Sequence[UUID], using: str) -> Counter[tuple[UUID, str]]:
    queues: Counter[tuple[UUID, str]] = Counter()
    rows = WaitlistItem.objects.using(using).filter(event__in=event_ids).order_by()
    for event_id, session_id, invited, on_hold, number in rows.values_list(
        "event_id", "session_id", "invited", "on_hold"
    ).annotate(Count("pk")):
        if on_hold:
            kind = "on hold"
        elif session_id is not None:
            kind = "sessions"
        else:
            kind = "invited" if invited else "waiting"
        queues[event_id, kind] += number
    return queues


def _passes(event_ids: Sequence[UUID], now: datetime, using: str) -> dict[UUID, list[PassFigures]]:
    records = list(Pass.objects.using(using).filter(event__in=event_ids, is_active=True))
    taken = counts.of_passes([record.id for record in records], now, using=using)
    passes: dict[UUID, list[PassFigures]] = {}
    for record in records:
        passes.setdefault(record.event_id, []).append(
            PassFigures(record.id, record.name, record.allocated, taken.final[record.id], taken.held[record.id])
        )
    return passes
