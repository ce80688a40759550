"""SQLite for several processes: writers queue on lock files instead of polling for the database.

SQLite lets a second writer poll, which is slow and unfair. Here a writing transaction first takes
`flock` on a file beside the database and then begins IMMEDIATE. Correctness does not rest on it: a
writer that bypasses the file meets SQLite's own lock. The kernel frees the locks of a process that dies.

The kernel's own queue has no time limit, so the file is polled; polled alone, a writer that comes back
at once would nearly always win against those who wait. Hence a second file, the turn: who waits
next holds it until it has the lock, and whoever has just given the lock back must get the turn first.
"""

import fcntl
import os
import time
from typing import Any, Final

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from guestlist.database.configuration import SQLITE_BUSY_SECONDS_MAX

# A thousand looks a second cost a waiting thread about one hundredth of a core.
LOOK_SECONDS: Final = 0.001


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose IMMEDIATE transactions hold the lock file from begin to end.

    Beginning one raises OperationalError when others hold the lock for longer than SQLITE_BUSY_SECONDS_MAX,
    or when the files cannot be used.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # By the end of the file's name. Each connection has its own: flock belongs to the open file, so
        # that the threads of one process queue like processes do.
        self._lock_files: dict[str, int] = {}
        self._holds_lock = False

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode != "IMMEDIATE":
            super()._start_transaction_under_autocommit()
            return
        self._take_lock()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_lock_back()
            raise

    def _commit(self) -> None:
        # A failed commit leaves the transaction open: its rollback gives the lock back.
        super()._commit()
        self._give_lock_back()

    def _rollback(self) -> None:
        super()._rollback()
        self._give_lock_back()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._give_lock_back()
            while self._lock_files:
                os.close(self._lock_files.popitem()[1])

    def _take_lock(self) -> None:
        if self._holds_lock:
            return
        until = time.monotonic() + SQLITE_BUSY_SECONDS_MAX
        try:
            turn, lock = self._lock_file("turn"), self._lock_file("lock")
            _wait_for(turn, until)
            try:
                _wait_for(lock, until)
            finally:
                fcntl.flock(turn, fcntl.LOCK_UN)
        except OSError as error:
            raise OperationalError(f"unable to use the lock files of the database: {error}") from error
        self._holds_lock = True

    def _give_lock_back(self) -> None:
        if self._holds_lock:
            fcntl.flock(self._lock_files["lock"], fcntl.LOCK_UN)
            self._holds_lock = False

    def _lock_file(self, name: str) -> int:
        """Give the descriptor of the file, made when missing. Nothing is ever written to it.

        So whoever may read it can queue; those who may not cannot read the database either.
        """
        if name not in self._lock_files:
            path = f"{self.settings_dict['NAME']}.{name}"
            self._lock_files[name] = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._lock_files[name]


def _wait_for(lock_file: int, until: float) -> None:
    """Lock an open file. Raises OperationalError at `until`, in monotonic seconds."""
    while True:
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise OperationalError("database is locked") from None
            time.sleep(LOOK_SECONDS)
        else:
            return
