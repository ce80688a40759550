"""Housekeeping: deletes what has served its time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.files.storage import Storage, default_storage
from django.db.models import Model, QuerySet

from guestlist import limits
from guestlist.catalog.models import Event, Speaker, Sponsorship
from guestlist.organizations import journal, refused_requests
from guestlist.organizations.models import Organization, RefusedRequest
from guestlist.outbox.models import OutboxMessage
from guestlist.registration.models import IdempotencyKey, UsedCaptcha
from guestlist.signin.accounts.stale import stale_rows

# A picture is stored before the transaction that names it commits, so a young file is left alone.
ORPHAN_KEPT_SECONDS: Final = 24 * 3600
PICTURE_COLUMNS: Final = ((Event, "image"), (Speaker, "image"), (Sponsorship, "logo"), (Organization, "logo"))
# Wrong passwords count for a quarter of an hour.
ATTEMPTS_KEPT_SECONDS: Final = 24 * 3600

log = logging.getLogger(__name__)


def keep_house(now: datetime) -> dict[str, int]:
    """Delete rows that have served their time; gives how many of each kind."""
    deleted = {
        "journal": journal.prune(now),
        "idempotency keys": _delete(
            IdempotencyKey.objects.filter(created_at__lt=now - timedelta(seconds=limits.IDEMPOTENCY_KEY_KEPT_SECONDS))
        ),
        "used captchas": _delete(
            UsedCaptcha.objects.filter(used_at__lt=now - timedelta(seconds=limits.USED_CAPTCHA_KEPT_SECONDS))
        ),
        "delivered messages": _delete(
            OutboxMessage.objects.filter(delivered_at__lt=now - timedelta(seconds=limits.DELIVERED_KEPT_SECONDS))
        ),
        "undelivered messages": _delete(
            OutboxMessage.objects.filter(
                delivered_at=None, due_at__lt=now - timedelta(seconds=limits.UNDELIVERED_KEPT_SECONDS)
            )
        ),
        "refused requests": _delete(
            RefusedRequest.objects.filter(last_at__lt=now - timedelta(seconds=refused_requests.KEPT_SECONDS))
        ),
        "sessions": _delete(Session.objects.filter(expire_date__lt=now)),
        "sign-in attempts": _delete(
            AccessAttempt.objects.filter(attempt_time__lt=now - timedelta(seconds=ATTEMPTS_KEPT_SECONDS))
        ),
        **{name: _delete(rows) for name, rows in stale_rows(now).items()},
    }
    log.debug("Housekeeping", extra=deleted)
    return deleted


def delete_orphaned_media(now: datetime) -> int:
    """Delete pictures that no record has named for a day; gives how many."""
    old = now - timedelta(seconds=ORPHAN_KEPT_SECONDS)
    stale = {name for name in _files(default_storage) if _stored_at(name) < old}
    if not stale:
        return 0
    for model, column in PICTURE_COLUMNS:
        names = model._default_manager.exclude(**{column: ""}).values_list(column, flat=True)
        stale.difference_update(names.iterator())
    deleted = 0
    for name in stale:
        # Looks again: somebody may have stored the same picture meanwhile, to name it.
        if _stored_at(name) < old:
            default_storage.delete(name)
            deleted += 1
    return deleted


def _delete(old: QuerySet[Model]) -> int:
    # Looks first: a deletion that deletes nothing would still take the write lock.
    if not old.exists():
        return 0
    return old.delete()[0]


def _files(storage: Storage) -> Iterator[str]:
    try:
        yield from storage.listdir("")[1]
    except FileNotFoundError:
        return


def _stored_at(name: str) -> datetime:
    return default_storage.get_modified_time(name)
