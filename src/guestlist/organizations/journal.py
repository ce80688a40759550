"""The journal of visible changes: what tells every process to drop old answers (design, "Journal").

A transaction that changes something visible goes through `writing()`. As its last write it raises the
organization's revision and adds a row that says what changed. The row lock on the organization makes revisions
commit in order, so a follower that asks for "revision > last" can never miss a late commit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from guestlist import clock, limits
from guestlist.database.configuration import WRITING
from guestlist.database.transactions import is_postgresql
from guestlist.organizations.models import JournalEntry, Organization


class ChangeKind(StrEnum):
    """What a follower must drop."""

    EVENT = "event"  # the event's own columns
    PROGRAMME = "programme"  # whatever hangs on the event: sessions, tracks, speakers, passes …
    COUNTS = "counts"  # registrations of the event, passes sold or held
    SESSION_COUNTS = "session_counts"  # registrations of the event's sessions
    WEB_APPLICATIONS = "web_applications"  # web applications, the organization's settings and root
    EVERYTHING = "everything"  # records that several events share


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed; `event_id` is None where the kind is not about one event."""

    kind: ChangeKind
    event_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class VisibleChange:
    """What one committed transaction changed for one organization."""

    organization_id: UUID
    revision: int
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Changes:
    """Collects what a transaction changes; written to the journal as its last write."""

    _by_organization: dict[UUID, dict[Change, None]] = field(default_factory=dict)

    def add(self, organization_id: UUID, kind: ChangeKind, event_id: UUID | None = None) -> None:
        """Note that something visible changes."""
        self._by_organization.setdefault(organization_id, {})[Change(kind, event_id)] = None

    def event(self, organization_id: UUID, event_id: UUID) -> None:
        """Note that an event changes with all that hangs on it."""
        self.add(organization_id, ChangeKind.EVENT, event_id)
        self.add(organization_id, ChangeKind.PROGRAMME, event_id)

    def items(self) -> Iterable[tuple[UUID, tuple[Change, ...]]]:
        """Give the organizations in id order, so that their rows are locked in one order everywhere."""
        for organization_id in sorted(self._by_organization):
            yield organization_id, tuple(self._by_organization[organization_id])


Listener = Callable[[list[VisibleChange]], None]

_listeners: list[Listener] = []
_open: ContextVar[Changes | None] = ContextVar("open_changes", default=None)


def listen(listener: Listener) -> Callable[[], None]:
    """Have `listener` called in this process right after each commit; gives what ends that."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


@contextmanager
def writing() -> Iterator[Changes]:
    """Open the transaction of a visible change, and tell this process's listeners once it is committed.

    Inside another `writing()` it joins that one. Whoever holds a plain transaction already must not enter: the
    revision has to be the last write of the outermost one.
    """
    outer = _open.get()
    if outer is not None:
        yield outer
        return
    changes = Changes()
    mark = _open.set(changes)
    try:
        with transaction.atomic(using=WRITING, durable=True):
            yield changes
            written = write(connections[WRITING], changes, clock.now())
    finally:
        _open.reset(mark)
    announce(written)


def announce(written: list[VisibleChange]) -> None:
    """Tell this process's listeners what was committed."""
    if written:
        for listener in tuple(_listeners):
            listener(written)


def write(connection: BaseDatabaseWrapper, changes: Changes, now: datetime) -> list[VisibleChange]:
    """Raise the revision of each changed organization and add its journal row. The last write before the commit."""
    written = []
    with connection.cursor() as cursor:
        for organization_id, changed in changes.items():
            key = organization_id if is_postgresql(connection) else organization_id.hex
            cursor.execute(
                f"UPDATE {Organization._meta.db_table} SET revision = revision + 1 WHERE id = %s RETURNING revision",
                [key],
            )
            row = cursor.fetchone()
            if row is None:  # the organization itself was deleted
                continue
            cursor.execute(
                f"INSERT INTO {JournalEntry._meta.db_table}"
                " (organization_id, revision, changes, created_at) VALUES (%s, %s, %s, %s)",
                [
                    key,
                    row[0],
                    json.dumps([[c.kind, str(c.event_id) if c.event_id else None] for c in changed]),
                    connection.ops.adapt_datetimefield_value(now),
                ],
            )
            written.append(VisibleChange(organization_id, row[0], changed))
    return written


@dataclass(frozen=True, slots=True)
class News:
    """What a follower has not seen: changes in order, and organizations of which rows are gone."""

    changes: list[VisibleChange]
    gaps: dict[UUID, int]  # organization -> its present revision


def revisions(using: str = WRITING) -> dict[UUID, int]:
    """Give the present revision of every organization."""
    return dict(Organization.objects.using(using).values_list("id", "revision"))


def follow(since: Mapping[UUID, int], *, using: str = WRITING) -> News:
    """Read what was committed after the given revisions, all organizations together.

    Read the data of an answer only after the revision it is kept under. An organization that `since` does not
    know is a gap, and so is one whose rows were pruned meanwhile.
    """
    present = revisions(using)
    changes: list[VisibleChange] = []
    gaps: dict[UUID, int] = {}
    for organization_id, revision in present.items():
        seen = since.get(organization_id)
        if seen == revision:
            continue
        rows = [] if seen is None else _rows(organization_id, seen, revision, using)
        if seen is None or len(rows) != revision - seen:
            gaps[organization_id] = revision
        else:
            changes += rows
    return News(changes, gaps)


def _rows(organization_id: UUID, seen: int, revision: int, using: str) -> list[VisibleChange]:
    rows = (
        JournalEntry.objects.using(using)
        .filter(organization_id=organization_id, revision__gt=seen, revision__lte=revision)
        .order_by("revision")
        .values_list("revision", "changes")
    )
    return [
        VisibleChange(organization_id, number, tuple(_change(*pair) for pair in changed)) for number, changed in rows
    ]


def _change(kind: str, event_id: str | None) -> Change:
    return Change(ChangeKind(kind), UUID(event_id) if event_id else None)


def prune(now: datetime) -> int:
    """Delete journal rows that every follower has read long ago; gives their number."""
    old = now - timedelta(seconds=limits.JOURNAL_KEPT_SECONDS)
    deleted, _ = JournalEntry.objects.filter(created_at__lt=old).delete()
    return deleted
