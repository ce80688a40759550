"""What is to be paid for places that are held, until when and how."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from guestlist.catalog.models import Event
from guestlist.eventsapi.reading.links import web_address
from guestlist.registration.models import Purchase
from guestlist.website.shown.moments import Span
from guestlist.website.shown.prices import amount


@dataclass(frozen=True, slots=True)
class Payment:
    """A purchase that can still be paid for, as templates show it."""

    amount: str
    until: Span
    page_url: str | None  # where to pay; None: the organizer says it elsewhere
    reference: UUID
    confirm_url: str  # where a demo payment is confirmed


def payment_of(purchase: Purchase, event: Event, *, confirm_url: str) -> Payment:
    """Say what is to be paid for a purchase of an event."""
    return Payment(
        amount=amount(purchase.total_minor, purchase.currency),
        until=Span(purchase.expires_at, purchase.expires_at, event.time_zone),
        page_url=web_address(purchase.redirect_url),
        reference=purchase.id,
        confirm_url=confirm_url,
    )
