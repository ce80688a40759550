"""Working for another organization."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from guestlist.backoffice.requests import work_for

# Where a request may have begun: in a page of ours, or with the person, as from a bookmark.
_OURS: Final = frozenset({"same-origin", "none"})


@require_safe
def switch(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """Choose the organization to work for, among one's own. It changes nothing but what this session shows.

    A link on somebody else's page leads to the dashboard alone: nobody is to work for another organization unawares.
    """
    if not any(own.organization_id == organization_id for own in request.memberships):  # type: ignore[attr-defined]
        raise Http404
    if request.headers.get("Sec-Fetch-Site", "none") in _OURS:
        work_for(request, organization_id)
    return redirect("admin:index")
