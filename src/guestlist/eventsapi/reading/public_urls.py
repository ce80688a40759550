"""Where the pages of events are: `publicEventUrl` (contract 4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from guestlist.catalog.models import Event
from guestlist.database.configuration import READING
from guestlist.eventsapi.reading.links import event_page, web_address
from guestlist.organizations.models import Organization, WebApplication


@dataclass(frozen=True, slots=True)
class PublicUrls:
    """The pages of an organization's events."""

    origins: Mapping[UUID, str]  # of the active web applications, oldest first
    website: str | None  # the root of the event website; None: it is off, or a web application is shown instead

    def of(self, event: Event) -> str | None:
        """Give the address of an event's page; None: it has none."""
        return web_address(event.public_event_url) if event.public_event_url else self._default(event)

    def _default(self, event: Event) -> str | None:
        """Give the page on the event's own web application, else on the default one, else on our website."""
        origin = self.origins.get(event.web_application_id) if event.web_application_id else None
        if origin is None:
            origin = next(iter(self.origins.values()), None)
        if origin is not None:
            return f"{origin}/event?id={quote(event.readable_event_id, safe='')}"
        return event_page(self.website, event.readable_event_id) if self.website else None


def load_public_urls(organization_id: UUID, root_url: str) -> PublicUrls:
    """Load what the addresses of an organization's events are made of, inside a reading transaction.

    `root_url`: the organization's root, without a slash at its end.
    """
    web_applications = WebApplication.objects.using(READING).filter(organization_id=organization_id, is_active=True)
    origins = dict(web_applications.order_by("created_at", "id").values_list("id", "origin"))
    return PublicUrls(origins, None if origins else _website(organization_id, root_url))


def _website(organization_id: UUID, root_url: str) -> str | None:
    websites = Organization.objects.using(READING).filter(id=organization_id, has_website=True)
    return root_url if websites.exists() else None
