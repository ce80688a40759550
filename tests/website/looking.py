"""Looking at a page of the website as a visitor of one organization's root does, in this thread."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from django.core.cache import caches
from django.db import connections
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_script_prefix, resolve, set_script_prefix
from django.utils import translation

from guestlist.database.configuration import READING, WRITING
from guestlist.organizations.models import Organization
from guestlist.website import errors

_TAG = re.compile(r"<[^>]*>")


def look(
    organization: Organization, path: str, *, root: str = "", language: str = "en", **headers: str
) -> HttpResponse:
    """Give the answer to a GET of `path`, below `root`. The organization's row is read anew, as for each request."""
    before = get_script_prefix()
    set_script_prefix(f"{root}/")
    try:
        with translation.override(language):
            request = RequestFactory().get(f"{root}{path}", headers=headers or None)
            request.organization_here = Organization.objects.get(pk=organization.pk)  # type: ignore[attr-defined]
            match = resolve(unquote(path.partition("?")[0]), urlconf="guestlist.website.urls")
            request.resolver_match = match
            try:
                return match.func(request, *match.args, **match.kwargs)
            except Http404:
                return errors.not_found(request)
    finally:
        set_script_prefix(before)


def text_of(response: HttpResponse) -> str:
    """Give what people read on a page."""
    return " ".join(unescape(_TAG.sub(" ", response.content.decode())).split())


def count_queries(organization: Organization, path: str) -> int:
    """Count the questions to the database that making a page takes, that for the organization among them."""
    caches["pages"].clear()
    with CaptureQueriesContext(connections[WRITING]) as one, CaptureQueriesContext(connections[READING]) as other:
        assert look(organization, path).status_code == 200
    asked = [*one.captured_queries, *other.captured_queries]
    return sum(query["sql"].startswith(("SELECT", "WITH")) for query in asked)
