"""Reminds people of events, once for each event."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from guestlist import limits
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.mail.messages import write_messages
from guestlist.outbox.models import Announcement
from guestlist.registration.models import ACTIVE_STATUSES, Registration


def send_reminders(now: datetime) -> int:
    """Write the reminders that are due to everybody registered by now; gives how many.

    Who registers later gets none: their confirmation is fresh.
    """
    with reading():
        due = [event for event in _soon(now) if _is_due(event, now)]
        known = Announcement.objects.using(READING).filter(event__in=due, reminded_at__isnull=False)
        reminded = set(known.values_list("event_id", flat=True))
    return sum(_remind(event, now) for event in due if event.id not in reminded)


def _soon(now: datetime) -> QuerySet[Event]:
    return Event.objects.using(READING).filter(
        reminder_hours__isnull=False,
        starts_at__gt=now,
        starts_at__lte=now + timedelta(hours=limits.REMINDER_HOURS_MAX),
        publish_status=PublishStatus.LIVE,
        is_active=True,
        is_template=False,
        is_series_master=False,
    )


def _is_due(event: Event, now: datetime) -> bool:
    return event.reminder_hours is not None and event.starts_at - timedelta(hours=event.reminder_hours) <= now


def _remind(event: Event, now: datetime) -> int:
    with transaction.atomic():
        Announcement.objects.get_or_create(event_id=event.id)
        row = Announcement.objects.filter(event=event.id, reminded_at=None)
        if not row.update(reminded_at=now):  # another task process was faster
            return 0
        people = Registration.objects.filter(event=event.id, status__in=ACTIVE_STATUSES, erased_at=None)
        ids = people.order_by("created_at", "id").values_list("id", flat=True)
        return write_messages(event.organization_id, event.id, "event.reminder", ids, {}, now)
