"""What is kept of people who wait or pay, until it becomes their registration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guestlist.catalog.models import CustomRegistrationField
from guestlist.database.sql import Sql, places, table
from guestlist.registration.models import Purchase, PurchaseAttendee, Registration, WaitlistItem
from guestlist.registration.rules.decisions import ScreenedAttendee, StoredAnswer

# [[field id or null, given id, value, values or null], …]
Answers = list[list[Any]]


@dataclass(frozen=True, slots=True)
class PersonKept:
    """A person as given, with the answers."""

    first_name: str
    last_name: str
    email: str
    answers: Answers
    purchase_id: UUID | None = None
    added_by_id: UUID | None = None
    language: str = ""


def from_attendee(attendee: ScreenedAttendee, added_by_id: UUID | None) -> PersonKept:
    """Take a person from the request at hand."""
    return PersonKept(
        attendee.first_name,
        attendee.last_name,
        attendee.email,
        answer_rows(attendee),
        added_by_id=added_by_id,
        language=attendee.language,
    )


def answer_rows(attendee: ScreenedAttendee) -> Answers:
    """Give an attendee's answers in the form in which they are kept as JSON."""
    return kept_answers(attendee.answers)


def kept_answers(answers: Sequence[StoredAnswer]) -> Answers:
    """Give answers in that form."""
    return [
        [
            str(answer.field_id) if answer.field_id else None,
            answer.given_id,
            answer.value,
            list(answer.values) if answer.values is not None else None,
        ]
        for answer in answers
    ]


def load_persons(sql: Sql, registration_ids: Iterable[UUID], paid_ids: Collection[UUID]) -> dict[UUID, PersonKept]:
    """Load those who wait under these registration ids or have paid, or else are registered.

    `paid_ids`: of the purchases that are completed now. Of another that came to nothing the people may still wait.
    """
    wanted = sorted(set(registration_ids))
    if not wanted:
        return {}
    found = _waiting(sql, wanted) | _paid(sql, wanted, sorted(paid_ids))
    unmap_deleted_fields(sql, [person.answers for person in found.values()])
    return found | _registered(sql, [key for key in wanted if key not in found])


def unmap_deleted_fields(sql: Sql, kept: Iterable[Answers]) -> None:
    """Let answers to fields that have been deleted since they were given stand under their given ids alone."""
    answers = [answer for answers in kept for answer in answers if answer[0]]
    field_ids = sorted({UUID(field_id) for field_id, *_ in answers})
    if not field_ids:
        return
    rows = sql.rows(f"SELECT id FROM {table(CustomRegistrationField)} WHERE id IN ({places(field_ids)})", field_ids)
    known = {sql.key(key) for (key,) in rows}
    for answer in answers:
        if UUID(answer[0]) not in known:
            answer[0] = None


def _waiting(sql: Sql, wanted: Sequence[UUID]) -> dict[UUID, PersonKept]:
    return {
        sql.key(key): PersonKept(
            first, last, email, sql.json(answers), added_by_id=sql.uuid(added_by), language=language
        )
        for key, first, last, email, answers, added_by, language in sql.rows(
            "SELECT registration_id, first_name, last_name, email, answers, added_by_id, language"
            f" FROM {table(WaitlistItem)} WHERE registration_id IN ({places(wanted)})",
            wanted,
        )
    }


def _paid(sql: Sql, wanted: Sequence[UUID], purchase_ids: Sequence[UUID]) -> dict[UUID, PersonKept]:
    if not purchase_ids:
        return {}
    return {
        sql.key(key): PersonKept(
            first, last, email, sql.json(answers), sql.key(purchase), sql.uuid(registered_by), language
        )
        for key, first, last, email, answers, purchase, registered_by, language in sql.rows(
            "SELECT attendee.id, first_name, last_name, email, answers, purchase.id, registered_by_id, language"
            f" FROM {table(PurchaseAttendee)} attendee JOIN {table(Purchase)} purchase"
            " ON purchase.id = attendee.purchase_id"
            f" WHERE attendee.id IN ({places(wanted)}) AND purchase.id IN ({places(purchase_ids)})",
            [*wanted, *purchase_ids],
        )
    }


def _registered(sql: Sql, wanted: Sequence[UUID]) -> dict[UUID, PersonKept]:
    """Load those who are at the event and wait for a session of it; their answers stay with the registration."""
    if not wanted:
        return {}
    return {
        sql.key(key): PersonKept(first, last, email, [], added_by_id=sql.uuid(registered_by), language=language)
        for key, first, last, email, registered_by, language in sql.rows(
            "SELECT id, first_name, last_name, email, registered_by_id, language"
            f" FROM {table(Registration)} WHERE id IN ({places(wanted)})",
            wanted,
        )
    }
