"""Follows the journal, so that what any process commits is served by this one within a second (design, "Journal")."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import connections

from guestlist import limits
from guestlist.database.configuration import READING
from guestlist.database.transactions import is_postgresql, reading
from guestlist.eventsapi.access.directory import DirectoryKeeper
from guestlist.eventsapi.snapshots.shelf import SnapshotShelf
from guestlist.organizations import journal
from guestlist.organizations.journal import ChangeKind, VisibleChange

logger = logging.getLogger(__name__)

# A change of another process is up to one look old when it is seen, so less is left of the second.
FOREIGN_LAG_SECONDS: Final = 0.25


class JournalFollower:
    """Drops snapshots and reloads the directory: at once for this process's commits, else when it looks."""

    def __init__(self, shelf: SnapshotShelf, directories: DirectoryKeeper) -> None:
        self._shelf = shelf
        self._directories = directories
        self._seen: dict[UUID, int] = {}
        self._data_version: int | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._is_failing = False

    @property
    def is_alive(self) -> bool:
        """Tell whether changes of other processes are seen."""
        return self._thread.is_alive() and not self._is_failing

    def start(self) -> None:
        """Load the directory and begin to follow. Blocks until the directory is there."""
        # Revisions first: what commits from here on is news.
        with reading():
            self._seen = journal.revisions(using=READING)
        connections[READING].close()
        self._directories.reload()
        self._stop_listening = journal.listen(self.hear)
        self._thread.start()

    def stop(self) -> None:
        """End following. Blocks until the thread is gone."""
        self._stop_listening()
        self._stopping.set()
        self._thread.join()

    def hear(self, changes: list[VisibleChange]) -> None:
        """Take what this process has just committed; called in the thread that did."""
        try:
            self._apply(changes, lag_seconds=limits.COUNT_LAG_SECONDS_MAX)
        except Exception:
            # Whoever committed must not take it for a failure; the next look drops what this missed.
            logger.exception("A change could not be applied at once")

    def look(self) -> None:
        """Take what was committed since the last look, by whichever process."""
        if not self._has_moved():
            return
        with reading():
            news = journal.follow(self._seen, using=READING)
        if news.gaps:
            self._directories.reload()
        for organization_id, revision in news.gaps.items():
            self._shelf.drop_everything(organization_id, revision)
            self._seen[organization_id] = revision
        self._apply(news.changes, lag_seconds=FOREIGN_LAG_SECONDS)
        for change in news.changes:
            self._seen[change.organization_id] = change.revision

    def _run(self) -> None:
        while not self._stopping.wait(limits.JOURNAL_POLL_SECONDS):
            try:
                self.look()
            except Exception:
                # Whatever it was: the next look takes up where this one began.
                self._note_failure()
            else:
                self._is_failing = False
        connections[READING].close()

    def _note_failure(self) -> None:
        if not self._is_failing:
            logger.exception("The journal cannot be followed")
        self._is_failing = True
        self._data_version = None
        connections[READING].close()

    def _has_moved(self) -> bool:
        """Tell whether anything was committed since the last look. SQLite knows without a query."""
        connection = connections[READING]
        if is_postgresql(connection):
            return True
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            (version,) = cursor.fetchone()
        has_moved: bool = version != self._data_version
        self._data_version = version
        return has_moved

    def _apply(self, news: Iterable[VisibleChange], *, lag_seconds: float) -> None:
        for visible in news:
            kinds = {change.kind for change in visible.changes}
            if ChangeKind.WEB_APPLICATIONS in kinds:
                self._directories.reload()
            self._shelf.drop(
                visible.organization_id,
                visible.revision,
                visible.changes,
                lag_seconds=lag_seconds,
            )
