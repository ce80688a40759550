"""Reading transactions, advisory locks, and the care that long-lived threads' connections need."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from guestlist.database.configuration import READING, WRITING


def is_postgresql(connection: BaseDatabaseWrapper) -> bool:
    return connection.vendor == "postgresql"


@contextmanager
def reading() -> Iterator[BaseDatabaseWrapper]:
    """Open a transaction in which everything read is of one moment and nothing can be written.

    Query through the connection given, or through the ORM with `.using(READING)`. Inside another
    `reading()` of the same thread it joins that one.
    """
    connection = connections[READING]
    if not connection.in_atomic_block:
        renew(READING)
    with transaction.atomic(using=READING, savepoint=False):
        yield connection


def renew(alias: str = WRITING) -> None:
    """Before a unit of work: let a thread that keeps its connection drop one that has died.

    To be called outside of transactions. SQLite's connections cannot die, so there it does nothing.
    """
    connection = connections[alias]
    if is_postgresql(connection):
        connection.close_if_unusable_or_obsolete()


def take_advisory_locks(connection: BaseDatabaseWrapper, keys: Iterable[str]) -> None:
    """Hold the lock of each key until the transaction ends, taken in one order everywhere.

    SQLite has one writer at a time, so there is nothing to take there.
    """
    numbers = sorted({lock_number(key) for key in keys})
    if numbers and is_postgresql(connection):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(n) FROM unnest(%s::bigint[]) n", [numbers])


def lock_number(key: str) -> int:
    """Give a key's number for PostgreSQL: 64 bits with a sign."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True)


def close_all() -> None:
    """Close this thread's connections and the process's pools, for instance before a fork."""
    for alias in (WRITING, READING):
        connection = connections[alias]
        connection.close()
        if is_postgresql(connection):
            connection.close_pool()  # type: ignore[attr-defined] # absent from django-stubs
