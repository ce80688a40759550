"""Turns JSON into the structs of the event file, and reports every mistake with its path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import UNSET

from guestlist.importers.eventfile.fields import Check, check_of
from guestlist.importers.eventfile.parts import Part
from guestlist.importers.eventfile.problems import Findings

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_PYTHON_WORDS: Final = {"`str`": "text", "`int`": "a whole number", "`float`": "a number", "`bool`": "true or false"}

P = TypeVar("P", bound=Part)


def decode_json(data: bytes, findings: Findings) -> object:
    """Read JSON in UTF-8, with or without a byte order mark; UNSET, and a finding, if it is none."""
    try:
        return msgspec.json.decode(data.removeprefix(_BYTE_ORDER_MARK))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        findings.add("", f"The file is not JSON in UTF-8: {error}")
        return UNSET


def build(kind: type[P], raw: object, path: str, findings: Findings) -> P:
    """Make a struct of a JSON object.

    Where a property is wrong it holds its default; UNSET if it is required.
    """
    if not isinstance(raw, dict):
        findings.add(path, f"expected an object, got {_name_of(raw)}")
        return _hollow(kind)
    _report_unknown(kind, raw, path, findings)
    values: dict[str, object] = {}
    for name, prop in _properties(kind).items():
        given = raw.get(name, UNSET)
        if given is None and not prop.is_required and not prop.is_nullable:
            given = UNSET  # null is a blank, and what cannot be blank has its default
        if given is not UNSET:
            value = prop.read(given, _join(path, name), findings)
        else:
            value = UNSET
            if prop.is_required:
                findings.add(_join(path, name), "is missing")
        if value is not UNSET:
            values[prop.attribute] = value
        elif prop.is_required:
            values[prop.attribute] = prop.stand_in()
    return kind(**values)


def _hollow(kind: type[P]) -> P:
    """Make a struct of which nothing is known."""
    required = (prop for prop in _properties(kind).values() if prop.is_required)
    return kind(**{prop.attribute: prop.stand_in() for prop in required})


@dataclass(frozen=True, slots=True)
class _Property:
    attribute: str
    annotation: Any
    is_required: bool
    is_nullable: bool
    part: type[Part] | None  # an object of this kind, or a list of them
    check: Check | None

    def read(self, given: object, path: str, findings: Findings) -> object:
        """Give the value; UNSET, and a finding, if it is wrong."""
        if self.part is not None and not (given is None and self.is_nullable):
            return self._read_parts(self.part, given, path, findings)
        try:
            value = msgspec.convert(given, self.annotation)
        except msgspec.ValidationError as error:
            findings.add(path, _readable(str(error)))
            return UNSET
        if self.check and (problem := self.check(value)):
            findings.add(path, problem)
            return UNSET
        return value

    def _read_parts(self, part: type[Part], given: object, path: str, findings: Findings) -> object:
        if get_origin(self.annotation) is not list:
            return build(part, given, path, findings)
        if not isinstance(given, list):
            findings.add(path, f"expected a list, got {_name_of(given)}")
            return UNSET
        return [build(part, each, f"{path}[{index}]", findings) for index, each in enumerate(given)]

    def stand_in(self) -> object:
        """Give what stands for a required property that is missing or wrong."""
        return UNSET if self.part is None else _hollow(self.part)


@cache
def _properties(kind: type[Part]) -> Mapping[str, _Property]:
    properties = {}
    for info in msgspec.structs.fields(kind):
        types = tuple(_types_in(info.type))
        properties[info.encode_name] = _Property(
            attribute=info.name,
            annotation=info.type,
            is_required=info.required,
            is_nullable=NoneType in types,
            part=next((one for one in types if isinstance(one, type) and issubclass(one, Part)), None),
            check=check_of(info.type),
        )
    return properties


def _types_in(annotation: Any) -> Iterable[Any]:
    """Give the types that a union, a list or an annotated type is made of."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _types_in(get_args(annotation)[0])
    elif origin in {Union, UnionType, list}:
        for one in get_args(annotation):
            yield from _types_in(one)
    else:
        yield annotation


def _report_unknown(kind: type[Part], raw: Mapping[str, object], path: str, findings: Findings) -> None:
    known = _properties(kind)
    for name in raw:
        if name in known or name in kind.DERIVED:
            continue
        close = get_close_matches(name, known, n=1) or [k for k in known if k.casefold() == name.casefold()]
        hint = f"; is {close[0]} meant?" if close else ""
        findings.add(_join(path, name), f"there is no such property{hint}")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _readable(message: str) -> str:
    """Say msgspec's message in the words of JSON."""
    text = message[:1].lower() + message[1:]
    for word, plain in _PYTHON_WORDS.items():
        text = text.replace(word, plain)
    return text


def _name_of(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"
