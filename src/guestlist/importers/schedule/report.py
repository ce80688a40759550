"""What an import says: its report, its refusal, and how it tells its progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from guestlist.importers.schedule.records import Skipped

# Called with the step's name, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]


class ImportRefused(Exception):
    """The file or an option cannot be used; the message names it. Nothing was stored."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. Counts are by kind of record: events, sessions, speakers …"""

    event: str  # the readable event id
    created: dict[str, int]
    changed: dict[str, int]
    withdrawn: dict[str, int]
    skipped: list[Skipped]
    notes: list[str]

    def as_json(self) -> dict[str, Any]:
        """Give the report in the shape that `--json` prints."""
        return asdict(self)
