"""A whole schedule as a tree: conference, days, rooms. Both formats are written from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from guestlist import __version__, ids
from guestlist.catalog.effective import place_of
from guestlist.catalog.models import Event, Room
from guestlist.eventsapi.reading.order import by_name
from guestlist.feeds.loading import Programme
from guestlist.feeds.pages import Pages
from guestlist.feeds.schedule import stated
from guestlist.feeds.schedule.days import bounds, day_change_of, days_of, local
from guestlist.feeds.schedule.entries import Surroundings, entries_of
from guestlist.importers.schedule.timing import parse_date
from guestlist.organizations.models import Organization

GENERATOR: Final = {"name": "Guestlist", "version": __version__}
_TIMESLOT: Final = "00:05"


def tree_of(organization: Organization, programme: Programme, pages: Pages) -> dict[str, Any]:
    """Give what stands below "schedule" in schedule.json."""
    event = programme.event
    said = stated.of_record(event)
    acronym = stated.text(said, "acronym") or ids.readable_event_id(event.readable_event_id).lower()
    base_url = stated.text(said, "base_url") or stated.text(said, "url")
    entries = entries_of(Surroundings(organization, programme, pages, acronym, base_url))
    change = day_change_of(stated.text(said, "day_change"))
    days = _days(programme, entries, change)
    dates = [date.fromisoformat(day["date"]) for day in days]
    start, end = _span(said, dates)
    return {
        "version": stated.text(said, "version") or str(organization.revision),
        "base_url": base_url or pages.event(event),
        "conference": {
            "acronym": acronym,
            "title": event.name,
            **stated.texts(said, "subtitle"),
            **_place(said, event),
            "start": start.isoformat(),
            "end": end.isoformat(),
            "daysCount": len(days),
            **stated.texts(said, "day_change url"),
            "timeslot_duration": stated.text(said, "timeslot_duration") or _TIMESLOT,
            "time_zone_name": event.time_zone,
            "tracks": [{"name": track.name} for track in programme.tracks],
            "rooms": [{"name": room.name, "guid": str(room.id)} for room in _rooms(programme)],
            "days": days,
        },
    }


def _place(said: stated.Stated, event: Event) -> dict[str, str]:
    """Give venue and city as they are now. No schema names them, so they are there if the source had them."""
    building, _ = place_of(event)
    now = {"venue": building.name, "city": building.city} if building else {}
    return {key: value for key in stated.texts(said, "venue city") if (value := now.get(key))}


def _days(programme: Programme, entries: dict[UUID, dict[str, Any]], change: timedelta) -> list[dict[str, Any]]:
    event = programme.event
    rooms_by_day: defaultdict[date, defaultdict[str, list[dict[str, Any]]]]
    rooms_by_day = defaultdict(lambda: defaultdict(list))
    for session_id, day in days_of(programme.sessions, event, change).items():
        entry = entries[session_id]
        rooms_by_day[day][entry["room"]].append(entry)
    if not rooms_by_day:  # the format wants a day, even where nothing is on it
        rooms_by_day[local(event.starts_at, event).date()].clear()
    return [
        _day(index, day, rooms_by_day[day], _times(day, event, change))
        for index, day in enumerate(sorted(rooms_by_day), start=1)
    ]


def _day(index: int, day: date, rooms: dict[str, list[dict[str, Any]]], times: tuple[str, str]) -> dict[str, Any]:
    day_start, day_end = times
    return {
        "index": index,
        "date": day.isoformat(),
        "day_start": day_start,
        "day_end": day_end,
        "rooms": {name: rooms[name] for name in sorted(rooms, key=lambda name: (name.casefold(), name))},
    }


def _times(day: date, event: Event, change: timedelta) -> tuple[str, str]:
    first, last = bounds(day, event, change)
    return first.isoformat(), last.isoformat()


def _span(said: stated.Stated, dates: Sequence[date]) -> tuple[date, date]:
    """Give first and last date: the source's, unless sessions have left them since."""
    start = parse_date(stated.text(said, "start"))
    end = parse_date(stated.text(said, "end"))
    return min(start or dates[0], dates[0]), max(end or dates[-1], dates[-1])


def _rooms(programme: Programme) -> list[Room]:
    found = {session.room.id: session.room for session in programme.sessions if session.room}
    return sorted(found.values(), key=lambda room: by_name(room.name, room.id))
