"""What is kept of people who wait or pay, until it becomes their registration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

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


def load_persons(sql: Sql, registration_ids: Iterable[UUID]) -> dict[UUID, PersonKept]:
    """Load those who wait or pay under these registration ids, or else are registered."""
    wanted = sorted(set(registration_ids))
    if not wanted:
        return {}
    found = _waiting(sql, wanted) | _paying(sql, wanted)
    return found | _registered(sql, [key for key in wanted if key not in found])


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


def _paying(sql: Sql, wanted: Sequence[UUID]) -> dict[UUID, PersonKept]:
    return {
        sql.key(key): PersonKept(
            first, last, email, sql.json(answers), sql.key(purchase), sql.uuid(registered_by), language
        )
        for key, first, last, email, answers, purchase, registered_by, language in sql.rows(
            "SELECT attendee.id, first_name, last_name, email, answers, purchase.id, registered_by_id, language"
            f" FROM {table(PurchaseAttendee)} attendee JOIN {table(Purchase)} purchase"
            " ON purchase.id = attendee.purchase_id"
            f" WHERE attendee.id IN ({places(wanted)})",
            wanted,
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
