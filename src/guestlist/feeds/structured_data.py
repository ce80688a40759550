"""schema.org/Event as JSON-LD: what search engines show of an event."""

from __future__ import annotations

import json
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe

from guestlist.catalog import effective
from guestlist.catalog.choices import Format
from guestlist.catalog.effective import place_of
from guestlist.catalog.models import Building, Event, Speaker
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.links import web_address
from guestlist.eventsapi.reading.order import by_name
from guestlist.feeds.languages import code_of
from guestlist.feeds.loading import find_event
from guestlist.feeds.offers import Availability, load_availability, offers_of
from guestlist.feeds.pages import Pages
from guestlist.organizations.models import Organization

# Search engines name a handful; a conference has a thousand.
PERFORMERS_MAX: Final = 50
_MODES: Final[dict[int, str]] = {
    Format.ON_SITE: "https://schema.org/OfflineEventAttendanceMode",
    Format.WEBINAR: "https://schema.org/OnlineEventAttendanceMode",
    Format.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}
_ADDRESS: Final = (
    ("addressLocality", "city"),
    ("addressRegion", "state_province"),
    ("postalCode", "postal_code"),
    ("addressCountry", "country"),
)
# In a page these could end the script, or a line of it.
_ESCAPES: Final = str.maketrans({letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"})


def event_data(organization: Organization, event: Event, pages: Pages) -> dict[str, Any] | None:
    """Describe an event in the words of schema.org; None: the event is not public."""
    with reading():
        found = find_event(organization.id, event.id)
        if found is None:
            return None
        availability = load_availability(found)
        speakers = _speakers(found)
    return _stated(
        {
            "@context": "https://schema.org",
            "@type": "Event",
            "@id": pages.event(found),
            "url": pages.event(found),
            "name": found.name,
            "description": found.description,
            **_times(found),
            "eventStatus": "https://schema.org/EventScheduled",  # no other event is public
            "eventAttendanceMode": _MODES.get(found.event_format or 0),
            "inLanguage": code_of(found.language),
            "location": _locations(found, pages),
            "image": [pages.image(found.image)] if found.image else [],
            "organizer": {"@type": "Organization", "name": organization.name, "url": pages.home},
            "performer": [_performer(speaker, found, pages) for speaker in speakers],
            **_capacity(found, availability),
            "isAccessibleForFree": all(event_pass.price_minor == 0 for event_pass in availability.passes),
            "offers": offers_of(found, availability, pages),
        }
    )


def as_script(data: dict[str, Any]) -> SafeString:
    """Give the data block that a page carries. Nothing in the data can end it, and no browser executes it."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def _times(event: Event) -> dict[str, str]:
    zone = ZoneInfo(event.time_zone)
    return {
        "startDate": event.starts_at.astimezone(zone).isoformat(timespec="seconds"),
        "endDate": event.ends_at.astimezone(zone).isoformat(timespec="seconds"),
    }


def _locations(event: Event, pages: Pages) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    building, room = place_of(event)
    if building is not None and event.event_format != Format.WEBINAR:
        name = f"{building.name}, {room.name}" if room else building.name
        places.append({"@type": "Place", "name": name, "address": _address(building)})
    if event.event_format in (Format.WEBINAR, Format.HYBRID):
        places.append({"@type": "VirtualLocation", "url": pages.event(event)})
    return places


def _address(building: Building) -> dict[str, Any]:
    lines = (building.address_line1, building.address_line2, building.address_line3)
    street = ", ".join(line for line in lines if line.strip())
    facts = {name: getattr(building, column) for name, column in _ADDRESS}
    return {"@type": "PostalAddress", **_stated({"name": building.name, "streetAddress": street, **facts})}


def _capacity(event: Event, availability: Availability) -> dict[str, int]:
    capacity = effective.event_capacity(event)
    if capacity is None:
        return {}
    return {
        "maximumAttendeeCapacity": capacity,
        "remainingAttendeeCapacity": max(0, capacity - availability.seats_taken),
    }


def _speakers(event: Event) -> list[Speaker]:
    engagements = visibility.shown_engagements(event)
    speakers = Speaker.objects.using(READING).filter(id__in=engagements.values("speaker_id"))
    rows = speakers.order_by().defer("about", "about_html", "source")
    return sorted(rows, key=lambda row: by_name(row.name, row.id))[:PERFORMERS_MAX]


def _performer(speaker: Speaker, event: Event, pages: Pages) -> dict[str, Any]:
    profiles = (speaker.website, speaker.blog, speaker.linkedin, speaker.twitter)
    return _stated(
        {
            "@type": "Person",
            "name": speaker.name,
            "jobTitle": speaker.title,
            "url": pages.speaker(event, speaker),
            "image": pages.image(speaker.image) if speaker.image else "",
            "sameAs": [address for profile in profiles if (address := web_address(profile))],
        }
    )


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [])}
