"""What every personal page says of the event: which it is, when, where, and the page it has."""

from __future__ import annotations

from typing import Any

from guestlist.catalog.effective import place_of
from guestlist.catalog.models import Event
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.feeds.loading import with_places
from guestlist.website.addresses import page_for_people, world_addresses
from guestlist.website.personal.opening import Opened
from guestlist.website.shown.heads import postal_lines
from guestlist.website.shown.moments import Span


def about(opened: Opened) -> dict[str, Any]:
    """Give what the templates show around their own part."""
    organization, event_id = opened.organization, opened.personal.event.id
    with reading():
        event = with_places(Event.objects.using(READING).filter(pk=event_id)).get()
        page = page_for_people(event, organization, world_addresses(organization)) if event.is_live else None
    building, room = place_of(event)
    return {
        "organization": organization,
        "personal": opened.personal,
        "signed": opened.signed,
        "event": event,
        "event_url": page,
        "span": Span(event.starts_at, event.ends_at, event.time_zone),
        "building": building,
        "room": room,
        "address_lines": postal_lines(building) if building else [],
    }
