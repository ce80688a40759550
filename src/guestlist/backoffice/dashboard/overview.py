"""What the dashboard is made of, read in a few queries for any number of events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from guestlist.backoffice.local_times import local_text
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization, RefusedRequest, WebApplication
from guestlist.outbox.models import OutboxMessage
from guestlist.registration import figures
from guestlist.registration.figures import EventFigures, PassFigures
from guestlist.registration.models import Registration, RegistrationStatus

# As many of the next events are looked at.
EVENTS_MAX: Final = 40
LATEST_MAX: Final = 8
DAYS_SHOWN: Final = 30
LATELY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """An upcoming event with its figures."""

    event: Event
    figures: EventFigures
    live_sessions: int
    by_day: Mapping[date, int]  # registrations made, on the event's calendar

    @property
    def taken(self) -> int:
        """Give the places that nobody else can have."""
        return self.figures.taken

    @property
    def percent(self) -> int | None:
        """Give how much of the capacity is taken, 0 to 100; None: there is no limit."""
        capacity = self.figures.capacity
        if capacity is None:
            return None
        return min(100, 100 * self.taken // capacity) if capacity else 100

    @property
    def starts(self) -> str:
        """Give the start as people at the event read it."""
        return local_text(self.event.starts_at, self.event.time_zone)

    @property
    def waiting(self) -> int:
        """Give how many wait for a place at the event or in a session, invited ones included."""
        return self.figures.waiting + self.figures.invited + self.figures.waiting_for_sessions

    @property
    def is_full(self) -> bool:
        """Tell whether no place is left."""
        left = self.figures.seats_left
        return left is not None and left <= 0


@dataclass(frozen=True, slots=True)
class Sales:
    """A pass of an upcoming event."""

    event: Event
    event_pass: PassFigures

    @property
    def percent(self) -> int:
        """Give how much of the allocation is sold or held, 0 to 100."""
        taken = self.event_pass.sold + self.event_pass.held
        return min(100, 100 * taken // self.event_pass.allocated) if self.event_pass.allocated else 100


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it."""

    lines: tuple[Line, ...]  # the next events, the nearest first
    latest: tuple[Registration, ...]
    failed_messages: int
    waiting_mails: int  # that nobody has tried to send yet
    retried_mails: int  # that could not be sent yet
    latest_retry: str  # why the latest of them could not be sent
    latest_failure: str  # why the latest of the failed messages could not be sent
    refused: tuple[WebApplication, ...]  # web applications with `refused`, the number of calls refused lately
    refused_strangers: int  # calls without a token, or with one that nobody has
    has_demo_payment: bool

    @property
    def registered(self) -> int:
        return sum(line.figures.registered for line in self.lines)

    @property
    def waiting(self) -> int:
        return sum(line.waiting for line in self.lines)

    @property
    def sales(self) -> list[Sales]:
        return [Sales(line.event, each) for line in self.lines for each in line.figures.passes if each.allocated]


def load(organization: Organization, now: datetime) -> Overview:
    """Read what the dashboard of an organization shows."""
    events = list(_upcoming(organization, now))
    numbers = figures.of_events(events, now)
    since = now - timedelta(days=DAYS_SHOWN)
    by_day = figures.registrations_by_day(events, since=since)
    refused = dict(_refused(organization, now))
    failed = OutboxMessage.objects.filter(organization=organization, failed_at__isnull=False)
    unsent = OutboxMessage.objects.filter(organization=organization, delivered_at=None, failed_at=None)
    retried = unsent.exclude(last_error="")
    applications = WebApplication.objects.filter(organization=organization, id__in=[key for key in refused if key])
    for application in (found := list(applications)):
        application.refused = refused[application.id]  # type: ignore[attr-defined]
    return Overview(
        lines=tuple(
            Line(event, numbers[event.id], event.live_sessions, by_day[event.id])  # type: ignore[attr-defined]
            for event in events
        ),
        latest=tuple(_latest(organization)),
        failed_messages=failed.count(),
        waiting_mails=unsent.filter(attempts=0).count(),
        retried_mails=retried.count(),
        latest_retry=retried.order_by("-due_at").values_list("last_error", flat=True).first() or "",
        latest_failure=failed.order_by("-failed_at").values_list("last_error", flat=True).first() or "",
        refused=tuple(found),
        refused_strangers=refused.get(None, 0),
        has_demo_payment=organization.demo_payment,
    )


def _upcoming(organization: Organization, now: datetime) -> QuerySet[Event]:
    return (
        Event.objects.filter(organization=organization, ends_at__gte=now, is_active=True)
        .filter(is_template=False, is_series_master=False)
        .exclude(publish_status=PublishStatus.CANCELLED)
        .select_related("organization", "web_application", "room", "layout")
        .annotate(
            live_sessions=Count(
                "sessions", filter=Q(sessions__publish_status=PublishStatus.LIVE, sessions__is_active=True)
            )
        )
        .order_by("starts_at", "name", "id")[:EVENTS_MAX]
    )


def _latest(organization: Organization) -> QuerySet[Registration]:
    return (
        Registration.objects.filter(event__organization=organization)
        .exclude(status=RegistrationStatus.CANCELLED)
        .select_related("event")
        .order_by("-created_at", "-id")[:LATEST_MAX]
    )


def _refused(organization: Organization, now: datetime) -> list[tuple[UUID | None, int]]:
    rows = RefusedRequest.objects.filter(organization=organization, last_at__gte=now - LATELY).order_by()
    return list(rows.values_list("web_application").annotate(Sum("count")))
