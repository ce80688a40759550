"""Upcoming and past events of an organization."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from guestlist.feeds import organization_meta
from guestlist.organizations.models import Organization
from guestlist.website.addresses import links, world_addresses
from guestlist.website.pages import Page, page
from guestlist.website.shown.lists import load_listing
from guestlist.website.views.welcome import welcome

_PAGE_DIGITS_MAX = 4


def home(request: HttpRequest) -> HttpResponse:
    """Show the upcoming events; who has no website gets the page that says that the server runs."""
    organization: Organization | None = getattr(request, "organization_here", None)
    if organization is None or not organization.has_website:
        return welcome(request)
    return upcoming(request)


@page("q", "page")
def upcoming(request: HttpRequest, organization: Organization) -> Page:
    """Show the upcoming events."""
    return _listed(request, organization, is_past=False)


@page("q", "page")
def past(request: HttpRequest, organization: Organization) -> Page:
    """Show the events that are over."""
    return _listed(request, organization, is_past=True)


def _listed(request: HttpRequest, organization: Organization, *, is_past: bool) -> Page:
    words = request.GET.get("q", "")
    listing = load_listing(organization, is_past=is_past, words=words, page=_page_number(request))
    world = world_addresses(organization)
    return Page(
        template="website/events.html",
        context={
            "listing": listing,
            "is_past": is_past,
            "words": words,
            "links": links(),
            "canonical": world.past if is_past else world.home,
            "meta": [] if is_past else organization_meta(organization, world, description=organization.tagline),
        },
        valid_until=listing.valid_until,
    )


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _PAGE_DIGITS_MAX else 1
