"""Answers that are not snapshots: results, errors, pictures, documents (contract 1.5, 2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
from starlette.types import Message, Send

from guestlist.eventsapi.wire.errors import ErrorBody

RawHeaders = list[tuple[bytes, bytes]]
Messages = tuple[Message, Message]

JSON_TYPE: Final = (b"content-type", b"application/json; charset=utf-8")
NO_STORE: Final = (b"cache-control", b"no-store")
_CLOSE: Final = (b"connection", b"close")
ANY_ORIGIN: Final[RawHeaders] = [
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that is not served. `message` is one plain sentence, fit for display."""

    status: int
    message: str


_WRONG_VERB: Final = Refusal(405, "This address does not answer this kind of request.")


def reply(status: int, body: bytes, headers: RawHeaders) -> Messages:
    """Give the two ASGI messages of an answer; its length is added."""
    length = (b"content-length", b"%d" % len(body))
    start = {"type": "http.response.start", "status": status, "headers": [*headers, length]}
    return start, {"type": "http.response.body", "body": body, "more_body": False}


def empty_reply(status: int, headers: RawHeaders) -> Messages:
    """Give an answer that has no body by its status (204, 304)."""
    start = {"type": "http.response.start", "status": status, "headers": headers}
    return start, {"type": "http.response.body", "body": b"", "more_body": False}


def json_reply(value: object, headers: RawHeaders) -> Messages:
    """Give a 200 that is nobody else's: encoded now, never stored."""
    return reply(200, msgspec.json.encode(value), [JSON_TYPE, NO_STORE, *headers])


def error_reply(refusal: Refusal, headers: RawHeaders) -> Messages:
    """Give an error in the contract's shape."""
    body = msgspec.json.encode(ErrorBody(message=refusal.message))
    # Whoever did not send the whole request in time would have the rest of it taken for the next one.
    closing = [_CLOSE] if refusal.status == 408 else []
    return reply(refusal.status, body, [JSON_TYPE, NO_STORE, *closing, *headers])


def wrong_verb_reply(allowed: str, headers: RawHeaders) -> Messages:
    """Give the error of an address that answers other verbs only. `allowed`: `GET, HEAD`."""
    return error_reply(_WRONG_VERB, [(b"allow", allowed.encode()), *headers])


def is_offered(tag: bytes, offered: bytes) -> bool:
    """Tell whether an `If-None-Match` header names a tag, or any by `*`."""
    parts = {part.strip().removeprefix(b"W/") for part in offered.split(b",")}
    return tag in parts or b"*" in parts


async def send_messages(send: Send, messages: Messages, *, method: str) -> None:
    """Send an answer; a HEAD gets its start alone."""
    start, body = messages
    await send(start)
    if method == "HEAD":
        body = {"type": "http.response.body", "body": b"", "more_body": False}
    await send(body)
