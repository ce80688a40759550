"""Opening a personal link: whose it is, and what the page says where it opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration
from guestlist.registration.personal import links, self_service
from guestlist.registration.personal.links import PersonalKey
from guestlist.registration.personal.view import Closed, Personal

View = Callable[..., HttpResponse]

_GONE: Final = 410
_NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens, as it was when the request came."""

    organization: Organization
    signed: str  # as it stands in the address
    personal: Personal

    @property
    def key(self) -> PersonalKey:
        """Give what the link stands for."""
        return self.personal.key

    def address(self, name: str = "personal", *args: object) -> str:
        """Give the address of one of the person's pages, by its name."""
        return reverse(name, args=[self.signed, *args])


def personal_view(view: View) -> View:
    """Make a view of a personal page: called with the request, what the link opens, and the rest of the address.

    It works at every root, whether the organization has a website or not. Nobody keeps its answers.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, signed: str, **values: Any) -> HttpResponse:
        organization: Organization | None = getattr(request, "organization_here", None)
        if organization is None:
            raise Http404
        key = links.read(signed, organization.id)
        personal = self_service.load(organization, key) if key else Closed.GONE
        if isinstance(personal, Closed):
            return _private(closed_page(request, organization, key, personal))
        return _private(view(request, Opened(organization, signed, personal), **values))

    return opened


def open_again(opened: Opened) -> Opened | Closed:
    """Open the same link as things are now."""
    personal = self_service.load(opened.organization, opened.key)
    if isinstance(personal, Closed):
        return personal
    return Opened(opened.organization, opened.signed, personal)


def closed_page(
    request: HttpRequest, organization: Organization, key: PersonalKey | None, closed: Closed
) -> HttpResponse:
    """Say that a link opens nothing, and as much about why as concerns whoever holds it."""
    state = str(closed)
    if closed is Closed.GONE and key is not None and _is_erased(organization, key):
        state = "erased"
    context = {"state": state, "organization": organization}
    status = _NOT_FOUND if state == Closed.GONE else _GONE
    return render(request, "website/personal/closed.html", context, status=status)


def _is_erased(organization: Organization, key: PersonalKey) -> bool:
    erased = Registration.objects.filter(
        pk=key.registration_id, event__organization=organization, erased_at__isnull=False
    )
    return erased.exists()


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a page and its address out of every store, every index, and away from other websites.

    "no-referrer" would make browsers send forms without saying from where, which the protection against forged forms
    takes for a stranger's. Links that leave the pages say it themselves.
    """
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
