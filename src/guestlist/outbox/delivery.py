"""Delivers what waits in the outbox: one message at a time, under a lease, retried with growing pauses.

A deliverer is a function of the message, named in settings.OUTBOX_DELIVERERS by kind. It runs outside of transactions,
says what came of it, and raises when it could not deliver. Delivery is at least once: a process that dies between the
two leaves the message to whoever looks after its lease has lapsed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils.module_loading import import_string

from guestlist import clock, limits
from guestlist.logs import redact
from guestlist.outbox.models import NotSent, OutboxMessage

FIRST_PAUSE_SECONDS: Final = 15
PAUSE_SECONDS_MAX: Final = 6 * 3600
ERROR_LENGTH_MAX: Final = 2000

# Sent in the thread that delivered, once nothing is due any longer: what was kept open for the next one may be closed.
run_ended = Signal()

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """It was sent; `provider_id` is by what a mail provider knows it."""

    provider_id: str = ""
    payload: Mapping[str, Any] | None = None  # what is kept of the message's own; None: all of it


class Undeliverable(Exception):
    """It cannot be delivered, now or later: trying again is of no use."""


Deliverer = Callable[[OutboxMessage], Delivered | NotSent]


def deliver_due(now: datetime) -> int:
    """Deliver each message that is due, unless another process has it; gives how many were dealt with."""
    deliverers = {
        kind: import_string(path)
        for kind, path in settings.OUTBOX_DELIVERERS.items()
        if kind not in settings.OUTBOX_ON_HOLD
    }
    taken = delivered = 0
    while deliverers and (message := _take_due(deliverers, now)):
        taken += 1
        delivered += _deliver(message, deliverers[message.kind])
        now = clock.now()
    if taken:
        run_ended.send(sender=None)
    return delivered


def pause_after(attempts: int) -> timedelta:
    """Give how long to wait after so many attempts (1 or more) have failed."""
    seconds = FIRST_PAUSE_SECONDS * 3 ** min(attempts - 1, 20)
    return timedelta(seconds=min(seconds, PAUSE_SECONDS_MAX))


def merge(others: Q) -> int:
    """End messages that wait and that nobody has taken up, because another says the same; gives how many."""
    waiting = OutboxMessage.objects.filter(others, delivered_at=None, failed_at=None, leased_until=None)
    if not waiting.exists():
        return 0
    with transaction.atomic():
        return waiting.update(delivered_at=clock.now(), not_sent=NotSent.MERGED)


def _take_due(deliverers: Mapping[str, Deliverer], now: datetime) -> OutboxMessage | None:
    """Lease the message that has waited longest, or give None when nothing is due."""
    waiting = Q(delivered_at=None, failed_at=None, kind__in=deliverers, due_at__lte=now)
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    due = OutboxMessage.objects.filter(waiting & free)
    leased_until = now + timedelta(seconds=limits.OUTBOX_LEASE_SECONDS)
    while message := due.order_by("due_at").first():
        attempts = message.attempts + 1
        mine = due.filter(pk=message.pk, attempts=message.attempts)
        with transaction.atomic():  # queues with the other writers, which a bare update does not
            is_mine = mine.update(leased_until=leased_until, attempts=attempts)
        if is_mine:
            message.leased_until, message.attempts = leased_until, attempts
            return message
    return None


def _deliver(message: OutboxMessage, deliverer: Deliverer) -> bool:
    if message.attempts > limits.OUTBOX_ATTEMPTS_MAX:
        # Its process died each time, before it could note anything.
        _note_failure(message, TimeoutError("No attempt came to its end."))
        return False
    try:
        outcome = deliverer(message)
    except Exception as error:
        _note_failure(message, error)
        return False
    ended = {"delivered_at": clock.now(), "last_error": ""}
    if isinstance(outcome, NotSent):
        _end_lease(message, **ended, not_sent=outcome)
    else:
        kept = {} if outcome.payload is None else {"payload": outcome.payload}
        _end_lease(message, **ended, **kept, provider_id=outcome.provider_id)
    return True


def _note_failure(message: OutboxMessage, error: Exception) -> None:
    facts = {"kind": message.kind, "message_id": str(message.pk), "attempts": message.attempts}
    now = clock.now()
    if isinstance(error, Undeliverable):
        log.warning("A message cannot be delivered", extra=facts)
        _end_lease(message, failed_at=now, last_error=redact(str(error))[:ERROR_LENGTH_MAX])
        return
    text = redact(f"{type(error).__name__}: {error}")[:ERROR_LENGTH_MAX]
    if message.attempts >= limits.OUTBOX_ATTEMPTS_MAX:
        log.error("A message was given up", extra=facts | {"reason": text}, exc_info=_trace_of(error))
        _end_lease(message, failed_at=now, last_error=text)
        return
    log.warning(
        "A message could not be delivered and is tried again", extra=facts | {"reason": text}, exc_info=_trace_of(error)
    )
    _end_lease(message, due_at=now + pause_after(message.attempts), last_error=text)


def _trace_of(error: Exception) -> Exception | None:
    """Give an error whose trace is worth reading; None: the network or a server far away said no, for each message."""
    return None if isinstance(error, OSError) else error


def _end_lease(message: OutboxMessage, **columns: Any) -> None:
    # Under the lease that was taken: when it lapsed, another process may have the message by now.
    mine = OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts, delivered_at=None, failed_at=None)
    with transaction.atomic():
        mine.update(leased_until=None, **columns)
