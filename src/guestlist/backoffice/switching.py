"""Working for another organization."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from guestlist.backoffice.requests import CHOSEN


@require_safe
def switch(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """Choose the organization to work for, among one's own. It changes nothing but what this session shows."""
    if not any(own.organization_id == organization_id for own in request.memberships):  # type: ignore[attr-defined]
        raise Http404
    request.session[CHOSEN] = str(organization_id)
    return redirect("admin:index")
