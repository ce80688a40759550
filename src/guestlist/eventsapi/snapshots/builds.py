"""Builds snapshots in reader threads: one build per key at a time, never on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from guestlist.eventsapi.snapshots.shelf import (
    Build,
    Built,
    Missing,
    Snapshot,
    SnapshotKey,
    SnapshotShelf,
)

Answer = Snapshot | Missing
Waiter = asyncio.Future[Answer]

READER_THREADS: Final = 2


@dataclass(slots=True)
class _Job:
    """A build under way and who waits for it."""

    build: Build
    # They waited through an earlier build already, so what this one read is newer than their request.
    carried: list[Waiter] = field(default_factory=list)
    arrived: list[Waiter] = field(default_factory=list)


class SnapshotBuilds:
    """Gives answers from the shelf, and builds those that are missing. To be used on one event loop."""

    def __init__(
        self,
        shelf: SnapshotShelf,
        build: Callable[[SnapshotKey], Built | Missing],
        *,
        readers: ThreadPoolExecutor,
    ) -> None:
        self._shelf = shelf
        self._build = build
        self._readers = readers
        self._jobs: dict[SnapshotKey, _Job] = {}

    async def fetch(self, key: SnapshotKey) -> Answer:
        """Give an answer that holds every change committed in this process before the call.

        A change that falls into the build makes it start again, once for each caller: what the second
        build read is newer than the call, however many changes fall into that one too.
        """
        kept = self._shelf.get(key)
        if kept is not None:
            return kept
        waiter: Waiter = asyncio.get_running_loop().create_future()
        job = self._jobs.get(key) or self._start(key, [])
        job.arrived.append(waiter)
        return await waiter

    def _start(self, key: SnapshotKey, carried: list[Waiter]) -> _Job:
        job = _Job(self._shelf.begin(key), carried)
        self._jobs[key] = job
        building = asyncio.get_running_loop().run_in_executor(self._readers, self._build, key)
        building.add_done_callback(lambda done: self._ended(job, done))
        return job

    def _ended(self, job: _Job, done: asyncio.Future[Built | Missing]) -> None:
        del self._jobs[job.build.key]
        error = asyncio.CancelledError() if done.cancelled() else done.exception()
        if error is not None:
            self._shelf.abandon(job.build)
            for waiter in job.carried + job.arrived:
                if not waiter.done():
                    waiter.set_exception(error)
            return
        answer, is_current = self._shelf.end(job.build, done.result())
        for waiter in job.carried + job.arrived if is_current else job.carried:
            if not waiter.done():
                waiter.set_result(answer)
        if not is_current and job.arrived:
            self._start(job.build.key, job.arrived)
