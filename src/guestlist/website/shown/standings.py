"""Places and prices of events: read for many at once, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guestlist.catalog import effective
from guestlist.catalog.models import Event, Pass
from guestlist.database.configuration import READING
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.order import by_name
from guestlist.registration import counts
from guestlist.website.availability import Availability, availability_of, earliest, next_turn
from guestlist.website.shown.prices import price


@dataclass(frozen=True, slots=True)
class Offered:
    """A pass on offer."""

    row: Pass
    left: int

    @property
    def price(self) -> str:
        """Give its price as the reader writes it."""
        return price(self.row.price_minor, self.row.currency)

    @property
    def few_left(self) -> bool:
        """Tell whether only a few are left."""
        return 0 < self.left <= max(5, self.row.allocated // 20)


@dataclass(frozen=True, slots=True)
class Standing:
    """What can be had of an event."""

    availability: Availability
    passes: Sequence[Offered]  # by price and name; none: the event needs none

    @property
    def lowest_price(self) -> str:
        """Give the price of the cheapest pass; "" where none is needed."""
        return self.passes[0].price if self.passes else ""

    @property
    def has_several_prices(self) -> bool:
        """Tell whether another pass costs something else."""
        return len({(each.row.price_minor, each.row.currency) for each in self.passes}) > 1


@dataclass(frozen=True, slots=True)
class Standings:
    """Standings by event, and until when they hold if nobody changes anything."""

    of: Mapping[UUID, Standing]
    valid_until: datetime | None


def load_standings(organization_id: UUID, events: Sequence[Event], now: datetime) -> Standings:
    """Read what can be had of some live events of an organization."""
    limited_ids = [event.id for event in events if effective.event_capacity(event) is not None]
    seats = counts.of_events(limited_ids, now, using=READING)
    rows = list(
        visibility.visible_passes(organization_id)
        .filter(event__in=[event.id for event in events])
        .order_by()
        .defer("source", "custom_columns")
    )
    sold = counts.of_passes([row.id for row in rows], now, using=READING)
    passes_of: defaultdict[UUID, list[Offered]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.price_minor, by_name(row.name, row.id))):
        passes_of[row.event_id].append(Offered(row, max(0, row.allocated - sold.taken(row.id))))
    return Standings(
        of={event.id: _standing(event, passes_of[event.id], seats.taken(event.id), now) for event in events},
        valid_until=earliest(next_turn(events, now), seats.valid_until, sold.valid_until),
    )


def _standing(event: Event, passes: Sequence[Offered], taken: int, now: datetime) -> Standing:
    passes_left = sum(each.left for each in passes) if passes else None
    return Standing(availability_of(event, taken=taken, passes_left=passes_left, now=now), passes)
