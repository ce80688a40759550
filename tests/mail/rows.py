"""Rows of the outbox and of people, for tests of mails."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from guestlist import clock, ids
from guestlist.catalog.models import Event
from guestlist.outbox.delivery import deliver_due
from guestlist.outbox.models import OutboxMessage
from guestlist.registration.models import Registration, WaitlistItem
from tests.builders import an_attendee, commit, registering
from tests.mail.smtp import Server


def a_registration(event: Event, number: int = 1, **values: Any) -> Registration:
    """Somebody who is registered, and has heard of it."""
    attendee = an_attendee(number, **values)
    commit(event, registering(attendee))
    OutboxMessage.objects.all().delete()
    return Registration.objects.get(pk=attendee.registration_id)


def somebody_waiting(event: Event, number: int = 1, **columns: Any) -> WaitlistItem:
    """Somebody in the queue of the event, who has heard of it."""
    registration = a_registration(event, number)
    row = registration.contact
    sequence = WaitlistItem.objects.count() + 100
    Registration.objects.filter(pk=registration.pk).delete()
    return WaitlistItem.objects.create(
        event=event,
        contact=row,
        registration_id=registration.pk,
        first_name=registration.first_name,
        last_name=registration.last_name,
        email=registration.email,
        sequence=sequence,
        **columns,
    )


def a_message(event: Event, kind: str, about: Any = None, **columns: Any) -> OutboxMessage:
    payload = {"event": str(event.pk), **columns.pop("payload", {})}
    if about is not None:
        payload["registration"] = str(about)
    given: dict[str, Any] = {"due_at": clock.now(), "created_at": clock.now(), **columns}
    return OutboxMessage.objects.create(
        id=ids.new_id(), organization=event.organization, kind=kind, payload=payload, about_id=about, **given
    )


def delivered(smtp: Server, now: datetime | None = None) -> list[str]:
    """Deliver what is due; gives the subjects of the mails that arrived."""
    before = len(smtp.mails)
    deliver_due(now or clock.now())
    return [str(mail["Subject"]) for mail in smtp.mails[before:]]


def stored(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=message.pk)
