"""The tree of a schedule as schedule.xml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from guestlist.feeds.schedule.conference import GENERATOR
from guestlist.texts import printable

_CONFERENCE: Final = "title acronym subtitle venue city start end"
# Texts of an entry, in the order that frab writes them.
_ENTRY: Final = (
    "date start duration room slug url code logo title subtitle track type language abstract description"
    " feedback_url origin_url video_download_url"
)
_PERSON_KEYS: Final = "guid code url avatar avatar_url"


def document_of(tree: Mapping[str, Any]) -> bytes:
    """Write a whole schedule, in UTF-8."""
    root = Element("schedule")
    SubElement(root, "generator", GENERATOR)
    _texts(root, {"version": tree["version"]}, "version")
    conference = tree["conference"]
    _write_conference(root, conference, tree["base_url"])
    for day in conference["days"]:
        _write_day(root, day)
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    # A reader takes a bare carriage return for a line end of ours; only texts can hold one.
    return document.replace(b"\r", b"&#13;")


def _write_conference(root: Element, conference: Mapping[str, Any], base_url: str) -> None:
    element = SubElement(root, "conference")
    facts = {**conference, "days": str(conference["daysCount"]), "base_url": base_url}
    _texts(element, facts, f"{_CONFERENCE} days day_change timeslot_duration base_url url time_zone_name")


def _write_day(root: Element, day: Mapping[str, Any]) -> None:
    attributes = {
        "index": str(day["index"]),
        "date": day["date"],
        "start": day["day_start"],
        "end": day["day_end"],
    }
    element = SubElement(root, "day", attributes)
    for name, entries in day["rooms"].items():
        room = SubElement(element, "room", {"name": printable(name)})
        for entry in entries:
            _write_entry(room, entry)


def _write_entry(room: Element, entry: Mapping[str, Any]) -> None:
    element = SubElement(room, "event", {"id": str(entry["id"]), "guid": printable(entry["guid"])})
    _texts(element, entry, _ENTRY)
    _write_recording(element, entry)
    persons = SubElement(element, "persons")
    for person in entry["persons"]:
        keys = {"id": str(person["id"]), **_some(person, _PERSON_KEYS.split())}
        SubElement(persons, "person", keys).text = printable(person["public_name"])
    for group, tag in (("links", "link"), ("attachments", "attachment")):
        parent = SubElement(element, group)
        for link in entry[group]:
            attributes = {"href": link.get("url", ""), "type": link.get("type", "")}
            attributes = _some(attributes, attributes)
            SubElement(parent, tag, attributes).text = printable(link["title"])


def _write_recording(element: Element, entry: Mapping[str, Any]) -> None:
    licence, opted_out = entry["recording_license"], entry.get("do_not_record")
    if not licence and opted_out is None:
        return
    recording = SubElement(element, "recording")
    SubElement(recording, "license").text = printable(licence)
    if opted_out is not None:
        SubElement(recording, "optout").text = "true" if opted_out else "false"


def _texts(parent: Element, values: Mapping[str, Any], tags: str) -> None:
    for tag in tags.split():
        if tag in values:
            SubElement(parent, tag).text = printable(values[tag])


def _some(values: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: printable(values[name]) for name in names if values.get(name)}
