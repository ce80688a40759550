"""What stands on one badge."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on a badge."""

    name: str
    lines: tuple[str, ...]  # below the name: the company, the pass …
    event: str
    code: str  # "" for none
