"""`events/{id}/qrcode`: the address of an event's page as a picture (contract 9.1)."""

from __future__ import annotations

from hashlib import sha256
from typing import Final
from uuid import UUID

from guestlist import qrcodes
from guestlist.database.transactions import reading
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.public_urls import load_public_urls
from guestlist.eventsapi.replies import Messages, RawHeaders, Refusal, empty_reply, is_offered, reply

QR_CODE_SECONDS_MAX: Final = 3600
_NO_EVENT: Final = Refusal(404, "The event was not found.")
_NO_ADDRESS: Final = Refusal(404, "The event has no address.")


def answer_qr_code(
    organization_id: UUID, given_event_id: str, *, root_url: str, offered: bytes | None, cors: RawHeaders
) -> Messages | Refusal:
    """Answer with the code of `publicEventUrl`. Reads the database.

    `offered` is the `If-None-Match` header.
    """
    with reading():
        event = visibility.find_live_event(organization_id, given_event_id)
        url = load_public_urls(organization_id, root_url).of(event) if event else None
    if event is None:
        return _NO_EVENT
    if url is None:
        return _NO_ADDRESS
    tag = b'"%s"' % sha256(url.encode()).hexdigest()[:32].encode()
    headers = [
        (b"etag", tag),
        # The address holds a token, so no cache on the way may keep it.
        (b"cache-control", b"private, max-age=%d" % QR_CODE_SECONDS_MAX),
        (b"x-content-type-options", b"nosniff"),
        *cors,
    ]
    if offered is not None and is_offered(tag, offered):
        return empty_reply(304, headers)
    return reply(200, qrcodes.png(url), [(b"content-type", b"image/png"), *headers])
