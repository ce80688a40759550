"""Pages that say what went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def csrf_failure(request: HttpRequest, **_reason: str) -> HttpResponse:
    """Say that a form cannot be taken as it came: it was kept open for too long, or cookies are switched off."""
    return render(request, "website/csrf_failure.html", status=403)


def not_found(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001 # Django names it
    """Say that there is nothing at this address."""
    return render(request, "website/not_found.html", status=404)


def failed(_request: HttpRequest) -> HttpResponse:
    """Say that something went wrong, without asking the database for anything."""
    return HttpResponse(render_to_string("website/failed.html"), status=500)
