"""Which operations a path means (contract 1.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from guestlist.eventsapi.operations import OPERATIONS, Operation, Verb


def _by_template() -> dict[str, dict[Verb, Operation]]:
    found: dict[str, dict[Verb, Operation]] = {}
    for operation in OPERATIONS:
        found.setdefault(operation.path, {})[operation.verb] = operation
    return found


BY_TEMPLATE: Final = _by_template()


def _by_length() -> dict[int, list[tuple[str, tuple[str, ...]]]]:
    """Group the templates by their number of segments, literal segments before parameters."""
    found: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
    for template in sorted(BY_TEMPLATE, key=lambda path: path.replace("{", "~")):
        segments = tuple(template.split("/"))
        found.setdefault(len(segments), []).append((template, segments))
    return found


_TEMPLATES_BY_LENGTH: Final = _by_length()


def match(segments: Sequence[str]) -> tuple[str, dict[str, str]] | None:
    """Find the path template of a path below the base, and what stands in its parameters.

    Args:
        segments: the path's parts, percent-decoded, without the empty one of a trailing slash.

    Returns:
        The template (a key of BY_TEMPLATE, whose verbs are the allowed ones) and the parameters by
        name; None if no operation has such a path. Literal parts match in any letter case (OD-7).
    """
    for template, parts in _TEMPLATES_BY_LENGTH.get(len(segments), ()):
        params = _params(parts, segments)
        if params is not None:
            return template, params
    return None


def _params(parts: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    params: dict[str, str] = {}
    for part, segment in zip(parts, segments, strict=True):
        if part.startswith("{"):
            if not segment:
                return None
            params[part[1:-1]] = segment
        elif part != segment.lower():
            return None
    return params
