"""Delivering what waits in the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.test import override_settings

from guestlist import limits
from guestlist.organizations.models import Organization
from guestlist.outbox.delivery import Delivered, Undeliverable, deliver_due, merge, pause_after, run_ended
from guestlist.outbox.models import NotSent, OutboxMessage
from tests.conftest import Clock
from tests.databases import Database

delivered: list[Any] = []


def deliver(message: OutboxMessage) -> Delivered | NotSent:
    if message.payload.get("fails"):
        raise ConnectionError("no answer from ada@example.org")
    if message.payload.get("broken"):
        raise KeyError("first_name")
    if message.payload.get("refused"):
        raise Undeliverable("550 ada@example.org is unknown")
    if message.payload.get("old"):
        return NotSent.TOO_OLD
    delivered.append(message.payload)
    return Delivered("p-1")


@pytest.fixture(autouse=True)
def deliverer() -> Iterator[None]:
    delivered.clear()
    path = f"{__name__}.deliver"
    with override_settings(OUTBOX_DELIVERERS={"letter": path}):
        yield


def a_message(due_at: datetime, **columns: Any) -> OutboxMessage:
    organization, _ = Organization.objects.get_or_create(slug="a", defaults={"name": "A"})
    given = {"kind": "letter", "payload": {"n": 1}, "due_at": due_at, **columns}
    return OutboxMessage.objects.create(organization=organization, **given)


def stored(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=message.pk)


def test_due_messages_are_delivered_once_in_order(database: Database, clock: Clock) -> None:
    a_message(clock.moment, payload={"n": 2})
    a_message(clock.moment - timedelta(seconds=1), payload={"n": 1})
    a_message(clock.moment + timedelta(seconds=1), payload={"n": 3})

    counts = [deliver_due(clock.now()), deliver_due(clock.now())]

    assert counts == [2, 0]
    assert delivered == [{"n": 1}, {"n": 2}]


def test_a_kind_that_nobody_delivers_waits(database: Database, clock: Clock) -> None:
    message = a_message(clock.moment, kind="telegram")

    assert deliver_due(clock.now()) == 0
    assert stored(message).attempts == 0


def test_a_failure_is_noted_without_personal_data_and_tried_again_later(database: Database, clock: Clock) -> None:
    message = a_message(clock.moment, payload={"fails": True})

    deliver_due(clock.now())

    failed = stored(message)
    assert failed.last_error == "ConnectionError: no answer from …@…"
    assert failed.due_at == clock.moment + pause_after(1)
    assert (failed.attempts, failed.leased_until, failed.failed_at) == (1, None, None)


def test_after_the_last_attempt_a_message_is_given_up(database: Database, clock: Clock) -> None:
    message = a_message(clock.moment, payload={"fails": True})

    for _ in range(limits.OUTBOX_ATTEMPTS_MAX + 3):
        deliver_due(clock.advance(days=1))

    given_up = stored(message)
    assert given_up.attempts == limits.OUTBOX_ATTEMPTS_MAX
    assert given_up.failed_at is not None
    assert given_up.delivered_at is None


def test_a_failure_does_not_hold_up_the_others(database: Database, clock: Clock) -> None:
    a_message(clock.moment - timedelta(seconds=1), payload={"fails": True})
    a_message(clock.moment, payload={"n": 2})

    assert deliver_due(clock.now()) == 1
    assert delivered == [{"n": 2}]


def test_a_leased_message_is_left_alone_until_its_lease_lapses(database: Database, clock: Clock) -> None:
    lease_end = clock.moment + timedelta(seconds=30)
    message = a_message(clock.moment, leased_until=lease_end, attempts=1)

    counts = [deliver_due(clock.advance(seconds=29)), deliver_due(clock.advance(seconds=1))]

    assert counts == [0, 1]
    assert stored(message).attempts == 2


def test_a_message_whose_processes_all_died_is_given_up(database: Database, clock: Clock) -> None:
    message = a_message(clock.moment, attempts=limits.OUTBOX_ATTEMPTS_MAX)

    assert deliver_due(clock.now()) == 0
    assert stored(message).failed_at == clock.moment
    assert delivered == []


def test_who_lost_the_lease_does_not_write_over_the_new_holder(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = a_message(clock.moment)

    def take_over(_message: OutboxMessage) -> None:  # as another process does after the lease
        OutboxMessage.objects.filter(pk=message.pk).update(attempts=2)
        raise ConnectionError

    monkeypatch.setitem(globals(), "deliver", take_over)
    deliver_due(clock.now())

    after = stored(message)
    assert (after.attempts, after.last_error) == (2, "")


def test_pauses_grow_up_to_a_limit() -> None:
    pauses = [pause_after(attempts).total_seconds() for attempts in (1, 2, 3, 8, 100)]

    assert pauses == [15, 45, 135, 21600, 21600]


def test_what_cannot_be_delivered_is_given_up_at_once(database: Database, clock: Clock) -> None:
    message = a_message(clock.moment, payload={"refused": True})

    assert deliver_due(clock.now()) == 0

    given_up = stored(message)
    assert (given_up.attempts, given_up.failed_at) == (1, clock.moment)
    assert given_up.last_error == "550 …@… is unknown"


def test_what_is_left_out_on_purpose_says_why(database: Database, clock: Clock) -> None:
    message = a_message(clock.moment, payload={"old": True})

    assert deliver_due(clock.now()) == 1
    assert (stored(message).delivered_at, stored(message).not_sent) == (clock.moment, NotSent.TOO_OLD)


def test_the_providers_id_is_kept(database: Database, clock: Clock) -> None:
    message = a_message(clock.moment)
    deliver_due(clock.now())

    assert stored(message).provider_id == "p-1"


def test_a_kind_on_hold_waits(database: Database, clock: Clock) -> None:
    message = a_message(clock.moment)

    with override_settings(OUTBOX_ON_HOLD=frozenset({"letter"})):
        assert deliver_due(clock.now()) == 0

    assert stored(message).attempts == 0


def test_a_run_that_delivered_tells_its_end(database: Database, clock: Clock) -> None:
    ends: list[object] = []

    def note(**given: object) -> None:
        ends.append(given["sender"])

    run_ended.connect(note)
    deliver_due(clock.now())
    a_message(clock.moment)
    deliver_due(clock.now())
    run_ended.disconnect(note)

    assert ends == [None]


def test_merged_messages_end_but_those_that_somebody_has_taken_up(database: Database, clock: Clock) -> None:
    free = a_message(clock.moment)
    taken = a_message(clock.moment, leased_until=clock.moment + timedelta(seconds=1))

    assert merge(Q(kind="letter")) == 1
    assert merge(Q(kind="letter")) == 0
    assert stored(free).not_sent == NotSent.MERGED
    assert stored(taken).delivered_at is None


def test_a_server_that_is_away_takes_one_line_of_the_log_and_a_fault_of_ours_its_trace(
    database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    a_message(clock.moment, payload={"fails": True})
    a_message(clock.moment, payload={"broken": True})

    deliver_due(clock.now())

    by_reason = {vars(record)["reason"]: record.exc_info for record in caplog.records}
    assert by_reason["ConnectionError: no answer from …@…"] is None
    assert by_reason["KeyError: 'first_name'"] is not None
