"""Migrations: which ones wait, and applying them, one process at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from guestlist.database.configuration import WRITING
from guestlist.database.transactions import is_postgresql, lock_number


def pending_migrations() -> list[str]:
    """Name the migrations that this program knows and the database has not had, in their order."""
    executor = MigrationExecutor(connections[WRITING])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def is_empty() -> bool:
    """Tell whether no migration was ever applied."""
    return not MigrationExecutor(connections[WRITING]).loader.applied_migrations


def migrate() -> list[str]:
    """Apply what waits and name it. To be called while holding `migrating_alone()`."""
    pending = pending_migrations()
    if pending:
        call_command("migrate", verbosity=0, interactive=False)
    return pending


@contextmanager
def migrating_alone() -> Iterator[None]:
    """Keep every other process that wants to migrate this database waiting."""
    connection = connections[WRITING]
    if is_postgresql(connection):
        number = lock_number("guestlist: migrate")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [number])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
        return
    path = Path(f"{connection.settings_dict['NAME']}.migrate.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # given back when the file is closed
        yield
