"""Answers to custom registration fields: rules 10 and 11, and contact columns (contract 5.6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from guestlist.limits import TEXT_ANSWER_LENGTH_MAX
from guestlist.registration.rules.commands import Answer
from guestlist.registration.rules.decisions import StoredAnswer
from guestlist.registration.rules.state import FieldType, RegistrationField

CONTACT_COLUMNS = frozenset(
    {
        "jobtitle",
        "companyname",
        "telephone1",
        "mobilephone",
        "address1_line1",
        "address1_city",
        "address1_postalcode",
        "address1_country",
    }
)

# What no database of ours can store: NUL, and surrogates that belong to no pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SEPARATOR = ", "
_BOOLEAN_WORDS = {"yes": "Yes", "no": "No"}
_NO_CHOICE = "nochoice"


def is_storable(text: str) -> bool:
    """Tell whether the text holds neither NUL nor a lone surrogate."""
    return _UNSTORABLE.search(text) is None


def plain_id(text: str) -> str:
    """Return an id as given in the form in which ids are compared: lower case, no braces."""
    text = text.strip().lower()
    if text.startswith("{") and text.endswith("}"):
        return text[1:-1]
    return text


@dataclass(frozen=True, slots=True)
class SortedAnswers:
    """The answers of one attendee, by what they answer; the last of several holds."""

    given: Sequence[Answer]
    by_field: dict[UUID, Answer]
    unmapped: dict[str, Answer]  # by the id in lower case


def sort_answers(answers: Sequence[Answer], fields: Sequence[RegistrationField]) -> SortedAnswers:
    """Find the field of each answer: by the field's GUID, else by its logical name, any case."""
    by_id = {str(field.id): field for field in fields}
    by_name = {field.logical_name.lower(): field for field in fields if field.logical_name}
    by_field: dict[UUID, Answer] = {}
    unmapped: dict[str, Answer] = {}
    for answer in answers:
        key = plain_id(answer.id)
        field = by_id.get(key) or by_name.get(key)
        if field is None:
            unmapped[key] = answer
        else:
            by_field[field.id] = answer
    return SortedAnswers(answers, by_field, unmapped)


def missing_field(answers: SortedAnswers, fields: Sequence[RegistrationField]) -> RegistrationField | None:
    """Return the first required field without an answer (rule 10), or None."""
    for field in fields:
        if field.is_required:
            answer = answers.by_field.get(field.id)
            if answer is None or _is_blank(answer, field.type):
                return field
    return None


def check_answers(answers: SortedAnswers, fields: Sequence[RegistrationField]) -> tuple[StoredAnswer, ...] | str:
    """Check the values (rule 11) and return them as they are kept: fields first, in their order.

    Returns a reason, a sentence in lower case, if a value is not allowed.
    """
    if not all(map(_is_storable_answer, answers.given)):
        return "an answer holds a character that cannot be stored."
    stored = []
    for field in fields:
        answer = answers.by_field.get(field.id)
        if answer is None or _is_blank(answer, field.type):
            continue
        kept = _store(answer, field)
        if kept is None:
            name = f' to "{field.logical_name}"' if field.logical_name else ""
            return f"the answer{name} is not one that this field takes."
        stored.append(kept)
    stored += filter(None, map(_store_unmapped, answers.unmapped.values()))
    return tuple(stored)


def contact_columns(stored: Sequence[StoredAnswer], fields: Sequence[RegistrationField]) -> tuple[tuple[str, str], ...]:
    """Return what the answers say of the person: (contact column, value), each column once."""
    names = {field.id: field.logical_name.lower() for field in fields}
    columns = {}
    for answer in stored:
        field_id = answer.field_id
        name = plain_id(answer.given_id) if field_id is None else names[field_id]
        value = answer.value.strip()
        if name in CONTACT_COLUMNS and value:
            columns[name] = value
    return tuple(columns.items())


def _is_storable_answer(answer: Answer) -> bool:
    return is_storable(answer.id) and is_storable(answer.value or "") and all(map(is_storable, answer.values or ()))


def _is_blank(answer: Answer, field_type: FieldType) -> bool:
    """Tell whether the answer says nothing; the website takes an answer back in several ways."""
    if field_type == FieldType.MULTIPLE_CHOICE and answer.values is not None:
        return not answer.values
    value = (answer.value or "").strip()
    return not value or (field_type == FieldType.BOOLEAN and value.lower() == _NO_CHOICE)


def _store(answer: Answer, field: RegistrationField) -> StoredAnswer | None:
    """Return a non-blank answer in its stored form, or None if the field does not take it."""
    if field.type == FieldType.MULTIPLE_CHOICE:
        return _store_choices(answer, field)
    value = answer.value or ""
    if field.type == FieldType.SIMPLE_TEXT:
        allowed = len(value) <= TEXT_ANSWER_LENGTH_MAX
    elif field.type == FieldType.BOOLEAN:
        allowed = value.lower() in _BOOLEAN_WORDS
        value = _BOOLEAN_WORDS.get(value.lower(), value)
    else:
        allowed = value in field.choices
    return StoredAnswer(field.id, answer.id, value) if allowed else None


def _store_choices(answer: Answer, field: RegistrationField) -> StoredAnswer | None:
    # A choice may itself contain the separator, so the list wins over the joined text.
    values = answer.values
    if values is None:
        values = tuple((answer.value or "").split(_SEPARATOR))
    if any(value not in field.choices for value in values):
        return None
    return StoredAnswer(field.id, answer.id, _SEPARATOR.join(values), tuple(values))


def _store_unmapped(answer: Answer) -> StoredAnswer | None:
    value = answer.value or _SEPARATOR.join(answer.values or ())
    if not value.strip():
        return None
    values = None if answer.values is None else tuple(answer.values)
    return StoredAnswer(None, answer.id, value, values)
