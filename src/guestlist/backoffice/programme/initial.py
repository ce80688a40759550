"""What a new record's form begins with, as links of ours and of strangers ask for it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from guestlist.ids import parse_guid


def sound_initial(given: dict[str, Any], records: Collection[str]) -> dict[str, Any]:
    """Leave out what no field can show: ids that are none. `records` names the fields of related records."""
    sound: dict[str, Any] = {}
    for name, value in given.items():
        if name not in records:
            sound[name] = value
            continue
        several = value if isinstance(value, list) else [value]
        known = [str(found) for text in several if (found := parse_guid(str(text)))]
        if known:
            sound[name] = known if isinstance(value, list) else known[0]
    return sound
