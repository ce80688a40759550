"""The `data` of the calendar call: a JSON array of entries, read from the query (contract 8)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from guestlist import ids, limits
from guestlist.eventsapi.access.admission import query_parameters
from guestlist.texts import text_problem

DATA_PARAMETER: Final = "data"
# One that is not closed goes to the end, so that no character is looked at for one quotation mark after the other.
_STRING: Final = re.compile(r"""(["'])(?:(?!\1)[^\\]|\\.)*(?:\1|\\?\Z)""", re.DOTALL)
_QUOTE: Final = re.compile(r"""\\.|\"""", re.DOTALL)


class DataError(ValueError):
    """The data cannot be read. The message is one sentence, fit for display."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One entry as it was asked for."""

    readable_event_id: str
    session_id: UUID | None  # None: the event
    values: Mapping[str, str]  # of the wildcards


class _Number(str):
    """A number as it stands in the data."""

    __slots__ = ()


def read_query(query_string: bytes) -> list[Asked]:
    """Read the entries that a query asks for.

    Raises:
        DataError: the data are missing, malformed or too long.
    """
    # A space may have come as "+", as in forms. Written by hand, a plus comes as %2B.
    parameters = query_parameters(query_string.replace(b"+", b"%20"))
    data = next((value for name, value in parameters if name == DATA_PARAMETER.encode()), b"")
    if not data.strip():
        raise DataError("The query parameter data is missing.")
    if len(data) > limits.CALENDAR_DATA_BYTES_MAX:
        raise DataError(f"The data are longer than {limits.CALENDAR_DATA_BYTES_MAX // 1024} KiB.")
    try:
        return _read_entries(_parse(data.decode()))
    except UnicodeDecodeError:
        raise DataError("The data are not valid UTF-8.") from None


def _parse(text: str) -> Any:
    try:
        return _parse_json(text)
    except json.JSONDecodeError:
        pass
    # As it was printed once in the old documentation (OD-69).
    try:
        return _parse_json(_STRING.sub(_in_double_quotes, text))
    except json.JSONDecodeError:
        raise DataError("The data are not valid JSON.") from None


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text, parse_int=_Number, parse_float=_Number, parse_constant=_refuse_constant)
    except RecursionError:
        raise DataError("The data are nested too deeply.") from None


def _refuse_constant(name: str) -> Any:
    raise DataError(f"The data are not valid JSON: {name} is no number.")


def _in_double_quotes(found: re.Match[str]) -> str:
    text = found[0]
    if text.startswith('"') or not text.endswith("'"):
        return text
    return f'"{_QUOTE.sub(_escaped, text[1:-1])}"'


def _escaped(found: re.Match[str]) -> str:
    return {'"': '\\"', "\\'": "'"}.get(found[0], found[0])


def _read_entries(data: Any) -> list[Asked]:
    if not isinstance(data, list):
        raise DataError("The data must be an array.")
    if not data:
        raise DataError("The data name no entry.")
    if len(data) > limits.CALENDAR_ENTRIES_MAX:
        raise DataError(f"The data name more than {limits.CALENDAR_ENTRIES_MAX} entries.")
    return [_read_entry(each, f"data[{index}]") for index, each in enumerate(data)]


def _read_entry(entry: Any, path: str) -> Asked:
    if not isinstance(entry, dict):
        raise DataError(f"{path} must be an object.")
    properties = {name.lower(): value for name, value in entry.items()}
    readable_id = _text(properties.get("readableeventid"), f"{path}.readableEventId")
    if not readable_id:
        raise DataError(f"{path}.readableEventId is missing.")
    session = _text(properties.get("sessionid"), f"{path}.sessionId")
    session_id = ids.parse_guid(session) if session else None
    if session and session_id is None:
        raise DataError(f"{path}.sessionId is not a GUID.")
    return Asked(readable_id, session_id, _read_values(properties.get("data"), f"{path}.data"))


def _text(value: Any, path: str) -> str:
    """Read a text; "" if it is missing."""
    if value is None:
        return ""
    if not isinstance(value, str) or isinstance(value, _Number):
        raise DataError(f"{path} must be text.")
    if (problem := text_problem(value)) is not None:
        raise DataError(f"{path} {problem}.")
    return value.strip()


def _read_values(values: Any, path: str) -> dict[str, str]:
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise DataError(f"{path} must be an object.")
    return {name.strip(): _read_value(value, path) for name, value in values.items()}


def _read_value(value: Any, path: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        raise DataError(f"Every value of {path} must be text, a number or a boolean.")
    if (problem := text_problem(value, length_max=limits.CALENDAR_VALUE_LENGTH_MAX)) is not None:
        raise DataError(f"A value of {path} {problem}.")
    return str(value)
