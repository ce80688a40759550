"""Answers that are one caller's alone: coded, but without a tag, never stored and never a 304 (contract 1.5)."""

from __future__ import annotations

from collections.abc import Mapping

from guestlist.eventsapi.access.cors import answer_headers
from guestlist.eventsapi.encodings import IDENTITY, choose_coding, encode_once
from guestlist.eventsapi.replies import JSON_TYPE, NO_STORE, Messages, RawHeaders, reply
from guestlist.eventsapi.snapshots.shelf import Snapshot


def from_snapshot(snapshot: Snapshot, headers: Mapping[bytes, bytes], origin: bytes | None) -> Messages:
    """Give what anonymous callers are answered as an answer to this caller.

    Args:
        snapshot: the answer, as it is kept.
        headers: of the request, with lowercase names.
        origin: the `Origin` header as sent if it is the web application's, else None.
    """
    form = snapshot.forms.get(_coding(headers)) or snapshot.forms[IDENTITY]
    return _messages(form.coding, form.body, origin)


def from_body(body: bytes, headers: Mapping[bytes, bytes], origin: bytes | None) -> Messages:
    """Give a body of JSON as an answer to this caller. A long one is better coded beside the event loop."""
    return _messages(*encode_once(body, _coding(headers)), origin)


def _coding(headers: Mapping[bytes, bytes]) -> str:
    return choose_coding(headers.get(b"accept-encoding", b""))


def _messages(coding: str, body: bytes, origin: bytes | None) -> Messages:
    coded: RawHeaders = [(b"content-encoding", coding.encode())] if coding != IDENTITY else []
    reading = [header for header in answer_headers(origin) if header[0] != b"vary"]
    return reply(200, body, [JSON_TYPE, NO_STORE, *coded, (b"vary", b"Origin, Accept-Encoding"), *reading])
