"""Upcoming and past events, and those that hold what somebody looks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Min, QuerySet

from guestlist import clock
from guestlist.catalog.models import Event
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.order import by_name
from guestlist.feeds.loading import with_places
from guestlist.organizations.models import Organization
from guestlist.website.addresses import links
from guestlist.website.availability import earliest
from guestlist.website.shown.cards import Card
from guestlist.website.shown.standings import load_standings

EVENTS_PER_PAGE: Final = 24
_NOT_SHOWN: Final = (
    "source",
    "custom_columns",
    "registration_form",
    "description_html",
    "calendar_html",
    "calendar_text",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a list of events."""

    cards: Sequence[Card]
    number: int  # of this page, from 1 on
    pages: int
    found: int  # events on all pages
    valid_until: datetime | None

    @property
    def previous(self) -> int | None:
        """Give the number of the page before; None: there is none."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """Give the number of the page after; None: there is none."""
        return self.number + 1 if self.number < self.pages else None


def load_listing(organization: Organization, *, is_past: bool, words: str, page: int) -> Listing:
    """Read one page of the upcoming events, the soonest first, or of those that are over, the latest first.

    Args:
        words: each of them must stand in the name, description or place of an event; "" for all events.
        page: from 1 on; beyond the last one, the last one is given.
    """
    now = clock.now()
    live = visibility.live_events(organization.id).order_by()
    first_end = live.filter(ends_at__gt=now).aggregate(Min("ends_at"))["ends_at__min"]
    wanted = live.filter(ends_at__lte=now) if is_past else live.filter(ends_at__gt=now)
    ids = [event.id for event in _ordered(wanted, is_past=is_past) if _has_words(event, words)]
    pages = max(1, -(-len(ids) // EVENTS_PER_PAGE))
    number = min(max(1, page), pages)
    shown_ids = ids[(number - 1) * EVENTS_PER_PAGE : number * EVENTS_PER_PAGE]
    by_id = {event.id: event for event in with_places(live.filter(id__in=shown_ids)).defer(*_NOT_SHOWN)}
    events = [by_id[event_id] for event_id in shown_ids]
    standings = load_standings(organization.id, events, now)
    here = links()
    return Listing(
        cards=[Card(event, standings.of[event.id], here) for event in events],
        number=number,
        pages=pages,
        found=len(ids),
        valid_until=earliest(standings.valid_until, first_end),
    )


def _ordered(events: QuerySet[Event], *, is_past: bool) -> list[Event]:
    columns = ("id", "name", "description", "starts_at", "building__name", "building__city", "room__building__name")
    rows = sorted(with_places(events).only(*columns), key=lambda event: by_name(event.name, event.id))
    return sorted(rows, key=lambda event: event.starts_at, reverse=is_past)


def _has_words(event: Event, words: str) -> bool:
    """Tell whether an event holds every word. Not in SQL: databases differ in what letter case is."""
    if not words:
        return True
    building = event.building or (event.room.building if event.room else None)
    place = f"{building.name} {building.city}" if building else ""
    text = f"{event.name} {place} {event.description}".casefold()
    return all(word in text for word in words.casefold().split())
