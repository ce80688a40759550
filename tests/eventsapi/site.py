"""The whole application in this process, called over HTTP without a socket."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.types import ASGIApp, Message

from guestlist import environment
from guestlist.frontdoor import make_application
from tests.builders import ORIGIN

HOST = "http://127.0.0.1:8000"
V2 = "/EvtMgmt/api/v2.0/"


def rt(organization_id: object) -> str:
    return f"/api/v1.0/orgs/{organization_id}/eventmanagement/"


@dataclass
class Site:
    """A running application. Every call may come from any thread."""

    application: ASGIApp
    loop: asyncio.AbstractEventLoop
    token: str | None = None
    origin: str | None = ORIGIN
    base: str = V2

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("POST", path, **options)

    def ask(
        self,
        method: str,
        path: str,
        *,
        token: str | None = "own",
        origin: str | None = "own",
        base: str | None = None,
        headers: Mapping[str, str | bytes] | None = None,
        more_headers: Sequence[tuple[str, str]] = (),
        host: str = HOST,
        **options: Any,
    ) -> httpx.Response:
        """Send a request below the base; `token` and `origin` are the site's unless given, None leaves them out.

        `more_headers` may repeat one.
        """
        token = self.token if token == "own" else token
        origin = self.origin if origin == "own" else origin
        url = f"{host}{self.base if base is None else base}{path}"
        if token is not None:
            url += f"{'&' if '?' in url else '?'}emApplicationtoken={token}"
        sent = [*(headers or {}).items(), *more_headers]
        if origin is not None:
            sent.append(("Origin", origin))
        request = self._request(method, url, sent, options)
        return asyncio.run_coroutine_threadsafe(request, self.loop).result(timeout=60)

    async def _request(
        self, method: str, url: str, headers: Sequence[tuple[str, str | bytes]], options: dict[str, Any]
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.application)
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.request(method, url, headers=list(headers), **options)


@contextmanager
def running(application: ASGIApp | None = None) -> Iterator[Site]:
    """Run the application in a thread with an event loop of its own, from start-up to shut-down."""
    application = application or make_application(environment.current())
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="site")
    thread.start()
    lifespan = _Lifespan(application)
    try:
        asyncio.run_coroutine_threadsafe(lifespan.start(), loop).result(timeout=60)
        try:
            yield Site(application, loop)
        finally:
            asyncio.run_coroutine_threadsafe(lifespan.stop(), loop).result(timeout=60)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


class _Lifespan:
    """Speaks the lifespan protocol as a server does."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application
        self._to: asyncio.Queue[Message] = asyncio.Queue()
        self._from: asyncio.Queue[Message] = asyncio.Queue()

    async def start(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        self._running = asyncio.ensure_future(self._application(scope, self._to.get, self._from.put))
        await self._say("startup")

    async def stop(self) -> None:
        await self._say("shutdown")
        await self._running

    async def _say(self, word: str) -> None:
        await self._to.put({"type": f"lifespan.{word}"})
        answer = await self._from.get()
        assert answer["type"] == f"lifespan.{word}.complete", answer
