"""What stands around every page: whose website it is, and its colours, links and languages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse

from guestlist.eventsapi.reading.links import web_address
from guestlist.organizations.models import Organization
from guestlist.website import colours
from guestlist.website.addresses import links


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An organization's website. Blank where the called address is nobody's, or has no pages of any kind."""

    has_pages: bool = False
    has_accounts: bool = False  # attendees can sign in
    name: str = ""
    tagline: str = ""
    logo_url: str = ""
    theme_url: str = ""
    reply_to: str = ""  # where people can write to
    imprint_url: str | None = None
    privacy_url: str | None = None
    api_docs_url: str = ""
    this_page: str = ""


def site_of(request: HttpRequest) -> Site:
    """Give what stands around a page."""
    organization: Organization | None = getattr(request, "organization_here", None)
    if organization is None or not (organization.has_website or organization.has_attendee_accounts):
        return Site()
    here = links()
    colour = "{:02x}{:02x}{:02x}".format(*colours.parse(organization.colour))
    return Site(
        has_pages=organization.has_website,
        has_accounts=organization.has_attendee_accounts,
        name=organization.name,
        tagline=organization.tagline,
        logo_url=here.image(organization.logo) if organization.logo else "",
        # Another colour is another address, so that browsers may keep it.
        theme_url=f"{reverse('theme')}?c={quote(colour)}" if organization.has_website else "",
        reply_to=organization.reply_to,
        imprint_url=web_address(organization.imprint_url),
        privacy_url=web_address(organization.privacy_url),
        api_docs_url=here.api_description,
        this_page=request.get_full_path(),
    )
