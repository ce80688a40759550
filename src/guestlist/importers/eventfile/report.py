"""What the import of an event file did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class EventImportReport:
    """Counts are by kind of record: events, sessions, speakers … A kind without any is absent."""

    event: str = ""  # the readable event id
    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    withdrawn: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def is_unchanged(self) -> bool:
        """Tell whether the organization had all of the file already."""
        return not any((self.created, self.changed, self.removed, self.withdrawn))

    def as_json(self) -> dict[str, Any]:
        """Give the report in the shape that `--json` prints."""
        return {
            "event": self.event,
            "created": dict(self.created),
            "changed": dict(self.changed),
            "removed": dict(self.removed),
            "withdrawn": dict(self.withdrawn),
            "notes": list(self.notes),
        }
