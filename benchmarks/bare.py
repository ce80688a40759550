"""A bare ASGI application that gives one stored answer to every request, under Guestlist's own server settings."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.names import BARE_FOLDER, HOST

_Send = Callable[[Mapping[str, Any]], Awaitable[None]]


def _load() -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    folder = Path(os.environ[BARE_FOLDER])
    headers = [(name.encode(), value.encode()) for name, value in json.loads((folder / "headers.json").read_text())]
    start = {"type": "http.response.start", "status": 200, "headers": headers}
    return start, {"type": "http.response.body", "body": (folder / "body").read_bytes()}


_START, _BODY = _load()


async def application(scope: Mapping[str, Any], receive: Callable[[], Awaitable[Any]], send: _Send) -> None:
    if scope["type"] == "http":
        await send(_START)
        await send(_BODY)
        return
    while (message := await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": message["type"] + ".complete"})


def main(port: int) -> None:
    """Serve it until SIGTERM, with one worker."""
    import django

    from guestlist import environment
    from guestlist.processes.serving import Serving, serve

    settings = environment.current()
    django.setup()
    serving = Serving(host=HOST, port=port, workers=1, has_task_process=False, application="benchmarks.bare")
    serve(serving, settings)


if __name__ == "__main__":
    main(int(sys.argv[1]))
