"""Pictures of the event file: `data:` URIs to and from stored files."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from typing import Final

from guestlist.catalog.stored_pictures import read_stored
from guestlist.pictures import Picture, PictureRefused, prepare_picture

_DATA_URI: Final = re.compile(r"data:[^,;]*(?:;[^,;]*)*;base64,(?P<data>[A-Za-z0-9+/=\s]*)", re.IGNORECASE)
_MEDIA_TYPES: Final = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


def read_picture(uri: str, *, edge_pixels_max: int) -> Picture:
    """Make of a `data:` URI what is stored.

    Raises:
        PictureRefused: it is no such URI, or the picture in it cannot be used.
    """
    match = _DATA_URI.fullmatch(uri)
    if match is None:
        raise PictureRefused("expected a data: URI in base64; no address is fetched")
    try:
        data = b64decode("".join(match["data"].split()), validate=True)
    except binascii.Error:
        raise PictureRefused("the base64 in the data: URI is damaged") from None
    return prepare_picture(data, edge_pixels_max=edge_pixels_max)


def to_data_uri(name: str) -> str | None:
    """Give a stored picture as a `data:` URI; None: there is none of that name, or its file is lost."""
    data = read_stored(name) if name else None
    if data is None:
        return None
    media_type = _MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return f"data:{media_type};base64,{b64encode(data).decode('ascii')}"
