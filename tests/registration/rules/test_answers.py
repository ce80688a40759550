"""Answers to custom fields: what each type takes, what counts as no answer, what is kept (contract 5.6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guestlist.registration.rules.answers import (
    check_answers,
    contact_columns,
    missing_field,
    sort_answers,
)
from guestlist.registration.rules.commands import Answer
from guestlist.registration.rules.decisions import StoredAnswer
from guestlist.registration.rules.faults import is_storable
from guestlist.registration.rules.state import FieldType, RegistrationField
from tests.registration.rules.builders import a_field, an_id

TEXT = a_field("remarks")
YES_NO = a_field("vegan", FieldType.BOOLEAN)
MANY = a_field("days", FieldType.MULTIPLE_CHOICE, choices=("Thu", "Fri", "Sat, late"))
ONE = a_field("shirt", FieldType.SINGLE_CHOICE, choices=("S", "M"))


def answered(field: RegistrationField, value: str | None, values: tuple[str, ...] | None = None) -> bool:
    answers = sort_answers([Answer(str(field.id), value, values)], [field])
    return missing_field(answers, [replace(field, is_required=True)]) is None


def kept(field: RegistrationField, value: str | None, values: tuple[str, ...] | None = None) -> object:
    """Give (value, values) as stored, () if nothing is kept, or the reason for refusing."""
    result = check_answers(sort_answers([Answer(str(field.id), value, values)], [field]), [field])
    if isinstance(result, str):
        return result
    return tuple((answer.value, answer.values) for answer in result)


@pytest.mark.parametrize("field", [TEXT, YES_NO, ONE, MANY])
@pytest.mark.parametrize("blank", ["", None, "  "])
def test_a_blank_value_is_no_answer(field: RegistrationField, blank: str | None):
    assert not answered(field, blank)
    assert kept(field, blank) == ()


def test_a_missing_entry_is_no_answer():
    assert missing_field(sort_answers([], [TEXT]), [a_field("remarks", is_required=True)]) is not None


def test_a_list_whose_choices_were_taken_back_is_no_answer():
    assert not answered(MANY, "", ())
    assert not answered(MANY, "Thu", ())
    assert kept(MANY, "", ()) == ()


@pytest.mark.parametrize("word", ["NoChoice", "nochoice"])
def test_the_third_radio_button_of_a_boolean_is_no_answer(word: str):
    assert not answered(YES_NO, word)
    assert answered(TEXT, word)


def test_simple_text_takes_up_to_4000_characters_as_they_are():
    assert kept(TEXT, " two  spaces ") == ((" two  spaces ", None),)
    assert kept(TEXT, "x" * 4000) == (("x" * 4000, None),)
    assert kept(TEXT, "x" * 4001) == 'the answer to "Remarks" is longer than 4000 characters.'


@pytest.mark.parametrize(("given", "stored"), [("Yes", "Yes"), ("NO", "No"), ("yes", "Yes")])
def test_a_boolean_takes_yes_and_no_in_any_letter_case(given: str, stored: str):
    assert kept(YES_NO, given) == ((stored, None),)


@pytest.mark.parametrize("given", ["true", "1", "Yes ", "Yes, please"])
def test_a_boolean_takes_no_other_word(given: str):
    assert kept(YES_NO, given) == 'the answer to "Vegan" must be Yes or No.'


def test_a_single_choice_takes_one_of_its_choices():
    assert kept(ONE, "M") == (("M", None),)
    assert kept(ONE, "L") == '"L" is not one of the choices of "Shirt".'
    assert kept(ONE, "S, M") == '"S, M" is not one of the choices of "Shirt".'


@pytest.mark.parametrize("given", ["L" * 101, "L\nM", "L\u202eM", "\x01"])
def test_what_is_too_long_or_unreadable_is_not_repeated_to_the_attendee(given: str):
    assert kept(ONE, given) == 'the answer to "Shirt" is not one of its choices.'
    assert kept(MANY, None, (given,)) == 'the answer to "Days" is not one of its choices.'


def test_several_choices_are_taken_from_the_list_if_there_is_one():
    assert kept(MANY, "ignored", ("Thu", "Sat, late")) == (("Thu, Sat, late", ("Thu", "Sat, late")),)
    assert kept(MANY, "Thu", ("Thu", "Sun")) == '"Sun" is not one of the choices of "Days".'


def test_several_choices_are_split_at_the_separator_without_a_list():
    assert kept(MANY, "Thu, Fri") == (("Thu, Fri", ("Thu", "Fri")),)
    assert kept(MANY, "Fri") == (("Fri", ("Fri",)),)
    assert kept(MANY, "Thu, Sun") == '"Sun" is not one of the choices of "Days".'


def test_a_choice_that_is_taken_several_times_counts_once():
    assert kept(MANY, None, ("Fri", "Thu") * 5000) == (("Fri, Thu", ("Fri", "Thu")),)


@pytest.mark.parametrize(
    "given_id",
    [str(TEXT.id), str(TEXT.id).upper(), f"{{{TEXT.id}}}", "remarks", "ReMarks", " remarks "],
)
def test_a_field_is_found_by_guid_or_logical_name_in_any_form(given_id: str):
    result = check_answers(sort_answers([Answer(given_id, "x")], [TEXT]), [TEXT])

    assert result == (StoredAnswer(TEXT.id, given_id, "x"),)


def test_a_guid_comes_before_a_logical_name_that_looks_like_it():
    imposter = a_field(str(TEXT.id), id=an_id("imposter"))

    assert list(sort_answers([Answer(str(TEXT.id), "x")], [imposter, TEXT]).by_field) == [TEXT.id]


def test_of_two_answers_to_one_field_the_last_counts():
    answers = [Answer("remarks", "first"), Answer(str(TEXT.id), "last"), Answer("size", "1"), Answer("SIZE", "2")]

    result = check_answers(sort_answers(answers, [TEXT]), [TEXT])

    assert result == (
        StoredAnswer(TEXT.id, str(TEXT.id), "last"),
        StoredAnswer(None, "SIZE", "2"),
    )


def test_an_unknown_id_is_kept_as_an_unmapped_answer():
    answers = [Answer("shoe size", "44"), Answer("list", None, ("a", "b")), Answer("nothing", "")]

    result = check_answers(sort_answers(answers, []), [])

    assert result == (
        StoredAnswer(None, "shoe size", "44"),
        StoredAnswer(None, "list", "a, b", ("a", "b")),
    )


def test_an_unmapped_answer_takes_up_to_4000_characters_under_an_id_of_500():
    fitting = [Answer("i" * 500, "v" * 4000), Answer("list", "v", ("v",) * 1334)]

    assert check_answers(sort_answers(fitting, []), []) == (
        StoredAnswer(None, "i" * 500, "v" * 4000),
        StoredAnswer(None, "list", "v", ("v",) * 1334),
    )


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer("jobtitle", "v" * 4001), 'the answer to "jobtitle" is longer than 4000 characters.'),
        (Answer("j" * 101, "v" * 4001), "an answer is longer than 4000 characters."),
        (Answer("list", None, ("v",) * 1335), 'the answer to "list" is longer than 4000 characters.'),
        (Answer("list", "v", ("v",) * 1335), 'the answer to "list" is longer than 4000 characters.'),
        (Answer("i" * 501, "v"), "the id of an answer is longer than 500 characters."),
        (Answer(" " * 500 + "remarks", "v"), "the id of an answer is longer than 500 characters."),
    ],
)
def test_a_longer_one_is_refused(answer: Answer, reason: str):
    assert check_answers(sort_answers([answer], [TEXT]), [TEXT]) == reason


def test_contact_columns_are_taken_from_answers_in_any_letter_case_and_kept_as_answers_too():
    answers = sort_answers([Answer("JobTitle", " Harbour master "), Answer("shoesize", "44")], [])
    stored = check_answers(answers, [])
    assert not isinstance(stored, str)

    assert contact_columns(stored, []) == (("jobtitle", "Harbour master"),)
    assert [answer.given_id for answer in stored] == ["JobTitle", "shoesize"]


def test_a_custom_field_named_like_a_contact_column_fills_it():
    field = a_field("companyname")
    stored = check_answers(sort_answers([Answer(str(field.id), "Keel & Anchor")], [field]), [field])
    assert not isinstance(stored, str)

    assert contact_columns(stored, [field]) == (("companyname", "Keel & Anchor"),)


def test_choices_too_long_for_a_contact_column_are_kept_as_an_answer_only():
    field = a_field("jobtitle", FieldType.MULTIPLE_CHOICE, choices=("a" * 3000, "b" * 3000))
    stored = check_answers(sort_answers([Answer("jobtitle", None, field.choices)], [field]), [field])
    assert not isinstance(stored, str)

    assert stored[0].values == field.choices
    assert contact_columns(stored, [field]) == ()


@pytest.mark.parametrize(
    ("answer", "subject"),
    [
        (Answer("remarks", "\x00"), 'the answer to "Remarks"'),
        (Answer("remarks", "\ud800"), 'the answer to "Remarks"'),
        (Answer("days", None, ("Thu", "\udc00")), 'the answer to "days"'),
        (Answer("un\x00known", "x"), "an answer"),
        (Answer("unknown", "\x00"), 'the answer to "unknown"'),
    ],
)
def test_what_cannot_be_stored_is_refused_wherever_it_stands(answer: Answer, subject: str):
    result = check_answers(sort_answers([answer, Answer("remarks", "fine")], [TEXT]), [TEXT])

    assert result == f"{subject} holds a character that cannot be stored."


def test_pairs_of_surrogates_and_other_control_characters_can_be_stored():
    assert is_storable("😀\n\t\x01")
