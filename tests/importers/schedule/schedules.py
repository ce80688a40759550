"""Schedule files for tests: the real ones, and small ones made by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from guestlist.importers.schedule import frab
from guestlist.importers.schedule.records import ScheduleFile

DATA = Path(__file__).parents[4] / "shared" / "data"
FOSDEM_EARLIER = DATA / "fosdem-2025-01-08.schedule.xml.gz"
FOSDEM = DATA / "fosdem-2025-01-11.schedule.xml.gz"
CAMP = DATA / "cccamp-2019.schedule.json"
RC3 = DATA / "rc3-channels-2020.schedule.json"
SUMMIT = DATA / "scottish-summit-2026.sessionize.json"


def a_talk(number: int = 1, **values: Any) -> dict[str, Any]:
    """Give a session as frab's tree has it."""
    return {
        "id": number,
        "guid": str(guid_of(number)),
        "date": "2027-06-10T09:00:00+02:00",
        "duration": "00:30",
        "title": f"Talk {number}",
        "track": "Tides",
        "persons": [{"id": 7, "public_name": "Ilse Varga"}],
        **values,
    }


def guid_of(number: int = 1) -> UUID:
    return UUID(f"00000000-0000-4000-8000-{number:012}")


def a_tree(*talks: dict[str, Any], **conference: Any) -> dict[str, Any]:
    """Give what stands below "schedule": one day, all talks in one room."""
    days = [{"index": 1, "date": "2027-06-10", "rooms": {"Chart Room": list(talks)}}]
    facts = {"acronym": "harbour-27", "title": "Harbour Data Days", **conference}
    return {"conference": {**facts, "days": days}}


def parsed(*talks: dict[str, Any], **conference: Any) -> ScheduleFile:
    return frab.parse(a_tree(*talks, **conference))


def write_schedule(folder: Path, *talks: dict[str, Any], **conference: Any) -> Path:
    """Write a schedule.json in the zone Europe/Berlin, over any that is there."""
    path = folder / "schedule.json"
    tree = a_tree(*talks, **{"time_zone_name": "Europe/Berlin", **conference})
    path.write_text(json.dumps({"schedule": tree}))
    return path


def an_event_element(**elements: str) -> str:
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in elements.items())
    return f'<event id="7">{inner}</event>'


def an_old_file(*events: str, conference: str = "", day: str = "") -> str:
    """Give a schedule.xml without guid and date, as the oldest ones are."""
    facts = f"<acronym>old</acronym><title>Old Days</title>{conference}"
    return (
        f"<schedule><conference>{facts}</conference>"
        f'<day index="1" date="2012-12-27" {day}><room name="Saal 1">{"".join(events)}</room></day>'
        "</schedule>"
    )
