"""The loop of the task process."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest

from guestlist.processes.tasks import Duty, run
from tests.conftest import Clock
from tests.databases import Database
from tests.waiting import eventually


def run_until(duties: list[Duty], condition: object) -> bool:
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(duties, stop))
    thread.start()
    came = eventually(condition)  # type: ignore[arg-type]
    stop.set()
    thread.join()
    return came


def test_duties_are_done_again_and_again_with_the_time(database: Database, clock: Clock) -> None:
    moments: list[datetime] = []

    assert run_until([Duty("note", moments.append, 0.01)], lambda: len(moments) > 2)
    assert set(moments) == {clock.moment}


def test_a_failing_duty_is_logged_and_tried_again(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    attempts: list[datetime] = []

    def fail_once(now: datetime) -> None:
        attempts.append(now)
        if len(attempts) == 1:
            raise ConnectionError("away")

    assert run_until([Duty("fail once", fail_once, 0.01)], lambda: len(attempts) > 2)
    assert [vars(record)["duty"] for record in caplog.records] == ["fail once"]


def test_a_slow_duty_does_not_hold_up_the_others(database: Database) -> None:
    release, quick = threading.Event(), []

    def wait(_: datetime) -> None:
        release.wait(20)

    def note(now: datetime) -> None:
        quick.append(now)
        if len(quick) > 2:
            release.set()

    assert run_until([Duty("wait", wait, 0.01), Duty("note", note, 0.01)], release.is_set)
    assert len(quick) > 2
