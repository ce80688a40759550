"""Pictures of speakers and logos of sponsorships, open to everybody while they are visible (contract 4.6, 4.7, 10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from guestlist.catalog.stored_pictures import read_stored
from guestlist.database.transactions import reading
from guestlist.eventsapi.reading.visibility import visible_speakers, visible_sponsorships
from guestlist.eventsapi.replies import (
    ANY_ORIGIN,
    Messages,
    Refusal,
    empty_reply,
    error_reply,
    is_offered,
    reply,
)

IMAGE_SECONDS_MAX: Final = 3600
MEDIA_TYPES: Final = {
    "png": b"image/png",
    "jpg": b"image/jpeg",
    "jpeg": b"image/jpeg",
    "gif": b"image/gif",
    "webp": b"image/webp",
}
_OF: Final[Mapping[str, tuple[Callable[[UUID], QuerySet[Any]], str]]] = {
    "speaker_image": (visible_speakers, "image"),
    "sponsorship_logo": (visible_sponsorships, "logo"),
}
_NONE: Final = Refusal(404, "There is no such picture.")


def media_type_of(name: str) -> bytes | None:
    """Give the media type of a stored picture by its name; None if it is none of ours."""
    return MEDIA_TYPES.get(name.rpartition(".")[2].lower())


def answer_image(operation: str, organization_id: UUID, record_id: UUID, *, offered: bytes | None) -> Messages:
    """Answer `speakers/{id}/image` or `sponsorships/{id}/logo`. Reads the database and a file.

    `offered` is the `If-None-Match` header.
    """
    name = _find(operation, organization_id, record_id)
    found = answer_stored(name, b"public, max-age=%d" % IMAGE_SECONDS_MAX, offered=offered)
    return error_reply(_NONE, ANY_ORIGIN) if found is None else found


def answer_stored(name: str, cache_control: bytes, *, offered: bytes | None) -> Messages | None:
    """Answer with a stored picture; None: there is none of that name, or none that is served. Reads a file.

    `offered` is the `If-None-Match` header.
    """
    media_type = media_type_of(name)
    if media_type is None:
        return None
    # A file is named by its content.
    tag = b'"%s"' % name.rpartition("/")[2].encode()
    headers = [
        (b"etag", tag),
        (b"cache-control", cache_control),
        (b"x-content-type-options", b"nosniff"),
        *ANY_ORIGIN,
    ]
    if offered is not None and is_offered(tag, offered):
        return empty_reply(304, headers)
    body = read_stored(name)
    return None if body is None else reply(200, body, [(b"content-type", media_type), *headers])


def _find(operation: str, organization_id: UUID, record_id: UUID) -> str:
    """Give the name of a record's picture; "" if it has none or is not visible."""
    visible, column = _OF[operation]
    with reading():
        found = visible(organization_id).filter(id=record_id).values_list(column, flat=True).first()
    return found or ""
