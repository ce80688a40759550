"""What a request to the back office is about: the member of staff, the organization, one of its events."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token

from guestlist.accounts.models import Membership, User
from guestlist.accounts.roles import Capability, can
from guestlist.accounts.sessions import is_website_session
from guestlist.catalog.models import Event
from guestlist.ids import parse_guid
from guestlist.organizations.models import Organization
from guestlist.registration.desk import staff
from guestlist.registration.requests import Actor

PATH: Final = "/backoffice/"
# In the session: the organization that a member of several chose to work for.
CHOSEN: Final = "organization"

_Answer = TypeVar("_Answer", bound=HttpResponseBase)


def choose_membership(request: HttpRequest) -> Membership | None:
    """Give the membership that counts in this request: of the chosen organization, else the oldest.

    A session that began on the website has none.
    """
    user = request.user
    if not user.is_authenticated or not user.is_active or is_website_session(request):
        return None
    memberships = list(
        Membership.objects.filter(user=user)
        .select_related("organization", "user")
        .order_by("organization__created_at", "organization_id")
    )
    chosen = request.session.get(CHOSEN)
    of_chosen = (membership for membership in memberships if str(membership.organization_id) == chosen)
    request.memberships = memberships  # type: ignore[attr-defined]
    return next(of_chosen, memberships[0] if memberships else None)


def work_for(request: HttpRequest, organization_id: UUID) -> None:
    """Choose the organization that the member of staff works for from now on.

    Forms that other tabs still show are of the organization before: they lose their mark, so that none of them is
    stored in this one.
    """
    request.session[CHOSEN] = str(organization_id)
    rotate_token(request)


def membership_of(request: HttpRequest) -> Membership | None:
    """Give the membership of whoever asks; None: no member of staff."""
    return cast("Membership | None", getattr(request, "membership", None))


def organization_of(request: HttpRequest) -> Organization:
    """Give the organization that the request works for. Only for requests of staff."""
    membership = membership_of(request)
    assert membership is not None
    return membership.organization


def actor_of(request: HttpRequest) -> Actor:
    """Give who stands in the log of registrations for what the request does."""
    assert isinstance(request.user, User)
    return staff(request.user)


def may(request: HttpRequest, capability: Capability) -> bool:
    """Tell whether whoever asks may do something in the organization of the request."""
    return can(membership_of(request), capability)


def needs(capability: Capability) -> Callable[[Callable[..., _Answer]], Callable[..., _Answer]]:
    """Open a view only to those who may do something in the organization of the request; others get 403."""

    def opening(view: Callable[..., _Answer]) -> Callable[..., _Answer]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> _Answer:
            if not may(request, capability):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return opening


def event_named(request: HttpRequest, text: str | None) -> Event | None:
    """Give the organization's event of an id that came with a request; None: there is none."""
    event_id = parse_guid(text or "")
    if event_id is None:
        return None
    known: dict[UUID, Event | None] = request.__dict__.setdefault("events_named", {})
    if event_id not in known:
        known[event_id] = Event.objects.filter(organization=organization_of(request), pk=event_id).first()
    return known[event_id]


def event_or_404(request: HttpRequest, event_id: UUID) -> Event:
    """Give an event of the organization of the request. Raises Http404."""
    event = Event.objects.filter(organization=organization_of(request), pk=event_id).first()
    if event is None:
        raise Http404
    return event
