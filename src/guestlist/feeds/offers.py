"""What is left of an event and at which price, in the words of schema.org/Offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from guestlist import clock
from guestlist.catalog import effective
from guestlist.catalog.models import Event, Pass
from guestlist.database.configuration import READING
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.order import by_name
from guestlist.eventsapi.reading.times import utc_text
from guestlist.feeds.pages import Pages
from guestlist.money import find_currency, to_wire
from guestlist.registration import counts


@dataclass(frozen=True, slots=True)
class Availability:
    """The passes on offer and what is taken, of one moment."""

    passes: Sequence[Pass]  # by price and name
    passes_taken: counts.Counts
    seats_taken: int


def load_availability(event: Event) -> Availability:
    """Read what is taken of a live event, inside a reading transaction."""
    now = clock.now()
    visible = visibility.visible_passes(event.organization_id).filter(event_id=event.id)
    passes = sorted(visible.order_by(), key=lambda row: (row.price_minor, by_name(row.name, row.id)))
    return Availability(
        passes=passes,
        passes_taken=counts.of_passes([row.id for row in passes], now, using=READING),
        seats_taken=counts.of_events([event.id], now, using=READING).taken(event.id),
    )


def offers_of(event: Event, availability: Availability, pages: Pages) -> list[dict[str, Any]]:
    """Give an offer for each pass on offer, sold out or not."""
    capacity = effective.event_capacity(event)
    is_full = capacity is not None and availability.seats_taken >= capacity
    shared: dict[str, str] = {"url": pages.event(event)}
    if event.registration_opens_at:
        shared["validFrom"] = utc_text(event.registration_opens_at)
    if event.has_registration_end and event.registration_ends_at:
        shared["validThrough"] = utc_text(event.registration_ends_at)
    return [_offer(row, shared, is_full or _is_sold_out(row, availability)) for row in availability.passes]


def _is_sold_out(row: Pass, availability: Availability) -> bool:
    return availability.passes_taken.taken(row.id) >= row.allocated


def _offer(row: Pass, shared: dict[str, str], is_sold_out: bool) -> dict[str, Any]:
    currency = find_currency(row.currency)
    return {
        "@type": "Offer",
        "name": row.name,
        "price": f"{to_wire(row.price_minor, row.currency):.{currency.digits if currency else 2}f}",
        **({"priceCurrency": row.currency} if row.currency else {}),
        "availability": f"https://schema.org/{'SoldOut' if is_sold_out else 'InStock'}",
        **shared,
    }
