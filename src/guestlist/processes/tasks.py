"""The task process: what time brings, every second, and housekeeping, every minute."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connections

from guestlist import clock
from guestlist.database.transactions import renew
from guestlist.mail.announcing import Announcer
from guestlist.mail.reminders import send_reminders
from guestlist.outbox.delivery import deliver_due
from guestlist.privacy.retention import erase_overdue
from guestlist.processes.housekeeping import delete_orphaned_media, keep_house
from guestlist.registration.timekeeping import lapse_offers, release_expired_purchases

TICK_SECONDS: Final = 1.0
ANNOUNCING_SECONDS: Final = 5.0
REMINDING_SECONDS: Final = 30.0
HOUSEKEEPING_SECONDS: Final = 60.0
MEDIA_SECONDS: Final = 3600.0
RETENTION_SECONDS: Final = 3600.0
FAILURE_SECONDS_MAX: Final = 30.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done again and again, given the present."""

    name: str
    do: Callable[[datetime], object]
    every_seconds: float


DUTIES: Final = (
    Duty("release expired purchases", release_expired_purchases, TICK_SECONDS),
    Duty("end offers not taken up", lapse_offers, TICK_SECONDS),
    Duty("deliver the outbox", deliver_due, TICK_SECONDS),
    Duty("announce changes of events", Announcer().look, ANNOUNCING_SECONDS),
    Duty("remind people of events", send_reminders, REMINDING_SECONDS),
    Duty("housekeeping", keep_house, HOUSEKEEPING_SECONDS),
    Duty("delete orphaned media", delete_orphaned_media, MEDIA_SECONDS),
    Duty("erase personal data", erase_overdue, RETENTION_SECONDS),
)


def run_until_signalled() -> None:
    """Work until SIGTERM or SIGINT; the duty under way is finished."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(DUTIES, stop)


def run(duties: Sequence[Duty], stop: threading.Event) -> None:
    """Do each duty when it is due, until `stop` is set and what is under way is finished.

    Each has a thread of its own, so that a slow mail server does not hold up a waitlist.
    """
    threads = [threading.Thread(target=_repeat, args=(duty, stop), name=duty.name) for duty in duties]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _repeat(duty: Duty, stop: threading.Event) -> None:
    failures = 0
    try:
        while not stop.is_set():
            began = time.monotonic()
            failures = 0 if _do(duty) else failures + 1
            # A database that is away is not asked every second for ever.
            pause = min(duty.every_seconds * 2**failures, duty.every_seconds + FAILURE_SECONDS_MAX)
            stop.wait(max(0.0, began + pause - time.monotonic()))
    finally:
        connections.close_all()


def _do(duty: Duty) -> bool:
    try:
        renew()
        duty.do(clock.now())
    except Exception:
        log.exception("A duty failed and is tried again", extra={"duty": duty.name})
        return False
    return True
