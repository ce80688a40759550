"""How the server ends in the middle of a storm: killed, orphaned, or told to."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import transaction

from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration
from tests.builders import make_event
from tests.databases import Database
from tests.journeys.calls import Answer, Connection, Website, a_person, ask_all, ask_once, connections, email_of
from tests.journeys.conftest import StartServer
from tests.journeys.serving import Server
from tests.waiting import eventually, is_listening, is_running

CALLERS = 32
At = Callable[[Server], Website]


class Storm:
    """Callers who register one person after the other until their connection breaks."""

    def __init__(self, website: Website, event: str) -> None:
        self._website = website
        self._event = event
        self._numbers = itertools.count()
        self.answers: dict[str, Answer] = {}  # by the e-mail address of the person

    def run(self, interrupt: Callable[[], object], *, after: int) -> None:
        """Let the storm rage; `interrupt` is called in a thread once so many answers have come."""
        asyncio.run(self._run(interrupt, after))

    def registered(self) -> set[str]:
        return {email for email, answer in self.answers.items() if answer.outcome == "Success"}

    async def _run(self, interrupt: Callable[[], object], after: int) -> None:
        async with connections(self._website.port, CALLERS) as opened:
            calling = asyncio.gather(*(self._call(connection) for connection in opened))
            async with asyncio.timeout(60):
                while len(self.answers) < after:
                    await asyncio.sleep(0.001)
                await asyncio.to_thread(interrupt)
                await calling

    async def _call(self, connection: Connection) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                number = next(self._numbers)
                request = self._website.register(self._event, a_person(number))
                self.answers[email_of(number)] = await connection.ask(request)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_server_killed_in_a_storm_loses_nothing_it_acknowledged_and_oversells_nothing(
    organization: Organization, start_server: StartServer, website: At, workers: int
) -> None:
    seats = 400
    make_event(organization, "Stormy", capacity=seats)
    server = start_server(workers=workers, has_task_process=True)
    storm = Storm(website(server), "Stormy")

    storm.run(server.kill, after=200)
    acknowledged, stored = storm.registered(), _stored()
    again = start_server(workers=workers)
    rest = [website(again).register("Stormy", a_person(10_000 + number)) for number in range(seats)]
    answers = asyncio.run(ask_all(again.port, rest))

    assert len(acknowledged) >= 200
    assert acknowledged <= stored
    assert len(stored) <= len(acknowledged) + CALLERS
    outcomes = Counter(answer.outcome for answer in answers)
    assert outcomes == {"Success": seats - len(stored), "MaximumNoAttendeesReached": len(stored)}
    assert Registration.objects.count() == seats


def test_a_server_killed_when_the_event_is_nearly_full_oversells_nothing(
    organization: Organization, start_server: StartServer, website: At
) -> None:
    seats = 120
    make_event(organization, "Stormy", capacity=seats)
    server = start_server(workers=2, has_task_process=True)
    storm = Storm(website(server), "Stormy")

    storm.run(server.kill, after=seats - 20)

    assert storm.registered() <= _stored()
    assert Registration.objects.count() <= seats


@pytest.mark.only_on("postgresql")
def test_nobody_is_answered_before_the_commit(
    database: Database, organization: Organization, start_server: StartServer, website: At
) -> None:
    make_event(organization, "Stormy")
    server = start_server(workers=2)
    requests = [website(server).register("Stormy", a_person(number)) for number in range(CALLERS)]

    async def register() -> list[Answer | BaseException]:
        return await asyncio.gather(*(ask_once(server.port, request) for request in requests), return_exceptions=True)

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            # The last write before a commit is to this row: everything else is written, and waits.
            Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
            answers = thread.submit(asyncio.run, register())
            assert eventually(lambda: _somebody_waits_for_a_row(database))
            server.kill()
        outcomes = answers.result()

    assert all(isinstance(outcome, ConnectionError) for outcome in outcomes)
    assert not Registration.objects.exists()


def test_when_the_parent_alone_is_killed_in_a_storm_nothing_is_left_running(
    organization: Organization, start_server: StartServer, website: At
) -> None:
    make_event(organization, "Stormy")
    server = start_server(workers=2, has_task_process=True)
    storm = Storm(website(server), "Stormy")
    left: set[int] = set()

    storm.run(lambda: left.update(server.kill_parent()), after=100)

    assert len(left) == 3
    assert eventually(lambda: not any(map(is_running, left)))
    assert not is_listening(server.port)
    assert storm.registered() <= _stored()


@pytest.mark.parametrize("workers", [1, 2])
def test_told_to_end_in_a_storm_the_server_answers_whatever_it_stores(
    organization: Organization, start_server: StartServer, website: At, workers: int
) -> None:
    make_event(organization, "Stormy")
    server = start_server(workers=workers, has_task_process=True)
    storm = Storm(website(server), "Stormy")

    storm.run(server.terminate, after=200)

    assert server.process.wait(60) == 0
    assert {answer.status for answer in storm.answers.values()} <= {200, 503}
    assert storm.registered() == _stored()


def test_told_to_end_the_server_answers_every_request_that_it_has_accepted(
    organization: Organization, start_server: StartServer, website: At
) -> None:
    event = make_event(organization, "Stormy")
    server = start_server(workers=2)
    people = [a_person(number) for number in range(CALLERS)]
    requests = [website(server).register("Stormy", person, headers={"Expect": "100-continue"}) for person in people]
    told = threading.Event()

    async def end_while_all_wait() -> list[Answer]:
        async with connections(server.port, CALLERS) as opened:
            await asyncio.gather(*(_send_once_accepted(*call) for call in zip(opened, requests, strict=True)))
            server.terminate()
            told.set()
            return list(await asyncio.gather(*(connection.read() for connection in opened)))

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            # No registration is stored as long as this lasts.
            Event.objects.select_for_update().get(pk=event.pk)
            answers = thread.submit(asyncio.run, end_while_all_wait())
            assert told.wait(30)
        statuses = Counter(answer.status for answer in answers.result())

    assert server.process.wait(60) == 0
    assert statuses.keys() <= {200, 503}
    assert statuses[200] == Registration.objects.count()


async def _send_once_accepted(connection: Connection, request: bytes) -> None:
    # The server asks for the body once it has taken up the request: nothing else shows a caller that it did.
    head, end, body = request.partition(b"\r\n\r\n")
    await connection.send(head + end)
    await connection.wait_until_accepted()
    await connection.send(body)


def _somebody_waits_for_a_row(database: Database) -> bool:
    # A connection of its own: within one transaction this view does not change.
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%revision%'"
    with psycopg.connect(database.url) as connection:
        return connection.execute(waiting).fetchone() is not None


def _stored() -> set[str]:
    return set(Registration.objects.values_list("email", flat=True))
