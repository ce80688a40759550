"""What every struct of the wire shares: its casing, its forms of time, its custom columns."""

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta


def doc(text: str) -> Meta:
    """Describe a field; the OpenAPI document shows the text."""
    return Meta(description=text)


class Answer(msgspec.Struct, frozen=True, kw_only=True, rename="camel", gc=False):
    """An object that we send: every property is always there, blank ones as null (contract 1.2).

    The one exception: a property whose type has `UnsetType` belongs to RT answers alone and is left
    out on v2.0.
    """


LocalTime = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$",
        examples=["2027-06-10T09:00:00"],
    ),
]
"""Wall-clock time in the event's zone, without offset (contract 1.3)."""

UtcTime = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$",
        examples=["2027-06-10T07:00:00Z"],
    ),
]
"""Instant in UTC with a trailing Z (contract 1.3)."""

Count = Annotated[int, Meta(ge=0)]

# The shapes of contract 11. A schema by hand: msgspec takes no union of two structs without a tag.
_CUSTOM_VALUE_SCHEMA: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": ["string", "number", "boolean", "null"]},
        {
            "type": "object",
            "description": "A choice (integer) or an amount of money.",
            "properties": {"Value": {"type": "number"}},
            "required": ["Value"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "description": "A reference to another record.",
            "properties": {
                "Id": {"type": "string", "format": "uuid"},
                "LogicalName": {"type": "string"},
                "Name": {"type": ["string", "null"]},
            },
            "required": ["Id", "LogicalName", "Name"],
            "additionalProperties": False,
        },
    ]
}

CustomFields = Annotated[
    dict[str, Any] | None,
    Meta(
        description="The columns that the organization configured for this table, by logical name, "
        "blank ones as null; null if none is configured.",
        extra_json_schema={"additionalProperties": _CUSTOM_VALUE_SCHEMA},
    ),
]
