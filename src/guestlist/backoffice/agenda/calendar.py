"""A day of an event as a calendar: columns of rooms, rows of time, the sessions in them, and what clashes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from guestlist import timezones
from guestlist.backoffice.agenda.days import bounds_of
from guestlist.backoffice.agenda.layout import ROW_MINUTES, Span, gaps, lanes
from guestlist.backoffice.agenda.slots import Held, NamedClash, clashes_of, load_held
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Room, Session, SessionTrack

_MINUTE: Final = timedelta(minutes=1)
_HOUR_ROWS: Final = 60 // ROW_MINUTES
# When there is nothing to go by, a day of work.
_EMPTY_DAY: Final = Span(9 * _HOUR_ROWS, 17 * _HOUR_ROWS)
# A link to add a session proposes no longer one than that.
_PROPOSED_MINUTES_MAX: Final = 60
# Hues that lie far from each other, however many there are.
_GOLDEN_ANGLE: Final = 137.508


@dataclass(frozen=True, slots=True)
class Track:
    """A track with its colour, in degrees of the colour circle."""

    name: str
    hue: int


@dataclass(frozen=True, slots=True)
class Block:
    """A session in the grid. Columns and rows are those of CSS, from 1."""

    name: str
    address: str
    column: int
    first_row: int
    last_row: int
    starts: datetime  # wall-clock
    ends: datetime
    room: str
    speakers: str
    tracks: tuple[Track, ...]
    status: int
    is_active: bool
    clashes: bool
    goes_on: bool  # beyond this day

    @property
    def state(self) -> str:
        """Give the word by which the style sheet knows the state."""
        if not self.is_active or self.status == PublishStatus.CANCELLED:
            return "off"
        return "live" if self.status == PublishStatus.LIVE else "draft"

    @property
    def status_label(self) -> str:
        """Give the state as people read it."""
        return str(PublishStatus(self.status).label)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which a room is free."""

    address: str  # where a session is added
    column: int
    width: int
    first_row: int
    last_row: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """A room, as wide as sessions at the same time make it. `room_id` None: sessions without a room."""

    room_id: UUID | None
    name: str
    first: int
    width: int


@dataclass(frozen=True, slots=True)
class Hour:
    """A full hour at the edge of the grid."""

    row: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the page of a day shows."""

    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    gaps: tuple[Gap, ...]
    hours: tuple[Hour, ...]
    clashes: tuple[NamedClash, ...]
    tracks: tuple[Track, ...]
    rows: int
    lanes: int
    add_address: str


def build_calendar(event: Event, day: date) -> Calendar:
    """Load and lay out a day. Six queries at most, however many sessions there are."""
    begin, end = bounds_of(day, event.time_zone)
    held = load_held(event, begin, end)
    own = [session for session in held if session.event_id == event.pk]
    clashes = tuple(clashes_of(held, {session.id for session in own}))
    return _Layout(event, begin, end, own, clashes).calendar()


class _Layout:
    """The making of one calendar."""

    def __init__(
        self, event: Event, begin: datetime, end: datetime, sessions: Sequence[Held], clashes: tuple[NamedClash, ...]
    ) -> None:
        self._event, self._begin, self._end = event, begin, end
        self._sessions, self._clashes = sessions, clashes
        self._clashing = {held.id for clash in clashes for held in (clash.first, clash.second)}
        self._spans = {session.id: self._span(session) for session in sessions}
        self._whole = self._whole_hours()
        self._tracks, self._tracks_of = _tracks(event, [session.id for session in sessions])

    def calendar(self) -> Calendar:
        of_room: defaultdict[UUID | None, list[Held]] = defaultdict(list)
        for session in self._sessions:
            of_room[session.room_id].append(session)
        columns: list[Column] = []
        blocks: list[Block] = []
        free: list[Gap] = []
        next_lane = 1
        for room_id, name in self._rooms(has_roomless=None in of_room):
            placed = of_room[room_id]
            lane_of = lanes([self._spans[session.id] for session in placed])
            column = Column(room_id, name, next_lane, max(lane_of, default=0) + 1)
            columns.append(column)
            blocks += [self._block(held, next_lane + lane) for held, lane in zip(placed, lane_of, strict=True)]
            if room_id is not None:
                free += self._gaps(column, placed)
            next_lane += column.width
        blocks.sort(key=lambda block: (block.starts, block.ends, block.column))
        return Calendar(
            tuple(columns),
            tuple(blocks),
            tuple(free),
            tuple(self._hours()),
            self._clashes,
            self._tracks,
            self._whole.last - self._whole.first,
            next_lane - 1,
            self._add_address({}),
        )

    def _span(self, session: Held) -> Span:
        start, end = max(session.starts_at, self._begin), min(session.ends_at, self._end)
        return Span.of_minutes(max((start - self._begin) // _MINUTE, 0), -(-(end - self._begin) // _MINUTE))

    def _whole_hours(self) -> Span:
        if not self._spans:
            return _EMPTY_DAY
        first = min(span.first for span in self._spans.values()) // _HOUR_ROWS
        last = -(-max(span.last for span in self._spans.values()) // _HOUR_ROWS)
        return Span(first * _HOUR_ROWS, last * _HOUR_ROWS)

    def _rooms(self, *, has_roomless: bool) -> Iterator[tuple[UUID | None, str]]:
        if has_roomless:
            yield None, ""
        used = Session.objects.filter(event=self._event, room__isnull=False).order_by().values("room_id").distinct()
        rooms = Room.objects.filter(pk__in=used).order_by("building__name", "building_id", "name", "id")
        yield from rooms.values_list("id", "name")

    def _row(self, row: int) -> int:
        return row - self._whole.first + 1

    def _wall_clock(self, row: int) -> datetime:
        return timezones.to_local(self._begin + row * ROW_MINUTES * _MINUTE, self._event.time_zone)

    def _hours(self) -> Iterator[Hour]:
        for row in range(self._whole.first, self._whole.last, _HOUR_ROWS):
            yield Hour(self._row(row), self._wall_clock(row))

    def _block(self, session: Held, column: int) -> Block:
        span, zone = self._spans[session.id], self._event.time_zone
        return Block(
            name=session.name,
            address=reverse("admin:catalog_session_change", args=[session.id]),
            column=column,
            first_row=self._row(span.first),
            last_row=self._row(span.last),
            starts=timezones.to_local(session.starts_at, zone),
            ends=timezones.to_local(session.ends_at, zone),
            room=session.room_name or "",
            speakers=", ".join(name for _, name in session.speakers),
            tracks=self._tracks_of.get(session.id, ()),
            status=session.publish_status,
            is_active=session.is_active,
            clashes=session.id in self._clashing,
            goes_on=session.starts_at < self._begin or session.ends_at > self._end,
        )

    def _gaps(self, column: Column, placed: Sequence[Held]) -> Iterator[Gap]:
        # Where a session was called off, the room is free too; its block says so.
        for gap in gaps([self._spans[session.id] for session in placed], self._whole):
            starts, ends = self._wall_clock(gap.first), self._wall_clock(gap.last)
            proposed = min(ends, starts + _PROPOSED_MINUTES_MAX * _MINUTE)
            address = self._add_address(
                {"room": column.room_id, "starts_at": _written(starts), "ends_at": _written(proposed)}
            )
            rows = self._row(gap.first), self._row(gap.last)
            yield Gap(address, column.first, column.width, *rows, starts, ends)

    def _add_address(self, given: Mapping[str, Any]) -> str:
        return f"{reverse('admin:catalog_session_add')}?{urlencode({'event': self._event.pk, **given})}"


def _written(wall_clock: datetime) -> str:
    return wall_clock.strftime("%Y-%m-%dT%H:%M")


def _tracks(event: Event, session_ids: Sequence[UUID]) -> tuple[tuple[Track, ...], dict[UUID, tuple[Track, ...]]]:
    """Give the tracks of some sessions: all of them, and by session. A track has one colour on every day."""
    known = {
        track_id: Track(name, round(index * _GOLDEN_ANGLE) % 360)
        for index, (track_id, name) in enumerate(SessionTrack.objects.filter(event=event).values_list("id", "name"))
    }
    wanted = set(session_ids)
    found: defaultdict[UUID, list[Track]] = defaultdict(list)
    pairs = Session.tracks.through.objects.filter(session__event=event).order_by("sessiontrack__name", "pk")
    for session_id, track_id in pairs.values_list("session_id", "sessiontrack_id"):
        if session_id in wanted and track_id in known:
            found[session_id].append(known[track_id])
    used = {track for tracks in found.values() for track in tracks}
    ordered = tuple(track for track in known.values() if track in used)
    return ordered, {session_id: tuple(tracks) for session_id, tracks in found.items()}
