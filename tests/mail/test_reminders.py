"""Reminders before an event."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.mail.reminders import send_reminders
from guestlist.registration.rules.commands import Cancel
from tests.builders import commit
from tests.conftest import Clock
from tests.mail.rows import a_registration, delivered
from tests.mail.smtp import Server, calendars_of


@pytest.fixture
def soon(event: Event, clock: Clock) -> Event:
    """An event in two days, of which people are reminded a day before."""
    starts_at = clock.moment + timedelta(days=2)
    Event.objects.filter(pk=event.pk).update(
        reminder_hours=24, starts_at=starts_at, ends_at=starts_at + timedelta(hours=8)
    )
    event.refresh_from_db()
    return event


def test_everybody_registered_by_then_is_reminded_once(soon: Event, clock: Clock, smtp: Server) -> None:
    a_registration(soon, 1)
    gone = a_registration(soon, 2)
    commit(soon, Cancel(gone.id))
    delivered(smtp)
    smtp.mails.clear()

    written = [send_reminders(clock.advance(hours=23)), send_reminders(clock.advance(hours=1))]
    a_late_one = a_registration  # whose confirmation is fresh

    assert written == [0, 1]
    assert delivered(smtp) == ["See you soon: Harbour Data Days"]
    assert "mara1@" in smtp.mails[0]["To"]
    assert "event.ics" in calendars_of(smtp.mails[0])
    a_late_one(soon, 3)
    assert send_reminders(clock.advance(hours=1)) == 0


def test_two_task_processes_remind_once(soon: Event, clock: Clock) -> None:
    a_registration(soon)
    now = clock.advance(hours=30)

    assert [send_reminders(now), send_reminders(now)] == [1, 0]


@pytest.mark.parametrize(
    "columns",
    [{"reminder_hours": None}, {"publish_status": PublishStatus.CANCELLED}, {"is_active": False}],
    ids=["not wanted", "cancelled", "inactive"],
)
def test_nobody_is_reminded_of(soon: Event, clock: Clock, columns: dict[str, object]) -> None:
    a_registration(soon)
    Event.objects.filter(pk=soon.pk).update(**columns)

    assert send_reminders(clock.advance(hours=30)) == 0


def test_nobody_is_reminded_of_an_event_that_has_begun(soon: Event, clock: Clock, smtp: Server) -> None:
    a_registration(soon)

    assert send_reminders(clock.advance(hours=47)) == 1
    assert delivered(smtp, clock.advance(hours=2)) == []
    assert send_reminders(clock.now()) == 0
