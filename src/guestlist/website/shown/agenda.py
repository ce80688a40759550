"""Sessions by day and start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from guestlist import clock
from guestlist.catalog.choices import SessionType
from guestlist.catalog.effective import place_of
from guestlist.catalog.models import Building, Event, Room, Session
from guestlist.database.configuration import READING
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.order import by_name
from guestlist.feeds.languages import code_of
from guestlist.registration import counts
from guestlist.timezones import to_local, to_utc
from guestlist.website.addresses import Addresses
from guestlist.website.availability import State, session_state
from guestlist.website.shown.moments import Moment, Span, long_date
from guestlist.website.shown.people import load_names

# So many colours has site.css for tracks.
_HUES = 8
_COLUMNS = (
    *("id", "event_id", "name", "starts_at", "ends_at", "capacity", "shows_waitlist", "session_type", "language"),
    *("building_id", "room_id"),
)


@dataclass(frozen=True, slots=True)
class TrackShown:
    """A visible track, with the number of its colour."""

    id: UUID
    name: str
    hue: int


@dataclass(frozen=True, slots=True)
class SessionShown:
    """A session in an agenda."""

    row: Session
    event: Event
    url: str
    speakers: str  # their names
    tracks: Sequence[TrackShown]
    state: State

    @property
    def name(self) -> str:
        """Give the name."""
        return self.row.name

    @property
    def times(self) -> str:
        """Give "09:00-09:45"."""
        return Span(self.row.starts_at, self.row.ends_at, self.event.time_zone).times

    @property
    def place(self) -> str:
        """Give the room, and the building where it is not the event's own."""
        return place_of_session(self.row, self.event)

    @property
    def kind(self) -> str:
        """Give the type of the session where it says something."""
        return kind_of(self.row)

    @property
    def language(self) -> str:
        """Give the code of its language where it is not the event's."""
        return code_of(self.row.language) if self.row.language != self.event.language else ""


@dataclass(frozen=True, slots=True)
class Slot:
    """Sessions that begin at the same time."""

    start: Moment
    sessions: Sequence[SessionShown]


@dataclass(frozen=True, slots=True)
class Day:
    """A local day of an event."""

    day: date
    slots: Sequence[Slot]

    @property
    def name(self) -> str:
        """Give "Thursday 10 June 2027"."""
        return long_date(self.day)

    @property
    def machine(self) -> str:
        """Give "2027-06-10"."""
        return self.day.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to show of an agenda; None or "": no matter."""

    day: date | None = None
    track_id: UUID | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """The sessions wanted, and until when what is said of their seats holds."""

    days: Sequence[Day]
    valid_until: datetime | None


def place_of_session(session: Session, event: Event) -> str:
    """Give a session's room, and its building where that is not the event's own."""
    building, room = place_of(session)
    home, _room = place_of(event)
    if building is None or (room is not None and home is not None and building.id == home.id):
        return room.name if room else ""
    return f"{room.name}, {building.name}" if room else building.name


def kind_of(session: Session) -> str:
    """Give the type of a session; "" for none and for the one that says nothing."""
    if session.session_type in (None, SessionType.GENERAL):
        return ""
    return str(session.get_session_type_display())


def load_days(event: Event) -> Mapping[date, int]:
    """Count the live sessions of each local day, in order."""
    starts = visibility.live_sessions_of(event).order_by("starts_at").values_list("starts_at", flat=True)
    days = groupby(to_local(start, event.time_zone).date() for start in starts)
    return {day: len(list(same)) for day, same in days}


def load_tracks(event: Event) -> list[TrackShown]:
    """Read the visible tracks, by name."""
    rows = visibility.visible_tracks(event.organization_id).filter(event_id=event.id).order_by()
    ordered = sorted(rows.values_list("id", "name"), key=lambda row: by_name(row[1], row[0]))
    return [TrackShown(track_id, name, number % _HUES) for number, (track_id, name) in enumerate(ordered)]


def load_agenda(
    event: Event, wanted: Wanted, *, tracks: Sequence[TrackShown], links: Addresses, shows_seats: bool
) -> Agenda:
    """Read the wanted part of an agenda. `shows_seats`: visitors choose sessions, so it matters which are full."""
    rows = _rows(event, wanted)
    session_ids = [row.id for row in rows] if len(rows) <= 500 else None
    names = load_names(event, session_ids)
    tracks_of = _tracks_of(event, tracks)
    limited = [row.id for row in rows if row.capacity is not None] if shows_seats else []
    seats = counts.of_sessions(limited, clock.now(), using=READING)
    shown = (
        SessionShown(
            row,
            event,
            links.session(event, row),
            ", ".join(names.get(row.id, ())),
            tracks_of.get(row.id, ()),
            session_state(event, row, seats.taken(row.id)) if shows_seats else State.OPEN,
        )
        for row in rows
    )
    return Agenda(_days([each for each in shown if _has_words(each, wanted.words)], event), seats.valid_until)


def _rows(event: Event, wanted: Wanted) -> list[Session]:
    sessions = visibility.live_sessions_of(event).order_by()
    if wanted.day is not None:
        start = to_utc(datetime.combine(wanted.day, time()), event.time_zone)
        end = to_utc(datetime.combine(wanted.day + timedelta(days=1), time()), event.time_zone)
        sessions = sessions.filter(starts_at__gte=start, starts_at__lt=end)
    if wanted.track_id is not None:
        sessions = sessions.filter(tracks=wanted.track_id)
    rows = list(sessions.only(*_COLUMNS))
    _bring_places(rows)
    return sorted(rows, key=lambda row: (row.starts_at, row.room.name if row.room else "", by_name(row.name, row.id)))


def _bring_places(rows: Sequence[Session]) -> None:
    """Give sessions their rooms and buildings: few of each, so that they are not read with every session anew."""
    room_ids = {row.room_id for row in rows} - {None}
    rooms = Room.objects.using(READING).select_related("building").in_bulk(room_ids) if room_ids else {}
    building_ids = {row.building_id for row in rows} - {None}
    buildings = {room.building_id: room.building for room in rooms.values()}
    if missing_ids := building_ids - buildings.keys():
        buildings |= Building.objects.using(READING).in_bulk(missing_ids)
    for row in rows:
        row.room = rooms[row.room_id] if row.room_id else None
        row.building = buildings[row.building_id] if row.building_id else None


def _tracks_of(event: Event, tracks: Sequence[TrackShown]) -> Mapping[UUID, list[TrackShown]]:
    """Give the tracks of each session, by name."""
    found: defaultdict[UUID, list[TrackShown]] = defaultdict(list)
    if not tracks:
        return found
    known = {track.id: track for track in tracks}
    links = Session.tracks.through.objects.using(READING).filter(sessiontrack__event_id=event.id)
    for session_id, track_id in links.values_list("session_id", "sessiontrack_id"):
        if track_id in known:
            found[session_id].append(known[track_id])
    for some in found.values():
        some.sort(key=lambda track: by_name(track.name, track.id))
    return found


def _has_words(session: SessionShown, words: str) -> bool:
    """Tell whether name, speakers, place or tracks of a session hold every word."""
    if not words:
        return True
    tracks = " ".join(track.name for track in session.tracks)
    text = f"{session.name} {session.speakers} {session.place} {tracks}".casefold()
    return all(word in text for word in words.casefold().split())


def _days(sessions: Iterable[SessionShown], event: Event) -> list[Day]:
    slots = [
        Slot(Moment(start, event.time_zone), list(same))
        for start, same in groupby(sessions, key=lambda each: each.row.starts_at)
    ]
    return [Day(day, list(same)) for day, same in groupby(slots, key=lambda slot: slot.start.local.date())]
