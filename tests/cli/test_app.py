"""The command line as a whole: exit codes, complaints, empty folders, older databases."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError

from guestlist.cli import app
from tests.cli.conftest import Run
from tests.databases import Database


def in_another_process(data_dir: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUESTLIST_")}
    return subprocess.run(
        [sys.executable, "-m", "guestlist", *words],
        env={**environment, "GUESTLIST_DATA_DIR": str(data_dir), **variables},
        capture_output=True,
        text=True,
        timeout=180,  # it may have to make a database, on a machine that is busy
        check=False,
    )


def test_help_leaves_no_data_folder_behind(tmp_path: Path) -> None:
    outcome = in_another_process(tmp_path / "data", "--help")

    assert outcome.returncode == 0
    assert all(word in outcome.stdout for word in ("serve", "tasks", "organization", "webapp", "event", "manage"))
    assert not (tmp_path / "data").exists()


@pytest.fixture(scope="module")
def first_call(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The first command on an empty folder that is open to others: the folder, and what the command said."""
    folder = tmp_path_factory.mktemp("first") / "data"
    folder.mkdir(mode=0o755)
    return folder, in_another_process(folder, "organization", "list")


def test_a_command_works_on_an_empty_folder_and_makes_the_first_organization(
    first_call: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, outcome = first_call

    assert outcome.returncode == 0
    assert outcome.stderr == ""
    assert "main  My organization" in outcome.stdout
    assert (folder / "guestlist.sqlite3").exists()


def test_wrong_settings_are_all_named_without_a_trace(tmp_path: Path) -> None:
    outcome = in_another_process(tmp_path / "data", "serve", GUESTLIST_PUBLIC_URL="here", GUESTLIST_LOG_LEVEL="loud")

    assert outcome.returncode == 1
    assert "GUESTLIST_PUBLIC_URL: 'here'" in outcome.stderr
    assert "GUESTLIST_LOG_LEVEL: 'loud'" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_django_commands_are_passed_on_also_where_there_is_no_folder_yet(tmp_path: Path) -> None:
    outcome = in_another_process(tmp_path / "data", "manage", "showmigrations", "outbox", "--plan")

    assert outcome.returncode == 0
    assert "[X]  outbox.0001" in outcome.stdout


def test_a_command_stops_at_a_database_that_awaits_migrations(run: Run, database: Database) -> None:
    call_command("migrate", "outbox", "zero", verbosity=0)

    outcome = run("organization", "list")

    assert outcome.status == 1
    assert outcome.out == ""
    assert "awaits" in outcome.err
    assert "guestlist serve" in outcome.err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["frobnicate"], "No such command 'frobnicate'."),
        (["webapp", "add", "--name", "W"], "Missing option '--origin'."),
        (["serve", "--port", "0"], "--port"),
        (["serve", "--tls-key", __file__], "--tls-cert and --tls-key belong together."),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(run: Run, words: list[str], complaint: str) -> None:
    outcome = run(*words)

    assert outcome.status == 2
    assert complaint in outcome.err
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize("error", [OperationalError("no such user ada@db.example"), KeyError("x")])
def test_an_unforeseen_error_is_one_line_without_a_trace(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(app, "build_app", fail)

    outcome = run("organization", "list")

    assert outcome.status == 1
    assert len(outcome.err.splitlines()) == 1
    assert "ada@" not in outcome.err


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out.startswith("Guestlist ")


def test_what_commands_write_is_for_the_owner_only_also_in_a_folder_that_is_open_to_others(
    first_call: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, outcome = first_call

    assert outcome.returncode == 0
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert {"guestlist.sqlite3", "guestlist.sqlite3.lock"} <= set(modes)
    assert set(modes.values()) == {0o600}
