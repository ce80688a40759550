"""Who opens which pages of a door: everybody who looks at people, and the desk to do something."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from guestlist.accounts.roles import Capability
from guestlist.backoffice.requests import may, organization_of
from guestlist.catalog.models import Event

View = Callable[..., HttpResponse]


def needs_desk(view: View) -> View:
    """Open a view to those who may do something with registrations."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request, Capability.REGISTRATIONS):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def event_or_404(request: HttpRequest, event_id: UUID) -> Event:
    """Give an event of the organization of the request. Raises Http404."""
    event = Event.objects.filter(organization=organization_of(request), pk=event_id).first()
    if event is None:
        raise Http404
    return event
