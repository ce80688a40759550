"""A conference schedule as a file states it: plain values, the same for every format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

# What no column holds, kept with the record for the schedule export.
Source = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RichText:
    """A text as plain text, and as cleaned HTML where the file has markup ("" where it has none)."""

    plain: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file knows a record by: an id of its own that is a UUID, or any other key."""

    given: UUID | None
    key: str


@dataclass(frozen=True, slots=True)
class ScheduledSession:
    """One entry of the programme.

    `start` is aware, or naive where the file gives the event's wall-clock time. `end` is of the
    same kind, or the duration.
    """

    identity: Identity
    name: str
    start: datetime
    end: datetime | timedelta
    summary: str = ""
    details: RichText = RichText()
    kind: str = ""  # the file's word for the type
    language: str = ""  # the file's code
    may_be_recorded: bool | None = None
    tracks: tuple[str, ...] = ()
    room: str = ""
    persons: tuple[Identity, ...] = ()
    source: Source = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who speaks. Links are absolute http(s) addresses or ""."""

    identity: Identity
    name: str
    title: str = ""
    about: RichText = RichText()
    blog: str = ""
    website: str = ""
    linkedin: str = ""
    twitter: str = ""
    source: Source = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not imported, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class ScheduleFile:
    """A whole schedule. Sessions are in the file's order, persons are those of the sessions."""

    acronym: str  # "" if the format has none
    title: str
    venue: str
    city: str
    time_zone: str  # the zone that the file names, as it spells it, or ""
    offsets: frozenset[timedelta]  # those of its times, where they have one
    sessions: tuple[ScheduledSession, ...]
    persons: Mapping[Identity, Person]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    source: Source = field(default_factory=dict)

    @property
    def tracks(self) -> tuple[str, ...]:
        """Give the names of the tracks that sessions use, each once, in the file's order."""
        return tuple(dict.fromkeys(name for session in self.sessions for name in session.tracks))

    @property
    def rooms(self) -> tuple[str, ...]:
        """Give the names of the rooms that sessions use, each once, in the file's order."""
        return tuple(dict.fromkeys(session.room for session in self.sessions if session.room))
