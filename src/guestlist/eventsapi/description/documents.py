"""The description of each base, for machines and for people, open to everybody (contract 2.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from typing import Final

import msgspec

from guestlist.eventsapi.calls import Call
from guestlist.eventsapi.description.docs_page import page
from guestlist.eventsapi.description.openapi import document, document_bytes
from guestlist.eventsapi.operations import Base
from guestlist.eventsapi.replies import ANY_ORIGIN, JSON_TYPE, Messages, reply

# Rendered once for this address, which is then replaced by the one that was called: rendering takes long, and
# callers can name any host.
_PLACEHOLDER: Final = "https://base.address.invalid"
_SHARED: Final = [(b"cache-control", b"no-cache"), *ANY_ORIGIN]
_HTML_TYPE: Final = (b"content-type", b"text/html; charset=utf-8")
# The page is self-contained: one inline style and nothing else.
_PAGE_POLICY: Final = (
    b"content-security-policy",
    b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
)


def find_document(call: Call) -> Callable[[], Messages] | None:
    """Give what answers a call of `openapi.json` or `docs`; None for any other path."""
    rest = call.address.rest
    render = _DOCUMENTS.get(rest[0].lower()) if len(rest) == 1 else None
    if render is None:
        return None
    base_path = call.raw_path.rstrip(b"/").rpartition(b"/")[0].decode("latin-1")
    base_url = f"{call.scheme}://{call.host}{base_path}"
    return lambda: render(call.address.base, base_url)


def _openapi(base: Base, base_url: str) -> Messages:
    body = _openapi_bytes(base).replace(_PLACEHOLDER.encode(), msgspec.json.encode(base_url)[1:-1])
    return reply(200, body, [JSON_TYPE, *_SHARED])


def _docs(base: Base, base_url: str) -> Messages:
    body = _docs_bytes(base).replace(_PLACEHOLDER.encode(), escape(base_url).encode())
    return reply(200, body, [_HTML_TYPE, _PAGE_POLICY, *_SHARED])


@cache
def _openapi_bytes(base: Base) -> bytes:
    return document_bytes(base, _PLACEHOLDER + "/")


@cache
def _docs_bytes(base: Base) -> bytes:
    return page(document(base, _PLACEHOLDER + "/"))


_DOCUMENTS: Final[Mapping[str, Callable[[Base, str], Messages]]] = {
    "openapi.json": _openapi,
    "docs": _docs,
}
