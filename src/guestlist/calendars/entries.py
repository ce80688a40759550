"""Entries of calendars made of events and sessions: the same record has the same UID in every file."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from guestlist.calendars.contents import Contents
from guestlist.calendars.files import Entry
from guestlist.catalog.effective import place_of
from guestlist.catalog.models import Event, Session


def uid_of(record_id: UUID, root_url: str) -> str:
    """Give a record's UID: `{id}@{host of the organization's root}` (OD-70)."""
    return f"{record_id}@{urlsplit(root_url).hostname}"


def location_of(record: Event | Session, event: Event) -> str:
    """Give "building, room" of a record that was loaded with them; a session without a place is where its event is."""
    building, room = place_of(record)
    if building is None and room is None:
        building, room = place_of(event)
    return ", ".join(place.name for place in (building, room) if place and place.name)


def entry_of(
    record: Event | Session, event: Event, contents: Contents, *, root_url: str, stamped_at: datetime
) -> Entry:
    """Give the entry of an event, or of a session of it.

    What else an entry may say (`sequence`, `status`, `url`, …) is added with `dataclasses.replace`.

    Args:
        record: loaded with building and room (`select_related("building", "room__building")`); so is `event`.
        contents: what it says, from `contents_of`.
        root_url: the organization's own root, not the one that was called: it is part of the UID.
        stamped_at: when the file is made; of a file that is fetched again and again, when it last changed.
    """
    return Entry(
        uid=uid_of(record.id, root_url),
        stamped_at=stamped_at,
        starts_at=record.starts_at,
        ends_at=record.ends_at,
        summary=record.name,
        location=location_of(record, event),
        description=contents.text,
        html=contents.html,
    )
