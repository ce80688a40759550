"""What a browser sees at a root that has no website: that the server runs, and where its API is described."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guestlist.website.addresses import links


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """Show the way to the API's description."""
    return render(request, "website/welcome.html", {"links": links()})
