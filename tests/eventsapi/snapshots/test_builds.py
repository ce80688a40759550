"""Tests of building snapshots: once for everybody who waits, and again when a change falls into it."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from guestlist.eventsapi.encodings import encode
from guestlist.eventsapi.snapshots.builds import Answer, SnapshotBuilds
from guestlist.eventsapi.snapshots.shelf import Built, Missing, Snapshot, SnapshotKey, SnapshotShelf
from guestlist.organizations.journal import Change, ChangeKind

ORGANIZATION, GALA = UUID(int=1), UUID(int=101)
KEY = SnapshotKey(ORGANIZATION, "v2.0", "event")
OTHER_KEY = SnapshotKey(ORGANIZATION, "v2.0", "event_tracks")


class Source:
    """A database of one number, which builds read; a test decides when they go on after reading."""

    def __init__(self) -> None:
        self.revision = 1
        self.reads = 0
        self.reading = threading.Semaphore(0)
        self.may_go_on = threading.Semaphore(0)
        self.threads: set[str] = set()
        self.error: Exception | None = None
        self.is_missing = False

    def build(self, _key: SnapshotKey) -> Built | Missing:
        self.threads.add(threading.current_thread().name)
        revision = self.revision
        self.reads += 1
        self.reading.release()
        assert self.may_go_on.acquire(timeout=20)
        if self.error is not None:
            raise self.error
        if self.is_missing:
            return Missing(revision=revision, message="Not found.")
        return Built(revision=revision, forms=encode(b"%d" % revision), event_id=GALA)


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def shelf() -> SnapshotShelf:
    return SnapshotShelf()


@pytest.fixture
def builds(source: Source, shelf: SnapshotShelf) -> Iterator[SnapshotBuilds]:
    with ThreadPoolExecutor(2, "reader") as readers:
        yield SnapshotBuilds(shelf, source.build, readers=readers)


def body(answer: Answer) -> bytes:
    assert isinstance(answer, Snapshot)
    return answer.forms["identity"].body


async def in_thread(wait: Callable[..., bool]) -> None:
    assert await asyncio.to_thread(wait, timeout=20)


def change(source: Source, shelf: SnapshotShelf) -> None:
    """Commit a change, and tell the shelf as a commit does."""
    source.revision += 1
    shelf.drop(ORGANIZATION, source.revision, [Change(ChangeKind.EVENT, GALA)])


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 30))


def test_many_callers_wait_for_one_build_in_a_reader_thread(builds: SnapshotBuilds, source: Source) -> None:
    async def test() -> None:
        callers = [asyncio.create_task(builds.fetch(KEY)) for _ in range(50)]
        await in_thread(source.reading.acquire)
        source.may_go_on.release()

        answers = await asyncio.gather(*callers)

        assert {body(answer) for answer in answers} == {b"1"}
        assert source.reads == 1
        assert all(name.startswith("reader") for name in source.threads)
        assert body(await builds.fetch(KEY)) == b"1"
        assert source.reads == 1

    run(test())


def test_different_answers_are_built_side_by_side(builds: SnapshotBuilds, source: Source) -> None:
    async def test() -> None:
        callers = [asyncio.create_task(builds.fetch(key)) for key in (KEY, OTHER_KEY)]
        await in_thread(source.reading.acquire)
        await in_thread(source.reading.acquire)
        source.may_go_on.release(2)

        await asyncio.gather(*callers)

        assert source.reads == 2

    run(test())


def test_a_change_during_the_build_makes_it_start_again_for_all_who_wait(
    builds: SnapshotBuilds, source: Source, shelf: SnapshotShelf
) -> None:
    async def test() -> None:
        early = asyncio.create_task(builds.fetch(KEY))
        await in_thread(source.reading.acquire)
        change(source, shelf)
        late = asyncio.create_task(builds.fetch(KEY))
        await asyncio.sleep(0)
        source.may_go_on.release(2)

        answers = await asyncio.gather(early, late)

        assert [body(answer) for answer in answers] == [b"2", b"2"]
        assert source.reads == 2
        assert body(await builds.fetch(KEY)) == b"2"

    run(test())


def test_endless_changes_keep_nobody_waiting_for_ever_and_nobody_gets_what_was_old_when_he_asked(
    builds: SnapshotBuilds, source: Source, shelf: SnapshotShelf
) -> None:
    async def test() -> None:
        first = asyncio.create_task(builds.fetch(KEY))
        await in_thread(source.reading.acquire)
        change(source, shelf)  # into the first build
        second = asyncio.create_task(builds.fetch(KEY))
        await asyncio.sleep(0)
        source.may_go_on.release()
        await in_thread(source.reading.acquire)
        change(source, shelf)  # into the second build
        third = asyncio.create_task(builds.fetch(KEY))
        await asyncio.sleep(0)
        source.may_go_on.release()

        # Both asked before the second build read, so its result was no old one for them.
        assert body(await first) == b"2"
        assert body(await second) == b"2"
        await in_thread(source.reading.acquire)
        source.may_go_on.release()
        assert body(await third) == b"3"
        assert body(await builds.fetch(KEY)) == b"3"

    run(test())


def test_a_missing_record_is_looked_up_again_each_time(builds: SnapshotBuilds, source: Source) -> None:
    async def test() -> None:
        source.is_missing = True
        source.may_go_on.release(2)
        assert isinstance(await builds.fetch(KEY), Missing)

        source.is_missing = False

        assert body(await builds.fetch(KEY)) == b"1"

    run(test())


def test_a_record_that_appears_while_it_is_looked_up_is_found(
    builds: SnapshotBuilds, source: Source, shelf: SnapshotShelf
) -> None:
    async def test() -> None:
        source.is_missing = True
        caller = asyncio.create_task(builds.fetch(KEY))
        await in_thread(source.reading.acquire)
        change(source, shelf)
        source.may_go_on.release()
        await in_thread(source.reading.acquire)
        source.is_missing = False
        source.may_go_on.release()

        assert body(await caller) == b"2"

    run(test())


def test_a_failed_build_fails_everybody_who_waits_and_the_next_caller_tries_again(
    builds: SnapshotBuilds, source: Source
) -> None:
    async def test() -> None:
        source.error = RuntimeError("no database")
        callers = [asyncio.create_task(builds.fetch(KEY)) for _ in range(3)]
        source.may_go_on.release()
        outcomes = await asyncio.gather(*callers, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [RuntimeError] * 3

        source.error = None
        source.may_go_on.release()

        assert body(await builds.fetch(KEY)) == b"1"

    run(test())


def test_a_caller_who_hangs_up_disturbs_nobody(builds: SnapshotBuilds, source: Source) -> None:
    async def test() -> None:
        gone = asyncio.create_task(builds.fetch(KEY))
        stays = asyncio.create_task(builds.fetch(KEY))
        await in_thread(source.reading.acquire)
        gone.cancel()
        source.may_go_on.release()

        assert body(await stays) == b"1"

    run(test())
