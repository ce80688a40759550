"""Running commands in tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from guestlist.cli import app

Run = Callable[..., "Outcome"]


@dataclass(frozen=True)
class Outcome:
    """What a command left: exit code, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `guestlist …` in this process: run("organization", "list").json"""
    monkeypatch.setattr("guestlist.logs.configure", lambda _settings: None)

    def run_command(*words: str) -> Outcome:
        capsys.readouterr()
        status = app.run(words)
        return Outcome(status, *capsys.readouterr())

    return run_command
