"""Migrations: which wait, and that one process at a time applies them."""

from __future__ import annotations

import threading

import pytest
from django.core.management import call_command
from django.db import connections

from guestlist import environment
from guestlist.database.migrating import is_empty, migrate, migrating_alone, pending_migrations
from guestlist.organizations.models import Organization
from guestlist.processes.preparing import (
    MigrationsAwaited,
    prepare_for_command,
    prepare_for_server,
)
from tests.databases import Database
from tests.waiting import eventually


def test_a_migrated_database_awaits_nothing(database: Database) -> None:
    assert pending_migrations() == []
    assert not is_empty()
    assert migrate() == []


def test_a_database_that_went_back_awaits_migrations(database: Database) -> None:
    call_command("migrate", "outbox", "zero", verbosity=0)

    pending = pending_migrations()

    assert any(name.startswith("outbox.") for name in pending)
    assert migrate() == pending
    assert pending_migrations() == []


def test_a_second_migrator_waits_for_the_first(database: Database) -> None:
    steps: list[str] = []

    def second() -> None:
        with migrating_alone():
            steps.append("second")
        connections.close_all()

    thread = threading.Thread(target=second)
    with migrating_alone():
        thread.start()
        assert not eventually(lambda: steps, seconds=0.2)
        steps.append("first")
    thread.join()

    assert steps == ["first", "second"]


def test_a_command_stops_at_a_database_that_awaits_migrations(database: Database) -> None:
    call_command("migrate", "outbox", "zero", verbosity=0)

    with pytest.raises(MigrationsAwaited, match="guestlist serve"):
        prepare_for_command(environment.current())

    assert pending_migrations() != []


def test_the_server_migrates_and_makes_the_first_organization(database: Database) -> None:
    call_command("migrate", "outbox", "zero", verbosity=0)

    prepare_for_server(environment.current())
    prepare_for_server(environment.current())

    assert pending_migrations() == []
    only = Organization.objects.get()
    assert (only.name, only.slug) == ("My organization", "main")
