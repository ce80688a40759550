"""The demo's event files: moved into the months to come, with pictures and one record for each speaker."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any, Final

from guestlist.demo.banners import draw_banner
from guestlist.demo.logos import draw_logo
from guestlist.demo.portraits import draw_portrait
from guestlist.ids import derived_id
from guestlist.importers.eventfile import EventFile, Problems, read
from guestlist.organizations.models import Organization

NAMES: Final = (
    "harbour_data_days",
    "night_tours",
    "lock_keepers_breakfast",
    "how_to_read_a_tide_table",
    "open_ship_day",
)
# The day in the files that the first Thursday after the notice becomes.
_FIRST_DAY: Final = date(2030, 6, 13)
_NOTICE_DAYS: Final = 70
_TIMES: Final = frozenset({"startDate", "endDate", "startTime", "endTime", "stopRegistrationDate"})


def load_files(organization: Organization, today: date) -> list[EventFile]:
    """Give the files as they are imported on a day."""
    raw = [_load(name) for name in NAMES]
    speakers = {speaker["name"]: _completed(speaker, organization) for speaker in raw[0]["speakers"]}
    files = []
    for content in raw:
        content["speakers"] = [speakers[speaker["name"]] for speaker in content["speakers"]]
        content["event"]["image"] = draw_banner(content["event"]["readableEventId"])
        for sponsorship in content.get("sponsorships", []):
            sponsorship["logo"] = draw_logo(sponsorship["sponsorName"])
        files.append(_read(_moved(content, shift(today))))
    return files


def shift(today: date) -> timedelta:
    """Give by how much the files' days move: whole weeks, so that weekdays stay."""
    earliest = today + timedelta(days=_NOTICE_DAYS)
    days = (earliest - _FIRST_DAY).days
    return timedelta(days=-(-days // 7) * 7)


def _load(name: str) -> dict[str, Any]:
    text = resources.files("guestlist.demo").joinpath(f"{name}.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def _completed(speaker: dict[str, Any], organization: Organization) -> dict[str, Any]:
    """Give a speaker an id, so that all events share the record."""
    name = speaker["name"]
    return {**speaker, "id": str(derived_id(organization.id, "speaker", name)), "image": draw_portrait(name)}


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, list):
        return [_moved(each, by) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: (datetime.fromisoformat(inner) + by).isoformat() if name in _TIMES else _moved(inner, by)
        for name, inner in value.items()
    }


def _read(content: dict[str, Any]) -> EventFile:
    file = read(json.dumps(content).encode())
    if isinstance(file, Problems):
        raise AssertionError(f"The demo's own file is not in order: {file}")  # noqa: TRY004 - no wrong type, a bug
    return file
