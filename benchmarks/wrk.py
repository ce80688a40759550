"""Runs the load generator wrk on the second core, and reads what it measured."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.names import HOST
from benchmarks.processes import Running

LOAD_CORE = 1
SCRIPTS = Path(__file__).parent


@dataclass(frozen=True)
class Load:
    """What one run of wrk measured."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    broken: int  # connections that could not be made, read or written, and time-outs
    refused: int  # answers with an error status, or another result than Success
    cpu_seconds: float  # that the server used meanwhile

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def per_cpu_second(self) -> float:
        """Give what the server would reach with a core of its own: does not suffer from what else is running."""
        return self.requests / self.cpu_seconds


def is_installed() -> bool:
    return shutil.which("wrk") is not None and shutil.which("taskset") is not None


def run(
    server: Running,
    target: str,
    *,
    script: str,
    connections: int,
    seconds: float,
    headers: Mapping[str, str],
    variables: Mapping[str, str] | None = None,
) -> Load:
    """Ask for one target over and over; `script` is a file of this folder."""
    words = ["taskset", "-c", str(LOAD_CORE), "wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s"]
    words += ["--timeout", "30s", "-s", str(SCRIPTS / script)]
    for name, value in headers.items():
        words += ["-H", f"{name}: {value}"]
    words.append(f"http://{HOST}:{server.port}{target}")
    environ = {**os.environ, **(variables or {})}
    before = server.cpu_seconds()
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environ)
    used = server.cpu_seconds() - before
    for line in done.stdout.splitlines():
        if line.startswith("RESULT "):
            return Load(**json.loads(line.removeprefix("RESULT ")), cpu_seconds=used)
    raise RuntimeError(f"wrk gave no result:\n{done.stdout}{done.stderr}")
