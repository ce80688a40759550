"""sitemap.xml: every public page of an organization's website, for search engines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

from django.db.models import Q

from guestlist.catalog.models import Speaker, SpeakerEngagement
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.eventsapi.reading import visibility
from guestlist.feeds.answers import XML, Feed
from guestlist.feeds.pages import Pages
from guestlist.organizations.models import Organization

# What the protocol allows in one file; more are cut into parts, which an index lists.
ADDRESSES_MAX: Final = 50_000
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(organization: Organization, pages: Pages, *, part: int | None = None) -> Feed | None:
    """Give the sitemap, or one part of a long one.

    Args:
        organization: whose website it is.
        pages: the website's addresses.
        part: None for `sitemap.xml` itself, which is an index where there are parts; else a part, from 1 on.

    Gives None for a part that there is not.
    """
    with reading():
        addresses = list(_addresses(organization, pages))
    parts = [addresses[start : start + ADDRESSES_MAX] for start in range(0, len(addresses), ADDRESSES_MAX)]
    if part is not None:
        return _document("urlset", "url", parts[part - 1]) if 1 <= part <= len(parts) > 1 else None
    if len(parts) == 1:
        return _document("urlset", "url", addresses)
    return _document("sitemapindex", "sitemap", [pages.sitemap(number) for number in range(1, len(parts) + 1)])


def _addresses(organization: Organization, pages: Pages) -> Iterator[str]:
    # By id, so that a new event does not shift what stands in earlier parts.
    yield pages.home
    columns = ("id", "name", "readable_event_id")
    events = {row.id: row for row in visibility.live_events(organization.id).only(*columns).order_by("id")}
    yield from map(pages.event, events.values())
    sessions = visibility.live_sessions(organization.id).only("id", "name", "event_id")
    for session in sessions.order_by("event_id", "id"):
        yield pages.session(events[session.event_id], session)
    speakers = {row.id: row for row in _speakers(organization)}
    for event_id, speaker_id in _appearances(organization):
        yield pages.speaker(events[event_id], speakers[speaker_id])


def _speakers(organization: Organization) -> Iterator[Speaker]:
    yield from visibility.visible_speakers(organization.id).only("id", "name").order_by()


def _appearances(organization: Organization) -> Iterator[tuple[UUID, UUID]]:
    """Give each event with each speaker who is visible in it."""
    engagements = SpeakerEngagement.objects.using(READING).filter(
        Q(session__isnull=True) | Q(session__in=visibility.live_sessions(organization.id)),
        event__in=visibility.live_events(organization.id),
        speaker__in=visibility.visible_speakers(organization.id),
        is_active=True,
    )
    pairs = engagements.order_by("event_id", "speaker_id").values_list("event_id", "speaker_id").distinct()
    yield from pairs


def _document(root_tag: str, tag: str, addresses: Sequence[str]) -> Feed:
    root = Element(root_tag, {"xmlns": _NAMESPACE})
    for address in addresses:
        SubElement(SubElement(root, tag), "loc").text = address
    return Feed(tostring(root, encoding="utf-8", xml_declaration=True), XML)
