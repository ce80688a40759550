"""A call to the Events API: what every handler needs to know of the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.types import Receive

from guestlist.eventsapi.access.admission import Caller
from guestlist.eventsapi.access.directory import Address, Directory
from guestlist.eventsapi.operations import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request below one of the two bases, before anything of it is checked."""

    method: str
    scheme: str  # as the browser called it
    host: str
    raw_path: bytes
    query_string: bytes
    headers: Mapping[bytes, bytes]  # names in lowercase
    receive: Receive
    address: Address
    directory: Directory  # one for the whole call, also if it is replaced meanwhile
    now: datetime

    @property
    def offered_tags(self) -> bytes | None:
        """Give the `If-None-Match` header."""
        return self.headers.get(b"if-none-match")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmittedCall:
    """A call of an operation that needs a token, by a caller who may, with well-formed ids."""

    call: Call
    operation: Operation
    params: Mapping[str, str]
    caller: Caller
