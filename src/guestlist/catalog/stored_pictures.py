"""The files of pictures in the media storage, named by their content."""

from __future__ import annotations

import os
from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from guestlist.pictures import Picture


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


def read_stored(name: str) -> bytes | None:
    """Give a stored file's bytes; None if there is no such file."""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None
