"""/healthz and /readyz."""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

from django.core.management import call_command

from guestlist.database.migrating import migrate
from guestlist.health import Health
from tests.databases import Database


def ask(health: Health, path: str, method: str = "GET") -> tuple[int, Any]:
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(health({"type": "http", "path": path, "method": method}, None, send))
    health.close()
    body = sent[1]["body"]
    return sent[0]["status"], json.loads(body) if body else None


def test_a_living_process_says_so_whatever_else_is_wrong() -> None:
    assert ask(Health({"registrar": lambda: False}), "/healthz") == (200, {"status": "ok"})


def test_ready_means_a_migrated_database_and_every_check_passed(database: Database) -> None:
    assert ask(Health({"registrar": lambda: True}), "/readyz") == (200, {"status": "ok"})
    assert ask(Health({}), "/readyz", "HEAD") == (200, None)


def test_what_is_wrong_is_named(database: Database) -> None:
    call_command("migrate", "outbox", "zero", verbosity=0)

    status, answer = ask(Health({"registrar": lambda: False}), "/readyz")

    assert status == 503
    assert answer == {"status": "unavailable", "problems": ["migrations", "registrar"]}


def test_it_becomes_ready_once_somebody_has_migrated(database: Database) -> None:
    call_command("migrate", "outbox", "zero", verbosity=0)
    health = Health({})

    before = asyncio.run(health.problems())
    migrate()
    after = asyncio.run(health.problems())
    health.close()

    assert (before, after) == (["migrations"], [])


def test_a_database_out_of_reach_is_named(database: Database, monkeypatch: Any) -> None:
    def fail() -> None:
        raise OSError("gone")

    monkeypatch.setattr("guestlist.health.reading", fail)

    assert ask(Health({}), "/readyz")[1]["problems"] == ["database"]
