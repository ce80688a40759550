"""How commands speak: one JSON object or text on standard output, complaints on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import typer


class Refused(Exception):
    """A command that cannot be carried out; the message says why, in one sentence."""


def print_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object; UUIDs and times become their text."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_properties(properties: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one record: as a JSON object, or a line for each property."""
    if as_json:
        print_json(properties)
        return
    for name, value in properties.items():
        text = str(value).lower() if isinstance(value, bool) else value
        typer.echo(f"{name:<15} {text}")


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print columns, each as wide as its longest text."""
    texts = [[str(cell) for cell in row] for row in [headings, *rows]]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


def warn(message: str) -> None:
    """Say on standard error what is wrong."""
    print(message, file=sys.stderr)
