"""Retention: what an organization no longer wants to know of people, so many days after an event, is erased."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from guestlist.catalog.models import Event
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization
from guestlist.privacy.erasing import erase_at_event
from guestlist.privacy.traces import attendees_at
from guestlist.registration.models import Registration, WaitlistItem
from guestlist.registration.requests import Actor, ActorKind

# In one transaction: it holds the event's lock, and on SQLite every other writer waits.
ERASED_AT_ONCE: Final = 100
SYSTEM: Final = Actor(ActorKind.SYSTEM)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """An event that still knows people."""

    event: Event
    people: int
    erased_at: datetime | None  # when they are going to be erased; None: never


def erase_overdue(now: datetime) -> int:
    """Erase the people of events whose time has come; gives how many. A duty of the task process.

    It looks first, and takes the write lock only where somebody is to be erased; one that was stopped goes on where
    it was.
    """
    with reading():
        due = list(_due_everywhere(now))
    return sum(erase_event(organization_id, event_id, SYSTEM) for organization_id, event_id in due)


def erase_event(organization_id: UUID, event_id: UUID, actor: Actor) -> int:
    """Erase everybody of an event that is over, in several transactions; gives how many."""
    total = 0
    while True:
        with writing() as changes:
            erased = erase_at_event(
                organization_id, event_id, actor=actor, changes=changes, people_max=ERASED_AT_ONCE
            ).people
        if not erased:
            break
        total += erased
    if total:
        log.info("Personal data was erased", extra={"event": str(event_id), "people": total})
    return total


def held_by(organization: Organization, *, using: str = READING) -> list[Held]:
    """Give the events of an organization that still know people, the longest over first."""
    events = list(_holding(using).filter(organization=organization).order_by("ends_at", "pk"))
    people = _people_at([event.pk for event in events], using)
    return [Held(event, people.get(event.pk, 0), _erased_at(event, organization)) for event in events]


def people_older_than(organization: Organization, days: int, now: datetime, *, using: str = READING) -> tuple[int, int]:
    """Count the events that were over so many days ago and still know people, and those people."""
    events = _holding(using).filter(organization=organization, ends_at__lte=now - timedelta(days=days))
    ids = list(events.values_list("pk", flat=True))
    return len(ids), sum(_people_at(ids, using).values())


def _erased_at(event: Event, organization: Organization) -> datetime | None:
    days = organization.retention_days
    return None if days is None else event.ends_at + timedelta(days=days)


def _due_everywhere(now: datetime) -> Iterator[tuple[UUID, UUID]]:
    keeping = Organization.objects.using(READING).filter(retention_days__isnull=False)
    for organization_id, days in keeping.values_list("pk", "retention_days"):
        if days is None:
            continue
        over = _holding(READING).filter(organization=organization_id, ends_at__lte=now - timedelta(days=days))
        for event_id in over.order_by("ends_at", "pk").values_list("pk", flat=True):
            yield organization_id, event_id


def _holding(using: str) -> QuerySet[Event]:
    """Give the events that know somebody who is not erased."""
    return Event.objects.using(using).filter(
        Exists(Registration.objects.filter(event=OuterRef("pk"), erased_at=None))
        | Exists(WaitlistItem.objects.filter(event=OuterRef("pk")))
        | Exists(attendees_at(Q(purchase__event=OuterRef("pk"))))
    )


def _people_at(event_ids: list[UUID], using: str) -> dict[UUID, int]:
    """Count people by event: those who wait for several places, or bought theirs, once."""
    placed = Registration.objects.using(using).filter(event__in=event_ids, erased_at=None)
    counted = dict(placed.order_by().values_list("event_id").annotate(Count("pk")))
    waiting = WaitlistItem.objects.using(using).filter(event__in=event_ids)
    bought = attendees_at(Q(purchase__event__in=event_ids)).using(using)
    others = {
        *waiting.order_by().values_list("event_id", "registration_id"),
        *bought.order_by().values_list("purchase__event_id", "pk"),
    }
    known = set(placed.filter(pk__in=[key for _, key in others]).values_list("pk", flat=True)) if others else set()
    for event_id, key in others:
        if key not in known:
            counted[event_id] = counted.get(event_id, 0) + 1
    return counted
