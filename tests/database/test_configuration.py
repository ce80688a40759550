"""How the two kinds of databases are used."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from guestlist.database import configuration
from guestlist.environment import parse


def postgresql_away(folder: Path) -> BaseDatabaseWrapper:
    """Give a connection to a server that does not run."""
    url = f"postgresql://guest@/list?host={folder}"
    handler = ConnectionHandler(configuration.databases(parse({"GUESTLIST_DATABASE_URL": url}).database))
    return handler[configuration.WRITING]


def test_callers_learn_soon_that_postgresql_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configuration, "POSTGRESQL_CONNECT_SECONDS_MAX", 0.1)
    connection = postgresql_away(tmp_path)
    started = time.monotonic()

    with pytest.raises(OperationalError):
        connection.ensure_connection()

    connection.close_pool()  # type: ignore[attr-defined] # absent from django-stubs
    assert time.monotonic() - started < 10
