"""RSS 2.0 of an organization's new events."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from guestlist.catalog.models import Event
from guestlist.database.transactions import reading
from guestlist.eventsapi.reading import visibility
from guestlist.feeds.answers import Feed
from guestlist.feeds.pages import Pages
from guestlist.feeds.plain import as_html
from guestlist.organizations.models import Organization
from guestlist.texts import printable

EVENTS_MAX: Final = 50


def new_events(organization: Organization, pages: Pages) -> Feed:
    """Give the latest live events, the newest first, in the language of the request.

    New is what was created lately: when an event went live is not kept.
    """
    with reading():
        rows = visibility.live_events(organization.id).order_by("-created_at", "-id")
        events = list(rows.defer("source")[:EVENTS_MAX])
    name = printable(organization.name)
    document = _Rss(
        title=name,
        link=pages.home,
        description=_("New events of %(organization)s") % {"organization": name},
        changed_at=max((event.created_at for event in events), default=organization.created_at),
    )
    for event in events:
        document.add_item(**_item(event, pages))
    return Feed(document.writeString("utf-8").encode(), document.content_type)


def _item(event: Event, pages: Pages) -> dict[str, Any]:
    return {
        "title": printable(event.name),
        "link": pages.event(event),
        # Readers take it for markup.
        "description": printable(as_html(event.description, event.description_html)),
        "unique_id": str(event.id),
        "unique_id_is_permalink": False,
        "pubdate": event.created_at,
    }


class _Rss(Rss201rev2Feed):
    """Django's writer reads the clock for a feed without items; this one is told."""

    def latest_post_date(self) -> datetime:
        changed_at: datetime = self.feed["changed_at"]
        return changed_at
