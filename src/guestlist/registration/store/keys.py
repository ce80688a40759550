"""Answers kept under the idempotency keys of callers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from guestlist import limits
from guestlist.database.sql import Sql, places, table
from guestlist.registration.models import IdempotencyKey
from guestlist.registration.requests import Idempotency, Reply
from guestlist.registration.rules.decisions import (
    Done,
    ErrorCode,
    Outcome,
    PurchaseOpened,
    Refused,
)

# Asking again may well end otherwise, so these are not kept.
_NOT_KEPT = (ErrorCode.REQUEST_TIMED_OUT, ErrorCode.REGISTRATION_FAILED)

Place = tuple[UUID, UUID, str]  # web application, event, key


def load_kept(sql: Sql, keys: Iterable[tuple[UUID, Idempotency]], now: datetime) -> dict[Place, tuple[str, Outcome]]:
    """Find what was answered before under keys of events: place -> (body digest, outcome)."""
    wanted = list(keys)
    if not wanted:
        return {}
    names = [idempotency.key for _, idempotency in wanted]
    kept = {}
    for application, event, key, digest, answer in sql.rows(
        "SELECT web_application_id, event_id, key, body_digest, answer"
        f" FROM {table(IdempotencyKey)} WHERE created_at > %s AND key IN ({places(names)})"
        f" AND event_id IN ({places(wanted)})",
        [_oldest(now), *names, *(event_id for event_id, _ in wanted)],
    ):
        kept[sql.key(application), sql.key(event), key] = (digest, _restore(sql.json(answer)))
    return kept


def is_kept(outcome: Reply | None) -> bool:
    """Tell whether an answer, or one that is not known yet, is the one that its key will always get."""
    return not (isinstance(outcome, Refused) and outcome.code in _NOT_KEPT)


def store_kept(sql: Sql, rows: Sequence[tuple[UUID, Idempotency, Outcome]], now: datetime) -> None:
    """Keep new answers. A key that ran out but was not pruned yet makes way."""
    rows = [row for row in rows if is_kept(row[2])]
    if not rows:
        return
    for event_id, idempotency, _ in rows:
        sql.run(
            f"DELETE FROM {table(IdempotencyKey)} WHERE web_application_id = %s AND event_id = %s AND key = %s",
            [idempotency.web_application_id, event_id, idempotency.key],
        )
    sql.insert(
        IdempotencyKey,
        ("web_application_id", "event_id", "key", "body_digest", "answer", "created_at"),
        [
            (key.web_application_id, event_id, key.key, key.body_digest, _keep(outcome), now)
            for event_id, key, outcome in rows
        ],
    )


def prune(now: datetime) -> int:
    """Delete the keys that ran out; gives their number."""
    deleted, _ = IdempotencyKey.objects.filter(created_at__lte=_oldest(now)).delete()
    return deleted


def _oldest(now: datetime) -> datetime:
    return now - timedelta(seconds=limits.IDEMPOTENCY_KEY_KEPT_SECONDS)


def _keep(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, Done):
        return {"changed": outcome.changed}
    if isinstance(outcome, PurchaseOpened):
        return {"purchase": str(outcome.purchase_id), "redirect": outcome.redirect_url}
    assert isinstance(outcome, Refused), "what staff do has no key"
    return {"code": outcome.code.value, "message": outcome.message}


def _restore(kept: dict[str, Any]) -> Outcome:
    if "code" in kept:
        return Refused(ErrorCode(kept["code"]), kept["message"])
    if "purchase" in kept:
        return PurchaseOpened(UUID(kept["purchase"]), kept["redirect"])
    return Done(kept["changed"])
