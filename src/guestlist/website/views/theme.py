"""An organization's colours as a stylesheet: pages carry no style of their own (content security policy)."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

from guestlist.organizations.models import Organization
from guestlist.website.colours import parse, theme
from guestlist.website.pages import Document, page

CSS = "text/css; charset=utf-8"
# Its address names the colour, so it never changes.
SECONDS_MAX = 365 * 24 * 3600


@page()
def _stylesheet(_request: HttpRequest, organization: Organization) -> Document:
    schemes = theme(parse(organization.colour))
    text = (
        f":root {{ {_declared(schemes['light'])} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_declared(schemes['dark'])} }} }}\n"
    )
    return Document(body=text.encode(), media_type=CSS)


def stylesheet(request: HttpRequest) -> HttpResponse:
    """Give the stylesheet; for a year where the address names the present colour."""
    named = request.GET.get("c", "").lower()
    response = _stylesheet(request)
    if response.status_code == 200 and f"#{named}" == request.organization_here.colour.lower():  # type: ignore[attr-defined]
        response.headers["Cache-Control"] = f"public, max-age={SECONDS_MAX}, immutable"
    return response


def _declared(properties: Mapping[str, str]) -> str:
    return " ".join(f"{name}: {value};" for name, value in properties.items())
