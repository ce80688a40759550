"""New times and places, and cancelled events: who is told, when, and with which calendar entry."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Building, Event, Session
from guestlist.mail.announcing import Announcer, dismiss, pending_changes
from guestlist.organizations.journal import writing
from guestlist.outbox.announcements import accept_silently
from guestlist.outbox.models import Announcement, OutboxMessage
from tests.builders import make_session
from tests.conftest import Clock
from tests.mail.rows import a_registration, delivered
from tests.mail.smtp import Server, calendars_of, text_of

LATER = timedelta(hours=2)


def change(event: Event, **columns: object) -> None:
    with writing() as changes:
        Event.objects.filter(pk=event.pk).update(**columns)
        changes.event(event.organization_id, event.pk)


def change_session(session: Session, **columns: object) -> None:
    with writing() as changes:
        Session.objects.filter(pk=session.pk).update(**columns)
        changes.event(session.event.organization_id, session.event_id)


@pytest.fixture
def announcer(event: Event, clock: Clock) -> Announcer:
    """One that has looked at everything once."""
    return Announcer()


def test_a_new_time_is_told_once_it_has_stood_for_ten_minutes(
    event: Event, announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    a_registration(event)
    announcer.look(clock.now())
    change(event, starts_at=event.starts_at + LATER)

    told = [
        announcer.look(clock.now()),
        announcer.look(clock.advance(minutes=9)),
        announcer.look(clock.advance(minutes=1)),
    ]

    assert told == [0, 0, 1]
    assert announcer.look(clock.advance(hours=1)) == 0
    assert delivered(smtp) == ["Please note the change: Harbour Data Days"]
    text, calendars = text_of(smtp.mails[0]), calendars_of(smtp.mails[0])
    assert (
        "- Harbour Data Days: new time 10–11 Jun 2027, 11:00 – Fri 11 Jun, 17:00"
        " (was 10–11 Jun 2027, 09:00 – Fri 11 Jun, 17:00)." in text
    )
    assert f"UID:{event.id}@127.0.0.1" in calendars["event.ics"]
    assert "SEQUENCE:1" in calendars["event.ics"]
    assert "DTSTART:20270610T090000Z" in calendars["event.ics"]


def test_three_corrections_make_one_mail(event: Event, announcer: Announcer, clock: Clock, smtp: Server) -> None:
    a_registration(event)
    announcer.look(clock.now())
    for hours in (1, 2, 3):
        change(event, starts_at=event.starts_at + timedelta(hours=hours))
        announcer.look(clock.advance(minutes=6))

    assert announcer.look(clock.advance(minutes=5)) == 0
    assert announcer.look(clock.advance(minutes=5)) == 1
    delivered(smtp)
    assert "12:00 – Fri" in text_of(smtp.mails[0])


def test_a_change_that_is_taken_back_is_not_told(event: Event, announcer: Announcer, clock: Clock) -> None:
    a_registration(event)
    announcer.look(clock.now())
    change(event, starts_at=event.starts_at + LATER)
    announcer.look(clock.now())
    change(event, starts_at=event.starts_at)

    told = [announcer.look(clock.advance(minutes=1)), announcer.look(clock.advance(minutes=20))]

    assert told == [0, 0]
    assert pending_changes(event) is None


def test_a_new_place_is_told(event: Event, announcer: Announcer, clock: Clock, smtp: Server) -> None:
    a_registration(event)
    announcer.look(clock.now())
    with writing() as changes:
        Building.objects.update(name="New Customs House")
        changes.event(event.organization_id, event.pk)
    announcer.look(clock.now())

    assert announcer.look(clock.advance(minutes=10)) == 1
    delivered(smtp)
    said = "new place New Customs House, Chart Room (was Old Customs House, Chart Room)."
    assert said in text_of(smtp.mails[0])


def test_a_cancelled_event_is_withdrawn_from_calendars_with_a_higher_sequence(
    event: Event, announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    session = make_session(event)
    a_registration(event, sessions=[session.id])
    announcer.look(clock.now())
    change(event, publish_status=PublishStatus.CANCELLED)
    announcer.look(clock.now())

    assert announcer.look(clock.advance(minutes=10)) == 1
    assert delivered(smtp) == ["Cancelled: Harbour Data Days"]
    calendar = calendars_of(smtp.mails[0])["cancelled.ics"]
    assert "METHOD:CANCEL" in calendar
    assert calendar.count("SEQUENCE:1") == 2

    change(event, starts_at=event.starts_at + LATER)
    announcer.look(clock.now())
    assert announcer.look(clock.advance(minutes=10)) == 0


def test_an_event_that_takes_place_after_all_is_told_so(
    event: Event, announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    a_registration(event)
    announcer.look(clock.now())
    for status in (PublishStatus.CANCELLED, PublishStatus.LIVE):
        change(event, publish_status=status)
        announcer.look(clock.now())
        announcer.look(clock.advance(minutes=10))

    delivered(smtp)
    # The mail of the cancellation waited until it was true no longer.
    (mail,) = smtp.mails
    assert "Harbour Data Days takes place after all." in text_of(mail)
    assert "SEQUENCE:2" in calendars_of(mail)["event.ics"]


def test_a_changed_session_is_told_to_those_who_have_a_place_in_it(
    event: Event, announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    moved, cancelled, other = (make_session(event, name) for name in ("Moved", "Off", "Other"))
    a_registration(event, 1, sessions=[moved.id])
    a_registration(event, 2, sessions=[cancelled.id])
    a_registration(event, 3, sessions=[other.id])
    announcer.look(clock.now())
    change_session(moved, starts_at=moved.starts_at + LATER)
    change_session(cancelled, publish_status=PublishStatus.CANCELLED)
    announcer.look(clock.now())

    assert announcer.look(clock.advance(minutes=10)) == 2
    delivered(smtp)

    (first,) = smtp.to("mara1@")
    (second,) = smtp.to("mara2@")
    assert "Moved: new time" in text_of(first)
    assert "Off is cancelled." in text_of(second)
    assert f"UID:{cancelled.id}" in calendars_of(second)["cancelled.ics"]
    assert smtp.to("mara3@") == []


@pytest.mark.parametrize(
    "columns",
    [{"name": "Another name"}, {"description": "Another"}, {"capacity": 7}, {"publish_status": PublishStatus.DRAFT}],
    ids=["name", "description", "capacity", "draft"],
)
def test_other_changes_are_told_to_nobody(
    event: Event, announcer: Announcer, clock: Clock, columns: dict[str, object]
) -> None:
    a_registration(event)
    announcer.look(clock.now())
    change(event, **columns)
    announcer.look(clock.now())

    assert announcer.look(clock.advance(minutes=10)) == 0


def test_nobody_is_told_of_an_event_that_is_over(event: Event, announcer: Announcer, clock: Clock) -> None:
    a_registration(event)
    announcer.look(clock.now())
    Event.objects.filter(pk=event.pk).update(ends_at=clock.moment, starts_at=clock.moment - LATER)
    change(event, building=None)
    announcer.look(clock.now())

    assert announcer.look(clock.advance(minutes=10)) == 0


def test_what_an_import_changes_is_told_to_nobody_and_raises_the_sequence(
    event: Event, announcer: Announcer, clock: Clock
) -> None:
    a_registration(event)
    announcer.look(clock.now())
    with writing() as changes:
        Event.objects.filter(pk=event.pk).update(starts_at=event.starts_at + LATER)
        accept_silently([event.pk])
        changes.event(event.organization_id, event.pk)

    told = [announcer.look(clock.now()), announcer.look(clock.advance(minutes=10))]

    assert told == [0, 0]
    assert Announcement.objects.get().sequence == 1


def test_staff_see_what_is_about_to_be_told_and_dismiss_it(event: Event, announcer: Announcer, clock: Clock) -> None:
    for number in (1, 2):
        a_registration(event, number)
    announcer.look(clock.now())
    assert pending_changes(event) is None
    change(event, starts_at=event.starts_at + LATER)
    announcer.look(clock.now())

    pending = pending_changes(event)
    assert pending is not None
    assert (pending.people, pending.at) == (2, clock.moment + timedelta(minutes=10))
    assert not pending.is_cancellation
    dismiss(event)

    assert pending_changes(event) is None
    assert announcer.look(clock.advance(minutes=10)) == 0


def test_two_task_processes_tell_it_once(event: Event, clock: Clock) -> None:
    a_registration(event)
    announcers = [Announcer(), Announcer()]
    for announcer in announcers:
        announcer.look(clock.now())
    change(event, starts_at=event.starts_at + LATER)
    for announcer in announcers:
        announcer.look(clock.now())
    later = clock.advance(minutes=10)

    assert [announcer.look(later) for announcer in announcers] == [1, 0]


def test_a_restart_forgets_nothing(event: Event, clock: Clock) -> None:
    a_registration(event)
    Announcer().look(clock.now())
    change(event, starts_at=event.starts_at + LATER)

    assert Announcer().look(clock.now()) == 0
    assert Announcer().look(clock.advance(minutes=10)) == 1
    assert OutboxMessage.objects.get().kind == "event.changed"


def test_where_nothing_has_changed_it_looks_at_nothing(
    event: Event, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_registration(event)
    announcer = Announcer()
    announcer.look(clock.now())
    looked: list[datetime] = []
    monkeypatch.setattr("guestlist.mail.announcing._attend_to", lambda *given: looked.append(given[2]) or 0)

    announcer.look(clock.advance(minutes=10))

    assert looked == []
