"""SQLite for several processes: writers queue on a lock file instead of polling for the database.

SQLite lets a second writer poll, which is slow and unfair. Here a writing transaction first takes
`flock` on a file beside the database, where the kernel keeps waiters in order, and then begins
IMMEDIATE. Correctness does not rest on it: a writer that bypasses the file meets SQLite's own lock.
Waiting has no time limit; the kernel frees the lock of a process that dies.
"""

import fcntl
import os

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose IMMEDIATE transactions hold the lock file from begin to end."""

    _lock_descriptor: int | None = None
    _holds_lock = False

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
            if self._lock_descriptor is not None:
                os.close(self._lock_descriptor)
                self._lock_descriptor = None

    def _take_lock(self) -> None:
        if self._holds_lock:
            return
        if self._lock_descriptor is None:
            # A descriptor for each connection: flock belongs to the open file, so that the
            # threads of one process queue like processes do.
            path = f"{self.settings_dict['NAME']}.lock"
            self._lock_descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.flock(self._lock_descriptor, fcntl.LOCK_EX)
        self._holds_lock = True

    def _give_lock_back(self) -> None:
        if self._holds_lock and self._lock_descriptor is not None:
            fcntl.flock(self._lock_descriptor, fcntl.LOCK_UN)
            self._holds_lock = False
