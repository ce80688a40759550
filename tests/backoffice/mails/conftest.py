"""What the tests of pages about mails stand on: a house whose mails can be sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Database
from tests.mail.smtp import Server, a_server, sending_to


@pytest.fixture
def smtp(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A mail server, and a setting that names it."""
    with a_server() as server, sending_to(server.url, monkeypatch):
        yield server
