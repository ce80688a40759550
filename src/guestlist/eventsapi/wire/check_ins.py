"""The payload of a check-in (contract 9.2)."""

from __future__ import annotations

from typing import Annotated

from guestlist.eventsapi.wire.base import doc
from guestlist.eventsapi.wire.registrations import Request


class CheckInRequest(Request, frozen=True, kw_only=True):
    """Somebody comes to an event, or to one of its sessions."""

    registration_id: Annotated[str | None, doc("Public id or GUID of an event registration.")] = None
    session_id: Annotated[str | None, doc("GUID of a session; blank: the event itself.")] = None
    redirect_uri: Annotated[str | None, doc("Absolute address to go on to.")] = None
