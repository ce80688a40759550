"""A change is served by every worker within a second, whoever made it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from guestlist.catalog.models import Event
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization
from tests.builders import an_attendee as an_attendee_by_command
from tests.builders import commit, make_event, make_session, registering
from tests.journeys.calls import Answer, Connection, Website, a_person, connections
from tests.journeys.serving import Server, guestlist
from tests.journeys.standing.conftest import ServerOf

PROMISE_SECONDS = 1.0
At = Callable[[Server], Website]
Told = Callable[[Answer], bool]


class Watch:
    """Asks every worker for one path, over connections that stay open."""

    def __init__(self, server: Server, request: bytes) -> None:
        self._server = server
        self._request = request

    def seconds_until(self, change: Callable[[], object], is_new: Told) -> float:
        """Make a change, and give how long after it the last worker was seen to serve it."""
        return asyncio.run(self._seconds_until(change, is_new))

    async def _seconds_until(self, change: Callable[[], object], is_new: Told) -> float:
        async with self._server.connection_to_each_worker() as workers, asyncio.timeout(30):
            before = [await worker.ask(self._request) for worker in workers]
            assert not any(map(is_new, before))
            await asyncio.to_thread(change)
            committed = time.monotonic()
            await asyncio.gather(*(self._until_new(worker, is_new) for worker in workers))
            return time.monotonic() - committed

    async def _until_new(self, worker: Connection, is_new: Told) -> None:
        while not is_new(await worker.ask(self._request)):
            await asyncio.sleep(0.01)


def test_an_event_unpublished_by_a_command_is_gone_from_every_worker(
    organization: Organization, server_of: ServerOf, website: At
) -> None:
    make_event(organization, "Brief")
    server = server_of(2)
    watch = Watch(server, website(server).get("events/Brief"))

    def set_status(verb: str) -> None:
        assert guestlist("event", verb, "Brief", "--organization", organization.slug).status == 0

    gone = watch.seconds_until(lambda: set_status("unpublish"), lambda answer: answer.status == 404)
    back = watch.seconds_until(lambda: set_status("publish"), lambda answer: answer.status == 200)

    assert max(gone, back) < PROMISE_SECONDS


@pytest.mark.parametrize("path", ["events/Brief", "events/published", "events/Brief/registrations/count"])
def test_what_another_process_changes_is_served_by_every_worker(
    organization: Organization, server_of: ServerOf, website: At, path: str
) -> None:
    event = make_event(organization, "Brief")
    server = server_of(2)
    request = website(server).get(path)
    before = asyncio.run(_ask(server, request))

    took = Watch(server, request).seconds_until(
        lambda: commit(event, registering(an_attendee_by_command())), lambda answer: answer.body != before.body
    )

    assert took < PROMISE_SECONDS


def test_a_registration_is_counted_at_once_where_it_was_made_and_within_a_second_elsewhere(
    organization: Organization, server_of: ServerOf, website: At
) -> None:
    make_event(organization, "Brief")
    server = server_of(2)
    site = website(server)
    count = site.get("events/Brief/registrations/count")

    async def register_and_count() -> tuple[list[int], float]:
        async with server.connection_to_each_worker() as (here, there), asyncio.timeout(30):
            before = [(await worker.ask(count)).json for worker in (here, there)]
            registered = await here.ask(site.register("Brief", a_person(1)))
            answered = time.monotonic()
            after = (await here.ask(count)).json
            while (await there.ask(count)).json == 0:
                await asyncio.sleep(0.01)
            assert registered.outcome == "Success"
            return [*before, after], time.monotonic() - answered

    counts, took = asyncio.run(register_and_count())

    assert counts == [0, 0, 1]
    assert took < PROMISE_SECONDS


def test_lists_that_carry_counts_follow_within_a_second_where_the_registration_was_made(
    organization: Organization, server_of: ServerOf, website: At
) -> None:
    event = make_event(organization, "Brief", allows_custom_agenda=True)
    session = make_session(event)
    server = server_of(1)
    site = website(server)
    choice = [{"sessionId": str(session.id), "waitlisted": False}]

    async def register_and_list() -> list[tuple[int, int]]:
        async with server.connection_to_each_worker() as (worker,):
            seen = []
            for number in range(3):
                await worker.ask(site.register("Brief", a_person(number, attendeeSessions=choice)))
                answered = time.monotonic()
                while await _counts_in_lists(worker, site) != (number + 1, number + 1):
                    assert time.monotonic() - answered < PROMISE_SECONDS
                    await asyncio.sleep(0.01)
                seen.append(await _counts_in_lists(worker, site))
            return seen

    assert asyncio.run(register_and_list()) == [(1, 1), (2, 2), (3, 3)]


@pytest.mark.only_on("postgresql")
def test_an_older_transaction_that_commits_after_a_newer_one_is_served_too(
    organization: Organization, server_of: ServerOf, website: At
) -> None:
    older, newer = make_event(organization, "Older"), make_event(organization, "Newer")
    server = server_of(2)
    site = website(server)
    begun, may_commit = threading.Event(), threading.Event()

    def rename_slowly() -> None:
        with writing() as changes:
            Event.objects.filter(pk=older.pk).update(name="Renamed")
            changes.event(organization.id, older.id)
            begun.set()
            assert may_commit.wait(30)

    def rename_quickly() -> None:
        with writing() as changes:
            Event.objects.filter(pk=newer.pk).update(name="Renamed")
            changes.event(organization.id, newer.id)

    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(rename_slowly)

        def finish() -> None:
            may_commit.set()
            slow.result(30)

        assert begun.wait(30)
        first = Watch(server, site.get("events/Newer")).seconds_until(rename_quickly, _is_renamed)
        # The answers that this watch begins with were built after the newer commit and before the older one.
        late = Watch(server, site.get("events/Older"))
        second = late.seconds_until(finish, _is_renamed)

    assert max(first, second) < PROMISE_SECONDS


def test_no_count_is_older_than_the_last_answer_of_the_worker_that_gave_it(
    organization: Organization, server_of: ServerOf, website: At
) -> None:
    """Registrations fall while the count is being built: no such build may be kept."""
    make_event(organization, "Brief")
    server = server_of(1)
    site = website(server)
    registered = 0
    people = 60

    async def register(connection: Connection) -> None:
        nonlocal registered
        for number in range(people):
            assert (await connection.ask(site.register("Brief", a_person(number)))).outcome == "Success"
            registered += 1

    async def count(connection: Connection, path: str) -> None:
        while registered < people:
            at_least = registered
            counted = (await connection.ask(site.get(path))).json
            assert (counted if isinstance(counted, int) else counted["registrationCount"]) >= at_least

    async def storm() -> None:
        paths = 4 * ["events/Brief/registrations/count", "events/Brief"]
        async with connections(server.port, 1 + len(paths)) as (first, *others), asyncio.timeout(60):
            calls = zip(others, paths, strict=True)
            await asyncio.gather(register(first), *(count(connection, path) for connection, path in calls))

    asyncio.run(storm())

    assert registered == people


def test_under_a_storm_of_changes_every_worker_ends_with_the_last(
    organization: Organization, server_of: ServerOf, website: At
) -> None:
    """Changes fall while answers are being built: none of those may be kept."""
    event = make_event(organization, "Brief")
    for number in range(150):
        make_session(event, f"Session {number}")
    server = server_of(2)
    request = website(server).get("events/Brief/sessions")
    changing = threading.Event()
    changing.set()

    def change_often() -> None:
        for number in range(40):
            with writing() as changes:
                event.sessions.update(name=f"Name {number}")
                changes.event(organization.id, event.id)
        changing.clear()

    async def ask_meanwhile() -> tuple[float, set[str]]:
        async with server.connection_to_each_worker() as workers, asyncio.timeout(60):
            job = asyncio.create_task(asyncio.to_thread(change_often))
            while changing.is_set():
                for worker in workers:
                    names = {session["name"] for session in (await worker.ask(request)).json}
                    assert len(names) == 1 or all(name.startswith("Session ") for name in names)
            await job
            ended = time.monotonic()
            while (names := await _names(workers, request)) != {"Name 39"}:
                await asyncio.sleep(0.01)
            return time.monotonic() - ended, names

    took, names = asyncio.run(ask_meanwhile())

    assert names == {"Name 39"}
    assert took < PROMISE_SECONDS


async def _names(workers: list[Connection], request: bytes) -> set[str]:
    answers = [await worker.ask(request) for worker in workers]
    return {session["name"] for answer in answers for session in answer.json}


async def _counts_in_lists(worker: Connection, site: Website) -> tuple[int, int]:
    events = (await worker.ask(site.get("events/published"))).json
    sessions = (await worker.ask(site.get("events/Brief/sessions"))).json
    return events[0]["registrationCount"], sessions[0]["registrationCount"]


async def _ask(server: Server, request: bytes) -> Answer:
    async with server.connection_to_each_worker() as workers:
        return await workers[0].ask(request)


def _is_renamed(answer: Answer) -> bool:
    return bool(answer.json["eventName"] == "Renamed")
