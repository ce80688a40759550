"""Snapshots as HTTP answers: coding, tag, 304 and the headers that depend on the origin (contract 1.5, 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.types import Message

from guestlist.eventsapi.access.cors import EXPOSED_HEADERS
from guestlist.eventsapi.encodings import IDENTITY, Encoded, choose_coding
from guestlist.eventsapi.replies import RawHeaders
from guestlist.eventsapi.snapshots.shelf import Snapshot

_STARTS_MAX: Final = 64
_NO_BODY: Final[Message] = {"type": "http.response.body", "body": b"", "more_body": False}


def messages(snapshot: Snapshot, headers: Mapping[bytes, bytes], origin: bytes | None) -> tuple[Message, Message]:
    """Give the two ASGI messages that answer a GET.

    Args:
        headers: of the request, with lowercase names.
        origin: the `Origin` header as sent if it is the web application's, else None.
    """
    offered = headers.get(b"if-none-match")
    if offered is not None:
        tag = _matching_tag(snapshot, offered)
        if tag is not None:
            return _start(snapshot, tag, origin, None), _NO_BODY
    accepted = headers.get(b"accept-encoding")
    coding = IDENTITY if accepted is None else choose_coding(accepted)
    form = snapshot.forms.get(coding) or snapshot.forms[IDENTITY]
    start = _start(snapshot, form.etag, origin, form)
    return start, {"type": "http.response.body", "body": form.body, "more_body": False}


def _matching_tag(snapshot: Snapshot, offered: bytes) -> bytes | None:
    """Give the tag of ours that an `If-None-Match` header names; `*` names any. Weak forms count."""
    known = [form.etag for form in snapshot.forms.values()]
    if offered in known:
        return offered
    for part in offered.split(b","):
        tag = part.strip().removeprefix(b"W/")
        if tag in known:
            return tag
        if tag == b"*":
            return known[0]
    return None


def _start(snapshot: Snapshot, tag: bytes, origin: bytes | None, form: Encoded | None) -> Message:
    key = (form is None, tag, origin)
    start = snapshot.starts.get(key)
    if start is None:
        start = _new_start(tag, origin, form)
        # Bounded, since one origin can be written in many letter cases.
        if len(snapshot.starts) < _STARTS_MAX:
            snapshot.starts[key] = start
    return start


def _new_start(tag: bytes, origin: bytes | None, form: Encoded | None) -> Message:
    headers: RawHeaders = [
        (b"etag", tag),
        (b"cache-control", b"no-cache"),
        (b"vary", b"Origin, Accept-Encoding"),
    ]
    if origin is not None:
        headers += [
            (b"access-control-allow-origin", origin),
            (b"access-control-expose-headers", EXPOSED_HEADERS),
        ]
    if form is None:
        return {"type": "http.response.start", "status": 304, "headers": headers}
    headers += [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", b"%d" % len(form.body)),
    ]
    if form.coding != IDENTITY:
        headers.append((b"content-encoding", form.coding.encode()))
    return {"type": "http.response.start", "status": 200, "headers": headers}
