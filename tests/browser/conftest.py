"""Whose pages a browser opens: the one organization of its server; and what tests share, since starting it takes long.

A server of its own is for tests that the one of all the others cannot serve: with a task process, with the demo.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from guestlist import environment
from guestlist.organizations.models import Organization
from tests.browser.chromium import CHROMIUM
from tests.browser.shared import Shared
from tests.builders import make_organization
from tests.databases import Database, standing_on
from tests.journeys.serving import Server


@pytest.fixture(autouse=True, scope="session")
def _chromium() -> Iterator[None]:
    yield
    CHROMIUM.close()


@pytest.fixture(scope="session")
def running(folder: Path, sqlite_template: Path) -> Iterator[Shared]:
    data_dir = folder / "browser" / "data"
    data_dir.mkdir(parents=True)
    path = data_dir / environment.DATABASE_FILE_NAME
    shutil.copyfile(sqlite_template, path)
    database = Database("sqlite", f"sqlite:///{path}", data_dir)
    with pytest.MonkeyPatch.context() as patch, standing_on(database, patch):
        server = Server(database)
    try:
        yield Shared(server, database)
    finally:
        server.kill()


@pytest.fixture
def shared(
    database_kind: str, running: Shared, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shared]:
    """The server of all tests; Django stands on its database, without what the test before it left there."""
    running.restore(sqlite_template)
    with standing_on(running.database, monkeypatch):
        Organization.objects.all().delete()
        yield running


@pytest.fixture
def organization(shared: Shared) -> Organization:
    return make_organization()
