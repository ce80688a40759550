"""Stores purchases and their ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from guestlist.database.sql import Sql, table
from guestlist.registration.models import Purchase, PurchaseAttendee, PurchaseSession
from guestlist.registration.rules.decisions import AddPurchase, EndPurchase, PurchaseStatus
from guestlist.registration.store.events import LoadedEvent
from guestlist.registration.store.persons import answer_rows


@dataclass(frozen=True, slots=True)
class NewPurchase:
    """A purchase to be stored, with the captcha answer that finalize must bring again."""

    event_id: UUID
    effect: AddPurchase
    captcha: Mapping[str, str] | None


def store_purchases(
    sql: Sql,
    purchases: Sequence[NewPurchase],
    events: Mapping[UUID, LoadedEvent],
    now: datetime,
) -> None:
    """Insert open purchases with their people and the sessions these chose."""
    if not purchases:
        return
    attendees: list[tuple[Any, ...]] = []
    sessions: list[tuple[Any, ...]] = []
    for new in purchases:
        prices = {event_pass.id: event_pass.price_minor for event_pass in events[new.event_id].settings.passes}
        for position, (attendee, _) in enumerate(new.effect.attendees):
            key, pass_id = attendee.registration_id, attendee.pass_id
            assert pass_id is not None  # rule 13
            attendees.append(
                (
                    key,
                    new.effect.purchase_id,
                    position,
                    pass_id,
                    prices[pass_id],
                    attendee.first_name,
                    attendee.last_name,
                    attendee.email,
                    answer_rows(attendee),
                )
            )
            sessions += [(key, session_id, False) for session_id in attendee.session_ids]
            sessions += [(key, session_id, True) for session_id in attendee.waitlisted_session_ids]
    sql.insert(Purchase, _PURCHASE_COLUMNS, [_purchase_row(new, now) for new in purchases])
    sql.insert(PurchaseAttendee, _ATTENDEE_COLUMNS, attendees)
    sql.insert(PurchaseSession, ("attendee_id", "session_id", "waitlisted"), sessions)


def _purchase_row(new: NewPurchase, now: datetime) -> tuple[Any, ...]:
    effect = new.effect
    return (
        effect.purchase_id,
        new.event_id,
        effect.registered_by_id,
        PurchaseStatus.OPEN.value,
        now,
        effect.expires_at,
        effect.total_minor,
        effect.currency,
        dict(new.captcha) if new.captcha else None,
        effect.redirect_url or "",
    )


def store_ends(sql: Sql, ended: Sequence[EndPurchase], now: datetime) -> None:
    """Close open purchases."""
    sql.run_many(
        f"UPDATE {table(Purchase)} SET status = %s, ended_at = %s WHERE id = %s AND status = %s",
        [(effect.status.value, now, effect.purchase_id, PurchaseStatus.OPEN.value) for effect in ended],
    )


_PURCHASE_COLUMNS = (
    "id",
    "event_id",
    "registered_by_id",
    "status",
    "created_at",
    "expires_at",
    "total_minor",
    "currency",
    "captcha",
    "redirect_url",
)
_ATTENDEE_COLUMNS = (
    "id",
    "purchase_id",
    "position",
    "event_pass_id",
    "price_minor",
    "first_name",
    "last_name",
    "email",
    "answers",
)
