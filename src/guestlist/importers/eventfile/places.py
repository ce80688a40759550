"""Buildings and rooms that an event file mentions, each once, however often it is mentioned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from guestlist.ids import parse_guid
from guestlist.importers.eventfile.parts import (
    BuildingPart,
    Content,
    EventPart,
    RoomPart,
    SessionPart,
    is_given,
    to_json,
)
from guestlist.importers.eventfile.problems import Findings

# What a building is known by in the file: its id, else its name.
BuildingKey = UUID | str
# A room: its id, else its building and its name.
RoomKey = UUID | tuple[BuildingKey, str]
# Whatever takes place somewhere.
Holder = EventPart | SessionPart

_Place = TypeVar("_Place", BuildingPart, RoomPart)


@dataclass(frozen=True, slots=True)
class RoomMention:
    """A room, and the building that it is in; None: only the room's id can tell."""

    part: RoomPart
    building: BuildingKey | None
    path: str


@dataclass(slots=True)
class Places:
    """The buildings and rooms of a file, in the order of their first mention."""

    event: EventPart
    buildings: dict[BuildingKey, BuildingPart] = field(default_factory=dict)
    rooms: dict[RoomKey, RoomMention] = field(default_factory=dict)
    # Names that stand beside an id somewhere in the file.
    building_ids: dict[str, UUID] = field(default_factory=dict)
    room_ids: dict[tuple[BuildingKey, str], UUID] = field(default_factory=dict)

    def building_of(self, holder: Holder) -> BuildingKey | None:
        """Give the building that a record names for itself."""
        return self._building_key(holder.building) if holder.building else None

    def room_of(self, holder: Holder) -> RoomKey | None:
        """Give the room that a record is in; None: none, or nothing says where the room is."""
        if holder.room is None:
            return None
        if given := _id_of(holder.room):
            return given
        building = self.building_around(holder)
        if building is None:
            return None
        key = (building, holder.room.name)
        return self.room_ids.get(key, key)

    def building_around(self, holder: Holder) -> BuildingKey | None:
        """Give the building of a record's room: the room's own, else the one beside it, else the event's."""
        own = holder.room.building if holder.room else None
        part = own or holder.building or self.event.building
        return self._building_key(part) if part else None

    def _building_key(self, part: BuildingPart) -> BuildingKey:
        return _id_of(part) or self.building_ids.get(part.name) or part.name


def collect_places(content: Content, findings: Findings) -> Places:
    """Find every building and room of a file. Two mentions of one must not contradict each other."""
    places = Places(content.event)
    buildings = [(part, path) for part, path in _buildings(content) if is_given(part.name)]
    for building, _ in buildings:
        if given := _id_of(building):
            places.building_ids.setdefault(building.name, given)
    for building, path in buildings:
        key = places._building_key(building)
        known = places.buildings.setdefault(key, building)
        places.buildings[key] = _richer(known, building, path, findings)
    _collect_rooms(places, content, findings)
    return places


def is_reference(part: BuildingPart | RoomPart) -> bool:
    """Tell whether a mention states nothing of the place but its id and name."""
    return not _stated(part).keys() - {"name"}


def _collect_rooms(places: Places, content: Content, findings: Findings) -> None:
    holders = [(holder, path) for holder, path in _holders(content) if holder.room and is_given(holder.room.name)]
    for holder, _ in holders:
        building = places.building_around(holder)
        if holder.room and building and (given := _id_of(holder.room)):
            places.room_ids.setdefault((building, holder.room.name), given)
    for holder, path in holders:
        key, room = places.room_of(holder), holder.room
        if room is None or key is None:
            findings.add(f"{path}.room", "needs a building beside it")
            continue
        building = places.building_around(holder)
        known = places.rooms.setdefault(key, RoomMention(room, building, f"{path}.room"))
        richer = _richer(known.part, room, f"{path}.room", findings)
        places.rooms[key] = RoomMention(richer, building if known.building is None else known.building, known.path)


def _richer(known: _Place, mentioned: _Place, path: str, findings: Findings) -> _Place:
    if is_reference(mentioned):
        return known
    if is_reference(known):
        return mentioned
    if _stated(known) != _stated(mentioned):
        findings.add(path, "states something else than an earlier mention of it; name it again by its id or name only")
    return known


def _stated(part: BuildingPart | RoomPart) -> dict[str, Any]:
    return {name: value for name, value in to_json(part).items() if name not in {"id", "building"}}


def _id_of(part: BuildingPart | RoomPart) -> UUID | None:
    return parse_guid(part.id) if part.id else None


def _holders(content: Content) -> Iterator[tuple[Holder, str]]:
    yield content.event, "event"
    for index, session in enumerate(content.sessions):
        yield session, f"sessions[{index}]"


def _buildings(content: Content) -> Iterator[tuple[BuildingPart, str]]:
    for holder, path in _holders(content):
        if holder.building:
            yield holder.building, f"{path}.building"
        if holder.room and holder.room.building:
            yield holder.room.building, f"{path}.room.building"
