"""Finds who takes up an offered place: what was kept of them since they asked to wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from guestlist import ids
from guestlist.database.sql import Sql, places, table
from guestlist.registration.models import Purchase, PurchaseAttendee, WaitlistItem
from guestlist.registration.rules.commands import TakeUp, WaitingPerson
from guestlist.registration.rules.decisions import PurchaseStatus, ScreenedAttendee, StoredAnswer
from guestlist.registration.store.persons import unmap_deleted_fields


def load_people(
    sql: Sql, commands: Iterable[TakeUp], event_ids: Iterable[UUID], now: datetime
) -> dict[UUID, WaitingPerson]:
    """Find the people who wait under the items that commands name, by item id.

    Whoever bought before and let it run out gets a new registration id: a purchase keeps that of its attendees.
    """
    wanted = {command.item_id: command for command in commands}
    events = list(event_ids)
    if not wanted or not events:
        return {}
    rows = sql.rows(
        "SELECT id, event_id, session_id, registration_id, first_name, last_name, email, answers, language, added_by_id"
        f" FROM {table(WaitlistItem)} WHERE id IN ({places(list(wanted))}) AND event_id IN ({places(events)})",
        [*wanted, *events],
    )
    return {sql.key(row[0]): _person(sql, wanted[sql.key(row[0])], row, now) for row in rows}


def _person(sql: Sql, command: TakeUp, row: tuple[Any, ...], now: datetime) -> WaitingPerson:
    _, event_id, session_id, registration_id, first_name, last_name, email, answers, language, added_by_id = row
    session_id, key = sql.uuid(session_id), sql.key(registration_id)
    bought = _bought(sql, sql.key(event_id), (first_name, last_name, email))
    kept = sql.json(answers)
    unmap_deleted_fields(sql, [kept])
    used = sql.rows(f"SELECT 1 FROM {table(PurchaseAttendee)} WHERE id = %s", [key])
    attendee = ScreenedAttendee(
        registration_id=ids.new_id() if used else key,
        first_name=first_name,
        last_name=last_name,
        email=email,
        pass_id=command.pass_id,
        waitlisted=False,
        auto_register=False,
        answers=tuple([_answer(answer) for answer in kept]),
        session_ids=() if session_id is None else (session_id,),
        waitlisted_session_ids=(),
        language=language,
    )
    open_purchases = {pass_id: found for pass_id, expires_at, found in bought if expires_at > now}
    return WaitingPerson(attendee, sql.uuid(added_by_id), _open_purchase(open_purchases, command.pass_id))


def _open_purchase(
    purchases: Mapping[UUID, tuple[UUID, str | None]], pass_id: UUID | None
) -> tuple[UUID, str | None] | None:
    return None if pass_id is None else purchases.get(pass_id)


def _bought(
    sql: Sql, event_id: UUID, person: tuple[str, str, str]
) -> list[tuple[UUID, datetime, tuple[UUID, str | None]]]:
    """Find what a person is about to pay for: pass, until when, and (purchase, where to pay)."""
    return [
        (sql.key(pass_id), sql.instant(expires_at), (sql.key(purchase_id), redirect_url or None))
        for pass_id, expires_at, purchase_id, redirect_url in sql.rows(
            "SELECT attendee.event_pass_id, purchase.expires_at, purchase.id, purchase.redirect_url"
            f" FROM {table(PurchaseAttendee)} attendee JOIN {table(Purchase)} purchase"
            " ON purchase.id = attendee.purchase_id"
            " WHERE purchase.event_id = %s AND purchase.status = %s"
            " AND attendee.first_name = %s AND attendee.last_name = %s AND attendee.email = %s",
            [event_id, PurchaseStatus.OPEN.value, *person],
        )
    ]


def _answer(kept: list[Any]) -> StoredAnswer:
    field_id, given_id, value, values = kept
    return StoredAnswer(
        UUID(field_id) if field_id else None, given_id, value, None if values is None else tuple(values)
    )
