"""Answers that every anonymous visitor may share, rendered once and kept as bytes (design, "Reading: snapshots")."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from starlette.types import Message

from guestlist import clock, limits
from guestlist.eventsapi.encodings import Encoded
from guestlist.eventsapi.operations import Base
from guestlist.eventsapi.snapshots.dependencies import EFFECTS, UNBOUND_KINDS, Effect
from guestlist.organizations.journal import Change

# What a kept answer weighs beside its bodies: keys, headers, its places in the indexes.
_OVERHEAD_BYTES: Final = 2048
# Where to stop making room, so that not every new answer has to.
_ROOM_FRACTION: Final = 0.9


class SnapshotKey(NamedTuple):
    """What an answer depends on. `web_application_id` is set only if its embedded form is on."""

    organization_id: UUID
    base: Base
    operation: str
    params: tuple[tuple[str, str], ...] = ()
    filters: tuple[tuple[str, UUID], ...] = ()
    web_application_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """An answer as it was built."""

    revision: int  # the organization's, read before the data
    forms: tuple[Encoded, ...]  # the body in each coding
    event_id: UUID | None = None  # the event whose changes touch it; None: every event's
    valid_until: datetime | None = None  # when an open purchase counted in it ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """There is no such record, or none that is visible (404). Never kept."""

    revision: int
    message: str


class Snapshot:
    """An answer in every coding, kept or not."""

    __slots__ = (
        "__weakref__",
        "deadline",
        "event_id",
        "forms",
        "is_kept",
        "key",
        "revision",
        "size_bytes",
        "starts",
        "used_at",
        "valid_until",
    )

    def __init__(self, key: SnapshotKey, built: Built) -> None:
        self.key = key
        self.revision = built.revision
        self.event_id = built.event_id
        self.valid_until = built.valid_until
        self.forms = {form.coding: form for form in built.forms}
        self.size_bytes = _OVERHEAD_BYTES + sum(len(form.body) for form in built.forms)
        # Response starts that were sent before, ready to be sent again; shared_answers.py fills it.
        self.starts: dict[tuple[bool, bytes, bytes | None], Message] = {}
        # Monotonic seconds after which it may not be served; None while nothing in it moved.
        self.deadline: float | None = None
        self.used_at = 0.0
        self.is_kept = False

    def is_fresh(self, monotonic: float) -> bool:
        """Tell whether it may be served again. `monotonic`: seconds of the shelf's clock."""
        return (
            self.is_kept
            and (self.deadline is None or monotonic < self.deadline)
            and (self.valid_until is None or clock.now() < self.valid_until)
        )


class Build:
    """A build under way, and what changed since it began."""

    __slots__ = ("dropped_by", "key", "lags")

    def __init__(self, key: SnapshotKey) -> None:
        self.key = key
        # The highest revision that makes its result wrong, unless the result has that revision itself.
        self.dropped_by = -1
        # Revisions that only moved counts in a list, with the time until which it may lag.
        self.lags: list[tuple[int, float]] = []

    def deadline_of(self, revision: int) -> float | None:
        """Give until when a result read at `revision` may be served."""
        missed = [deadline for lagging, deadline in self.lags if lagging > revision]
        return min(missed, default=None)


_Place = tuple[UUID, UUID | None, str]  # organization, event, operation


class SnapshotShelf:
    """Keeps snapshots, forgets those that a change names, and the least recently used beyond 64 MiB.

    Reading is done on the event loop alone; `drop` may come from any thread.
    """

    def __init__(
        self,
        *,
        bytes_max: int = limits.SNAPSHOT_BYTES_MAX,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.monotonic = monotonic
        self._bytes_max = bytes_max
        self._lock = threading.Lock()
        self._kept: dict[SnapshotKey, Snapshot] = {}
        self._places: defaultdict[_Place, dict[SnapshotKey, Snapshot]] = defaultdict(dict)
        self._builds: dict[SnapshotKey, Build] = {}
        self._size_bytes = 0

    @property
    def size_bytes(self) -> int:
        """Give how much is kept."""
        return self._size_bytes

    def get(self, key: SnapshotKey) -> Snapshot | None:
        """Give the kept answer, if it may still be served."""
        snapshot = self._kept.get(key)
        now = self.monotonic()
        if snapshot is None or not snapshot.is_fresh(now):
            return None
        snapshot.used_at = now
        return snapshot

    def begin(self, key: SnapshotKey) -> Build:
        """Note that an answer is being built, before anything is read for it."""
        build = Build(key)
        with self._lock:
            self._builds[key] = build
        return build

    def abandon(self, build: Build) -> None:
        """Note that a build failed."""
        with self._lock:
            del self._builds[build.key]

    def end(self, build: Build, built: Built | Missing) -> tuple[Snapshot | Missing, bool]:
        """Take the result of a build and keep it.

        Returns the answer, and whether it is current: one that a change made old while it was being
        built is not kept.
        """
        with self._lock:
            del self._builds[build.key]
            is_current = build.dropped_by <= built.revision
            if isinstance(built, Missing):
                return built, is_current
            snapshot = Snapshot(build.key, built)
            snapshot.deadline = build.deadline_of(built.revision)
            snapshot.used_at = self.monotonic()
            if is_current and snapshot.size_bytes <= self._bytes_max * _ROOM_FRACTION:
                self._keep(snapshot)
            return snapshot, is_current

    def drop(
        self,
        organization_id: UUID,
        revision: int,
        changes: Iterable[Change],
        *,
        lag_seconds: float = limits.COUNT_LAG_SECONDS_MAX,
    ) -> None:
        """Forget what `changes`, committed as `revision`, made old, also what is still being built."""
        deadline = self.monotonic() + lag_seconds
        with self._lock:
            for change in changes:
                effect = EFFECTS[change.kind]
                self._drop_builds(organization_id, revision, effect, deadline=deadline)
                if change.kind in UNBOUND_KINDS or change.event_id is None:
                    self._drop_older([k for k in self._kept if k[0] == organization_id], revision)
                else:
                    self._drop_kept(organization_id, change.event_id, revision, effect, deadline)

    def drop_everything(self, organization_id: UUID, revision: int) -> None:
        """Forget every answer of an organization that was read before `revision`."""
        with self._lock:
            self._drop_older([key for key in self._kept if key[0] == organization_id], revision)
            for build in self._builds.values():
                if build.key.organization_id == organization_id:
                    build.dropped_by = max(build.dropped_by, revision)

    def _drop_builds(self, organization_id: UUID, revision: int, effect: Effect, *, deadline: float) -> None:
        # Which event a build is about is known only when it ends, so any event of the organization counts.
        for build in self._builds.values():
            if build.key.organization_id != organization_id:
                continue
            if build.key.operation in effect.at_once:
                build.dropped_by = max(build.dropped_by, revision)
            elif build.key.operation in effect.soon:
                build.lags.append((revision, deadline))

    def _drop_kept(self, organization_id: UUID, event_id: UUID, revision: int, effect: Effect, deadline: float) -> None:
        for snapshots in self._at(organization_id, event_id, effect.at_once):
            self._drop_older(list(snapshots), revision)
        for snapshots in self._at(organization_id, event_id, effect.soon):
            for snapshot in snapshots.values():
                if snapshot.revision < revision and snapshot.deadline is None:
                    snapshot.deadline = deadline

    def _at(
        self, organization_id: UUID, event_id: UUID, operations: frozenset[str]
    ) -> Iterator[dict[SnapshotKey, Snapshot]]:
        for operation in operations:
            # An answer over all events (None) changes with each of them.
            for event in (event_id, None):
                found = self._places.get((organization_id, event, operation))
                if found:
                    yield found

    def _drop_older(self, keys: Iterable[SnapshotKey], revision: int) -> None:
        for key in keys:
            if self._kept[key].revision < revision:
                self._remove(key)

    def _keep(self, snapshot: Snapshot) -> None:
        if snapshot.key in self._kept:
            self._remove(snapshot.key)
        snapshot.is_kept = True
        self._kept[snapshot.key] = snapshot
        self._places[_place(snapshot)][snapshot.key] = snapshot
        self._size_bytes += snapshot.size_bytes
        if self._size_bytes > self._bytes_max:
            self._make_room()

    def _make_room(self) -> None:
        for key in sorted(self._kept, key=lambda kept: self._kept[kept].used_at):
            if self._size_bytes <= self._bytes_max * _ROOM_FRACTION:
                return
            self._remove(key)

    def _remove(self, key: SnapshotKey) -> None:
        snapshot = self._kept.pop(key)
        self._size_bytes -= snapshot.size_bytes
        place = _place(snapshot)
        del self._places[place][key]
        if not self._places[place]:
            del self._places[place]
        snapshot.is_kept = False


def _place(snapshot: Snapshot) -> _Place:
    return snapshot.key.organization_id, snapshot.event_id, snapshot.key.operation
