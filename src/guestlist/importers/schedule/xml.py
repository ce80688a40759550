"""schedule.xml to the tree that schedule.json has."""

from __future__ import annotations

from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped] # it has no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from guestlist.importers.schedule.report import ImportRefused

# Children of an event that are more than their text.
_LISTS: Final = {"persons": "person", "links": "link", "attachments": "attachment"}


def tree_of(data: bytes, file_name: str) -> dict[str, Any]:
    """Read a schedule.xml of frab, Pentabarf or pretalx as the object below "schedule" in JSON.

    Raises:
        ImportRefused: not well-formed, with entities or external parts, or another document.
    """
    try:
        root: Element = fromstring(data)
    except ParseError as error:
        raise ImportRefused(f"{file_name} is not well-formed XML: {error}.") from error
    except DefusedXmlException as error:
        raise ImportRefused(f"{file_name} declares entities, which are not read.") from error
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        raise ImportRefused(f"{file_name} cannot be read as XML: {error}.") from error
    if root.tag != "schedule":
        raise ImportRefused(f"{file_name} is no schedule: its first element is <{root.tag}>.")
    conference = root.find("conference")
    facts: dict[str, Any] = {} if conference is None else _texts(conference)
    return {
        "version": root.findtext("version"),
        "base_url": facts.get("base_url"),
        "conference": {**facts, "days": [_day(day) for day in root.iter("day")]},
    }


def _texts(element: Element) -> dict[str, Any]:
    return {child.tag: child.text for child in element if not len(child)}


def _day(day: Element) -> dict[str, Any]:
    rooms: dict[str, list[dict[str, Any]]] = {}
    for room in day.findall("room"):
        rooms.setdefault(room.get("name", ""), []).extend(map(_event, room.findall("event")))
    return {
        "date": day.get("date"),
        "day_start": day.get("start"),
        "day_end": day.get("end"),
        "rooms": rooms,
    }


def _event(event: Element) -> dict[str, Any]:
    tree = {**_texts(event), "id": event.get("id"), "guid": event.get("guid")}
    for child, one in _LISTS.items():
        tree[child] = [_person(part) if one == "person" else _link(part) for part in event.findall(f"{child}/{one}")]
    recording = event.find("recording")
    if recording is not None:
        tree["recording_license"] = recording.findtext("license")
        tree["do_not_record"] = recording.findtext("optout")
    return tree


def _person(person: Element) -> dict[str, Any]:
    children = _texts(person)
    return {
        **children,
        **person.attrib,
        "public_name": children.get("public_name") or children.get("name") or person.text,
    }


def _link(link: Element) -> dict[str, Any]:
    return {"url": link.get("href"), "title": link.text, "type": link.get("type")}
