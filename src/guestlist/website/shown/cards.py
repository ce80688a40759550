"""Events in lists."""

from __future__ import annotations

from dataclasses import dataclass

from guestlist.catalog.choices import Format
from guestlist.catalog.effective import place_of
from guestlist.catalog.models import Event
from guestlist.feeds.languages import code_of
from guestlist.website.addresses import Addresses
from guestlist.website.shown.moments import Span
from guestlist.website.shown.standings import Standing


@dataclass(frozen=True, slots=True)
class Card:
    """An event as a list shows it."""

    event: Event
    standing: Standing
    links: Addresses

    @property
    def url(self) -> str:
        """Give the event's page."""
        return self.links.event(self.event)

    @property
    def image_url(self) -> str:
        """Give the event's picture; "" for none."""
        return self.links.image(self.event.image) if self.event.image else ""

    @property
    def span(self) -> Span:
        """Give its dates."""
        return span_of(self.event)

    @property
    def place(self) -> str:
        """Give building and city."""
        return short_place(self.event)

    @property
    def is_online(self) -> bool:
        """Tell whether people can take part from anywhere."""
        return is_online(self.event)

    @property
    def language(self) -> str:
        """Give the code of the event's language; "" for none."""
        return code_of(self.event.language)


def span_of(event: Event) -> Span:
    """Give an event's dates in its zone."""
    return Span(event.starts_at, event.ends_at, event.time_zone)


def is_online(event: Event) -> bool:
    """Tell whether people can take part from anywhere."""
    return event.event_format in (Format.WEBINAR, Format.HYBRID)


def short_place(event: Event) -> str:
    """Give building and city of an event that was loaded with them."""
    building, _room = place_of(event)
    if building is None:
        return ""
    return (
        f"{building.name}, {building.city}" if building.city and building.city not in building.name else building.name
    )
