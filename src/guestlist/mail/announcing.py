"""Tells people of new times and places, and of what is cancelled, once a change has stood for a while.

What they were told last is kept for each event (outbox.Announcement). Whatever differs from it is first only seen; if
it stays as it is for ten minutes, everybody concerned gets one mail of it, so that three corrections make one mail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from guestlist import limits
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Session
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.mail.changed import States, changes_between, states_of
from guestlist.mail.concerned import CANCELLED, tellings_of
from guestlist.mail.messages import write_messages
from guestlist.organizations import journal
from guestlist.outbox.models import Announcement
from guestlist.registration.models import ACTIVE_STATUSES, Registration, SessionRegistration, WaitlistItem

_ANNOUNCED: Final = (PublishStatus.LIVE, PublishStatus.CANCELLED)
_AFTER: Final = timedelta(seconds=limits.ANNOUNCED_AFTER_SECONDS)
# Between noting the time of a new waitlist item and its commit, and until somebody looks.
_LATELY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PendingChanges:
    """Changes of an event that are about to be told."""

    people: int
    at: datetime  # when the mails go out, if nothing changes again
    is_cancellation: bool


@dataclass(slots=True)
class Announcer:
    """A duty of the task process. It looks at an organization only when something of it has changed."""

    _seen: dict[UUID, int] = field(default_factory=dict)  # revision of each organization when it was looked at

    def look(self, now: datetime) -> int:
        """Note what has changed, and tell what has stood for long enough; gives the number of mails."""
        with reading():
            revisions = journal.revisions(READING)
            moved = [key for key, revision in revisions.items() if self._seen.get(key) != revision]
            concerned = Q(organization__in=moved) | Q(pk__in=_due(now).values("event")) | Q(pk__in=_joined_lately(now))
            events = _with_states(_told_of(now).filter(concerned))
        told = sum(_attend_to(event_id, states, now) for event_id, states in events)
        self._seen = revisions
        return told


def pending_changes(event: Event) -> PendingChanges | None:
    """Give what is about to be told of an event; None: nothing. For the back office."""
    row = Announcement.objects.filter(event=event).exclude(seen_at=None).first()
    if row is None or row.seen_at is None:
        return None
    changes = changes_between(row.told or {}, row.seen or {})
    tellings = tellings_of(event.id, row.seen or {}, changes)
    number = sum(len(telling.registration_ids) for telling in tellings)
    is_cancellation = any(telling.kind == CANCELLED for telling in tellings)
    return PendingChanges(number, row.seen_at + _AFTER, is_cancellation) if number else None


def dismiss(event: Event) -> None:
    """Let the changes of an event that are about to be told count as told. Opens a transaction, or joins one."""
    with transaction.atomic():
        row = Announcement.objects.select_for_update().filter(event=event).exclude(seen_at=None).first()
        if row is not None:
            row.told, row.seen, row.seen_at = {**(row.told or {}), **(row.seen or {})}, None, None
            # Whoever fetches the entry anew must be able to see that it is a later one.
            row.sequence += 1
            row.save()


def _due(now: datetime) -> QuerySet[Announcement]:
    return Announcement.objects.using(READING).filter(seen_at__lte=now - _AFTER)


def _joined_lately(now: datetime) -> QuerySet[WaitlistItem, UUID]:
    """Give the events whose queues somebody joined just now: that raises no revision, and all is new to them."""
    return WaitlistItem.objects.filter(created_at__gt=now - _LATELY).values_list("event", flat=True)


def _told_of(now: datetime) -> QuerySet[Event]:
    """Give the events that are not over and have somebody to tell."""
    registered = Registration.objects.filter(event=OuterRef("pk"), status__in=ACTIVE_STATUSES)
    waiting = WaitlistItem.objects.filter(event=OuterRef("pk"))
    return Event.objects.using(READING).filter(
        Exists(registered) | Exists(waiting),
        ends_at__gt=now,
        publish_status__in=_ANNOUNCED,
        is_active=True,
        is_template=False,
        is_series_master=False,
    )


def _with_states(events: QuerySet[Event]) -> list[tuple[UUID, States]]:
    """Load the present states of events, and of those of their sessions that somebody has a place in or waits for."""
    found = {event.id: event for event in events.select_related("building", "room__building")}
    taken = SessionRegistration.objects.filter(session=OuterRef("pk"), status__in=ACTIVE_STATUSES)
    waited_for = WaitlistItem.objects.filter(session=OuterRef("pk"))
    wanted = Exists(taken) | Exists(waited_for)
    sessions = Session.objects.using(READING).filter(wanted, event__in=found, publish_status__in=_ANNOUNCED)
    by_event: dict[UUID, list[Session]] = {event_id: [] for event_id in found}
    for session in sessions.select_related("building", "room__building"):
        by_event[session.event_id].append(session)
    rows = Announcement.objects.using(READING).in_bulk(list(found))
    states = {event_id: states_of(event, by_event[event_id]) for event_id, event in found.items()}
    return [(key, state) for key, state in states.items() if not _is_settled(rows.get(key), state)]


def _is_settled(row: Announcement | None, states: States) -> bool:
    """Tell whether nothing is to be noted: people know all that, and nothing else was seen."""
    if row is None or row.told is None or row.seen is not None:
        return False
    return all(row.told.get(key) == state for key, state in states.items())


def _attend_to(event_id: UUID, states: States, now: datetime) -> int:
    """Note or tell the changes of one event, under the lock of its row."""
    with transaction.atomic():
        if not Event.objects.filter(pk=event_id).exists():
            return 0
        Announcement.objects.get_or_create(event_id=event_id)
        row = Announcement.objects.select_for_update().get(event_id=event_id)
        if row.told is None:
            row.told, row.seen, row.seen_at = dict(states), None, None
            row.save()
            return 0
        changes = changes_between(row.told, states)
        if not changes:
            row.told, row.seen, row.seen_at = {**row.told, **states}, None, None
            row.save()
            return 0
        if row.seen != states or row.seen_at is None:
            row.seen, row.seen_at = dict(states), now
            row.save()
            return 0
        return _tell(row, changes, now) if row.seen_at <= now - _AFTER else 0


def _tell(row: Announcement, changes: Sequence[Mapping[str, Any]], now: datetime) -> int:
    seen: States = row.seen or {}
    row.told, row.seen, row.seen_at = {**(row.told or {}), **seen}, None, None
    row.sequence += 1
    row.save()
    organization_id = Event.objects.values_list("organization_id", flat=True).get(pk=row.event_id)
    return sum(
        write_messages(organization_id, row.event_id, each.kind, each.registration_ids, each.payload, now)
        for each in tellings_of(row.event_id, seen, changes)
    )
