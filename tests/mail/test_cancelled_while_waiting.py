"""People who wait hear that the event, or a session of it, will not take place: once, and nobody by two mails."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Session
from guestlist.mail.announcing import Announcer, dismiss, pending_changes
from guestlist.organizations.journal import writing
from guestlist.outbox.models import NotSent, OutboxMessage
from guestlist.registration.models import Registration, WaitlistItem
from guestlist.registration.rules.commands import ChangeChoices, RemoveWaiting
from tests.builders import an_attendee, commit, make_session, registering
from tests.conftest import Clock
from tests.mail.rows import a_registration, delivered, stored
from tests.mail.smtp import Server, calendars_of, text_of


@pytest.fixture
def announcer(event: Event, clock: Clock) -> Announcer:
    """One that has looked at everything once."""
    return Announcer()


def waiting(event: Event, number: int, **values: Any) -> Any:
    """Let somebody join a queue, and hear of that."""
    attendee = an_attendee(number, **values)
    commit(event, registering(attendee))
    OutboxMessage.objects.all().delete()
    return attendee.registration_id


def cancel(record: Event | Session) -> None:
    event = record if isinstance(record, Event) else record.event
    with writing() as changes:
        type(record).objects.filter(pk=record.pk).update(publish_status=PublishStatus.CANCELLED)
        changes.event(event.organization_id, event.pk)


def told(announcer: Announcer, clock: Clock) -> int:
    """Let what was changed stand for ten minutes; gives the number of mails."""
    return announcer.look(clock.now()) + announcer.look(clock.advance(minutes=10))


def full(event: Event) -> Registration:
    """Give the only place of the event away."""
    Event.objects.filter(pk=event.pk).update(capacity=1)
    return a_registration(event, 1)


def test_who_waits_for_a_cancelled_event_is_told_once_and_without_a_calendar_file(
    event: Event, announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    full(event)
    waiting(event, 2, waitlisted=True)
    announcer.look(clock.now())
    cancel(event)

    number = told(announcer, clock)
    again = told(announcer, clock)
    delivered(smtp)

    assert (number, again) == (2, 0)
    (registered,), (waited,) = smtp.to("mara1@"), smtp.to("mara2@")
    assert [str(mail["Subject"]) for mail in (registered, waited)] == ["Cancelled: Harbour Data Days"] * 2
    assert "cancelled.ics" in calendars_of(registered)
    assert calendars_of(waited) == {}
    assert "we are sorry: Harbour Data Days, which you are waiting for, will not take place." in text_of(waited)
    assert "You still wait for" not in text_of(waited)


def test_an_event_that_has_nobody_but_people_who_wait_is_told_of_too(
    event: Event, announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    announcer.look(clock.now())
    Event.objects.filter(pk=event.pk).update(capacity=0)
    waiting(event, 1, waitlisted=True)
    # Joining a queue raises no revision.
    announcer.look(clock.advance(seconds=1))
    cancel(event)

    assert told(announcer, clock) == 1
    assert delivered(smtp) == ["Cancelled: Harbour Data Days"]


def test_whoever_is_registered_and_waits_for_a_session_gets_one_mail(
    event: Event, announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    session = make_session(event, "Lock keepers", capacity=0)
    registration = a_registration(event, 1)
    commit(event, ChangeChoices(registration.pk, waits_for=[session.pk]))
    OutboxMessage.objects.all().delete()
    announcer.look(clock.now())
    cancel(session)
    cancel(event)

    assert told(announcer, clock) == 1
    assert delivered(smtp) == ["Cancelled: Harbour Data Days"]
    assert "cancelled.ics" in calendars_of(smtp.mails[0])


def test_whoever_waits_for_several_things_gets_one_mail(
    event: Event, announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    sessions = [make_session(event, name) for name in ("Lock keepers", "Tide gauges")]
    full(event)
    waiting(event, 2, waitlisted=True, sessions=[session.pk for session in sessions])
    announcer.look(clock.now())
    assert WaitlistItem.objects.count() == 3
    cancel(event)

    assert told(announcer, clock) == 2
    delivered(smtp)
    assert len(smtp.to("mara2@")) == 1


def test_two_wishes_of_one_person_make_one_mail(event: Event, announcer: Announcer, clock: Clock, smtp: Server) -> None:
    sessions = [make_session(event, name, capacity=0) for name in ("Lock keepers", "Tide gauges")]
    person = {"first_name": "Ann", "last_name": "Keel", "email": "ann@keel.example"}
    for number, session in enumerate(sessions):
        waiting(event, number, waitlisted_sessions=[session.pk], **person)
    announcer.look(clock.now())
    cancel(event)

    told(announcer, clock)
    delivered(smtp)

    assert len(smtp.to("ann@")) == 1


def test_of_a_cancelled_session_hears_who_waits_for_it_registered_or_not(
    event: Event, announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    off, other = make_session(event, "Lock keepers", capacity=1), make_session(event, "Tide gauges", capacity=0)
    holder = a_registration(event, 1, sessions=[off.pk])
    for number, session in ((2, off), (3, other)):
        registration = a_registration(event, number)
        commit(event, ChangeChoices(registration.pk, waits_for=[session.pk]))
    Event.objects.filter(pk=event.pk).update(capacity=3)
    waiting(event, 4, waitlisted=True, sessions=[off.pk, other.pk])
    waiting(event, 5, waitlisted=True)
    OutboxMessage.objects.all().delete()
    announcer.look(clock.now())
    cancel(off)

    number = told(announcer, clock)
    delivered(smtp)

    assert number == 3
    assert [len(smtp.to(f"mara{each}@")) for each in range(1, 6)] == [1, 1, 0, 1, 0]
    for each in (1, 2):
        (mail,) = smtp.to(f"mara{each}@")
        assert mail["Subject"] == "Please note the change: Harbour Data Days"
        assert "- Lock keepers is cancelled." in text_of(mail)
    (mail,) = smtp.to("mara4@")
    assert mail["Subject"] == "Cancelled: Lock keepers"
    assert "we are sorry: Lock keepers, which you are waiting for, will not take place." in text_of(mail)
    assert "You still wait for: Harbour Data Days, Tide gauges" in text_of(mail)
    assert holder.email.startswith("mara1@")


def test_of_a_new_time_hears_nobody_who_waits(event: Event, announcer: Announcer, clock: Clock) -> None:
    session = make_session(event, capacity=0)
    registration = full(event)
    commit(event, ChangeChoices(registration.pk, waits_for=[session.pk]))
    waiting(event, 2, waitlisted=True)
    announcer.look(clock.now())
    with writing() as changes:
        Session.objects.filter(pk=session.pk).update(ends_at=event.ends_at)
        changes.event(event.organization_id, event.pk)

    assert told(announcer, clock) == 0


def test_each_person_reads_of_their_own_sessions_only(
    event: Event, announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    sessions = [make_session(event, name) for name in ("Lock keepers", "Tide gauges")]
    for number, session in enumerate(sessions, 1):
        a_registration(event, number, sessions=[session.pk])
    announcer.look(clock.now())
    for session in sessions:
        cancel(session)

    told(announcer, clock)
    delivered(smtp)

    (mail,) = smtp.to("mara1@")
    assert "Lock keepers is cancelled." in text_of(mail)
    assert "Tide gauges" not in text_of(mail)


def test_whoever_has_left_meanwhile_is_told_nothing(
    event: Event, announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    full(event)
    waiting(event, 2, waitlisted=True)
    announcer.look(clock.now())
    cancel(event)
    told(announcer, clock)
    commit(event, RemoveWaiting(WaitlistItem.objects.get().pk))

    delivered(smtp)

    message = OutboxMessage.objects.get(kind="waitlist.cancelled")
    assert stored(message).not_sent == NotSent.NOTHING_TO_TELL
    assert smtp.to("mara2@") == []


def test_an_event_that_is_to_take_place_after_all_is_not_called_off(
    event: Event, announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    full(event)
    waiting(event, 2, waitlisted=True)
    announcer.look(clock.now())
    cancel(event)
    told(announcer, clock)
    Event.objects.filter(pk=event.pk).update(publish_status=PublishStatus.LIVE)

    delivered(smtp)

    assert smtp.mails == []


def test_staff_see_how_many_are_told_those_who_wait_among_them_and_stop_it(
    event: Event, announcer: Announcer, clock: Clock
) -> None:
    full(event)
    waiting(event, 2, waitlisted=True)
    announcer.look(clock.now())
    cancel(event)
    announcer.look(clock.now())

    pending = pending_changes(event)
    assert pending is not None
    assert (pending.people, pending.is_cancellation) == (2, True)
    dismiss(event)

    assert told(announcer, clock) == 0
