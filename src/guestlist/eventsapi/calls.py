"""A call to the Events API: what every handler needs to know of the request, and who decides what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from starlette.types import Receive

from guestlist.eventsapi.access.admission import Caller
from guestlist.eventsapi.access.directory import Address, Directory
from guestlist.eventsapi.operations import Operation
from guestlist.registration.requests import Reply, Request


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

    @property
    def organization_id(self) -> UUID:
        """Give the organization that the call is for: that of the token."""
        return self.caller.web_application.organization_id


class Submits(Protocol):
    """The registrar, as far as handlers know it."""

    async def submit(self, request: Request) -> Reply:
        """Have a command decided and stored; the reply comes after the commit."""
