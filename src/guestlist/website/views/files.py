"""What other programs read: calendars, schedules, feeds, and what search engines ask for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from guestlist import feeds
from guestlist.catalog.models import Event
from guestlist.eventsapi.reading import visibility
from guestlist.feeds import Feed, Pages
from guestlist.organizations.models import Organization
from guestlist.website.addresses import world_addresses
from guestlist.website.finding import canonical
from guestlist.website.pages import Document, View, page

_EventFeed = Callable[[Organization, Event, Pages], Feed | None]


def _about_event(make: _EventFeed) -> View:
    @page()
    def file(request: HttpRequest, organization: Organization, readable_id: str) -> Document | HttpResponse:
        event = visibility.find_live_event(organization.id, readable_id)
        if event is None:
            raise Http404
        elsewhere = canonical(request, event)
        return elsewhere or _document(make(organization, event, world_addresses(organization)))

    return file


event_calendar = _about_event(feeds.event_calendar)
schedule_xml = _about_event(feeds.schedule_xml)
schedule_json = _about_event(feeds.schedule_json)


@page()
def calendar(_request: HttpRequest, organization: Organization) -> Document:
    """Give the upcoming events to calendar programs."""
    return _document(feeds.organization_calendar(organization, world_addresses(organization)))


@page()
def rss(_request: HttpRequest, organization: Organization) -> Document:
    """Give the new events to feed readers."""
    return _document(feeds.new_events(organization, world_addresses(organization)))


@page()
def sitemap(request: HttpRequest, organization: Organization, part: int | None = None) -> Document:
    """Give every page to search engines."""
    if part is not None and not request.path.endswith(f"/sitemap-{part}.xml"):  # leading zeros
        raise Http404
    return _document(feeds.sitemap(organization, world_addresses(organization), part=part))


@page()
def robots(_request: HttpRequest, organization: Organization) -> Document:
    """Say what search engines leave alone, and where the sitemap is."""
    world = world_addresses(organization)
    lines = ("User-agent: *", "Disallow: /backoffice/", f"Sitemap: {world.root}/sitemap.xml")
    return Document(body="".join(f"{line}\n" for line in lines).encode(), media_type="text/plain; charset=utf-8")


def _document(feed: Feed | None) -> Document:
    if feed is None:
        raise Http404
    return Document(body=feed.body, media_type=feed.media_type)
