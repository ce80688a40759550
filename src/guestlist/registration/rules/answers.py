"""Answers to custom registration fields: rules 10 and 11, and contact columns (contract 5.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from guestlist.limits import NAME_LENGTH_MAX, TEXT_ANSWER_LENGTH_MAX
from guestlist.registration.rules.commands import Answer
from guestlist.registration.rules.decisions import StoredAnswer
from guestlist.registration.rules.faults import Fault, is_storable
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

_SEPARATOR = ", "
_BOOLEAN_WORDS = {"yes": "Yes", "no": "No"}
_NO_CHOICE = "nochoice"
# What people typed is repeated to them where it is short enough to read at a glance.
_REPEATED_LENGTH_MAX = 100


def plain_id(text: str) -> str:
    """Return an id as given in the form in which ids are compared: lower case, no braces."""
    text = text.strip().lower()
    if text.startswith("{") and text.endswith("}"):
        return text[1:-1]
    return text


@dataclass(frozen=True, slots=True)
class SortedAnswers:
    """The answers of one attendee, by what they answer; the last of several holds."""

    given: Sequence[tuple[Answer, RegistrationField | None]]  # all of them, each with its field
    by_field: dict[UUID, Answer]
    unmapped: dict[str, Answer]  # by the id in lower case


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """An answer that is not allowed."""

    fault: Fault
    answer: Answer
    field: RegistrationField | None
    choice: str = ""  # NO_CHOICE: the one that is none


def sort_answers(answers: Sequence[Answer], fields: Sequence[RegistrationField]) -> SortedAnswers:
    """Find the field of each answer: by the field's GUID, else by its logical name, any case."""
    by_id = {str(field.id): field for field in fields}
    by_name = {field.logical_name.lower(): field for field in fields if field.logical_name}
    by_field: dict[UUID, Answer] = {}
    unmapped: dict[str, Answer] = {}
    given: list[tuple[Answer, RegistrationField | None]] = []
    for answer in answers:
        key = plain_id(answer.id)
        field = by_id.get(key) or by_name.get(key)
        if field is None:
            unmapped[key] = answer
        else:
            by_field[field.id] = answer
        given.append((answer, field))
    return SortedAnswers(given, by_field, unmapped)


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

    Returns a reason, a sentence that may follow a colon, if a value is not allowed.
    """
    for answer, asked in answers.given:
        if not _is_storable_answer(answer):
            return _sentence(WrongAnswer(Fault.UNSTORABLE, answer, asked))
        if len(answer.id) > NAME_LENGTH_MAX:
            return f"the id of an answer is longer than {NAME_LENGTH_MAX} characters."
    stored = []
    for kept in _keep(answers, fields):
        if isinstance(kept, WrongAnswer):
            return _sentence(kept)
        stored.append(kept)
    return tuple(stored)


def check_each(
    answers: SortedAnswers, fields: Sequence[RegistrationField]
) -> tuple[tuple[StoredAnswer, ...], tuple[WrongAnswer, ...]]:
    """Check every answer on its own, for staff, who may leave out what they do not know.

    Returns those in order as they are kept, and all that are not: only fields of the event may be answered.
    """
    stored: list[StoredAnswer] = []
    wrong = [WrongAnswer(Fault.UNKNOWN_FIELD, answer, None) for answer in answers.unmapped.values()]
    for field in fields:
        answer = answers.by_field.get(field.id)
        if answer is None or _is_blank(answer, field.type):
            continue
        kept = _store(answer, field) if _is_storable_answer(answer) else WrongAnswer(Fault.UNSTORABLE, answer, field)
        if isinstance(kept, WrongAnswer):
            wrong.append(kept)
        else:
            stored.append(kept)
    return tuple(stored), tuple(wrong)


def contact_columns(stored: Sequence[StoredAnswer], fields: Sequence[RegistrationField]) -> tuple[tuple[str, str], ...]:
    """Return what the answers say of the person: (contact column, value), each column once."""
    names = {field.id: field.logical_name.lower() for field in fields}
    columns = {}
    for answer in stored:
        field_id = answer.field_id
        name = plain_id(answer.given_id) if field_id is None else names[field_id]
        value = answer.value.strip()
        # Many choices together may be too long for a column of the contact; the registration keeps them all.
        if name in CONTACT_COLUMNS and 0 < len(value) <= TEXT_ANSWER_LENGTH_MAX:
            columns[name] = value
    return tuple(columns.items())


def _subject(answer: Answer, field: RegistrationField | None) -> str:
    """Call an answer by the label of its field, else by its own id."""
    if field is not None:
        return f'the answer to "{field.text}"'
    return f'the answer to "{answer.id}"' if _is_readable(answer.id) else "an answer"


def _is_storable_answer(answer: Answer) -> bool:
    return is_storable(answer.id) and is_storable(answer.value or "") and all(map(is_storable, answer.values or ()))


def _is_blank(answer: Answer, field_type: FieldType) -> bool:
    """Tell whether the answer says nothing; the website takes an answer back in several ways."""
    if field_type == FieldType.MULTIPLE_CHOICE and answer.values is not None:
        return not answer.values
    value = (answer.value or "").strip()
    return not value or (field_type == FieldType.BOOLEAN and value.lower() == _NO_CHOICE)


def _keep(answers: SortedAnswers, fields: Sequence[RegistrationField]) -> Iterator[StoredAnswer | WrongAnswer]:
    """Give each answer that says something in its stored form, or say that it is not allowed."""
    for field in fields:
        answer = answers.by_field.get(field.id)
        if answer is not None and not _is_blank(answer, field.type):
            yield _store(answer, field)
    for answer in answers.unmapped.values():
        if (value := answer.value or _SEPARATOR.join(answer.values or ())).strip():
            yield _store_unmapped(answer, value)


def _store(answer: Answer, field: RegistrationField) -> StoredAnswer | WrongAnswer:
    """Return a non-blank answer in its stored form, or say why the field does not take it."""
    value = answer.value or ""
    values = None
    match field.type:
        case FieldType.SIMPLE_TEXT:
            if len(value) > TEXT_ANSWER_LENGTH_MAX:
                return WrongAnswer(Fault.TOO_LONG, answer, field)
        case FieldType.BOOLEAN:
            word = _BOOLEAN_WORDS.get(value.lower())
            if word is None:
                return WrongAnswer(Fault.NOT_YES_NO, answer, field)
            value = word
        case FieldType.SINGLE_CHOICE:
            if value not in field.choices:
                return WrongAnswer(Fault.NO_CHOICE, answer, field, value)
        case FieldType.MULTIPLE_CHOICE:
            # A choice may itself contain the separator, so the list wins over the joined text. Each counts once.
            given = value.split(_SEPARATOR) if answer.values is None else answer.values
            values = tuple(dict.fromkeys(given))
            for each in values:
                if each not in field.choices:
                    return WrongAnswer(Fault.NO_CHOICE, answer, field, each)
            value = _SEPARATOR.join(values)
    return StoredAnswer(field.id, answer.id, value, values)


def _store_unmapped(answer: Answer, value: str) -> StoredAnswer | WrongAnswer:
    values = None if answer.values is None else tuple(answer.values)
    if max(len(value), len(_SEPARATOR.join(values or ()))) > TEXT_ANSWER_LENGTH_MAX:
        return WrongAnswer(Fault.TOO_LONG, answer, None)
    return StoredAnswer(None, answer.id, value, values)


def _sentence(wrong: WrongAnswer) -> str:
    """Give the reason, in lower case, as it may follow a colon."""
    subject = _subject(wrong.answer, wrong.field)
    match wrong.fault:
        case Fault.TOO_LONG:
            return f"{subject} is longer than {TEXT_ANSWER_LENGTH_MAX} characters."
        case Fault.NOT_YES_NO:
            return f"{subject} must be Yes or No."
        case Fault.NO_CHOICE if wrong.field is not None and _is_readable(wrong.choice):
            return f'"{wrong.choice}" is not one of the choices of "{wrong.field.text}".'
        case Fault.NO_CHOICE:
            return f"{subject} is not one of its choices."
    return f"{subject} holds a character that cannot be stored."


def _is_readable(text: str) -> bool:
    return 0 < len(text) <= _REPEATED_LENGTH_MAX and text.isprintable()
