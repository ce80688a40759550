"""People who wait hear that what was cancelled takes place after all, as people with a place do: one mail each."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Session
from guestlist.mail.announcing import Announcer
from guestlist.organizations.journal import writing
from guestlist.outbox.models import NotSent, OutboxMessage
from guestlist.registration.rules.commands import ChangeChoices
from tests.builders import an_attendee, commit, make_session, registering
from tests.conftest import Clock
from tests.mail.rows import a_registration, delivered, stored
from tests.mail.smtp import Server, calendars_of, text_of


@pytest.fixture
def announcer(event: Event, clock: Clock) -> Announcer:
    return Announcer()


@pytest.fixture
def sessions(event: Event) -> list[Session]:
    return [make_session(event, name, capacity=0) for name in ("Lock keepers", "Tide gauges")]


def people(event: Event, sessions: list[Session], **switches: Any) -> None:
    """Give the only place to the first, who waits for the first session; the second waits for the event and both."""
    Event.objects.filter(pk=event.pk).update(capacity=1, **switches)
    registration = a_registration(event, 1)
    commit(event, ChangeChoices(registration.pk, waits_for=[sessions[0].pk]))
    commit(event, registering(an_attendee(2, waitlisted=True, sessions=[session.pk for session in sessions])))
    commit(event, registering(an_attendee(3, waitlisted=True)))
    OutboxMessage.objects.all().delete()


def put(status: PublishStatus, *records: Event | Session) -> None:
    for record in records:
        event = record if isinstance(record, Event) else record.event
        with writing() as changes:
            type(record).objects.filter(pk=record.pk).update(publish_status=status)
            changes.event(event.organization_id, event.pk)


def told(announcer: Announcer, clock: Clock) -> int:
    """Let what was changed stand for ten minutes; gives the number of mails."""
    return announcer.look(clock.now()) + announcer.look(clock.advance(minutes=10))


def cancelled(announcer: Announcer, clock: Clock, smtp: Server, *records: Event | Session) -> None:
    """Cancel records and let everybody hear of it."""
    announcer.look(clock.now())
    put(PublishStatus.CANCELLED, *records)
    told(announcer, clock)
    delivered(smtp)
    smtp.mails.clear()


def test_of_an_event_that_takes_place_after_all_everybody_hears_once(
    event: Event, sessions: list[Session], announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    people(event, sessions, shows_waitlist_position=True)
    cancelled(announcer, clock, smtp, event)

    put(PublishStatus.LIVE, event)
    number, again = told(announcer, clock), told(announcer, clock)
    delivered(smtp)

    assert (number, again) == (3, 0)
    (registered,), (waits_for_all,), (waits) = (smtp.to(f"mara{number}@") for number in (1, 2, 3))
    assert "Harbour Data Days takes place after all." in text_of(registered)
    assert waits_for_all["Subject"] == "It takes place after all: Harbour Data Days"
    assert "You are still on the waitlist for Harbour Data Days, Lock keepers, Tide gauges." in text_of(waits_for_all)
    assert "Your place in line: 1" in text_of(waits_for_all)
    assert "You are still on the waitlist for Harbour Data Days." in text_of(waits[0])
    assert "Your place in line: 2" in text_of(waits[0])
    assert "/my/" in text_of(waits[0])
    assert calendars_of(waits[0]) == {}


def test_of_a_session_that_takes_place_after_all_hears_who_waits_for_it_registered_or_not(
    event: Event, sessions: list[Session], announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    people(event, sessions)
    cancelled(announcer, clock, smtp, *sessions)

    put(PublishStatus.LIVE, sessions[0])
    number = told(announcer, clock)
    delivered(smtp)

    assert number == 2
    (registered,), (waits,) = smtp.to("mara1@"), smtp.to("mara2@")
    assert "Lock keepers takes place after all." in text_of(registered)
    assert waits["Subject"] == "It takes place after all: Lock keepers"
    assert "Event: Harbour Data Days" in text_of(waits)
    # The other one is cancelled as before.
    assert "You are still on the waitlist for Harbour Data Days, Lock keepers." in text_of(waits)
    assert smtp.to("mara3@") == []


def test_what_is_cancelled_and_what_takes_place_after_all_make_one_mail(
    event: Event, sessions: list[Session], announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    people(event, sessions)
    cancelled(announcer, clock, smtp, sessions[0])

    put(PublishStatus.LIVE, sessions[0])
    put(PublishStatus.CANCELLED, sessions[1])
    told(announcer, clock)
    delivered(smtp)

    (mail,) = smtp.to("mara2@")
    assert mail["Subject"] == "Cancelled: Tide gauges"
    assert "You still wait for: Harbour Data Days, Lock keepers" in text_of(mail)


@pytest.mark.parametrize("status", [PublishStatus.CANCELLED, PublishStatus.DRAFT])
def test_what_is_off_the_air_again_when_the_mail_goes_out_is_not_told(
    status: PublishStatus, event: Event, sessions: list[Session], announcer: Announcer, clock: Clock, smtp: Server
) -> None:
    people(event, sessions)
    cancelled(announcer, clock, smtp, event)
    put(PublishStatus.LIVE, event)
    told(announcer, clock)
    put(status, event)

    delivered(smtp)

    assert smtp.mails == []
    messages = OutboxMessage.objects.filter(kind="waitlist.resumed")
    assert [stored(message).not_sent for message in messages] == [NotSent.NOTHING_TO_TELL] * 2


def test_a_cancellation_that_was_taken_back_within_ten_minutes_is_not_told_at_all(
    event: Event, sessions: list[Session], announcer: Announcer, clock: Clock
) -> None:
    people(event, sessions)
    announcer.look(clock.now())
    put(PublishStatus.CANCELLED, event)
    announcer.look(clock.now())
    put(PublishStatus.LIVE, event)

    assert told(announcer, clock) == 0
