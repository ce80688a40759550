"""Cross-origin headers: which origin is known, what a preflight and an answer say (contract 2.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from guestlist.eventsapi.access.directory import Directory, Organization
from guestlist.eventsapi.access.origins import is_same_origin
from guestlist.eventsapi.replies import RawHeaders

PREFLIGHT_SECONDS_MAX: Final = 600
EXPOSED_HEADERS: Final = b"Content-Length, Content-Type, Retry-After"
_ALWAYS_ALLOWED: Final = ("Content-Type", "Authorization")
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9-]+")


def known_origin(
    directory: Directory,
    organization: Organization | None,
    *,
    token: bytes | None,
    origin: bytes | None,
) -> bytes | None:
    """Give the `Origin` header as sent, if it is known; else None.

    Known is the origin of the token's web application, also of one that is switched off, so that its
    website can read why; without a token that anybody knows, that of any web application of the organization.
    """
    if origin is None:
        return None
    sent = origin.decode("latin-1")
    owner = directory.owner_of(token) if token else None
    if owner is not None:
        return origin if is_same_origin(sent, owner.web_application.origin) else None
    if organization is None:
        return None
    origins = directory.origins_of(organization.id)
    return origin if any(is_same_origin(sent, stored) for stored in origins) else None


def is_preflight(method: str, headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether a request is a browser's question whether it may send another one."""
    return method == "OPTIONS" and b"origin" in headers and b"access-control-request-method" in headers


def preflight_headers(known: bytes | None, requested_headers: bytes) -> RawHeaders:
    """Give the headers of a preflight's answer. `known`: see `known_origin`."""
    vary = (b"vary", b"Origin, Access-Control-Request-Headers")
    if known is None:
        return [vary]
    return [
        (b"access-control-allow-origin", known),
        (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
        (b"access-control-allow-headers", _allowed_headers(requested_headers)),
        (b"access-control-max-age", b"%d" % PREFLIGHT_SECONDS_MAX),
        vary,
    ]


def _allowed_headers(requested: bytes) -> bytes:
    allowed = {name.lower(): name for name in _ALWAYS_ALLOWED}
    for part in requested.decode("latin-1").split(","):
        name = part.strip()
        if _HEADER_NAME.fullmatch(name):
            allowed.setdefault(name.lower(), name)
    return ", ".join(allowed.values()).encode()


def answer_headers(known: bytes | None) -> RawHeaders:
    """Give the headers of an actual answer, errors included. `known`: see `known_origin`."""
    vary = (b"vary", b"Origin")
    if known is None:
        return [vary]
    return [
        (b"access-control-allow-origin", known),
        (b"access-control-expose-headers", EXPOSED_HEADERS),
        vary,
    ]
