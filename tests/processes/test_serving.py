"""The server's processes: how they start, how they end, and that none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from guestlist.processes.serving import AddressUnusable, _Server, check_address
from tests.databases import Database
from tests.processes.small_application import END_FILE
from tests.waiting import children_of, eventually, free_port, is_listening, is_running

pytestmark = pytest.mark.only_on("sqlite")
ROOT = Path(__file__).parents[2]


class SmallServer:
    """A server with two workers and a task process around the small application."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.run_small_server", str(self.port), "2"],
            cwd=ROOT,
            process_group=0,
        )
        assert eventually(lambda: is_listening(self.port))
        assert eventually(lambda: len(self.children()) == 3)

    @property
    def pid(self) -> int:
        return self.process.pid

    def children(self) -> set[int]:
        return children_of(self.pid)

    def workers(self) -> set[int]:
        # Workers are forks of the server, and so have its command line.
        return {pid for pid in self.children() if b"run_small_server" in _command_line(pid)}

    def get(self, path: str) -> str:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=20).text


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


@pytest.fixture
def server(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallServer]:
    monkeypatch.setenv(END_FILE, str(database.data_dir / "end"))
    server = SmallServer()
    children = server.children()
    yield server
    server.process.kill()
    server.process.wait()
    for pid in children:
        assert eventually(lambda pid=pid: not is_running(pid)), "a process was left behind"


def test_when_the_parent_is_killed_nothing_is_left_running(server: SmallServer) -> None:
    children = server.children()

    server.process.kill()
    server.process.wait()

    assert len(children) == 3
    assert eventually(lambda: not any(map(is_running, children)))
    assert not is_listening(server.port)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_lets_requests_in_flight_finish_and_ends_cleanly(
    server: SmallServer, database: Database, number: signal.Signals
) -> None:
    with (
        ThreadPoolExecutor() as threads,
        httpx.stream("GET", f"http://127.0.0.1:{server.port}/slow", timeout=20) as answer,
    ):
        rest = answer.iter_text()
        begun = next(rest)
        server.process.send_signal(number)
        status = threads.submit(server.process.wait, 30)
        body = begun + "".join(rest)

    assert body == "begun done"
    assert status.result() == 0
    assert (database.data_dir / "end").read_text() == "ended"


def test_ctrl_c_reaches_only_the_parent_and_ends_cleanly(server: SmallServer) -> None:
    os.killpg(server.pid, signal.SIGINT)

    assert server.process.wait(30) == 0


def test_a_signal_to_every_process_at_once_ends_cleanly(server: SmallServer) -> None:
    for pid in [*server.children(), server.pid]:
        os.kill(pid, signal.SIGTERM)

    assert server.process.wait(30) == 0


def test_a_killed_worker_is_replaced(server: SmallServer) -> None:
    before = server.workers()
    victim = min(before)

    os.kill(victim, signal.SIGKILL)

    assert eventually(lambda: len(server.workers() - {victim}) == 2)
    assert eventually(lambda: int(server.get("/pid")) in server.workers())


def test_a_killed_task_process_is_replaced(server: SmallServer) -> None:
    (task_process,) = server.children() - server.workers()

    os.kill(task_process, signal.SIGKILL)

    assert eventually(lambda: len(server.children() - server.workers() - {task_process}) == 1)


def test_a_port_that_is_taken_is_refused(server: SmallServer) -> None:
    with pytest.raises(AddressUnusable, match=f"127.0.0.1:{server.port} cannot be used"):
        check_address("127.0.0.1", server.port)


def test_a_host_is_given_as_its_address() -> None:
    assert check_address("localhost", free_port()) in {"127.0.0.1", "::1"}


def test_an_unknown_host_is_refused() -> None:
    with pytest.raises(AddressUnusable):
        check_address("256.0.0.1.invalid", 8000)


class Worker:
    """A worker that has ended, which is known only after a few questions."""

    idx = 0

    def __init__(self) -> None:
        self.answers = iter([True] * 5)
        self.was_killed = False

    def terminate(self) -> None:
        pass

    def join(self, timeout: float | None = None) -> None:
        pass

    def is_alive(self) -> bool:
        return next(self.answers, False)

    def kill(self) -> None:
        self.was_killed = True


def test_a_worker_whose_end_is_noted_late_is_not_killed() -> None:
    worker = Worker()
    server = object.__new__(_Server)
    server.wrks = [worker]
    server.workers_kill_timeout = 1

    server._stop_workers()

    assert not worker.was_killed
