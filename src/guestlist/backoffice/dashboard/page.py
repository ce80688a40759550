"""What the dashboard's template shows; Unfold asks for it by name (appearance.py)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from guestlist import clock
from guestlist.backoffice.dashboard import charts, first_steps
from guestlist.backoffice.dashboard.attention import warnings
from guestlist.backoffice.dashboard.overview import load
from guestlist.backoffice.requests import organization_of


def with_dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add it to what the site itself gives every page."""
    now = clock.now()
    overview = load(organization_of(request), now)
    return {
        **context,
        "overview": overview,
        "warnings": warnings(overview, now),
        "chart": charts.registrations(overview, now),
        "steps": first_steps.steps(request, overview),
    }
