"""What every page about one event shows around its own part."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists
from django.http import Http404

from guestlist import clock
from guestlist.catalog.effective import place_of
from guestlist.catalog.models import Building, Event
from guestlist.eventsapi.reading import visibility
from guestlist.feeds.loading import with_places
from guestlist.organizations.models import Organization
from guestlist.website.addresses import links
from guestlist.website.shown.cards import Card
from guestlist.website.shown.moments import Moment
from guestlist.website.shown.standings import Standings, load_standings


@dataclass(frozen=True, slots=True)
class Head(Card):
    """An event, with the parts it has."""

    organization: Organization
    standings: Standings
    has_sessions: bool
    has_speakers: bool

    @property
    def agenda_url(self) -> str:
        """Give its agenda."""
        return self.links.part(self.event, "agenda")

    @property
    def speakers_url(self) -> str:
        """Give its speakers."""
        return self.links.part(self.event, "speakers")

    @property
    def register_url(self) -> str:
        """Give the page where people register."""
        return self.links.part(self.event, "register")

    @property
    def calendar_url(self) -> str:
        """Give the calendar to subscribe to."""
        return self.links.file(self.event, "calendar.ics")

    @property
    def schedule_urls(self) -> dict[str, str]:
        """Give the schedules that conference apps read."""
        return {kind: self.links.file(self.event, f"schedule.{kind}") for kind in ("xml", "json")}

    @property
    def room(self) -> str:
        """Give the name of the room."""
        _building, room = place_of(self.event)
        return room.name if room else ""

    @property
    def building_name(self) -> str:
        """Give the name of the building."""
        building, _room = place_of(self.event)
        return building.name if building else ""

    @property
    def address_lines(self) -> list[str]:
        """Give the building's postal address."""
        building, _room = place_of(self.event)
        return postal_lines(building) if building else []

    @property
    def has_step_free_access(self) -> bool:
        """Tell whether building or room say so."""
        building, room = place_of(self.event)
        return bool((building and building.disabled_access) or (room and room.disabled_access))

    @property
    def opens(self) -> Moment | None:
        """Give when registration begins."""
        at = self.standing.availability.opens_at
        return Moment(at, self.event.time_zone) if at else None

    @property
    def closes(self) -> Moment | None:
        """Give when registration ends."""
        at = self.standing.availability.closes_at
        return Moment(at, self.event.time_zone) if at else None


def postal_lines(building: Building) -> list[str]:
    """Give the postal address of a building, line by line."""
    city = " ".join(part for part in (building.postal_code, building.city) if part)
    street = (building.address_line1, building.address_line2, building.address_line3)
    return [line for line in (*street, city, building.state_province, building.country) if line.strip()]


def load_head(organization: Organization, given_id: str) -> Head:
    """Read a live event by its readable id, in any letter case, or its GUID. Raises Http404 if there is none."""
    found = visibility.find_live_event(organization.id, given_id)
    if found is None:
        raise Http404
    event = _with_parts(found)
    standings = load_standings(organization.id, [event], clock.now())
    return Head(
        event=event,
        standing=standings.of[event.id],
        links=links(),
        organization=organization,
        standings=standings,
        has_sessions=event.has_sessions,  # type: ignore[attr-defined]
        has_speakers=event.has_speakers,  # type: ignore[attr-defined]
    )


def _with_parts(event: Event) -> Event:
    """Give the event with its place, and with what it has."""
    events = with_places(visibility.live_events(event.organization_id).filter(id=event.id))
    return (
        events.defer("source", "registration_form")
        .annotate(
            has_sessions=Exists(visibility.live_sessions_of(event).order_by()),
            has_speakers=Exists(visibility.shown_engagements(event)),
        )
        .get()
    )
