"""Values of custom columns against the types that the organization gave its columns (contract 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import msgspec

from guestlist.catalog.choices import ColumnType, Table
from guestlist.catalog.models import CustomColumn
from guestlist.importers.eventfile.parts import (
    BuildingPart,
    EventPart,
    FieldPart,
    Part,
    PassPart,
    RoomPart,
    SessionPart,
    SpeakerPart,
    SponsorshipPart,
    TrackPart,
)
from guestlist.importers.eventfile.plan import Plan
from guestlist.importers.eventfile.problems import EventFileRefused, Problem
from guestlist.importers.eventfile.times import parse_time

_TABLES: Final[Mapping[type[Part], Table]] = {
    EventPart: Table.EVENT,
    SessionPart: Table.SESSION,
    TrackPart: Table.SESSION_TRACK,
    SpeakerPart: Table.SPEAKER,
    SponsorshipPart: Table.SPONSORSHIP,
    PassPart: Table.PASS,
    BuildingPart: Table.BUILDING,
    RoomPart: Table.ROOM,
    FieldPart: Table.CUSTOM_REGISTRATION_FIELD,
}


def check_custom_columns(plan: Plan) -> None:
    """Check the values of all records of the file; null is blank in any column.

    A value of a column that the organization does not define is kept as it is, and the report says so.

    Raises:
        EventFileRefused: a value is not of its column's type.
    """
    used = [(_TABLES[type(part)], part.custom_columns, path) for part, path in _parts_with_columns(plan.file.content)]
    if not used:
        return
    defined = {
        (table, name): column_type
        for table, name, column_type in CustomColumn.objects.filter(organization=plan.organization).values_list(
            "table", "name", "column_type"
        )
    }
    problems = []
    undefined: defaultdict[Table, set[str]] = defaultdict(set)
    for table, values, path in used:
        for name, value in values.items():
            if (table, name) not in defined:
                undefined[table].add(name)
                continue
            fits, expected = _TYPES[defined[table, name]]
            if value is not None and not fits(value):
                problems.append(Problem(f"{path}.customColumns.{name}", f"expected {expected}"))
    if problems:
        raise EventFileRefused(problems)
    if undefined:
        names = "; ".join(f"{table.label}: {', '.join(sorted(undefined[table]))}" for table in undefined)
        plan.report.notes.append(f"Kept as they are, since the organization has no such custom columns: {names}.")


def _parts_with_columns(part: Part, path: str = "") -> Iterator[tuple[Any, str]]:
    for info in msgspec.structs.fields(part):
        value = getattr(part, info.name)
        inner = f"{path}.{info.encode_name}" if path else info.encode_name
        if info.name == "custom_columns" and value:
            yield part, path
        elif isinstance(value, Part):
            yield from _parts_with_columns(value, inner)
        elif isinstance(value, list):
            for index, each in enumerate(value):
                if isinstance(each, Part):
                    yield from _parts_with_columns(each, f"{inner}[{index}]")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_time(value: object) -> bool:
    """Tell whether a value is a time without offset exactly as the wire writes it (contract 1.3)."""
    moment = parse_time(value) if isinstance(value, str) else None
    return moment is not None and moment.tzinfo is None and moment.isoformat(timespec="seconds") == value


def _is_instant(value: object) -> bool:
    return isinstance(value, str) and value.endswith("Z") and _is_time(value.removesuffix("Z"))


# Objects have one of the two shapes of the contract, since the file was read.
_TYPES: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    ColumnType.TEXT: (lambda value: isinstance(value, str), "a text"),
    ColumnType.NUMBER: (_is_number, "a number"),
    ColumnType.BOOLEAN: (lambda value: isinstance(value, bool), "true or false"),
    ColumnType.LOCAL_DATETIME: (_is_time, "a time like 2027-06-10T20:30:00"),
    ColumnType.UTC_DATETIME: (_is_instant, "an instant like 2027-06-10T18:30:00Z"),
    ColumnType.CHOICE: (
        lambda value: isinstance(value, dict) and isinstance(value.get("Value"), int),
        'a choice like {"Value": 100000000}',
    ),
    ColumnType.LOOKUP: (
        lambda value: isinstance(value, dict) and "Id" in value,
        'a lookup like {"Id": …, "LogicalName": …, "Name": …}',
    ),
    ColumnType.MONEY: (
        lambda value: isinstance(value, dict) and _is_number(value.get("Value")),
        'an amount like {"Value": 12.5}',
    ),
}
