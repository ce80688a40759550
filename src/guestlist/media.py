"""Event images at `{root}/media/{name}`: named by their content, so that they never change."""

from __future__ import annotations

import re
from typing import Final

from guestlist.eventsapi.images import media_type_of, read_stored
from guestlist.eventsapi.replies import ANY_ORIGIN, Messages, empty_reply, is_offered, reply

SEGMENT: Final = "media"
MEDIA_SECONDS_MAX: Final = 365 * 24 * 3600
# What pictures.py makes; nothing else that may lie in the folder is served.
_NAME: Final = re.compile(r"[0-9a-f]{64}\.[a-z]{3,4}")
_NOT_FOUND: Final = b"There is no such picture.\n"


def answer_media(name: str, *, offered: bytes | None) -> Messages:
    """Answer a GET of a stored picture. Reads a file. `offered` is the `If-None-Match` header."""
    media_type = media_type_of(name) if _NAME.fullmatch(name) else None
    if media_type is None:
        return _not_found()
    tag = b'"%s"' % name.encode()
    headers = [
        (b"etag", tag),
        (b"cache-control", b"public, max-age=%d, immutable" % MEDIA_SECONDS_MAX),
        (b"x-content-type-options", b"nosniff"),
        *ANY_ORIGIN,
    ]
    if offered is not None and is_offered(tag, offered):
        return empty_reply(304, headers)
    body = read_stored(name)
    if body is None:
        return _not_found()
    return reply(200, body, [(b"content-type", media_type), *headers])


def _not_found() -> Messages:
    return reply(404, _NOT_FOUND, [(b"content-type", b"text/plain; charset=utf-8"), *ANY_ORIGIN])
