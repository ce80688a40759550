"""Parts of an answer: players of Safari and iOS play no sound of a server that cannot send them (RFC 9110, 14)."""

from __future__ import annotations

import re
from typing import Final

from guestlist.eventsapi.replies import Messages, RawHeaders, reply

_RANGE: Final = re.compile(rb"bytes=([0-9]{0,12})-([0-9]{0,12})")
_ACCEPTED: Final = (b"accept-ranges", b"bytes")


def part_reply(body: bytes, headers: RawHeaders, wanted: bytes | None) -> Messages:
    """Answer with the part that a `Range` header asks for; with all, if there is none or it is not one part."""
    asked = _RANGE.fullmatch(wanted or b"")
    if asked is None or asked[0] == b"bytes=-":
        return reply(200, body, [_ACCEPTED, *headers])
    first, last = _bounds(asked[1], asked[2], len(body))
    if first >= len(body):
        return reply(416, b"", [_ACCEPTED, (b"content-range", b"bytes */%d" % len(body)), *headers])
    if last < first:
        return reply(200, body, [_ACCEPTED, *headers])
    place = (b"content-range", b"bytes %d-%d/%d" % (first, last, len(body)))
    return reply(206, body[first : last + 1], [_ACCEPTED, place, *headers])


def _bounds(first: bytes, last: bytes, length: int) -> tuple[int, int]:
    """Give the first and the last byte that are meant; `-500` means the last 500."""
    if not first:
        return (max(0, length - int(last)) if int(last) else length), length - 1
    return int(first), min(int(last), length - 1) if last else length - 1
