"""`guestlist serve` and `guestlist tasks`, with the real application."""

from __future__ import annotations

import shutil
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.databases import Database
from tests.waiting import eventually, free_port, is_listening, is_ready

# On a machine that is busy, a server may take that long to make its database and to start.
SECONDS_MAX = 120


class Running:
    """A command of guestlist that runs until it is told to end."""

    def __init__(self, data_dir: Path, *words: str) -> None:
        self.out = data_dir.parent / "out"
        self.err = data_dir.parent / "err"
        with self.out.open("w") as out, self.err.open("w") as err:
            self.process = subprocess.Popen([sys.executable, "-m", "guestlist", *words], stdout=out, stderr=err)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(SECONDS_MAX)


@pytest.fixture
def started() -> Iterator[list[Running]]:
    commands: list[Running] = []
    yield commands
    for command in commands:
        command.process.kill()
        command.process.wait()


def test_serve_on_an_empty_folder_creates_serves_and_says_what_to_do_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[Running]
) -> None:
    monkeypatch.setenv("GUESTLIST_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("GUESTLIST_SECRET_KEY", "")
    port = free_port()

    server = Running(tmp_path / "data", "serve", "--port", str(port))
    started.append(server)

    assert eventually(lambda: is_ready(port), seconds=SECONDS_MAX)
    assert httpx.get(f"http://127.0.0.1:{port}/healthz").json() == {"status": "ok"}
    assert server.end() == 0
    said = server.out.read_text()
    assert f"http://127.0.0.1:{port}/EvtMgmt/api/v2.0/" in said
    assert "guestlist demo" in said
    assert "guestlist webapp add" in said
    assert (tmp_path / "data" / "secret_key").exists()
    assert "Traceback" not in server.err.read_text()


def test_two_workers_serve_either_database_and_log_no_token(
    database: Database, started: list[Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUESTLIST_LOG_LEVEL", "debug")
    port = free_port()
    server = Running(database.data_dir, "serve", "--port", str(port), "--workers", "2")
    started.append(server)
    assert eventually(lambda: is_ready(port), seconds=SECONDS_MAX)

    url = f"http://127.0.0.1:{port}/EvtMgmt/api/v2.0/events/published"
    answer = httpx.get(f"{url}?emApplicationtoken=Swordfish", headers={"Origin": "https://a.example"})

    assert answer.status_code == 401
    assert server.end() == 0
    assert "Swordfish" not in server.out.read_text() + server.err.read_text()


@pytest.mark.only_on("sqlite")
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_tls_begins_at_version_1_2(database: Database, started: list[Running], tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    port = free_port()
    options = ["--tls-cert", str(certificate), "--tls-key", str(key), "--no-tasks"]
    started.append(Running(database.data_dir, "serve", "--port", str(port), *options))
    assert eventually(lambda: is_listening(port), seconds=SECONDS_MAX)
    versions = []

    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = ssl.create_default_context(cafile=str(certificate))
        context.minimum_version = context.maximum_version = version
        with httpx.Client(verify=context) as client:
            versions.append(client.get(f"https://127.0.0.1:{port}/healthz").status_code)

    assert versions == [200, 200]


@pytest.mark.only_on("sqlite")
def test_a_port_that_is_taken_is_refused_in_one_line(database: Database, started: list[Running]) -> None:
    port = free_port()
    started.append(Running(database.data_dir, "serve", "--port", str(port), "--no-tasks"))
    assert eventually(lambda: is_ready(port), seconds=SECONDS_MAX)

    second = Running(database.data_dir, "serve", "--port", str(port), "--no-tasks")

    assert second.process.wait(SECONDS_MAX) == 1
    assert f"127.0.0.1:{port} cannot be used" in second.err.read_text()
    assert "Traceback" not in second.err.read_text()


def test_tasks_runs_alone_and_ends_cleanly(database: Database, started: list[Running]) -> None:
    tasks = Running(database.data_dir, "tasks")
    started.append(tasks)
    # It handles the signal from the moment at which its own handler stands.
    handled = 1 << (signal.SIGTERM - 1)
    status = Path(f"/proc/{tasks.process.pid}/status")

    def handles_the_signal() -> bool:
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return bool(int(lines["SigCgt"], 16) & handled)

    assert eventually(handles_the_signal, seconds=SECONDS_MAX)
    assert tasks.end() == 0
    assert tasks.err.read_text() == ""
