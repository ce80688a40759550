"""Running `guestlist serve` and other commands as processes of their own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

from tests.databases import Database
from tests.journeys.calls import Connection, connections
from tests.outcomes import Outcome
from tests.waiting import children_of, eventually, free_port, is_ready, is_running

READY_SECONDS_MAX = 60.0
COMMAND_SECONDS_MAX = 120.0


class Server:
    """A server that runs until it is ended or killed; keeps its log."""

    def __init__(self, database: Database, *, workers: int = 1, has_task_process: bool = False) -> None:
        self.port = free_port()
        self.workers_wanted = workers
        self._log_path = database.data_dir.parent / f"server-{self.port}.log"
        words = ["serve", "--port", str(self.port), "--workers", str(workers)]
        if not has_task_process:
            words.append("--no-tasks")
        started = time.monotonic()
        with self._log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "guestlist", *words], stdout=log, stderr=log, process_group=0
            )
        assert eventually(self._is_ready, seconds=READY_SECONDS_MAX), self.log
        self.ready_after_seconds = time.monotonic() - started
        # Every one of them is there, so that a kill finds them all.
        number = workers + has_task_process
        assert eventually(lambda: len(self.children()) == number), self.log
        self._seen = self.children()

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def log(self) -> str:
        return self._log_path.read_text()

    def children(self) -> set[int]:
        return children_of(self.pid)

    def workers(self) -> set[int]:
        """Give the ids of the processes that answer requests: forks with the server's own command line."""
        return {pid for pid in self.children() if b"\0serve\0" in _command_line(pid)}

    def worker_of(self, connection: Connection) -> int:
        """Tell which worker holds the other end of a connection. The connection was used already."""
        inode = _server_side_inode(self.port, connection.local_port)
        for pid in self.workers():
            if inode in _socket_inodes(pid):
                return pid
        raise AssertionError("No worker holds this connection.")

    @contextlib.asynccontextmanager
    async def connection_to_each_worker(self) -> AsyncIterator[list[Connection]]:
        """Hold one connection to each worker for as long as the block lasts."""
        found: dict[int, Connection] = {}
        async with contextlib.AsyncExitStack() as stack, asyncio.timeout(READY_SECONDS_MAX):
            while len(found) < self.workers_wanted:
                (connection,) = await stack.enter_async_context(connections(self.port))
                await connection.ask(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                found[self.worker_of(connection)] = connection
            kept = stack.pop_all()
        async with kept:
            yield list(found.values())

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def end(self) -> int:
        """End it cleanly; gives its exit code."""
        self.terminate()
        return self.process.wait(60)

    def kill_parent(self) -> set[int]:
        """Kill the parent alone; gives the processes that it leaves."""
        left = self.children()
        self.process.kill()
        self.process.wait()
        return left

    def kill(self) -> None:
        """Kill every process at once; none gets to clean up."""
        everyone = {self.pid, *self.children(), *self._seen}
        # The parent first, so that it does not start anew what is killed next.
        for pid in sorted(everyone, key=lambda pid: pid != self.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        assert eventually(lambda: not any(map(is_running, everyone)))

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, self.log
        return is_ready(self.port)


def guestlist(*words: str) -> Outcome:
    """Run a command to its end, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "guestlist", *words],
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS_MAX,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _server_side_inode(server_port: int, client_port: int) -> str:
    ends = (f"0100007F:{server_port:04X}", f"0100007F:{client_port:04X}")
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if (fields[1], fields[2]) == ends:
            return fields[9]
    raise AssertionError("There is no such connection.")


def _socket_inodes(pid: int) -> set[str]:
    found = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            target = os.readlink(descriptor)
            if target.startswith("socket:["):
                found.add(target[8:-1])
    return found
