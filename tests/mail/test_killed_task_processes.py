"""A thousand mails, and a task process that is killed in the middle: all are sent, hardly any of them twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from guestlist.outbox.models import OutboxMessage
from tests.builders import an_attendee, commit, make_event, make_organization, registering
from tests.databases import Database
from tests.mail.smtp import SENDER, Server, a_server
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]
MAILS = 1000
PEOPLE_AT_ONCE = 50
# Longer than any one mail takes, also on a machine that is busy: else the other process would send it as well.
LEASE_SECONDS = 10


@pytest.fixture
def server(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with a_server(reads=False) as server:
        monkeypatch.setenv("GUESTLIST_EMAIL_URL", server.url)
        monkeypatch.setenv("GUESTLIST_EMAIL_FROM", SENDER)
        yield server


@contextmanager
def a_task_process() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.mail.run_task_process", str(LEASE_SECONDS)]
    process = subprocess.Popen(command, cwd=ROOT, process_group=0)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def queue_mails() -> None:
    event = make_event(make_organization())
    for first in range(0, MAILS, PEOPLE_AT_ONCE):
        people = [an_attendee(number) for number in range(first, first + PEOPLE_AT_ONCE)]
        commit(event, registering(*people))


def waiting() -> int:
    return OutboxMessage.objects.filter(delivered_at=None).count()


@pytest.mark.parametrize("processes", [1, 2])
def test_every_mail_is_sent_and_at_most_the_one_in_flight_twice(
    database: Database, server: Server, processes: int
) -> None:
    queue_mails()
    with ExitStack() as stack:
        running = [stack.enter_context(a_task_process()) for _ in range(processes)]
        assert eventually(lambda: len(server.envelopes) >= MAILS // 3, seconds=240)
        running[0].kill()
        running[0].wait()
        assert waiting() > 0
        if processes == 1:
            stack.enter_context(a_task_process())
        assert eventually(lambda: len(server.envelopes) >= MAILS and waiting() == 0, seconds=240)

    sent = Counter(recipients[0] for _sender, recipients in server.envelopes)
    assert len(sent) == MAILS
    assert sum(sent.values()) <= MAILS + 1
    assert max(sent.values()) <= 2
    assert not OutboxMessage.objects.exclude(failed_at=None, not_sent="").exists()
