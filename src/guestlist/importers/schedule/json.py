"""JSON text of a schedule file to plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from guestlist.importers.schedule.report import ImportRefused


def document_of(data: bytes, file_name: str) -> Mapping[str, Any]:
    """Read a JSON object; a byte order mark and UTF-16 are understood.

    Raises:
        ImportRefused: no JSON, or no object; names the line.
    """
    try:
        document = json.loads(data)
    except json.JSONDecodeError as error:
        raise ImportRefused(f"{file_name} is not valid JSON: {error.msg} in line {error.lineno}.") from error
    except RecursionError as error:
        raise ImportRefused(f"{file_name} is nested too deeply.") from error
    except ValueError as error:  # broken UTF-8, a number with thousands of digits
        raise ImportRefused(f"{file_name} is neither XML nor JSON.") from error
    if not isinstance(document, dict):
        raise ImportRefused(f"{file_name} must hold a JSON object.")
    return document
