"""The "All data" view of Sessionize to records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from guestlist.importers.schedule import fields
from guestlist.importers.schedule.persons import PersonBook
from guestlist.importers.schedule.records import (
    Identity,
    ScheduledSession,
    ScheduleFile,
    Skipped,
)
from guestlist.importers.schedule.report import ImportRefused, Progress
from guestlist.importers.schedule.richtext import compose
from guestlist.importers.schedule.timing import parse_moment

_SESSION_SOURCE: Final = "id isServiceSession isPlenumSession liveUrl recordingUrl status"
# Categories that ask for the kind of a session, not for its subject or level.
_KIND: Final = re.compile(r"\b(?:type|format|kind)\b", re.IGNORECASE)
# Column of a speaker by the type of a link.
_LINK_COLUMNS: Final = {
    "LinkedIn": "linkedin",
    "Twitter": "twitter",
    "Blog": "blog",
    "Company_Website": "website",
}


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists that sessions refer to, by id. Ids are compared as text: files mix both kinds."""

    speakers: Mapping[str, Mapping[str, Any]]
    rooms: Mapping[str, str]
    tracks: Mapping[str, str]
    labels: Mapping[str, tuple[str, str]]  # other category items: category, item


def parse(
    document: Mapping[str, Any],
    *,
    track_category: str | None = None,
    progress: Progress | None = None,
) -> ScheduleFile:
    """Read the whole document; `track_category` is the title of the category that names the tracks.

    Sessionize names neither the event nor its zone: title, acronym and zone are blank.

    Raises:
        ImportRefused: a value of the wrong kind, a text that cannot be stored, or no way to tell
            the track category; names the place or the option.
    """
    lists, notes = _lists(document, track_category)
    persons = PersonBook()
    sessions: dict[str, ScheduledSession] = {}
    skipped: list[Skipped] = []
    entries = _objects(document, "sessions")
    for number, entry in enumerate(entries, start=1):
        session = _session(entry, lists, persons)
        if isinstance(session, Skipped):
            skipped.append(session)
        elif session.identity.key in sessions:
            skipped.append(Skipped(f"session “{session.name}”", "Its id is in the file already."))
        else:
            sessions[session.identity.key] = session
        if progress:
            progress("Reading sessions", number, len(entries))
    return ScheduleFile(
        acronym="",
        title="",
        venue="",
        city="",
        time_zone="",
        offsets=frozenset(offset for session in sessions.values() if (offset := session.start.utcoffset()) is not None),
        sessions=tuple(sessions.values()),
        persons=persons.known,
        skipped=(*skipped, *persons.skipped),
        notes=(*notes, *persons.notes()),
    )


def _objects(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return [
        fields.mapping(value, f"{key}[{index}]") for index, value in enumerate(fields.items(document.get(key), key))
    ]


def _lists(document: Mapping[str, Any], track_category: str | None) -> tuple[_Lists, list[str]]:
    categories = [
        category
        for category in _objects(document, "categories")
        # The answers of speakers about themselves are not for publishing.
        if fields.name(category.get("type"), "categories: type") != "speaker"
    ]
    track, notes = _track_category(categories, track_category)
    labels: dict[str, tuple[str, str]] = {}
    tracks: dict[str, str] = {}
    for category in categories:
        title = fields.name(category.get("title"), "categories: title")
        for value in fields.items(category.get("items"), f"categories “{title}”"):
            item = fields.mapping(value, f"categories “{title}”")
            key = fields.name(item.get("id"), f"categories “{title}”: id")
            label = fields.name(item.get("name"), f"categories “{title}”: name")
            if category is track:
                tracks[key] = label
            else:
                labels[key] = (title, label)
    return (
        _Lists(
            speakers={
                fields.name(speaker.get("id"), "speakers: id"): speaker for speaker in _objects(document, "speakers")
            },
            rooms={
                fields.name(room.get("id"), "rooms: id"): fields.name(room.get("name"), "rooms: name")
                for room in _objects(document, "rooms")
            },
            tracks=tracks,
            labels=labels,
        ),
        notes,
    )


def _track_category(
    categories: list[Mapping[str, Any]], wanted: str | None
) -> tuple[Mapping[str, Any] | None, list[str]]:
    titles = {fields.name(one.get("title"), "categories: title"): one for one in categories}
    listed = ", ".join(f"“{title}”" for title in titles) or "none"
    if wanted is not None:
        found = [one for title, one in titles.items() if title.casefold() == wanted.strip().casefold()]
        if not found:
            raise ImportRefused(f"--track-category: there is no category “{wanted}”. The file has: {listed}.")
        return found[0], []
    found = [one for title, one in titles.items() if "track" in title.casefold()]
    if len(found) > 1:
        raise ImportRefused(f"Several categories may be the track ({listed}). Name it: --track-category.")
    if not found:
        note = f"No category has “track” in its title, so there are no tracks. There are: {listed}."
        return None, [f"{note} To choose one: --track-category."]
    return found[0], []


def _session(entry: Mapping[str, Any], lists: _Lists, persons: PersonBook) -> ScheduledSession | Skipped:
    title = fields.name(entry.get("title"), "A session's title")
    identity = fields.identity(fields.name(entry.get("id"), "A session's id"), title)
    what = f"session “{title or (identity.key if identity else '')}”"
    if identity is None or not title:
        return Skipped(what, "It has no title.")
    start = parse_moment(fields.name(entry.get("startsAt"), f"{what}: startsAt"))
    end = parse_moment(fields.name(entry.get("endsAt"), f"{what}: endsAt"))
    if start is None or end is None:
        return Skipped(what, f"It has no {'end' if start else 'start'}.")
    if (start.tzinfo is None) != (end.tzinfo is None) or end < start:
        return Skipped(what, "Its end does not follow its start.")
    chosen = [fields.name(key, f"{what}: categoryItems") for key in _values(entry, "categoryItems", what)]
    description = fields.text(entry.get("description"), f"{what}: description")
    labels = [lists.labels[key] for key in chosen if key in lists.labels]
    return ScheduledSession(
        identity=identity,
        name=title,
        start=start,
        end=end,
        details=compose([description], [], what),
        kind=" ".join(label for title, label in labels if _KIND.search(title)),
        tracks=tuple(dict.fromkeys(lists.tracks[key] for key in chosen if lists.tracks.get(key))),
        room=lists.rooms.get(fields.name(entry.get("roomId"), f"{what}: roomId"), ""),
        persons=tuple(dict.fromkeys(_persons(entry, what, lists, persons))),
        source=_source(entry, what, labels),
    )


def _values(entry: Mapping[str, Any], key: str, what: str) -> list[Any]:
    return list(fields.items(entry.get(key), f"{what}: {key}"))


def _persons(entry: Mapping[str, Any], what: str, lists: _Lists, persons: PersonBook) -> Iterator[Identity]:
    for value in _values(entry, "speakers", what):
        # The "All data" view refers by id, other exports repeat the speaker's name beside it.
        key = fields.name(value.get("id") if isinstance(value, Mapping) else value, f"{what}: speakers")
        speaker = lists.speakers.get(key)
        if speaker is None:
            persons.skipped.append(Skipped(f"a speaker of {what}", f"The file does not list {key}."))
            continue
        identity = _add_person(key, speaker, what, persons)
        if identity:
            yield identity


def _add_person(key: str, speaker: Mapping[str, Any], what: str, persons: PersonBook) -> Identity | None:
    named = {
        column: fields.name(speaker.get(column), f"speaker {key}: {column}")
        for column in ("fullName", "firstName", "lastName", "tagLine", "profilePicture")
    }
    # The two parts: in `fullName` stray spaces of theirs stand in the middle.
    parted = f"{named['firstName']} {named['lastName']}".strip()
    links = _links(speaker, key)
    columns = {
        column: fields.web_address(link["url"])
        for link in links
        if (column := _LINK_COLUMNS.get(link.get("linkType", "")))
    }
    return persons.add(
        parted or named["fullName"],
        keys=(key,),
        about=fields.text(speaker.get("bio"), f"speaker {key}: bio"),
        source=fields.stated({"id": key, "avatar": named["profilePicture"], "links": links}),
        what=what,
        title=named["tagLine"],
        **columns,
    )


def _links(speaker: Mapping[str, Any], key: str) -> list[dict[str, str]]:
    links = []
    for value in fields.items(speaker.get("links"), f"speaker {key}: links"):
        given = fields.mapping(value, f"speaker {key}: links")
        link = {
            name: fields.text(given.get(name), f"speaker {key}: links").strip() for name in ("url", "title", "linkType")
        }
        if fields.web_address(link["url"]):
            links.append(link)
    return links


def _source(entry: Mapping[str, Any], what: str, labels: list[tuple[str, str]]) -> dict[str, Any]:
    values: dict[str, Any] = {
        key: entry[key] if isinstance(entry[key], bool) else fields.text(entry[key], f"{what}: {key}")
        for key in _SESSION_SOURCE.split()
        if key in entry
    }
    return fields.stated({**values, "categories": [list(label) for label in labels]})
