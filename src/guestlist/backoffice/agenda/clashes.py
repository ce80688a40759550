"""Who or what is in two sessions at once. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ResourceKind(StrEnum):
    """What can be in one session at a time only."""

    ROOM = "room"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Resource:
    """A room or a speaker."""

    kind: ResourceKind
    id: UUID


@dataclass(frozen=True, slots=True)
class Slot:
    """When a session takes place, and whom and what it takes. Times are aware; the end does not belong to it."""

    session_id: UUID
    starts_at: datetime
    ends_at: datetime
    resources: frozenset[Resource]


@dataclass(frozen=True, slots=True)
class Clash:
    """A resource in two sessions at once. `first` starts no later than `second`."""

    resource: Resource
    first: UUID
    second: UUID


def find_clashes(slots: Iterable[Slot]) -> list[Clash]:
    """Name each session that overlaps another one of the same room or speaker, with one that it overlaps.

    Not every pair: a session is named with the one before it that lasts longest, so that n sessions at the same
    time are n - 1 clashes. By start; in O(n log n).
    """
    uses: defaultdict[Resource, list[Slot]] = defaultdict(list)
    # Of two with the same start the shorter first: one without length overlaps nothing that begins with it.
    for slot in sorted(slots, key=lambda slot: (slot.starts_at, slot.ends_at)):
        for resource in slot.resources:
            uses[resource].append(slot)
    found = [
        (second.starts_at, Clash(resource, first.session_id, second.session_id))
        for resource, users in uses.items()
        for first, second in _overlaps(users)
    ]
    found.sort(key=lambda entry: (entry[0], entry[1].resource.kind, entry[1].resource.id, entry[1].second))
    return [clash for _, clash in found]


def _overlaps(users: list[Slot]) -> Iterable[tuple[Slot, Slot]]:
    longest = users[0]
    for slot in users[1:]:
        if slot.starts_at < longest.ends_at:
            yield longest, slot
        if slot.ends_at > longest.ends_at:
            longest = slot
