"""Whose pages were called: the organization at the root that the front door found."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from guestlist.organizations.models import Organization

# Set by the front door in the ASGI scope.
ORGANIZATION_ID = "guestlist.organization_id"  # UUID of the organization whose root was called; None: there is none
IS_PUBLIC_ROOT = "guestlist.is_public_root"  # the root is the public URL itself, where the back office is


class RootMiddleware:
    """Gives each request `organization_here`, and below every root but the public one the website's URLs alone.

    Every form is read as UTF-8, whatever a request says: Python's other codecs fail, or make what cannot be stored.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.encoding = "utf-8"
        scope = getattr(request, "scope", {})
        organization_id: UUID | None = scope.get(ORGANIZATION_ID)
        request.organization_here = (  # type: ignore[attr-defined]
            Organization.objects.filter(pk=organization_id).first() if organization_id else None
        )
        if not scope.get(IS_PUBLIC_ROOT, True):
            request.urlconf = settings.WEBSITE_URLCONF
        return self._get_response(request)
