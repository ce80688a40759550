"""Values and statements as each of the two databases wants them.

The write path stores many rows of a few shapes at 1,500 registrations a second, where building model instances
costs more than the statements themselves. So it speaks SQL, through Django's connection and table names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from guestlist.database.transactions import is_postgresql


class Sql:
    """A connection inside a transaction, with values converted for its database."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.is_postgresql = is_postgresql(connection)

    def value(self, value: Any) -> Any:
        """Convert a parameter: UUIDs, instants and JSON (lists, dicts) differ between the databases."""
        if isinstance(value, list | dict):
            return json.dumps(value)
        if self.is_postgresql:
            return value
        if isinstance(value, UUID):
            return value.hex
        if isinstance(value, datetime):
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
        return value

    def uuid(self, value: Any) -> UUID | None:
        """Read back a UUID column."""
        if value is None or isinstance(value, UUID):
            return value
        return UUID(value)

    def key(self, value: Any) -> UUID:
        """Read back a UUID column that is never null."""
        return value if isinstance(value, UUID) else UUID(value)

    def instant(self, value: Any) -> datetime:
        """Read back a timestamp column."""
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        assert isinstance(value, datetime)
        return value if value.tzinfo else value.replace(tzinfo=UTC)

    def json(self, value: Any) -> Any:
        """Read back a JSON column."""
        return json.loads(value) if isinstance(value, str) else value

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, [self.value(value) for value in parameters])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement that gives no rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, [self.value(value) for value in parameters])

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of parameters."""
        converted = [[self.value(value) for value in row] for row in rows]
        if converted:
            with self.connection.cursor() as cursor:
                cursor.executemany(statement, converted)

    def insert(self, model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert many rows. One statement for each is fastest on SQLite, one for all on PostgreSQL.

        There the rows are one JSON value, which its server takes apart by the columns' types: a statement with
        thousands of placeholders costs more to put together than to run.
        """
        if not rows:
            return
        names = ", ".join(columns)
        into = f"INSERT INTO {table(model)} ({names})"
        if self.is_postgresql:
            objects = [dict(zip(columns, row, strict=True)) for row in rows]
            source = f"SELECT {names} FROM json_populate_recordset(NULL::{table(model)}, %s)"
            self.run(f"{into} {source}", [msgspec.json.encode(objects).decode()])
        else:
            self.run_many(f"{into} VALUES ({places(columns)})", rows)


def table(model: type[Model]) -> str:
    """Give a model's table name."""
    return model._meta.db_table


def places(values: Sequence[Any]) -> str:
    """Give the placeholders of an IN list; it must not be empty."""
    return ", ".join(["%s"] * len(values))
