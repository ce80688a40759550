"""Which event or day an address means, and the one address that each has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from guestlist.catalog.models import Event


def canonical(request: HttpRequest, event: Event, **values: str) -> HttpResponse | None:
    """Send who used another letter case, or the event's GUID, to the event's own address; None: it is that already."""
    match = request.resolver_match
    assert match is not None
    if match.kwargs["readable_id"] == event.readable_event_id:
        return None
    address = reverse(match.view_name, kwargs={**match.kwargs, **values, "readable_id": event.readable_event_id})
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    # Its letter case may change yet.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def wanted_day(text: str, days: Mapping[date, int]) -> date | None:
    """Read a day of the query, if the event has it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day in days else None
