"""Which kept answers a visible change makes old, and how soon (design, "Reading: snapshots")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from guestlist.eventsapi.operations import OPERATIONS
from guestlist.organizations.journal import ChangeKind

SHARED_OPERATIONS: Final = frozenset(operation.name for operation in OPERATIONS if operation.is_shared)


@dataclass(frozen=True, slots=True)
class Effect:
    """The operations whose answers a change touches.

    Answers in `at_once` are wrong from the commit on. Those in `soon` only carry a count that moved,
    inside a list: they may lag for half a second, so that a storm of registrations does not build
    long lists over and over.
    """

    at_once: frozenset[str]
    soon: frozenset[str] = frozenset()

    @property
    def touched(self) -> frozenset[str]:
        """Give both kinds together."""
        return self.at_once | self.soon


_ALL: Final = Effect(SHARED_OPERATIONS)

EFFECTS: Final[dict[ChangeKind, Effect]] = {
    ChangeKind.EVENT: _ALL,
    ChangeKind.PROGRAMME: _ALL,
    ChangeKind.COUNTS: Effect(
        frozenset({"event", "event_registration_count", "event_passes"}),
        soon=frozenset({"published_events"}),
    ),
    # A pass carries its sessions with their counts, and its own numbers: only the latter never lag.
    ChangeKind.SESSION_COUNTS: Effect(
        frozenset({"session", "session_registration_count"}),
        soon=frozenset({"event_sessions", "event_speakers", "event_passes", "track_sessions"}),
    ),
    ChangeKind.WEB_APPLICATIONS: _ALL,
    ChangeKind.EVERYTHING: _ALL,
}

# Changes that say nothing about which events they touch.
UNBOUND_KINDS: Final = frozenset({ChangeKind.WEB_APPLICATIONS, ChangeKind.EVERYTHING})
