"""The snapshot path: answers known calls from their snapshots, before any router; the rest goes on."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from guestlist.eventsapi.access.forwarding import Forwarding
from guestlist.eventsapi.access.headers import request_headers
from guestlist.eventsapi.known_calls import KnownCalls
from guestlist.eventsapi.shared_answers import messages


class SnapshotPath:
    """A plain ASGI callable, kept short: nearly every request of every website ends here."""

    def __init__(self, known_calls: KnownCalls, forwarding: Forwarding, behind: ASGIApp) -> None:
        self._find = known_calls.find
        self._host = forwarding.host
        self._behind = behind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            headers = request_headers(scope["headers"])
            origin = headers.get(b"origin")
            snapshot = self._find((self._host(scope, headers), scope["raw_path"], scope["query_string"], origin))
            # Who signs in may get another answer, or a 401.
            if snapshot is not None and b"authorization" not in headers:
                start, body = messages(snapshot, headers, origin)
                await send(start)
                await send(body)
                return
        await self._behind(scope, receive, send)
