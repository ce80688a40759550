"""Reading transactions and advisory locks."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction

from guestlist.database.configuration import READING, WRITING
from guestlist.database.transactions import (
    close_all,
    is_postgresql,
    lock_number,
    reading,
    renew,
    take_advisory_locks,
)
from guestlist.organizations.models import Organization
from tests.databases import Database
from tests.waiting import eventually


def test_a_reading_transaction_sees_one_moment(database: Database) -> None:
    Organization.objects.create(name="A", slug="a")

    with reading():
        before = Organization.objects.using(READING).count()
        Organization.objects.create(name="B", slug="b")
        meanwhile = Organization.objects.using(READING).count()
    with reading():
        after = Organization.objects.using(READING).count()

    assert (before, meanwhile, after) == (1, 1, 2)


def test_a_reading_transaction_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseError), reading() as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM organizations_organization")


def test_reading_inside_reading_joins(database: Database) -> None:
    with reading() as outer:
        before = Organization.objects.using(READING).count()
        Organization.objects.create(name="A", slug="a")
        with reading() as inner:
            inside = Organization.objects.using(READING).count()

    assert outer is inner
    assert (before, inside) == (0, 0)


def test_what_was_read_is_saved_through_the_writing_alias(database: Database) -> None:
    Organization.objects.create(name="A", slug="a")
    with reading():
        organization = Organization.objects.using(READING).get()

    organization.name = "B"
    organization.save()

    assert Organization.objects.get().name == "B"


def test_a_lost_connection_is_replaced_before_the_next_unit_of_work(database: Database) -> None:
    connection.ensure_connection()
    if is_postgresql(connection):
        connection.connection.close()  # as if the server had closed it

    renew()

    assert Organization.objects.count() == 0


def test_the_same_key_waits_and_another_does_not(database: Database) -> None:
    if database.kind == "sqlite":
        with transaction.atomic():  # one writer at a time: nothing is taken
            take_advisory_locks(connection, ["a"])
        return
    steps: list[str] = []

    def take(key: str) -> None:
        with transaction.atomic():
            take_advisory_locks(connections[WRITING], [key])
            steps.append(key)
        connections.close_all()

    other, same = (threading.Thread(target=take, args=(key,)) for key in ("b", "a"))
    with transaction.atomic():
        take_advisory_locks(connection, ["a", "c", "a"])
        other.start()
        other.join()
        same.start()
        assert not eventually(lambda: "a" in steps, seconds=0.2)
        steps.append("released")
    same.join()

    assert steps == ["b", "released", "a"]


def test_lock_numbers_are_stable_and_fit_64_bits() -> None:
    numbers = {lock_number(f"contact {n}") for n in range(1000)}

    assert len(numbers) == 1000
    assert all(-(2**63) <= number < 2**63 for number in numbers)
    assert lock_number("a") == lock_number("a")


def test_after_closing_everything_connections_open_anew(database: Database) -> None:
    Organization.objects.create(name="A", slug="a")

    close_all()

    assert Organization.objects.count() == 1
