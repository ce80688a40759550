"""Browser origins: how they are stored and when two of them are the same (contract 2.2 and 2.4)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

from guestlist.limits import NAME_LENGTH_MAX

DEFAULT_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}

_SCHEME = r"[a-z][a-z0-9+.\-]*"
_HOST = r"[a-z0-9_](?:[a-z0-9_.\-]*[a-z0-9_])?|\[[0-9a-f:.]+\]"
# What can name a stored origin: that much, and its scheme's default port.
_SENT_LENGTH_MAX: Final = NAME_LENGTH_MAX + len(":65535")
_ORIGIN = re.compile(rf"(?P<scheme>{_SCHEME})://(?P<host>{_HOST})(?::(?P<port>[0-9]{{1,5}}))?")


class OriginError(ValueError):
    """The text is no origin that a browser would send. Its message says what is wrong."""


def normalize_origin(text: str) -> str:
    """Give the form in which an origin is stored: lowercase, without its scheme's default port.

    Raises OriginError for anything beyond scheme, host and port: a path or just a slash, a query, a
    fragment, a user part, a wildcard.
    """
    origin = text.strip()
    _refuse_extras(origin)
    match = _ORIGIN.fullmatch(origin.lower())
    if match is None:
        raise OriginError(_("An origin is a scheme, a host and perhaps a port: https://example.org"))
    port = match["port"]
    if port is not None and not 1 <= int(port) <= 65535:
        raise OriginError(_("The port of an origin is a number from 1 to 65535."))
    return _joined(match["scheme"], match["host"], port)


def _refuse_extras(origin: str) -> None:
    if len(origin) > NAME_LENGTH_MAX:
        raise OriginError(_("An origin has at most %(max)d characters.") % {"max": NAME_LENGTH_MAX})
    if not origin.isascii():
        raise OriginError(_("Write a host outside of ASCII as browsers send it, beginning with xn--."))
    if "*" in origin:
        raise OriginError(_("An origin names one host; a wildcard is not possible."))
    if "?" in origin or "#" in origin:
        raise OriginError(_("An origin has no query and no fragment."))
    rest = origin.partition("://")[2]
    if "@" in rest:
        raise OriginError(_("An origin has no user part."))
    if "/" in rest:
        raise OriginError(_("An origin has no path and does not end with a slash."))


def is_same_origin(sent: str, stored: str) -> bool:
    """Tell whether an `Origin` header as sent names the stored origin (contract 2.4).

    Letter case and an explicit default port make no difference; everything else does.
    """
    return len(sent) <= _SENT_LENGTH_MAX and _is_same_origin(sent, stored)


@lru_cache(maxsize=1024)
def _is_same_origin(sent: str, stored: str) -> bool:
    if sent == stored:
        return True
    if not sent.isascii():
        return False
    match = _ORIGIN.fullmatch(sent.lower())
    return match is not None and _joined(match["scheme"], match["host"], match["port"]) == stored


def _joined(scheme: str, host: str, port: str | None) -> str:
    if port is None or int(port) == DEFAULT_PORTS.get(scheme):
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{int(port)}"
