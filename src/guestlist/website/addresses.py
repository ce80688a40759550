"""The addresses of an organization's pages, absolute or from a path (feeds.Pages)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import get_script_prefix

from guestlist import environment
from guestlist.catalog.models import Event, Session, Speaker, Sponsorship
from guestlist.eventsapi.reading.links import event_page
from guestlist.eventsapi.reading.public_urls import load_public_urls
from guestlist.organizations import roots
from guestlist.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Addresses:
    """Pages below `root`: an organization's root URL, or the path of the root that was called. No slash at its end."""

    root: str

    @property
    def home(self) -> str:
        """Give the page at the organization's root."""
        return f"{self.root}/"

    @property
    def past(self) -> str:
        """Give the list of past events."""
        return f"{self.root}/past/"

    @property
    def api_description(self) -> str:
        """Give the page that describes the Events API."""
        return f"{self.root}/EvtMgmt/api/v2.0/docs"

    def event(self, event: Event, /) -> str:
        """Give an event's page, its shortest address."""
        return event_page(self.root, event.readable_event_id)

    def part(self, event: Event, name: str, /) -> str:
        """Give a page about a part of an event: "agenda", "speakers", "register"."""
        return f"{self.event(event)}{name}/"

    def file(self, event: Event, name: str, /) -> str:
        """Give a file about an event, like "calendar.ics"."""
        return f"{self.event(event)}{name}"

    def session(self, event: Event, session: Session, /) -> str:
        """Give a session's page."""
        return f"{self.event(event)}sessions/{session.id}/"

    def speaker(self, event: Event, speaker: Speaker, /) -> str:
        """Give the page of a speaker of an event."""
        return f"{self.event(event)}speakers/{speaker.id}/"

    def image(self, name: str, /) -> str:
        """Give a stored picture by its file name."""
        return f"{self.root}/media/{quote(name, safe='')}"

    def portrait(self, speaker: Speaker, /) -> str:
        """Give a speaker's picture where the Events API has it (contract 4.6); "" for none.

        The question makes it another address when the picture changes.
        """
        if not speaker.image:
            return ""
        return f"{self.root}/EvtMgmt/api/v2.0/speakers/{speaker.id}/image?v={quote(speaker.image[:12], safe='')}"

    def sponsor_logo(self, sponsorship: Sponsorship, /) -> str:
        """Give a sponsor's logo where the Events API has it (contract 4.7); "" for none."""
        if not sponsorship.logo:
            return ""
        version = quote(sponsorship.logo[:12], safe="")
        return f"{self.root}/EvtMgmt/api/v2.0/sponsorships/{sponsorship.id}/logo?v={version}"

    def sitemap(self, part: int, /) -> str:
        """Give the part of a sitemap that is too long for one file."""
        return f"{self.root}/sitemap-{part}.xml"


def links() -> Addresses:
    """Give the addresses below the root that the present request called, as paths."""
    return Addresses(get_script_prefix().rstrip("/"))


def world_addresses(organization: Organization) -> Addresses:
    """Give the addresses by which the world reaches an organization's pages. Reads the database."""
    first_id = Organization.objects.values_list("id", flat=True).first()
    root = roots.root_url(
        environment.current().public_url,
        own_root=organization.root_url,
        slug=organization.slug,
        is_first=organization.id == first_id,
    )
    return Addresses(root)


def page_for_people(event: Event, organization: Organization, addresses: Addresses) -> str | None:
    """Give where mails and pages of ours lead to an event; None: nowhere. Reads the database, in a transaction.

    `addresses` are those by which the world reaches the organization.

    Not always the contract's `publicEventUrl` (4.1), whose default is guessed from the oldest web application: that
    may have no such page. So where nobody named another place, it is the page on our own website, if that is on.
    """
    if organization.has_website and not event.public_event_url and event.web_application_id is None:
        return addresses.event(event)
    return load_public_urls(organization.id, addresses.root).of(event)
