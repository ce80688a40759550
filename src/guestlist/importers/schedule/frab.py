"""The tree of schedule.xml and schedule.json (frab, Pentabarf, pretalx, C3VOC) to records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from guestlist.importers.schedule import fields
from guestlist.importers.schedule.persons import PersonBook
from guestlist.importers.schedule.records import (
    Identity,
    ScheduledSession,
    ScheduleFile,
    Skipped,
)
from guestlist.importers.schedule.report import Progress
from guestlist.importers.schedule.richtext import Link, compose
from guestlist.importers.schedule.timing import (
    local_start,
    parse_clock,
    parse_date,
    parse_moment,
)

# Kept for the schedule export. Anything else (answers, mail addresses, internal notes) is not.
_SESSION_SOURCE: Final = (
    "id guid code slug url feedback_url origin_url logo type language recording_license video_download_url"
)
_CONFERENCE_SOURCE: Final = (
    "acronym title subtitle venue city start end daysCount timeslot_duration day_change base_url url time_zone_name"
)
_PERSON_SOURCE: Final = "id guid code url avatar avatar_url"


@dataclass(frozen=True, slots=True)
class _Slot:
    """An entry of the programme where it stands: its day and its room."""

    entry: Mapping[str, Any]
    day: Mapping[str, Any]
    room: str


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    base_url: str
    day_change: timedelta | None
    sessions: list[ScheduledSession] = field(default_factory=list)
    persons: PersonBook = field(default_factory=PersonBook)
    skipped: list[Skipped] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def parse(tree: Mapping[str, Any], *, progress: Progress | None = None) -> ScheduleFile:
    """Read the object below "schedule".

    Raises:
        ImportRefused: a value of the wrong kind, or a text that cannot be stored; names the place.
    """
    conference = fields.mapping(tree.get("conference"), "conference")
    facts = {key: conference.get(key, tree.get(key)) for key in _CONFERENCE_SOURCE.split()}
    named = {key: fields.name(value, f"conference.{key}") for key, value in facts.items()}
    slots = list(_slots(conference))
    reading = _Reading(named["base_url"] or named["url"], parse_clock(named["day_change"]))
    for number, slot in enumerate(slots, start=1):
        _read_slot(slot, reading)
        if progress:
            progress("Reading sessions", number, len(slots))
    return ScheduleFile(
        acronym=named["acronym"],
        title=named["title"],
        venue=named["venue"],
        city=named["city"],
        time_zone=named["time_zone_name"],
        offsets=_offsets(reading.sessions, slots),
        sessions=tuple(reading.sessions),
        persons=reading.persons.known,
        skipped=(*reading.skipped, *reading.persons.skipped),
        notes=tuple(reading.persons.notes()),
        source=fields.stated({**named, "version": fields.name(tree.get("version"), "version")}),
    )


def _slots(conference: Mapping[str, Any]) -> Iterator[_Slot]:
    for index, value in enumerate(fields.items(conference.get("days"), "conference.days")):
        day = fields.mapping(value, f"conference.days[{index}]")
        rooms = fields.mapping(day.get("rooms"), f"conference.days[{index}].rooms")
        for room, entries in rooms.items():
            where = f"conference.days[{index}].rooms[“{room}”]"
            for number, entry in enumerate(fields.items(entries, where)):
                yield _Slot(fields.mapping(entry, f"{where}[{number}]"), day, fields.name(room, where))


def _read_slot(slot: _Slot, reading: _Reading) -> None:
    entry = slot.entry
    named = {key: fields.name(entry.get(key), f"A session's {key}") for key in ("guid", "id", "slug", "title")}
    what = f"session “{named['title'] or named['guid'] or named['id']}”"
    if not named["title"]:
        reading.skipped.append(Skipped(what, "It has no title."))
        return
    start = _start(slot, reading.day_change)
    length = parse_clock(fields.name(entry.get("duration"), f"{what}: duration"))
    if start is None or length is None:
        reading.skipped.append(Skipped(what, f"It has no {'end' if start else 'start'}."))
        return
    identity = fields.identity(named["guid"], named["id"], named["slug"], f"{named['title']} {start}")
    assert identity is not None  # the title is not blank
    if identity.key in reading.seen:
        reading.skipped.append(Skipped(what, f"Its id {identity.key} is in the file already."))
        return
    reading.seen.add(identity.key)
    track = fields.name(entry.get("track"), f"{what}: track")
    reading.sessions.append(
        ScheduledSession(
            identity=identity,
            name=named["title"],
            start=start,
            end=length,
            summary=fields.text(entry.get("subtitle"), f"{what}: subtitle").strip(),
            details=compose(_texts(entry, what), _links(entry, what, reading.base_url), what),
            kind=fields.name(entry.get("type"), f"{what}: type"),
            language=fields.name(entry.get("language"), f"{what}: language"),
            may_be_recorded=_may_be_recorded(entry),
            tracks=(track,) if track else (),
            room=fields.name(entry.get("room"), f"{what}: room") or slot.room,
            persons=tuple(_persons(entry, what, reading.persons)),
            source=_source(entry, what),
        )
    )


def _start(slot: _Slot, day_change: timedelta | None) -> datetime | None:
    """Give when an entry starts: `date` holds, else the day's date and `start`."""
    given = fields.name(slot.entry.get("date"), "A session's date")
    if moment := parse_moment(given):
        return moment
    start = parse_clock(fields.name(slot.entry.get("start"), "A session's start"))
    if start is None:
        return None
    if own_date := parse_date(given):
        return local_start(own_date, start, None)
    day = parse_date(fields.name(slot.day.get("date"), "A day's date"))
    return None if day is None else local_start(day, start, day_change or _start_of_day(slot.day))


def _start_of_day(day: Mapping[str, Any]) -> timedelta | None:
    moment = parse_moment(fields.name(day.get("day_start"), "A day's start"))
    return None if moment is None else timedelta(hours=moment.hour, minutes=moment.minute)


def _offsets(sessions: list[ScheduledSession], slots: list[_Slot]) -> frozenset[timedelta]:
    own = {session.start.utcoffset() for session in sessions} - {None}
    if not own:
        starts = (parse_moment(fields.name(slot.day.get("day_start"), "")) for slot in slots)
        own = {moment.utcoffset() for moment in starts if moment} - {None}
    return frozenset(offset for offset in own if offset is not None)


def _may_be_recorded(entry: Mapping[str, Any]) -> bool | None:
    opted_out = fields.truth(entry.get("do_not_record"))
    if opted_out is None:
        recording = entry.get("recording")
        opted_out = fields.truth(recording.get("optout")) if isinstance(recording, Mapping) else None
    return None if opted_out is None else not opted_out


def _texts(entry: Mapping[str, Any], what: str) -> list[str]:
    return [fields.text(entry.get(key), f"{what}: {key}") for key in ("abstract", "description")]


def _links(entry: Mapping[str, Any], what: str, base_url: str) -> list[Link]:
    found = []
    for key in ("links", "attachments"):
        for given in _linked(entry, key, what):
            address = fields.text(given.get("url"), f"{what}: {key}").strip()
            url = fields.web_address(address, base_url)
            title = " ".join(fields.text(given.get("title"), f"{what}: {key}").split())
            # Nobody's mail address, neither as a link nor as its words.
            if (title or url) and not fields.MAIL_ADDRESS.search(title):
                found.append(Link(title, url))
    return list(dict.fromkeys(found))


def _linked(entry: Mapping[str, Any], key: str, what: str) -> list[Mapping[str, Any]]:
    where = f"{what}: {key}"
    return [fields.mapping(value, where) for value in fields.items(entry.get(key), where)]


def _persons(entry: Mapping[str, Any], what: str, book: PersonBook) -> Iterator[Identity]:
    found: dict[Identity, None] = {}
    for value in fields.items(entry.get("persons"), f"{what}: persons"):
        given = fields.mapping(value, f"{what}: persons")
        named = {
            key: fields.name(given.get(key), f"{what}: a person's {key}")
            for key in (*_PERSON_SOURCE.split(), "public_name", "full_public_name", "name")
        }
        identity = book.add(
            named["public_name"] or named["full_public_name"] or named["name"],
            keys=(named["guid"], named["code"], named["id"]),
            about=fields.text(given.get("biography"), f"{what}: a person's biography"),
            source=fields.stated({key: named[key] for key in _PERSON_SOURCE.split()}),
            what=what,
        )
        if identity:
            found[identity] = None
    yield from found


def _source(entry: Mapping[str, Any], what: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        key: entry[key] if isinstance(entry[key], bool) else fields.text(entry[key], f"{what}: {key}")
        for key in _SESSION_SOURCE.split()
        if key in entry
    }
    for key in ("links", "attachments"):
        links = [
            {name: fields.text(link.get(name), f"{what}: {key}").strip() for name in ("url", "title", "type")}
            for link in _linked(entry, key, what)
        ]
        values[key] = [fields.stated(link) for link in links if not fields.is_mail_link(link)]
    return fields.stated(values)
