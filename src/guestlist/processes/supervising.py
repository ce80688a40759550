"""Keeps the task process running beside the server."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import Final

from guestlist.processes.parent import Lifeline

STOP_SECONDS_MAX: Final = 15.0
PAUSE_SECONDS_MAX: Final = 60.0
# A process that ran this long is not part of a series of failures.
SETTLED_SECONDS: Final = 60.0

log = logging.getLogger(__name__)


class TaskProcess:
    """A task process that is started again, after a growing pause, whenever it ends by itself."""

    def __init__(self, lifeline: Lifeline, *, command: Sequence[str] | None = None) -> None:
        given = command or [sys.executable, "-m", "guestlist", "tasks", "--lifeline"]
        self._command = [*given, str(lifeline.read_end)]
        self._lifeline = lifeline
        self._stopping = threading.Event()
        self._process = self._spawn()
        self._thread = threading.Thread(target=self._supervise, name="tasks", daemon=True)

    @property
    def pid(self) -> int:
        return self._process.pid

    def supervise(self) -> None:
        """Start looking after it."""
        self._thread.start()

    def stop(self) -> None:
        """End it: what it is doing is finished, but not waited for longer than STOP_SECONDS_MAX."""
        self._stopping.set()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            log.warning("The task process did not end in time and is killed")
            self._process.kill()
            self._process.wait()

    def _spawn(self) -> subprocess.Popen[bytes]:
        # A process group of its own: Ctrl-C in a terminal is the parent's to answer.
        return subprocess.Popen(self._command, pass_fds=[self._lifeline.read_end], process_group=0)

    def _supervise(self) -> None:
        pause = 1.0
        while True:
            started = time.monotonic()
            status = self._process.wait()
            if time.monotonic() - started > SETTLED_SECONDS:
                pause = 1.0
            if self._stopping.is_set():
                return
            facts = {"status": status, "pause_seconds": pause}
            level = logging.ERROR if status else logging.INFO
            log.log(level, "The task process ended and is started again", extra=facts)
            if self._stopping.wait(pause):
                return
            self._process = self._spawn()
            pause = min(pause * 2, PAUSE_SECONDS_MAX)
