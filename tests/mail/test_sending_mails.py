"""Mails on their way through a real mail server: retried, given up, sent again, or not sent at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from guestlist.catalog.models import Event
from guestlist.mail.again import send_again
from guestlist.mail.models import Bounce, BounceKind
from guestlist.outbox.delivery import deliver_due, pause_after
from guestlist.outbox.models import MessageState, NotSent, OutboxMessage
from tests.builders import an_attendee, commit, registering
from tests.conftest import Clock
from tests.databases import Database
from tests.mail.rows import a_message, a_registration, delivered, stored
from tests.mail.smtp import Server, sending_to
from tests.waiting import free_port


def a_confirmation(event: Event, number: int = 1) -> OutboxMessage:
    return a_message(event, "registration.added", a_registration(event, number).id)


def test_a_run_of_mails_takes_one_connection(event: Event, smtp: Server) -> None:
    registrations = [a_registration(event, number) for number in range(5)]
    for registration in registrations:
        a_message(event, "registration.added", registration.id)

    assert len(delivered(smtp)) == 5
    assert smtp.connections == 1

    a_message(event, "registration.added", registrations[0].id)
    delivered(smtp)
    assert smtp.connections == 2


def test_each_attempt_carries_the_same_message_id(event: Event, clock: Clock, smtp: Server) -> None:
    message = a_confirmation(event)
    delivered(smtp)
    send_again(stored(message))
    delivered(smtp)

    first, second = smtp.mails
    assert first["Message-ID"] == second["Message-ID"] == f"<{message.pk.hex}@lindenhof.example>"


def test_an_address_that_is_refused_for_good_is_given_up_at_once(event: Event, smtp: Server) -> None:
    message = a_confirmation(event)
    smtp.refusals["mara1@oyelaran.example"] = "550 5.1.1 No such user: mara1@oyelaran.example"

    assert delivered(smtp) == []

    failed = stored(message)
    assert failed.state is MessageState.FAILED
    assert failed.attempts == 1
    assert failed.last_error == "The mail server refused it: 550 5.1.1 No such user: …@…"


def test_a_refused_address_does_not_hold_up_the_next_mail(event: Event, smtp: Server) -> None:
    refused, fine = a_registration(event, 1), a_registration(event, 2)
    smtp.refusals["mara1@oyelaran.example"] = "550 No such user"
    for registration in (refused, fine):
        a_message(event, "registration.added", registration.id)

    assert len(delivered(smtp)) == 1
    assert smtp.connections == 1


@pytest.mark.parametrize("answer", ["450 Mailbox busy", "421 Too many"])
def test_what_may_pass_is_tried_again_after_a_pause(event: Event, clock: Clock, smtp: Server, answer: str) -> None:
    message = a_confirmation(event)
    smtp.refusals["mara1@oyelaran.example"] = answer

    assert delivered(smtp) == []
    waiting = stored(message)
    assert waiting.state is MessageState.WAITING
    assert waiting.due_at == clock.moment + pause_after(1)
    assert "mara1" not in waiting.last_error

    smtp.refusals.clear()
    assert len(delivered(smtp, clock.advance(seconds=15))) == 1
    assert stored(message).state is MessageState.SENT


def test_a_text_that_is_refused_for_good_is_given_up(event: Event, smtp: Server) -> None:
    message = a_confirmation(event)
    smtp.data_answers = ["554 Looks like spam"]

    delivered(smtp)

    assert stored(message).state_words == "Failed"
    assert stored(message).last_error == "The mail server refused it: 554 Looks like spam"


def test_a_server_that_is_away_is_asked_again(event: Event, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    message = a_confirmation(event)
    with sending_to(f"smtp://127.0.0.1:{free_port()}", monkeypatch):
        deliver_due(clock.now())

    assert stored(message).state is MessageState.WAITING
    assert stored(message).last_error.startswith("ConnectionRefusedError")


def test_a_failed_mail_can_be_sent_again(event: Event, smtp: Server) -> None:
    message = a_confirmation(event)
    smtp.refusals["mara1@oyelaran.example"] = "550 No such user"
    delivered(smtp)
    smtp.refusals.clear()

    send_again(stored(message))

    assert stored(message).state is MessageState.WAITING
    assert len(delivered(smtp)) == 1
    assert stored(message).attempts == 1


def test_without_a_mail_setting_mails_wait_untouched(event: Event, clock: Clock) -> None:
    message = a_confirmation(event)

    assert deliver_due(clock.now()) == 0
    assert stored(message).state_words == "Waiting"
    assert stored(message).attempts == 0


def test_with_a_setting_mails_that_waited_for_more_than_a_day_end_as_too_old(
    event: Event, clock: Clock, smtp: Server
) -> None:
    registrations = [a_registration(event, number) for number in (1, 2)]
    old = a_message(event, "registration.added", registrations[0].id, due_at=clock.moment - timedelta(hours=25))
    young = a_message(event, "registration.added", registrations[1].id, due_at=clock.moment - timedelta(hours=23))

    assert len(delivered(smtp)) == 1
    assert stored(old).state_words == "Not sent: too old"
    assert stored(young).state_words == "Sent"


def test_an_old_mail_can_still_be_sent_if_staff_want_it(event: Event, clock: Clock, smtp: Server) -> None:
    registration = a_registration(event)
    message = a_message(event, "registration.added", registration.id, due_at=clock.moment - timedelta(hours=25))
    delivered(smtp)

    send_again(stored(message))

    assert len(delivered(smtp)) == 1


def test_an_address_from_which_a_mail_came_back_is_left_alone_until_staff_send_again(
    event: Event, smtp: Server
) -> None:
    message = a_confirmation(event)
    Bounce.objects.create(organization=event.organization, address="mara1@oyelaran.example", what=BounceKind.BOUNCED)

    assert delivered(smtp) == []
    assert stored(message).not_sent == NotSent.BOUNCED

    send_again(stored(message))
    assert len(delivered(smtp)) == 1


def test_a_kind_that_nobody_delivers_is_not_even_written(event: Event, database: Database) -> None:
    with override_settings(OUTBOX_DELIVERERS={}):
        commit(event, registering(an_attendee()))

    assert not OutboxMessage.objects.exists()
