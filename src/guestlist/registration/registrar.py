"""The writer: one thread of each process that takes whatever requests wait, commits once, then answers each."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.db import InterfaceError, OperationalError, connections

from guestlist import limits
from guestlist.database.configuration import WRITING
from guestlist.database.transactions import renew
from guestlist.organizations.journal import writing
from guestlist.registration.requests import Reply, Request
from guestlist.registration.rules.decisions import ErrorCode
from guestlist.registration.rules.refusals import refuse
from guestlist.registration.step import find_stored, perform

log = logging.getLogger(__name__)

# Answered callers come back all at once. Waiting this long for the rest of them makes one commit of what would
# otherwise be a small one and a large one.
_GATHER_SECONDS = 0.002


class RegistrarBusy(Exception):
    """The inbox is full, or the process is shutting down: ask again in a moment."""


class DatabaseUnreachable(Exception):
    """The database does not answer: nothing was stored, unless the connection broke in the commit itself."""


@dataclass(slots=True)
class _Pending:
    """A request with the caller who waits for its reply."""

    request: Request
    loop: asyncio.AbstractEventLoop
    reply: asyncio.Future[Reply]
    arrived: float = field(default_factory=time.monotonic)

    @property
    def is_late(self) -> bool:
        """Tell whether the caller has waited too long for the request to be decided (contract 5.3, rule 20)."""
        return _is_over(self.arrived)


class Registrar:
    """Owns the thread and its bounded inbox. Every process has one; the database's locks make them agree."""

    def __init__(self) -> None:
        self._inbox: deque[_Pending] = deque()
        self._wakes = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="registrar", daemon=True)
        self._last_batch_size = 0
        self._busy_since: float | None = None  # when the batch in hand was taken

    def start(self) -> None:
        """Begin to take requests."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more requests, answer those that wait, and end the thread. Blocks until then."""
        with self._wakes:
            self._closing = True
            self._wakes.notify()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def is_alive(self) -> bool:
        """Tell whether requests are taken and answered: not while one batch waits for the database without end."""
        since = self._busy_since
        is_stuck = since is not None and _is_over(since)
        return self._thread.is_alive() and not self._closing and not is_stuck

    async def submit(self, request: Request) -> Reply:
        """Hand in a request and wait until it is decided and committed.

        Raises:
            RegistrarBusy: the inbox is full or closed; nothing was decided.
            DatabaseUnreachable: the database does not answer.
        """
        loop = asyncio.get_running_loop()
        pending = _Pending(request, loop, loop.create_future())
        with self._wakes:
            if self._closing or len(self._inbox) >= limits.INBOX_LENGTH_MAX:
                raise RegistrarBusy
            self._inbox.append(pending)
            self._wakes.notify()
        return await pending.reply

    def _run(self) -> None:
        while batch := self._take():
            self._last_batch_size = len(batch)
            self._busy_since = time.monotonic()
            self._serve(batch)
            self._busy_since = None
        connections[WRITING].close()

    def _take(self) -> list[_Pending]:
        """Wait for requests and take what is there; nothing only when the inbox is closed and empty."""
        with self._wakes:
            while not self._inbox and not self._closing:
                self._wakes.wait()
            is_short = len(self._inbox) < min(self._last_batch_size, limits.BATCH_SIZE_MAX)
        if is_short and not self._closing:
            time.sleep(_GATHER_SECONDS)
        with self._wakes:
            size = min(len(self._inbox), limits.BATCH_SIZE_MAX)
            return [self._inbox.popleft() for _ in range(size)]

    def _serve(self, batch: Sequence[_Pending]) -> None:
        try:
            replies = _commit(batch)
        except Exception as error:
            log.warning("A batch of registrations failed and is retried one by one", exc_info=error)
            self._retry(batch)
        else:
            _answer(batch, replies)

    def _retry(self, batch: Sequence[_Pending]) -> None:
        """Serve the requests of a failed batch one by one, so that what the rules could not foresee fails alone."""
        for position, pending in enumerate(batch):
            try:
                # The commit itself may have gone through before the connection broke.
                reply = find_stored(pending.request) or _commit([pending])[0]
            except (OperationalError, InterfaceError):
                # Each of the others would wait as long for the same.
                log.exception("The database does not answer")
                _fail(batch[position:])
                return
            except Exception:
                log.exception("A registration failed")
                reply = refuse(ErrorCode.REGISTRATION_FAILED)
            _answer([pending], [reply])


def _is_over(since: float) -> bool:
    return time.monotonic() - since > limits.REQUEST_WAIT_SECONDS_MAX


def _commit(batch: Sequence[_Pending]) -> list[Reply]:
    """Decide requests and store what was decided. Lateness is told before and after the wait for the locks."""
    if all(pending.is_late for pending in batch):
        return [refuse(ErrorCode.REQUEST_TIMED_OUT)] * len(batch)
    renew(WRITING)
    with writing() as changes:
        return perform(
            [pending.request for pending in batch], changes=changes, is_late=lambda index: batch[index].is_late
        )


def _answer(batch: Sequence[_Pending], replies: Sequence[Reply]) -> None:
    """Tell the callers, with one wake-up for each event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Pending, Reply]]] = {}
    for pending, reply in zip(batch, replies, strict=True):
        by_loop.setdefault(pending.loop, []).append((pending, reply))
    for loop, answered in by_loop.items():
        _call(loop, partial(_set_results, answered))


def _fail(batch: Sequence[_Pending]) -> None:
    for pending in batch:
        _call(pending.loop, partial(_set_exception, pending, DatabaseUnreachable()))


def _call(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(call)
    except RuntimeError:
        # The loop is closed: whoever waited has gone, what was decided stays.
        log.info("Callers left before they were answered")


def _set_results(answered: Sequence[tuple[_Pending, Reply]]) -> None:
    for pending, reply in answered:
        if not pending.reply.done():  # a caller who hung up has cancelled it
            pending.reply.set_result(reply)


def _set_exception(pending: _Pending, error: Exception) -> None:
    if not pending.reply.done():
        pending.reply.set_exception(error)
