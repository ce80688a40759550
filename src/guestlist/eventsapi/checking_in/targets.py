"""Where a check-in may lead to: never wherever a stranger wishes (contract 9.2)."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from guestlist.eventsapi.access.origins import OriginError, is_same_origin, normalize_origin
from guestlist.eventsapi.reading.links import web_address

URL_LENGTH_MAX: Final = 2000
# Scheme, host and port stand before the first slash, question mark or number sign, whoever reads the address. Programs
# disagree about what is left out here: backslashes, spaces, control characters, user parts.
_URL: Final = re.compile(r"(?P<origin>https?://[^/?#@\\]+)(?:[/?#][!-\[\]-~]*)?", re.ASCII | re.IGNORECASE)
_ASCII: Final = string.printable


@dataclass(frozen=True, slots=True)
class Targets:
    """Addresses that a check-in may lead to. All of them are checked to be absolute, http or https."""

    streams: tuple[str, ...] = ()  # the session's, then the event's
    event_url: str | None = None
    origins: tuple[str, ...] = ()  # of the organization's active web applications

    @property
    def default(self) -> str | None:
        """Give where whoever names no address is sent; None: nowhere."""
        return next(iter(self.streams), self.event_url)

    def allow(self, url: str) -> bool:
        """Tell whether an address that a stranger gave may be gone to."""
        if url in self.streams:
            return True
        origin = _origin_of(as_sent(url)) if len(url) <= URL_LENGTH_MAX else None
        return origin is not None and any(is_same_origin(origin, known) for known in self._known_origins())

    def _known_origins(self) -> Iterable[str]:
        yield from self.origins
        if self.event_url and (origin := _origin_of(as_sent(self.event_url))):
            try:
                yield normalize_origin(origin)
            except OriginError:  # an organizer's address that no browser would call by an origin
                return


def streams_of(*urls: str) -> tuple[str, ...]:
    """Give those streaming addresses that can be gone to."""
    return tuple(address for url in urls if (address := web_address(url)) is not None)


def as_sent(url: str) -> str:
    """Give an address as a header takes it: characters outside ASCII are encoded, "" if that cannot be."""
    try:
        return quote(url, safe=_ASCII)
    except UnicodeEncodeError:  # half of a surrogate pair
        return ""


def _origin_of(url: str) -> str | None:
    found = _URL.fullmatch(url)
    return found["origin"] if found else None
