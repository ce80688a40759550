"""Whether this process is alive (`/healthz`) and fit to answer (`/readyz`), as an ASGI application."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from django.db import connections

from guestlist.database.migrating import pending_migrations
from guestlist.database.transactions import reading

ALIVE_PATH: Final = "/healthz"
READY_PATH: Final = "/readyz"
CHECK_SECONDS_MAX: Final = 5.0

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)


class Health:
    """Answers the two addresses. 200 means yes, 503 no, with what is wrong by name.

    `checks` are further conditions of being ready, for instance that the registrar is alive: they
    run on the event loop, so they must not wait for anything.
    """

    def __init__(self, checks: Mapping[str, Callable[[], bool]]) -> None:
        self._checks = checks
        self._executor = ThreadPoolExecutor(1, "guestlist-health")
        self._is_migrated = False

    async def __call__(self, scope: Mapping[str, Any], _receive: object, send: Send) -> None:
        problems = [] if scope["path"] == ALIVE_PATH else await self.problems()
        body = {"status": "unavailable", "problems": problems} if problems else {"status": "ok"}
        encoded = json.dumps(body).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(encoded)).encode()),
            (b"cache-control", b"no-store"),
        ]
        status = 503 if problems else 200
        await send({"type": "http.response.start", "status": status, "headers": headers})
        content = b"" if scope["method"] == "HEAD" else encoded
        await send({"type": "http.response.body", "body": content})

    async def problems(self) -> list[str]:
        """Name what keeps this process from answering; empty when nothing does."""
        loop = asyncio.get_running_loop()
        database = loop.run_in_executor(self._executor, self._database_problems)
        try:
            found = await asyncio.wait_for(database, CHECK_SECONDS_MAX)
        except TimeoutError:
            found = ["database"]
        return found + [name for name, is_fine in self._checks.items() if not is_fine()]

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _database_problems(self) -> list[str]:
        try:
            with reading() as connection, connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            if not self._is_migrated:
                self._is_migrated = not pending_migrations()
        except Exception:
            log.exception("The database cannot be reached")
            return ["database"]
        finally:
            connections.close_all()
        return [] if self._is_migrated else ["migrations"]
