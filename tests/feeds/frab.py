"""What the format allows of a schedule that was not imported: frab's and pretalx' documents, in words of our own."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final
from xml.etree.ElementTree import Element

_TEXT: Final = {"type": "string"}
_GUID: Final = {"type": "string", "format": "uuid"}
_NUMBER: Final = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
_DATE: Final = {"type": "string", "format": "date"}
_INSTANT: Final = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


_LINK: Final = _object({"title": _TEXT}, url=_TEXT, type=_TEXT)
_PERSON: Final = _object({"id": _NUMBER, "public_name": _TEXT}, guid=_GUID, biography=_TEXT)
_EVENT: Final = _object(
    {
        "id": _NUMBER,
        "guid": _GUID,
        "date": _INSTANT,
        "start": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"},
        "duration": {"type": "string", "pattern": "^[0-9]+:[0-5][0-9]$"},
        "room": _TEXT,
        "slug": {"type": "string", "pattern": "^[a-z0-9_-]+[a-z0-9]$"},
        "url": {"type": "string", "pattern": "^https?://"},
        "title": {"type": "string", "minLength": 1},
        "subtitle": _TEXT,
        "track": _TEXT,
        "type": _TEXT,
        "language": _TEXT,
        "abstract": _TEXT,
        "description": _TEXT,
        "recording_license": _TEXT,
        "persons": _list(_PERSON),
        "links": _list(_LINK),
        "attachments": _list(_LINK),
    },
    do_not_record={"type": "boolean"},
)
_DAY: Final = _object(
    {
        "index": {"type": "integer", "minimum": 1},
        "date": _DATE,
        "day_start": _INSTANT,
        "day_end": _INSTANT,
        "rooms": {"type": "object", "additionalProperties": _list(_EVENT)},
    }
)
_CONFERENCE: Final = _object(
    {
        "acronym": {"type": "string", "pattern": "^[a-z0-9_-]+$"},
        "title": _TEXT,
        "start": _DATE,
        "end": _DATE,
        "daysCount": {"type": "integer", "minimum": 1},
        "timeslot_duration": {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
        "time_zone_name": _TEXT,
        "tracks": _list(_object({"name": _TEXT})),
        "rooms": _list(_object({"name": _TEXT, "guid": _GUID})),
        "days": {"type": "array", "items": _DAY, "minItems": 1},
    }
)
JSON_SCHEMA: Final = _object(
    {
        "generator": _object({"name": _TEXT, "version": _TEXT}),
        "schedule": _object({"version": _TEXT, "base_url": _TEXT, "conference": _CONFERENCE}),
    }
)

# Children by element: each once, but for those marked *.
_CHILDREN: Final = {
    "schedule": "generator version conference day*",
    "generator": "",
    "conference": "title acronym start end days timeslot_duration base_url time_zone_name",
    "day": "room*",
    "room": "event*",
    "event": "date start duration room slug url title subtitle track type language abstract description"
    " recording? persons links attachments",
    "recording": "license optout",
    "persons": "person*",
    "links": "link*",
    "attachments": "attachment*",
}
_ATTRIBUTES: Final = {
    "generator": {"name": ".+", "version": ".+"},
    "day": {"index": r"[1-9]\d*", "date": r"\d{4}-\d\d-\d\d", "start": ".+[+-]\\d\\d:\\d\\d", "end": ".+"},
    "room": {"name": ".*"},
    "event": {"id": r"[1-9]\d*", "guid": "[0-9a-f-]{36}"},
    "person": {"id": r"[1-9]\d*", "guid": "[0-9a-f-]{36}"},
}


def xml_problems(root: Element) -> list[str]:
    """Say what in a schedule.xml of our own events the format does not allow."""
    problems = [problem for element in root.iter() if element is not None for problem in _problems(element, root)]
    for attribute in ("id", "guid"):
        repeated = [key for key, count in Counter(e.get(attribute) for e in root.iter("event")).items() if count > 1]
        problems += [f"several events have the {attribute} {key}" for key in repeated]
    return problems


def _problems(element: Element, root: Element) -> list[str]:
    # `room` and `days` are also names of texts.
    is_text = element.tag not in _CHILDREN or (element.tag == "room" and "name" not in element.attrib)
    allowed = "" if is_text else _CHILDREN[element.tag]
    counted = Counter(child.tag for child in element)
    problems = [f"<{element.tag}> holds <{tag}>" for tag in counted if not re.search(rf"\b{tag}\b", allowed)]
    for word in allowed.split():
        tag = word.rstrip("*?")
        if counted[tag] > 1 and not word.endswith("*"):
            problems.append(f"<{element.tag}> holds several <{tag}>")
        if not counted[tag] and not word.endswith(("*", "?")):
            problems.append(f"<{element.tag}> lacks <{tag}>")
    patterns = {} if is_text and element.tag == "room" else _ATTRIBUTES.get(element.tag, {})
    problems += [
        f"<{element.tag}> has {name}={value!r}"
        for name, value in element.attrib.items()
        if not (name in patterns and re.fullmatch(patterns[name], value)) and element.tag not in ("link", "attachment")
    ]
    return problems
