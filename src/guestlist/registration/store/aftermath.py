"""Looks up what became of a request whose commit was cut off."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from guestlist.database.sql import Sql, places, table
from guestlist.registration.models import Purchase, PurchaseAttendee, Registration, WaitlistItem
from guestlist.registration.rules.decisions import Done, Outcome, PurchaseOpened


def stored_outcome(sql: Sql, registration_ids: Sequence[UUID]) -> Outcome | None:
    """Find what is stored under the registration ids of one request; None: nothing."""
    if not registration_ids:
        return None
    among = places(registration_ids)
    for purchase_id, redirect_url in sql.rows(
        f"SELECT purchase.id, purchase.redirect_url FROM {table(Purchase)} purchase"
        f" JOIN {table(PurchaseAttendee)} attendee ON attendee.purchase_id = purchase.id"
        f" WHERE attendee.id IN ({among})",
        registration_ids,
    ):
        return PurchaseOpened(sql.key(purchase_id), redirect_url or None)
    for model, column in ((Registration, "id"), (WaitlistItem, "registration_id")):
        if sql.rows(f"SELECT 1 FROM {table(model)} WHERE {column} IN ({among}) LIMIT 1", registration_ids):
            return Done()
    return None
