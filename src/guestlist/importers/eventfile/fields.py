"""The types of the event file's properties, with what the reader and the JSON Schema check of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from django.db.models import IntegerChoices
from msgspec import Meta

from guestlist import limits
from guestlist.ids import (
    LOGICAL_NAME_LENGTH_MAX,
    READABLE_EVENT_ID_LENGTH_MAX,
    logical_name_problem,
    parse_guid,
    readable_id_problem,
)
from guestlist.importers.eventfile.choices import find_choice, labels
from guestlist.importers.eventfile.times import PATTERN as TIME_PATTERN
from guestlist.importers.eventfile.times import parse_time
from guestlist.money import find_currency
from guestlist.texts import text_problem
from guestlist.timezones import find_zone

# What is wrong with a value of the right JSON type, as the end of a sentence; None: nothing.
Check = Callable[[Any], str | None]

URL_LENGTH_MAX: Final = 2000
PASSES_MAX: Final = 2**31 - 1  # what the column holds
# A JSON number up to here is the same number for every reader.
_INTEGER_MAX: Final = 2**53
_GUID_PATTERN: Final = r"^\{?[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?$"


def check_of(annotation: Any) -> Check | None:
    """Give the check that a property's type carries."""
    for meta in getattr(annotation, "__metadata__", ()):
        if meta.extra and "check" in meta.extra:
            check: Check = meta.extra["check"]
            return check
    return None


def doc(text: str) -> Meta:
    """Describe a property; the JSON Schema shows the text."""
    return Meta(description=text)


def choice(choices: type[IntegerChoices], *, is_nullable: bool = True) -> Meta:
    """Take a label or a number of an option set."""
    known = labels(choices)
    expected = ", ".join(f"“{label}” ({number})" for number, label in known.items())

    def check(value: Any) -> str | None:
        is_known = value is None or find_choice(choices, value) is not None
        return None if is_known else f"{value!r} is none of {expected}"

    values = [*known.values(), *known, *([None] if is_nullable else [])]
    return _checked(check, {"enum": values})


def _checked(check: Check, schema: Mapping[str, Any]) -> Meta:
    return Meta(extra={"check": check}, extra_json_schema=dict(schema))


def _text(length_max: int) -> Meta:
    return _checked(
        lambda value: None if value is None else text_problem(value, length_max=length_max),
        {"maxLength": length_max},
    )


def _name_problem(value: str) -> str | None:
    return text_problem(value, length_max=limits.NAME_LENGTH_MAX) if value.strip() else "is blank"


def _guid_problem(value: str | None) -> str | None:
    return None if value is None or parse_guid(value) else f"{value!r} is not a GUID"


def _time_problem(value: str | None) -> str | None:
    if value is None or parse_time(value):
        return None
    return f"{value!r} is not a time like 2027-06-10T20:30:00"


def _zone_problem(value: int | str) -> str | None:
    if find_zone(str(value)):
        return None
    return f"{value!r} is neither a time zone code nor an IANA zone like Europe/Berlin"


def _page_problem(value: str | None) -> str | None:
    if value and not value.lower().startswith(("http://", "https://")):
        return "does not begin with http:// or https://"
    return None if value is None else text_problem(value, length_max=URL_LENGTH_MAX)


def _currency_problem(value: str | None) -> str | None:
    return None if value is None or find_currency(value) else f"{value!r} is not a currency code of ISO 4217"


def _columns_problem(value: Mapping[str, Any]) -> str | None:
    for name, content in value.items():
        if problem := logical_name_problem(name) or _column_value_problem(content):
            return f"{name}: {problem}"
    return None


def _column_value_problem(content: Any) -> str | None:
    """Check one of the shapes of contract 11."""
    if isinstance(content, str):
        return text_problem(content)
    if content is None or isinstance(content, bool | float):
        return None
    if isinstance(content, int):
        return f"is larger than {_INTEGER_MAX}" if abs(content) > _INTEGER_MAX else None
    if isinstance(content, dict) and content.keys() == {"Value"}:
        value = content["Value"]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return _column_value_problem(value) if is_number else "expected a number as Value"
    if isinstance(content, dict) and content.keys() == {"Id", "LogicalName", "Name"}:
        words = [content["Id"], content["LogicalName"], content["Name"] or ""]
        if all(isinstance(word, str) for word in words) and parse_guid(words[0]):
            return text_problem("".join(words))
    return 'expected a text, a number, true, false, null, {"Value": …} or {"Id": …, "LogicalName": …, "Name": …}'


Guid = Annotated[str, _checked(_guid_problem, {"pattern": _GUID_PATTERN})]
OptionalGuid = Annotated[str | None, _checked(_guid_problem, {"pattern": _GUID_PATTERN})]
Name = Annotated[str, _checked(_name_problem, {"maxLength": limits.NAME_LENGTH_MAX, "pattern": r"\S"})]
Line = Annotated[str | None, _text(limits.NAME_LENGTH_MAX)]
Text = Annotated[str | None, _text(limits.TEXT_LENGTH_MAX)]
Address = Annotated[str | None, _text(URL_LENGTH_MAX)]
PageAddress = Annotated[
    str | None,
    _checked(_page_problem, {"maxLength": URL_LENGTH_MAX, "pattern": "^([Hh][Tt][Tt][Pp][Ss]?://|$)"}),
]
LogicalName = Annotated[
    str | None,
    _checked(
        logical_name_problem,
        {"maxLength": LOGICAL_NAME_LENGTH_MAX, "pattern": "^[a-z_][a-z0-9_]*$"},
    ),
]
ReadableId = Annotated[
    str | None, _checked(readable_id_problem, {"minLength": 1, "maxLength": READABLE_EVENT_ID_LENGTH_MAX})
]
Zone = Annotated[int | str, _checked(_zone_problem, {"examples": [110, "Europe/Berlin"]})]
Time = Annotated[str, _checked(_time_problem, {"pattern": TIME_PATTERN, "examples": ["2027-06-10T20:30:00"]})]
OptionalTime = Annotated[
    str | None, _checked(_time_problem, {"pattern": TIME_PATTERN, "examples": ["2027-06-10T20:30:00"]})
]
Currency = Annotated[str | None, _checked(_currency_problem, {"pattern": "^[A-Za-z]{3}$", "examples": ["EUR"]})]
Capacity = Annotated[int, Meta(ge=0, le=limits.CAPACITY_MAX)]
Price = Annotated[float, Meta(ge=0)]
# Read and prepared in checking.py, which keeps the result.
Picture = Annotated[
    str | None,
    Meta(extra_json_schema={"pattern": "^data:", "examples": ["data:image/png;base64,iVBORw0KGgo…"]}),
]
Columns = Annotated[
    dict[str, Any],
    Meta(
        description="Values of custom columns by logical name, in the shape that the wire sends.",
        extra={"check": _columns_problem},
        extra_json_schema={"propertyNames": {"pattern": "^[a-z_][a-z0-9_]*$", "maxLength": LOGICAL_NAME_LENGTH_MAX}},
    ),
]
