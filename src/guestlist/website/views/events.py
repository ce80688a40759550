"""The page of an event: what, when, where, and how to take part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from guestlist.catalog.models import Event, Pass, Sponsorship
from guestlist.database.configuration import READING
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.order import by_name
from guestlist.feeds import as_script, event_data, event_meta
from guestlist.organizations.models import Organization
from guestlist.website.addresses import Addresses, world_addresses
from guestlist.website.availability import earliest
from guestlist.website.finding import canonical
from guestlist.website.pages import Page, page
from guestlist.website.shown.agenda import Agenda, Wanted, load_agenda, load_days
from guestlist.website.shown.heads import Head, load_head
from guestlist.website.shown.moments import short_date
from guestlist.website.shown.people import load_people
from guestlist.website.shown.standings import Offered

# A longer programme has a page of its own alone.
SESSIONS_SHOWN_MAX = 8
SPEAKERS_SHOWN_MAX = 8


@page()
def event(request: HttpRequest, organization: Organization, readable_id: str) -> Page | HttpResponse:
    """Show an event."""
    head = load_head(organization, readable_id)
    if elsewhere := canonical(request, head.event):
        return elsewhere
    programme = _programme(head)
    people = load_people(head.event, head.links) if head.has_speakers else []
    world = world_addresses(organization)
    data = event_data(organization, head.event, world)
    return Page(
        template="website/event.html",
        context={
            "head": head,
            "programme": programme,
            "day_links": [
                (short_date(day), f"{head.agenda_url}?day={day.isoformat()}", number)
                for day, number in programme.days.items()
            ],
            # Those who can be recognized come first.
            "people": sorted(people, key=lambda person: not person.portrait_url)[:SPEAKERS_SHOWN_MAX],
            "people_count": len(people),
            "passes": _passes(head),
            "sponsors": _sponsors(head.event, head.links),
            "canonical": world.event(head.event),
            "meta": event_meta(organization, head.event, world),
            "data": as_script(data) if data else "",
        },
        valid_until=earliest(head.standings.valid_until, programme.agenda.valid_until if programme.agenda else None),
    )


@dataclass(frozen=True, slots=True)
class _Programme:
    """A short programme with its sessions, of a long one the days."""

    days: Mapping[date, int]
    agenda: Agenda | None

    @property
    def count(self) -> int:
        return sum(self.days.values())


def _programme(head: Head) -> _Programme:
    days = load_days(head.event) if head.has_sessions else {}
    if not 0 < sum(days.values()) <= SESSIONS_SHOWN_MAX:
        return _Programme(days, None)
    return _Programme(days, load_agenda(head.event, Wanted(), tracks=(), links=head.links, shows_seats=False))


@dataclass(frozen=True, slots=True)
class _PassShown:
    offered: Offered
    sessions: list[str]  # names of the sessions that it opens; none: it says nothing about sessions


def _passes(head: Head) -> list[_PassShown]:
    offered = head.standing.passes
    names: dict[UUID, list[tuple[datetime, str]]] = {each.row.id: [] for each in offered}
    if offered:
        links = Pass.sessions.through.objects.using(READING).filter(
            pass_id__in=list(names), session__in=visibility.live_sessions_of(head.event).order_by().values("id")
        )
        for pass_id, start, name in links.values_list("pass_id", "session__starts_at", "session__name"):
            names[pass_id].append((start, name))
    return [_PassShown(each, [name for _start, name in sorted(names[each.row.id])]) for each in offered]


@dataclass(frozen=True, slots=True)
class _Sponsor:
    row: Sponsorship
    logo_url: str


def _sponsors(event: Event, links: Addresses) -> list[_Sponsor]:
    """Give the sponsors, the more generous categories first."""
    rows = visibility.visible_sponsorships(event.organization_id).filter(event_id=event.id).order_by()
    ordered = sorted(
        rows.defer("source", "custom_columns"),
        key=lambda row: (row.category is None, row.category, by_name(row.sponsor_name, row.id)),
    )
    return [_Sponsor(row, links.sponsor_logo(row)) for row in ordered]
