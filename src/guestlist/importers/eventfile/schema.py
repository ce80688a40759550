"""The JSON Schema of the event file, made of the same structs that read it.

docs/event-file.schema.json is its text:
`guestlist manage shell -v 0 -c "from guestlist.importers.eventfile import schema; print(schema.as_text(), end='')"`
"""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from guestlist.importers.eventfile.parts import Content, Part

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_IGNORED: Final = {"description": "Ignored: the server derives it."}


def json_schema() -> dict[str, Any]:
    """Give the schema (JSON Schema 2020-12). A file that fits it may still contradict itself."""
    (schema,), components = msgspec.json.schema_components([Content], ref_template="#/$defs/{name}")
    for kind in Part.__subclasses__():
        properties = components[kind.__name__]["properties"]
        properties.update(dict.fromkeys(sorted(kind.DERIVED), _IGNORED))
    return {
        "$schema": _DIALECT,
        "title": "Guestlist event file",
        **schema,
        "$defs": dict(sorted(components.items())),
    }


def as_text() -> str:
    """Write the schema as its file has it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
