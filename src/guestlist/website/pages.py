"""Answers GETs with pages, each made once for a revision of the organization, a language and an address."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from hashlib import sha256
from threading import Lock
from typing import Any, Final
from urllib.parse import urlencode
from weakref import WeakValueDictionary

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from guestlist import clock
from guestlist.database.transactions import reading
from guestlist.organizations.models import Organization

HTML: Final = "text/html; charset=utf-8"
# Smaller answers gain nothing from being compressed.
_COMPRESSED_FROM_BYTES: Final = 1024
_GZIP_LEVEL: Final = 5
# What a visitor may type into a filter; more is nobody's wish.
PARAMETER_LENGTH_MAX: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to be rendered."""

    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    valid_until: datetime | None = None  # the clock alone makes it wrong then; None: only a change does
    status: int = 200  # any other is not kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A page or a file as it was made; the same for everybody."""

    body: bytes
    media_type: str = HTML
    valid_until: datetime | None = None


View = Callable[..., HttpResponse]
# Called in a reading transaction with the request, its organization and what the address holds.
Builder = Callable[..., Page | Document | HttpResponse]


def page(*parameters: str) -> Callable[[Builder], View]:
    """Make a view of what builds a page or a file for an organization whose website is on; else it is a 404.

    Args:
        parameters: of the query, which the page depends on; it is shown no others.

    Nothing that depends on who asks, and no token, may stand in what is built: it is kept for everybody until the
    organization's revision moves.
    """

    def decorate(build: Builder) -> View:
        @require_safe
        @wraps(build)
        def view(request: HttpRequest, **values: Any) -> HttpResponse:
            organization = website_of(request)
            _narrow(request, parameters)
            shelf, key = _shelf(request), _key(organization, request)
            kept = _kept(shelf, key)
            if kept is not None:
                return kept.response(request)
            # One builds, the others wait for it: when registration opens, everybody asks at once.
            with _turn(key):
                if (kept := _kept(shelf, key)) is not None:
                    return kept.response(request)
                with reading():
                    built = build(request, organization, **values)
                return _finish(built, request, shelf, key)

        return view

    return decorate


def website_of(request: HttpRequest) -> Organization:
    """Give the organization whose website was called. Raises Http404 where there is none."""
    organization: Organization | None = getattr(request, "organization_here", None)
    if organization is None or not organization.has_website:
        raise Http404
    return organization


def _narrow(request: HttpRequest, parameters: tuple[str, ...]) -> None:
    """Leave of the query only what the page depends on, so that nobody fills the cache with inventions."""
    asked = {name: _cut(request.GET.get(name, "")) for name in sorted(parameters)}
    request.META["QUERY_STRING"] = urlencode({name: value for name, value in asked.items() if value})
    request.GET = QueryDict(request.META["QUERY_STRING"])


def _cut(value: str) -> str:
    return value[:PARAMETER_LENGTH_MAX].replace("\0", "").strip()


_turns: WeakValueDictionary[str, Lock] = WeakValueDictionary()
_turns_lock = Lock()


def _turn(key: str) -> Lock:
    """Give the lock of whoever builds a page, forgotten when nobody holds or awaits it."""
    with _turns_lock:
        return _turns.setdefault(key, Lock())


def _shelf(request: HttpRequest) -> BaseCache:
    """Give the cache of a page. What visitors filter has its own, which inventions fill without pushing out a page."""
    return caches["filtered_pages" if request.META["QUERY_STRING"] else "pages"]


def _kept(shelf: BaseCache, key: str) -> _Kept | None:
    kept: _Kept | None = shelf.get(key)
    return kept if kept is not None and kept.is_valid(clock.now()) else None


def _key(organization: Organization, request: HttpRequest) -> str:
    """Name a page. Absolute addresses in it come from the root, so the host that was called does not count."""
    parts = (organization.id, organization.revision, get_language(), request.get_full_path())
    return sha256("\0".join(map(str, parts)).encode()).hexdigest()


def _finish(built: Page | Document | HttpResponse, request: HttpRequest, shelf: BaseCache, key: str) -> HttpResponse:
    """Answer with what was built, and keep it if it is what the address stands for."""
    if isinstance(built, HttpResponse):
        return built
    if isinstance(built, Page) and built.status != 200:
        return HttpResponse(_rendered(built, request), status=built.status)
    made = _Kept.of(built if isinstance(built, Document) else _document(built, request))
    shelf.set(key, made)
    return made.response(request)


def _rendered(page: Page, request: HttpRequest) -> str:
    return render_to_string(page.template, {**page.context}, request)


def _document(page: Page, request: HttpRequest) -> Document:
    return Document(body=_rendered(page, request).encode(), valid_until=page.valid_until)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A document with what its answers need."""

    body: bytes
    is_compressed: bool
    etag: str
    media_type: str
    valid_until: datetime | None

    @classmethod
    def of(cls, document: Document) -> _Kept:
        is_long = len(document.body) >= _COMPRESSED_FROM_BYTES
        return cls(
            body=gzip.compress(document.body, _GZIP_LEVEL, mtime=0) if is_long else document.body,
            is_compressed=is_long,
            # Weak, since one tag stands for both codings.
            etag=f'W/"{sha256(document.body).hexdigest()[:32]}"',
            media_type=document.media_type,
            valid_until=document.valid_until,
        )

    def is_valid(self, now: datetime) -> bool:
        return self.valid_until is None or now < self.valid_until

    def response(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("If-None-Match", "")
        if self.etag in (tag.strip() for tag in offered.split(",")):
            response = HttpResponse(status=304)
            del response.headers["Content-Type"]
        else:
            response = self._whole(request)
        response.headers["ETag"] = self.etag
        # Asked for again each time: a change shows at once. Private: the language is the visitor's.
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ("Accept-Encoding", "Accept-Language", "Cookie"))
        return response

    def _whole(self, request: HttpRequest) -> HttpResponse:
        if not self.is_compressed:
            return HttpResponse(self.body, content_type=self.media_type)
        if not _takes_gzip(request.headers.get("Accept-Encoding", "")):
            return HttpResponse(gzip.decompress(self.body), content_type=self.media_type)
        return HttpResponse(self.body, content_type=self.media_type, headers={"Content-Encoding": "gzip"})


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.split(","):
        coding, _, quality = part.partition(";")
        if coding.strip().lower() == "gzip":
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
