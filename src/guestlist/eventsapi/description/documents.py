"""The description of each base, for machines and for people, open to everybody (contract 2.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from html import escape
from typing import Final

import msgspec

from guestlist.eventsapi.calls import Call
from guestlist.eventsapi.description.docs_page import page
from guestlist.eventsapi.description.openapi import document, document_bytes
from guestlist.eventsapi.encodings import IDENTITY, Encoded, choose_coding, encode
from guestlist.eventsapi.operations import Base
from guestlist.eventsapi.replies import ANY_ORIGIN, JSON_TYPE, Messages, RawHeaders, empty_reply, is_offered, reply

# Rendered once for this address, which is then replaced by the one that was called: rendering takes long, and
# callers can name any host.
_PLACEHOLDER: Final = "https://base.address.invalid"
# Most installations are called by one or two addresses; whoever makes others up gets them packed anew.
_ADDRESSES_KEPT_MAX: Final = 16
# A host name has at most 253 characters. The address stands in the documents many times.
_BASE_URL_LENGTH_MAX: Final = 1000
_SHARED: Final = [(b"cache-control", b"no-cache"), (b"vary", b"Accept-Encoding"), *ANY_ORIGIN]
_HTML_TYPE: Final = (b"content-type", b"text/html; charset=utf-8")
# The page is self-contained: one inline style and nothing else.
_PAGE_POLICY: Final = (
    b"content-security-policy",
    b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
)


class Document:
    """A document in every coding, and the headers that say what it is."""

    def __init__(self, body: bytes, headers: RawHeaders) -> None:
        self.forms: Mapping[str, Encoded] = {form.coding: form for form in encode(body)}
        self.headers = headers


def find_document(call: Call) -> Callable[[], Messages] | None:
    """Give what answers a call of `openapi.json` or `docs`; None for any other path."""
    rest = call.address.rest
    render = _DOCUMENTS.get(rest[0].lower()) if len(rest) == 1 else None
    if render is None:
        return None
    base_path = call.raw_path.rstrip(b"/").rpartition(b"/")[0].decode("latin-1")
    base_url = f"{call.scheme}://{call.host}{base_path}"
    if len(base_url) > _BASE_URL_LENGTH_MAX:
        return None
    return lambda: _answer(render(call.address.base, base_url), call.headers)


def _answer(document: Document, headers: Mapping[bytes, bytes]) -> Messages:
    offered = headers.get(b"if-none-match", b"")
    for form in document.forms.values():
        if is_offered(form.etag, offered):
            return empty_reply(304, [(b"etag", form.etag), *_SHARED])
    form = document.forms.get(choose_coding(headers.get(b"accept-encoding", b"")), document.forms[IDENTITY])
    coding = [(b"content-encoding", form.coding.encode())] if form.coding != IDENTITY else []
    return reply(200, form.body, [(b"etag", form.etag), *document.headers, *coding, *_SHARED])


@lru_cache(maxsize=_ADDRESSES_KEPT_MAX)
def _openapi(base: Base, base_url: str) -> Document:
    body = _openapi_bytes(base).replace(_PLACEHOLDER.encode(), msgspec.json.encode(base_url)[1:-1])
    return Document(body, [JSON_TYPE])


@lru_cache(maxsize=_ADDRESSES_KEPT_MAX)
def _docs(base: Base, base_url: str) -> Document:
    body = _docs_bytes(base).replace(_PLACEHOLDER.encode(), escape(base_url).encode())
    return Document(body, [_HTML_TYPE, _PAGE_POLICY])


@cache
def _openapi_bytes(base: Base) -> bytes:
    return document_bytes(base, _PLACEHOLDER + "/")


@cache
def _docs_bytes(base: Base) -> bytes:
    return page(document(base, _PLACEHOLDER + "/"))


_DOCUMENTS: Final[Mapping[str, Callable[[Base, str], Document]]] = {
    "openapi.json": _openapi,
    "docs": _docs,
}
