"""A server for a tool, on a data folder of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

HOST = "127.0.0.1"
READY_SECONDS_MAX = 30.0


def environ_of(folder: Path) -> dict[str, str]:
    """Give the environment of an installation whose data are in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUESTLIST_")}
    return {**kept, "GUESTLIST_DATA_DIR": str(folder / "data"), "GUESTLIST_LOG_LEVEL": "warning"}


def guestlist(environ: Mapping[str, str], *words: str) -> Any:
    """Run a command that prints JSON, and give that."""
    command = [sys.executable, "-m", "guestlist", *words]
    return json.loads(subprocess.run(command, env=environ, stdout=subprocess.PIPE, check=True).stdout)


@contextlib.contextmanager
def serving(environ: Mapping[str, str], log_path: Path) -> Iterator[int]:
    """Run a server until the end of the block; gives its port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    with log_path.open("wb") as log:
        command = [sys.executable, "-m", "guestlist", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
    try:
        _wait_until_ready(server, port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def at(port: int, endpoint: str) -> str:
    """Give an endpoint's address at the port that is served."""
    return str(httpx.URL(endpoint).copy_with(scheme="http", host=HOST, port=port))


def _wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"http://{HOST}:{port}/readyz").status_code == 200:
                return
        time.sleep(0.05)
    raise RuntimeError("The server did not become ready.")
