"""Django's DATABASES: one database under two aliases, one that writes and one that only reads."""

from collections.abc import Mapping
from typing import Any, Final

WRITING: Final = "default"
READING: Final = "reading"

# A second that a foreign program holds SQLite's lock is a second that writers wait here.
SQLITE_BUSY_SECONDS_MAX: Final = 30
# After a checkpoint a larger write-ahead log is cut back to this size.
SQLITE_LOG_BYTES_MAX: Final = 64 * 1024 * 1024
POSTGRESQL_CONNECTIONS_MAX: Final = 16  # per process and alias
# Callers wait for a server that is away, and there are many of them.
POSTGRESQL_CONNECT_SECONDS_MAX: Final = 5


def databases(database: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give both aliases of one database, which is an entry of Django's DATABASES."""
    if "sqlite" in database["ENGINE"]:
        return _sqlite(database)
    return _postgresql(database)


def _sqlite(database: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    both = {**database, "ENGINE": "guestlist.database.sqlite"}
    writing = {
        "timeout": SQLITE_BUSY_SECONDS_MAX,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            f"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;PRAGMA journal_size_limit = {SQLITE_LOG_BYTES_MAX}"
        ),
    }
    # IMMEDIATE would make even a reader take the write lock.
    reading = {
        "timeout": SQLITE_BUSY_SECONDS_MAX,
        "transaction_mode": "DEFERRED",
        "init_command": "PRAGMA query_only = ON",
    }
    return {WRITING: {**both, "OPTIONS": writing}, READING: {**both, "OPTIONS": reading}}


def _postgresql(database: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    from psycopg import IsolationLevel  # eight megabytes, of no use with SQLite

    given = {
        "connect_timeout": POSTGRESQL_CONNECT_SECONDS_MAX,
        "application_name": "guestlist",
        **database.get("OPTIONS", {}),
    }
    # Under ASGI every request of Django has a thread of its own, so persistent connections would
    # not persist: threads borrow from a pool, which opens nothing until somebody asks.
    both = {**database, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    pool = {
        "min_size": 0,
        "max_size": POSTGRESQL_CONNECTIONS_MAX,
        "timeout": POSTGRESQL_CONNECT_SECONDS_MAX,
        # The pool's own attempts grow rarer while nobody else may make one, so a server that is back would be
        # found late: each ends soon, and the next caller begins anew.
        "reconnect_timeout": POSTGRESQL_CONNECT_SECONDS_MAX,
    }
    read_only = f"{given.get('options', '')} -c default_transaction_read_only=on".strip()
    writing = {**given, "pool": dict(pool)}
    reading = {
        **given,
        "pool": dict(pool),
        "options": read_only,
        "isolation_level": IsolationLevel.REPEATABLE_READ,
    }
    return {WRITING: {**both, "OPTIONS": writing}, READING: {**both, "OPTIONS": reading}}
