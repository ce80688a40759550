"""SQLite's writers queue on the lock file, whether they are threads or processes."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction

from guestlist.organizations.models import Organization
from tests.databases import Database
from tests.waiting import eventually

pytestmark = pytest.mark.only_on("sqlite")

ADD_MANY = """
import sys, django
django.setup()
from django.db import transaction
from guestlist.organizations.models import Organization
for number in range(int(sys.argv[2])):
    with transaction.atomic():
        count = Organization.objects.count()
        Organization.objects.create(name=f"{sys.argv[1]} {count}", slug=f"{sys.argv[1]}-{number}")
"""


def lock_file(database: Database) -> Path:
    return database.data_dir / "guestlist.sqlite3.lock"


def is_free(database: Database) -> bool:
    with lock_file(database).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_two_processes_that_read_and_write_never_meet(database: Database) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", ADD_MANY, name, "100"]) for name in ("a", "b")]

    assert [writer.wait(60) for writer in writers] == [0, 0]
    # Each saw all that was there before it: no count was seen twice.
    seen = sorted(int(name.split()[1]) for name in Organization.objects.values_list("name", flat=1))
    assert seen == list(range(200))


def test_the_lock_is_held_from_begin_to_commit(database: Database) -> None:
    with transaction.atomic():
        held = not is_free(database)
        with transaction.atomic():
            Organization.objects.create(name="A", slug="a")
        still_held = not is_free(database)

    assert held
    assert still_held
    assert is_free(database)


def test_a_rollback_gives_the_lock_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError

    assert is_free(database)


def test_closing_in_the_middle_gives_the_lock_back(database: Database) -> None:
    with transaction.atomic():
        connection.close()
        is_free_at_once = is_free(database)

    assert is_free_at_once
    assert is_free(database)


def test_a_failed_begin_gives_the_lock_back(database: Database) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    foreign = connection.Database.connect(connection.settings_dict["NAME"], isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")

    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        pass

    foreign.close()
    assert is_free(database)


def test_readers_do_not_queue(database: Database) -> None:
    with transaction.atomic():
        Organization.objects.create(name="A", slug="a")
        with transaction.atomic(using="reading"):
            count = Organization.objects.using("reading").count()

    assert count == 0


def test_threads_of_one_process_queue_too(database: Database) -> None:
    waits, commits = threading.Event(), []

    def write_second() -> None:
        waits.set()
        with transaction.atomic():
            commits.append("second")
        connections.close_all()

    thread = threading.Thread(target=write_second)
    with transaction.atomic():
        thread.start()
        waits.wait()
        assert not eventually(lambda: commits, seconds=0.2)
        commits.append("first")
    thread.join()

    assert commits == ["first", "second"]


def test_writes_survive_a_power_cut(database: Database) -> None:
    with connection.cursor() as cursor:
        journal_mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]

    assert (journal_mode, synchronous) == ("wal", 2)


def test_a_writer_that_comes_back_at_once_lets_those_who_wait_go_first(database: Database) -> None:
    begun, stops, written = threading.Event(), threading.Event(), 0

    def write_back_to_back() -> None:
        nonlocal written
        while not stops.is_set():
            with transaction.atomic():
                written += 1
                begun.set()
                stops.wait(0.005)
        connections.close_all()

    greedy = threading.Thread(target=write_back_to_back)
    greedy.start()
    begun.wait()

    overtakings = 0
    for _ in range(10):
        before = written
        with transaction.atomic():
            overtakings += written - before
    stops.set()
    greedy.join()

    # One is under way each time, and a busy machine may let a few more pass; without turns it is a hundred each.
    assert overtakings < 50


def test_waiting_for_the_lock_ends(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guestlist.database.sqlite.base.SQLITE_BUSY_SECONDS_MAX", 0.02)
    with lock_file(database).open("w") as foreign:
        fcntl.flock(foreign, fcntl.LOCK_EX)
        for _ in range(2):  # the first one leaves nothing behind that would keep the second waiting
            with pytest.raises(OperationalError, match="locked"), transaction.atomic():
                pass

    with transaction.atomic():
        Organization.objects.create(name="A", slug="a")
    assert is_free(database)


def test_lock_files_that_cannot_be_used_are_an_error_of_the_database(database: Database) -> None:
    lock_file(database).mkdir()

    with pytest.raises(OperationalError, match=r"lock files .*guestlist\.sqlite3\.lock"), transaction.atomic():
        pass


def test_the_lock_file_is_opened_for_reading_only(database: Database) -> None:
    with transaction.atomic():
        modes = [
            fcntl.fcntl(int(entry.name), fcntl.F_GETFL) & os.O_ACCMODE
            for entry in Path("/proc/self/fd").iterdir()
            if entry.is_symlink() and Path(os.readlink(entry)) == lock_file(database)
        ]

    assert modes == [os.O_RDONLY]
