"""A small ASGI application for tests of the server around it: its id, a slow answer, a clean end."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

END_FILE = "TEST_END_FILE"  # variable that names a file to which the lifespan's end is written


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    if scope["path"] == "/slow":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun ", "more_body": True})
        await asyncio.sleep(1.0)
        await send({"type": "http.response.body", "body": b"done"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(os.getpid()).encode()})


async def _live(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            if END_FILE in os.environ:
                Path(os.environ[END_FILE]).write_text("ended")
            await send({"type": "lifespan.shutdown.complete"})
            return
