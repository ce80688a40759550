"""A strict reader of calendar files, written from RFC 5545 alone: it refuses whatever the grammar does not allow."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

_TOKEN = r"[A-Za-z0-9-]+"
_SAFE = r'[^\x00-\x08\x0a-\x1f\x7f";:,]'
_QUOTED = r'"[^\x00-\x08\x0a-\x1f\x7f"]*"'
_PARAMETER = rf"({_TOKEN})=((?:{_SAFE}*|{_QUOTED})(?:,(?:{_SAFE}*|{_QUOTED}))*)"
_LINE = re.compile(rf"(?P<name>{_TOKEN})(?P<parameters>(?:;{_PARAMETER})*):(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)")
_TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
_UTC = re.compile(r"\d{8}T\d{6}Z")
_DURATION = re.compile(r"[+-]?P(?:\d+W|(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x7f-\U0010ffff]+")
_MARKUP = re.compile(r"(?:[^\\]|\\[\\;,nN])*")

TEXTS = {"SUMMARY", "LOCATION", "DESCRIPTION", "UID", "PRODID", "VERSION", "CALSCALE", "METHOD", "STATUS"}
MOMENTS = {"DTSTAMP", "DTSTART", "DTEND", "LAST-MODIFIED", "CREATED"}
INTEGERS = {"SEQUENCE", "PRIORITY"}
ADDRESSES = {"URL", "ORGANIZER", "ATTENDEE"}
ONCE_IN_CALENDAR = {"PRODID", "VERSION", "CALSCALE", "METHOD"}
ONCE_IN_EVENT = TEXTS - {"PRODID", "VERSION", "CALSCALE", "METHOD"} | MOMENTS | INTEGERS | {"URL", "ORGANIZER"}


class Malformed(AssertionError):
    """The file breaks a rule."""


@dataclass
class Property:
    """One content line."""

    name: str
    parameters: dict[str, str]
    raw: str

    @property
    def text(self) -> str:
        """Give a TEXT value without its escapes."""
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], self.raw)

    @property
    def moment(self) -> datetime:
        return datetime.strptime(self.raw, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@dataclass
class Component:
    """What stands between BEGIN and END."""

    name: str
    properties: list[Property] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)

    def get(self, name: str) -> Property | None:
        return next((each for each in self.properties if each.name == name), None)

    def __getitem__(self, name: str) -> Property:
        found = self.get(name)
        assert found is not None, f"no {name}"
        return found

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def text(self, name: str) -> str:
        return self[name].text


def parse(content: bytes) -> Component:
    """Read a file of one VCALENDAR. Raises Malformed."""
    root = Component("")
    open_components = [root]
    for line in _unfolded(content):
        found = _parse_line(line)
        if found.name == "BEGIN":
            component = Component(found.raw)
            open_components[-1].components.append(component)
            open_components.append(component)
        elif found.name == "END":
            _require(found.raw == open_components.pop().name, f"{line} ends nothing")
        else:
            _check_value(found)
            open_components[-1].properties.append(found)
    _require(open_components == [root] and not root.properties, "the components do not close")
    _require([each.name for each in root.components] == ["VCALENDAR"], "one VCALENDAR is expected")
    _check_calendar(root.components[0])
    return root.components[0]


def _unfolded(content: bytes) -> list[str]:
    _require(content.endswith(b"\r\n"), "the last line does not end")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    lines: list[str] = []
    for line in physical:
        _require(len(line) <= 75, f"longer than 75 octets: {line!r}")
        _require(b"\r" not in line and b"\n" not in line, f"a bare line end: {line!r}")
        text = line.decode()  # no character is cut in two
        if text.startswith((" ", "\t")):
            _require(bool(lines), "the first line cannot go on from another one")
            lines[-1] += text[1:]
        else:
            _require(bool(text), "an empty line")
            lines.append(text)
    return lines


def _parse_line(line: str) -> Property:
    found = _LINE.fullmatch(line)
    if found is None:
        raise Malformed(f"no content line: {line!r}")
    parameters = {name.upper(): value for name, value in re.findall(_PARAMETER, found["parameters"])}
    return Property(found["name"].upper(), parameters, found["value"])


def _check_value(line: Property) -> None:
    form = None
    if line.name in TEXTS or line.name == "X-WR-CALNAME":
        form = _TEXT
    elif line.name in MOMENTS:
        form = _UTC
    elif line.name in INTEGERS:
        form = re.compile(r"[+-]?\d+")
    elif line.name in ADDRESSES:
        form = _URI
    elif line.parameters.get("VALUE") == "DURATION" or line.name == "X-PUBLISHED-TTL":
        form = _DURATION
    elif line.name == "X-ALT-DESC":
        form = _MARKUP
    _require(form is not None and bool(form.fullmatch(line.raw)), f"{line.name} cannot be {line.raw!r}")


def _check_calendar(calendar: Component) -> None:
    _check_once(calendar, ONCE_IN_CALENDAR, required={"PRODID", "VERSION"})
    _require(calendar.text("VERSION") == "2.0", "another version")
    _require(bool(calendar.components), "no component")
    for component in calendar.components:
        _require(component.name == "VEVENT", f"an unknown component: {component.name}")
        _check_once(component, ONCE_IN_EVENT, required={"UID", "DTSTAMP", "DTSTART"})
        if "DTEND" in component:
            _require(component["DTEND"].moment > component["DTSTART"].moment, "it ends before it starts")
    if "METHOD" in calendar and calendar.text("METHOD") == "REQUEST":
        _require(all("ORGANIZER" in each and "ATTENDEE" in each for each in calendar.components), "nobody is invited")


def _check_once(component: Component, once: set[str], *, required: set[str]) -> None:
    names = [each.name for each in component.properties]
    for name in once:
        _require(names.count(name) <= 1, f"{name} stands there twice")
    _require(required <= set(names), f"{required - set(names)} is missing")


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise Malformed(message)
