"""Running commands in tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guestlist.cli import app
from tests.outcomes import Outcome

Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `guestlist …` in this process: run("organization", "list").json"""
    monkeypatch.setattr("guestlist.logs.configure", lambda _settings: None)

    def run_command(*words: str) -> Outcome:
        capsys.readouterr()
        status = app.run(words)
        return Outcome(status, *capsys.readouterr())

    return run_command
