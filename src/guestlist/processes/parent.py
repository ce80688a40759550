"""Lets a child process end when its parent is gone, however the parent ended.

The parent holds the write end of a pipe and never writes; each child waits for the end of file on
its read end. That comes at once and only when the parent is gone, without polling. PR_SET_PDEATHSIG
would tie a child to the thread that started it, and a parent's id can be taken by another process.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from dataclasses import dataclass
from typing import Final

# What a child without a parent may take for a clean end before it is cut off.
CLEAN_END_SECONDS_MAX: Final = 20.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lifeline:
    """The pipe, made by the parent before its children."""

    read_end: int
    write_end: int

    @classmethod
    def open(cls) -> Lifeline:
        return cls(*os.pipe())  # closed in programs that the process executes

    def hold_as_fork(self) -> None:
        """In a forked child: hold only the read end, so that no sibling keeps the pipe open."""
        os.close(self.write_end)
        watch_parent(self.read_end)


def watch_parent(read_end: int) -> None:
    """End this process as if by SIGTERM when the parent is gone; by force if that takes too long."""
    threading.Thread(target=_watch, args=(read_end,), name="parent-watch", daemon=True).start()


def _watch(read_end: int) -> None:
    while os.read(read_end, 1):
        pass  # nobody writes
    log.error("The parent process is gone; ending")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(CLEAN_END_SECONDS_MAX)
    os._exit(1)
