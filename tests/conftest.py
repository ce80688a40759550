"""What every test stands on: a fresh database of each kind, a clock to turn, and no network."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings

# Every test has a database of its own, whose commits wait for the disk: files that live for one test lie in memory.
_MEMORY = Path("/dev/shm")
_MEMORY_BYTES_MIN = 4 * 1024**3
if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _MEMORY_BYTES_MIN:
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None  # so that it is looked up anew

# Settings are read when Django is set up, before any fixture runs: these stand until a test asks
# for a database of its own.
_SESSION_FOLDER = tempfile.TemporaryDirectory(prefix="guestlist-tests-")
for _name in [name for name in os.environ if name.startswith("GUESTLIST_")]:
    del os.environ[_name]
os.environ["GUESTLIST_DATA_DIR"] = str(Path(_SESSION_FOLDER.name) / "unused")
os.environ["GUESTLIST_SECRET_KEY"] = "only-for-tests-and-long-enough-for-the-check"
os.environ["DJANGO_SETTINGS_MODULE"] = "guestlist.settings"

django.setup()

# Made to be slow, the usual hashes would take minutes of all the signing in.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A deadline in milliseconds says more about the machine than about the code. Continuous integration tries the same
# examples each time, so that a commit that passed passes again; everywhere else each run tries new ones.
hypothesis_settings.register_profile("guestlist", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("guestlist")

pytest_plugins = ["tests.databases"]


NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until a test turns it."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def advance(self, **duration: float) -> datetime:
        self.moment += timedelta(**duration)
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop `guestlist.clock.now()` at noon (UTC) of 1 March 2027; `clock.advance(minutes=5)`."""
    clock = Clock()
    monkeypatch.setattr("guestlist.clock.now", clock.now)
    return clock


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Let sockets reach this machine only."""
    connect = socket.socket.connect
    connect_ex = socket.socket.connect_ex

    def refuse_far(this: socket.socket, address: Any) -> None:
        is_far = this.family in {socket.AF_INET, socket.AF_INET6} and (
            address[0] not in {"localhost", "::1"} and not address[0].startswith("127.")
        )
        if is_far:
            raise RuntimeError(f"A test tried to reach {address[0]}.")

    def guarded_connect(this: socket.socket, address: Any) -> None:
        refuse_far(this, address)
        connect(this, address)

    def guarded_connect_ex(this: socket.socket, address: Any) -> int:
        refuse_far(this, address)
        return connect_ex(this, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield
