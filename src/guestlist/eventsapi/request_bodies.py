"""Bodies of requests: read whole, within bounds of size and time; those of the API only if JSON (contract 2.7)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from starlette.types import Message, Receive

from guestlist import limits
from guestlist.eventsapi.replies import Refusal

# From its first byte to its last: time for the largest body that is taken over a slow mobile line.
BODY_SECONDS_MAX: Final = 30.0

_JSON_TYPES: Final = frozenset({"application/json", "text/json"})
_TOO_SLOW: Final = Refusal(408, f"The request body was not sent within {BODY_SECONDS_MAX:.0f} seconds.")
_NOT_JSON: Final = Refusal(415, "The request body must be JSON (application/json).")


class CallerGone(Exception):
    """The caller hung up before its request was complete."""


async def read_json_body(
    receive: Receive, headers: Mapping[bytes, bytes], *, is_optional: bool = False
) -> bytes | Refusal:
    """Read the body of a POST of the Events API, like `read_body`. If it is optional, nothing has no type."""
    body = await read_body(receive, headers)
    if isinstance(body, Refusal) or (is_optional and not body):
        return body
    if _is_json(headers.get(b"content-type", b"").decode("latin-1")):
        return body
    return _NOT_JSON


async def read_body(
    receive: Receive, headers: Mapping[bytes, bytes], *, bytes_max: int = limits.BODY_BYTES_MAX
) -> bytes | Refusal:
    """Read the body of a request of at most `bytes_max`.

    One that is too large is still read to its end, up to 16 MiB, because a client that is cut off
    while sending sees a broken connection and not the 413.

    Raises:
        CallerGone: the connection ended first.
    """
    if _declared_length(headers) > limits.BODY_DRAIN_BYTES_MAX:
        return _too_large(bytes_max)
    try:
        async with asyncio.timeout(BODY_SECONDS_MAX):
            body = await _read(receive, bytes_max)
    except TimeoutError:
        return _TOO_SLOW
    return _too_large(bytes_max) if body is None else body


def replayed(body: bytes, receive: Receive) -> Receive:
    """Give a `receive` that begins with a body which was read from `receive` already."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again


def _too_large(bytes_max: int) -> Refusal:
    return Refusal(413, f"The request body is larger than {bytes_max // 1024} KiB.")


def _declared_length(headers: Mapping[bytes, bytes]) -> int:
    length = headers.get(b"content-length", b"")
    return int(length) if length.isdigit() and len(length) < 20 else 0


async def _read(receive: Receive, bytes_max: int) -> bytes | None:
    """Give the body; None if it is larger than allowed."""
    parts: list[bytes] = []
    size_bytes = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CallerGone
        part = message.get("body", b"")
        size_bytes += len(part)
        if size_bytes <= bytes_max:
            parts.append(part)
        else:
            parts.clear()
        is_read = not message.get("more_body", False)
        if is_read or size_bytes > limits.BODY_DRAIN_BYTES_MAX:
            return b"".join(parts) if size_bytes <= bytes_max else None


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return (
        not media_type  # none at all is read as JSON
        or media_type in _JSON_TYPES
        or (media_type.startswith("application/") and media_type.endswith("+json"))
    )
