"""What an event offers to whoever wants to register now: the state that the rules would see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guestlist import clock
from guestlist.catalog.models import Event, Pass, Session
from guestlist.database.configuration import READING
from guestlist.database.sql import Sql
from guestlist.database.transactions import reading
from guestlist.eventsapi.reading import visibility
from guestlist.organizations.models import Organization
from guestlist.registration import counts
from guestlist.registration.rules.state import EventSettings, EventStyle, PassState, SessionState
from guestlist.registration.store.events import LoadedSessions, load_events


@dataclass(frozen=True, slots=True)
class OfferedPass:
    """A pass on offer, sold out or not."""

    record: Pass
    state: PassState

    @property
    def left(self) -> int:
        """Give how many can still be had."""
        return max(0, self.state.allocated - self.state.taken)


@dataclass(frozen=True, slots=True)
class OfferedSession:
    """A live session that may be named, full or not; with its room and building."""

    record: Session
    state: SessionState

    @property
    def left(self) -> int | None:
        """Give how many seats are free; None: there is no limit."""
        return None if self.state.capacity is None else max(0, self.state.capacity - self.state.taken)


@dataclass(frozen=True, slots=True)
class Offer:
    """An event with its questions, passes and sessions, all read in one moment."""

    organization: Organization
    event: Event  # with its place
    settings: EventSettings
    taken: int  # seats of the event
    passes: Mapping[UUID, OfferedPass]  # by price and name; only those on offer
    sessions: Mapping[UUID, OfferedSession]  # by start and name; none where nobody chooses sessions
    now: datetime

    @property
    def is_paid(self) -> bool:
        """Tell whether everybody who gets a place needs a pass."""
        return self.settings.is_paid

    @property
    def left(self) -> int | None:
        """Give how many people can get a place, each with a pass where one is needed; None: as many as like."""
        seats = None if self.settings.capacity is None else max(0, self.settings.capacity - self.taken)
        if not self.is_paid:
            return seats
        passes = sum(each.left for each in self.passes.values())
        return passes if seats is None else min(seats, passes)

    @property
    def needs_session(self) -> bool:
        """Tell whether whoever gets a place must choose a session (contract 5.9)."""
        return self.settings.session_required and self.settings.offers_sessions and self._is_real_time

    @property
    def takes_one_session(self) -> bool:
        """Tell whether nobody may choose a second session."""
        return self.settings.one_session_only and self._is_real_time

    def opens(self, pass_id: UUID | None, session_id: UUID) -> bool:
        """Tell whether a pass lets its holder into a session; without a pass every session is open."""
        chosen = self.passes.get(pass_id) if pass_id else None
        eligible = chosen.state.session_ids if chosen and self._is_real_time else frozenset()
        return not eligible or session_id in eligible

    def limited_to(self, session_id: UUID) -> list[OfferedPass]:
        """Give the passes that a session is part of, where not every pass opens it."""
        opening = [each for each in self.passes.values() if self.opens(each.record.id, session_id)]
        return opening if len(opening) < len(self.passes) else []

    @property
    def _is_real_time(self) -> bool:
        return self.settings.style == EventStyle.REAL_TIME


def load_offer(organization: Organization, given_id: str) -> Offer | None:
    """Read what a live event of the organization offers; None: it has no such event.

    `given_id`: a readable event id in any letter case, or the event's GUID.
    """
    with reading() as connection:
        found = visibility.find_live_event(organization.id, given_id)
        if found is None:
            return None
        now, sql = clock.now(), Sql(connection)
        loaded = load_events(sql, [found.id], now)
        settings = loaded[found.id].settings
        sessions = LoadedSessions(sql, loaded, now)
        records = list(_live_sessions(found)) if settings.offers_sessions else []
        sessions.load(record.id for record in records)
        states = sessions.of(found.id)
        return Offer(
            organization=organization,
            event=Event.objects.using(READING).select_related("building", "room").get(pk=found.id),
            settings=settings,
            taken=counts.of_events([found.id], now, using=READING).taken(found.id),
            passes=_passes(organization, found, settings),
            sessions={record.id: OfferedSession(record, states[record.id]) for record in records},
            now=now,
        )


def _live_sessions(event: Event) -> list[Session]:
    rows = visibility.live_sessions_of(event).select_related("building", "room")
    return list(
        rows.only("name", "starts_at", "ends_at", "building__name", "room__name").order_by("starts_at", "name", "id")
    )


def _passes(organization: Organization, event: Event, settings: EventSettings) -> dict[UUID, OfferedPass]:
    if not settings.is_paid:
        return {}
    states = {state.id: state for state in settings.passes}
    rows = visibility.visible_passes(organization.id).filter(event_id=event.id).order_by("price_minor", "name", "id")
    return {row.id: OfferedPass(row, states[row.id]) for row in rows if row.id in states}
