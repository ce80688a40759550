"""Event images at `{root}/media/{name}`: named by their content, so that they never change."""

from __future__ import annotations

import re
from typing import Final

from guestlist.eventsapi.images import answer_stored
from guestlist.eventsapi.replies import ANY_ORIGIN, Messages, reply

SEGMENT: Final = "media"
MEDIA_SECONDS_MAX: Final = 365 * 24 * 3600
# What pictures.py makes; nothing else that may lie in the folder is served.
_NAME: Final = re.compile(r"[0-9a-f]{64}\.[a-z]{3,4}")
_NOT_FOUND: Final = b"There is no such picture.\n"
_NOT_FOUND_HEADERS: Final = [(b"content-type", b"text/plain; charset=utf-8"), *ANY_ORIGIN]


def answer_media(name: str, *, offered: bytes | None) -> Messages:
    """Answer a GET of a stored picture. Reads a file. `offered` is the `If-None-Match` header."""
    cache_control = b"public, max-age=%d, immutable" % MEDIA_SECONDS_MAX
    found = answer_stored(name, cache_control, offered=offered) if _NAME.fullmatch(name) else None
    return reply(404, _NOT_FOUND, _NOT_FOUND_HEADERS) if found is None else found
