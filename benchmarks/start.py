"""Starting: how soon a server with a whole conference is ready, and how large its worker gets."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from benchmarks.names import BASE, ORIGIN
from benchmarks.processes import Installation, Running, ask, serving
from benchmarks.report import Line

READY_SECONDS_MAX = 3.0
WORKER_MEGABYTES_MAX = 150.0
LISTS = ("", "/sessions", "/speakers", "/tracks")


def measure(rounds: int, file: str) -> list[Line]:
    """Start a server on an existing database, ask it for every list of the conference, and end it."""
    with tempfile.TemporaryDirectory() as name:
        installation = Installation(Path(name))
        made = installation.data("conference", file)
        event = made["path"].removesuffix("/sessions")
        ready_seconds, megabytes = [], []
        for _ in range(rounds):
            with serving(installation) as server:
                ready_seconds.append(server.ready_seconds)
                for path in LISTS:
                    target = f"{BASE}{event}{path}?emApplicationtoken={made['token']}"
                    assert ask(server.port, target, {"Origin": ORIGIN}).status == 200
                megabytes.append(_megabytes_of_worker(server))
    soon, large = median(ready_seconds), max(megabytes)
    return [
        Line(
            "from `serve` to ready, conference loaded",
            f"{soon:.2f} s",
            "",
            f"under {READY_SECONDS_MAX:.0f} s",
            is_met=soon < READY_SECONDS_MAX,
            is_sound=True,
        ),
        Line(
            "resident memory of its worker, lists asked",
            f"{large:.0f} MB",
            "",
            f"under {WORKER_MEGABYTES_MAX:.0f} MB",
            is_met=large < WORKER_MEGABYTES_MAX,
            is_sound=True,
        ),
    ]


def _megabytes_of_worker(server: Running) -> float:
    (worker,) = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    lines = Path(f"/proc/{worker}/status").read_text().splitlines()
    (kilobytes,) = (int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return kilobytes / 1024
