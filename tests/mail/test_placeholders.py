"""Placeholders in texts of mails: what they become, and what they cannot do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.mail.defaults import default_wording
from guestlist.mail.kinds import BUTTONS, MailKind, placeholders
from guestlist.mail.markdown import to_html, to_text
from guestlist.mail.placeholders import fill_line, fill_markdown, problems_of

KIND = MailKind.CONFIRMATION


def filled(text: str, **values: str | list[str]) -> str:
    return to_text(fill_markdown(text, values, KIND))


@pytest.mark.parametrize("kind", MailKind)
def test_the_default_texts_use_known_placeholders_only(kind: MailKind) -> None:
    wording = default_wording(kind)

    assert problems_of(wording.subject, kind) == []
    assert problems_of(wording.text, kind) == []


@pytest.mark.parametrize("kind", BUTTONS)
def test_each_button_leads_where_a_placeholder_of_its_kind_does(kind: MailKind) -> None:
    links = {each.name for each in placeholders(kind) if each.is_link}

    assert BUTTONS[kind][0] in links


@pytest.mark.parametrize(
    "text",
    [
        "{{position}}",
        "{{first_name.upper}}",
        "{{first_name|safe}}",
        "{{settings.SECRET_KEY}}",
        "{{ __class__ }}",
        "{{}}",
        "{{First_Name}}",
    ],
)
def test_whatever_is_no_placeholder_of_the_kind_is_refused_by_name(text: str) -> None:
    (problem,) = problems_of(f"Hello {text}", KIND)

    assert text.replace(" ", "") in problem
    assert "{{first_name}}" in problem


def test_what_was_stored_all_the_same_stays_blank_and_runs_nothing() -> None:
    text = "{{settings.SECRET_KEY}}{% load x %}{{first_name.__class__}}{0.pid}%(x)s"

    assert filled(text, first_name="Mara") == "{% load x %}{0.pid}%(x)s"


def test_a_value_is_not_filled_again() -> None:
    assert filled("Hello {{first_name}}", first_name="{{last_name}}", last_name="X") == "Hello {{last_name}}"


def test_spaces_within_the_braces_are_of_no_matter() -> None:
    assert filled("Hello {{ first_name }}!", first_name="Mara") == "Hello Mara!"


def test_blank_values_leave_no_holes() -> None:
    text = "Hello {{first_name}},\n\n- Pass: {{pass_name}}\n- Place: {{place}}\n\nSee you."

    assert filled(text, first_name="", pass_name="", place="Hall") == "Hello,\n\n- Place: Hall\n\nSee you."


def test_a_list_stands_below_its_line() -> None:
    text = "Your sessions: {{sessions}}\n\nUntil then."

    assert filled(text, sessions=["One", "*Two*"]) == "Your sessions:\n\n- One\n- *Two*\n\nUntil then."
    assert filled(text, sessions=[]) == "Until then."


def test_a_list_within_a_sentence_stays_in_it() -> None:
    assert filled("You chose {{sessions}} today.", sessions=["One", "Two"]) == "You chose One; Two today."


def test_a_link_may_stand_by_itself_or_behind_words() -> None:
    url = "https://events.example/my/a_b*c/?x=1&y=2"

    assert filled("Here: {{my_link}}", my_link=url) == f"Here: {url}"
    assert filled("[Here]({{my_link}})", my_link=url) == f"Here: {url}"
    html = to_html(fill_markdown("[Here]({{my_link}})", {"my_link": url}, KIND))
    assert 'href="https://events.example/my/a_b*c/?x=1&amp;y=2"' in html


@given(st.text(), st.text())
def test_values_are_read_as_they_are_whatever_they_hold(first: str, last: str) -> None:
    said = filled("A {{first_name}} B {{last_name}} C", first_name=first, last_name=last)

    assert " ".join(said.split()).startswith("A")
    html = to_html(fill_markdown("A {{first_name}} B", {"first_name": first}, KIND))
    assert html.count("<") == 2  # of the paragraph
    assert html.endswith("</p>\n")


@given(st.text())
def test_a_subject_has_one_line(name: str) -> None:
    subject = fill_line("You are registered: {{event_name}}", {"event_name": name})

    assert not set(subject) & set("\r\n\0\x85\u2028\u2029")


@given(st.text())
def test_no_text_of_an_organizer_makes_markup_that_is_not_markdown(text: str) -> None:
    html = to_html(fill_markdown(text, {}, KIND)).lower()

    assert "<script" not in html
    assert "<img" not in html
    assert "<iframe" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# Title\n\nText", "Title\n\nText"),
        ("one\ntwo", "one\ntwo"),
        ("1. a\n2. b\n\nend", "1. a\n2. b\n\nend"),
        ("- a\n  - b\n- c", "- a\n  - b\n- c"),
        ("**bold** *it* `code`", "bold it code"),
        ("<https://a.example>", "https://a.example"),
        ("a\n\n---\n\nb", "a\n\n--------------------\n\nb"),
        ("<b>x</b>", "<b>x</b>"),
        ("![x](https://a.example/x.png)", "!x: https://a.example/x.png"),
    ],
)
def test_markdown_reads_well_as_text(markdown: str, text: str) -> None:
    assert to_text(markdown) == text


def test_html_in_a_text_stays_text() -> None:
    assert "&lt;b&gt;x&lt;/b&gt;" in to_html("<b>x</b>")
    assert "<img" not in to_html("![x](https://a.example/x.png)")
    assert "<a" not in to_html("[x](javascript:alert(1))")
