"""Opens the addresses of attendee accounts where an organization has switched them on, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from guestlist.accounts.models import User
from guestlist.organizations.models import Organization
from guestlist.signin.accounts.claims import has_proved_address
from guestlist.signin.accounts.clients import client_origins

View = Callable[..., HttpResponse]


def accounts_here(request: HttpRequest) -> Organization:
    """Give the organization whose attendee accounts were called. Raises Http404 where it has none."""
    organization: Organization | None = getattr(request, "organization_here", None)
    if organization is None or not organization.has_attendee_accounts:
        raise Http404
    return organization


def only_with_accounts(view: View) -> View:
    """Make a view a 404 where the accounts are off. What it answers is kept nowhere and found by no search engine."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        accounts_here(request)
        response = view(request, *args, **values)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return gated


def account_page(view: View) -> View:
    """Make a view a page of attendee accounts.

    After its form was sent, a browser may be led on to the website that asked for the sign-in; browsers count that as
    sending the form there.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        organization = accounts_here(request)
        response = view(request, *args, **values)
        response._csp_update = {"form-action": client_origins(organization)}  # type: ignore[attr-defined]
        return response

    return only_with_accounts(page)


def signed_in_person(request: HttpRequest) -> User | None:
    """Give who is signed in where accounts are on, if the address is proved; None: nobody is."""
    organization: Organization | None = getattr(request, "organization_here", None)
    if organization is None or not organization.has_attendee_accounts:
        return None
    user = request.user
    return user if isinstance(user, User) and user.is_active and has_proved_address(user) else None
