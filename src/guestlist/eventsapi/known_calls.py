"""Remembers calls that were admitted and answered from a snapshot, so that the next one is just a look-up."""

from __future__ import annotations

from typing import Final
from weakref import ref

from guestlist.eventsapi.access.directory import Directory, DirectoryKeeper
from guestlist.eventsapi.snapshots.shelf import Snapshot, SnapshotShelf

# Host, path and query as sent, token included, and the Origin header: all that access depends on when
# there is no Authorization header.
Call = tuple[bytes, bytes, bytes, bytes | None]

KNOWN_CALLS_MAX: Final = 8192
# Parameters that nobody knows are ignored, so a call may be as long as a request's head; websites' are short.
CALL_BYTES_MAX: Final = 1024


class KnownCalls:
    """Calls of which the answer is on the shelf. Everything is forgotten when the directory changes.

    A call found here was admitted with exactly these bytes; one that differs in any of them takes the
    full way. Comparing them leaks nothing: they are found by their hash, which is seeded per process.
    """

    def __init__(self, directories: DirectoryKeeper, shelf: SnapshotShelf) -> None:
        self._directories = directories
        self._directory: Directory = directories.current
        self._monotonic = shelf.monotonic
        # Weak, so that what was dropped from the shelf is not held here.
        self._snapshots: dict[Call, ref[Snapshot]] = {}

    def __len__(self) -> int:
        return len(self._snapshots)

    def find(self, call: Call) -> Snapshot | None:
        """Give the answer to a call that may be served without another check."""
        found = self._snapshots.get(call)
        if found is None or self._directory is not self._directories.current:
            return None
        snapshot = found()
        if snapshot is None:
            return None
        now = self._monotonic()
        if not snapshot.is_fresh(now):
            return None
        snapshot.used_at = now
        return snapshot

    def remember(self, call: Call, snapshot: Snapshot, directory: Directory) -> None:
        """Note that a call was admitted by `directory` and is answered by `snapshot`, unless it is very long."""
        if sum(len(part) for part in call if part is not None) > CALL_BYTES_MAX:
            return
        if directory is not self._directory:
            if directory is not self._directories.current:
                return
            self._directory = directory
            self._snapshots.clear()
        if len(self._snapshots) >= KNOWN_CALLS_MAX:
            self._snapshots.clear()
        self._snapshots[call] = ref(snapshot)
