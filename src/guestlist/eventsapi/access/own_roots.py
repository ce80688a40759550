"""Roots of organizations that have an address of their own: how they are stored, and which exclude each other."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from guestlist.eventsapi.access.origins import OriginError, normalize_origin

_SCHEMES: Final = frozenset({"http", "https"})
# Segments that browsers send as they stand, none of them "." or "..".
_PATH: Final = re.compile(r"(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._~-]+)*")
_DEFAULT_PORT: Final = re.compile(r":(?:80|443)$")


def normalize_root(text: str) -> str:
    """Give the form in which a root is stored: as an origin, perhaps with a path, without a slash at its end.

    Raises OriginError, whose message says what is wrong.
    """
    try:
        url = urlsplit(text.strip())
    except ValueError:  # a bracket that is not closed
        raise OriginError(_("Only a scheme, a host and perhaps a path.")) from None
    origin, path = normalize_origin(f"{url.scheme}://{url.netloc}"), url.path.rstrip("/")
    if url.scheme not in _SCHEMES or url.query or url.fragment or not _PATH.fullmatch(path):
        raise OriginError(_("Only a scheme, a host and perhaps a path."))
    return f"{origin}{path}"


def is_root(text: str) -> bool:
    """Tell whether a text is a root that something can be served at."""
    try:
        normalize_root(text)
    except OriginError:
        return False
    return True


def are_nested(root: str, other: str) -> bool:
    """Tell whether one of two roots is the other or lies within it, by whichever scheme they are called.

    Pages of the one would disappear behind those of the other.
    """
    one, two = urlsplit(root.lower()), urlsplit(other.lower())
    if _DEFAULT_PORT.sub("", one.netloc) != _DEFAULT_PORT.sub("", two.netloc):
        return False
    shorter, longer = sorted((f"{one.path.rstrip('/')}/", f"{two.path.rstrip('/')}/"), key=len)
    return longer.startswith(shorter)
