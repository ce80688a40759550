"""Pictures of the event file: `data:` URIs to and from stored files."""

from __future__ import annotations

import binascii
import os
import re
from base64 import b64decode, b64encode
from contextlib import suppress
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

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


def store_picture(picture: Picture) -> str:
    """Put a picture into the media storage, unless it is there whole; gives its name.

    Either way it is young then, so that housekeeping leaves it to whoever is about to name it.
    """
    name = picture.name
    with suppress(FileNotFoundError):  # it is new
        os.utime(default_storage.path(name))
        if default_storage.size(name) == len(picture.data):
            return name
        default_storage.delete(name)  # what a crash left of it
    stored = default_storage.save(name, ContentFile(picture.data))
    if stored != name:
        default_storage.delete(stored)  # another process stored the same picture meanwhile
    return name


def to_data_uri(name: str) -> str | None:
    """Give a stored picture as a `data:` URI; None: there is none of that name, or its file is lost."""
    if not name or not default_storage.exists(name):
        return None
    media_type = _MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    with default_storage.open(name) as file:
        return f"data:{media_type};base64,{b64encode(file.read()).decode('ascii')}"
