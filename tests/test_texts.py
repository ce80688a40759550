"""Text that may be stored, cleaned HTML, and its plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.texts import (
    clean_html,
    html_to_text,
    looks_like_html,
    text_problem,
)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("", None),
        ("Tide 🌊 gauges\r\n\t", None),
        ("a\0b", "contains a NUL character"),
        ("a\ud800b", "contains half of a surrogate pair"),
        ("x" * 11, "is longer than 10 characters"),
    ],
)
def test_only_text_that_both_databases_store_is_taken(value: str, problem: str | None) -> None:
    assert text_problem(value, length_max=10 if "x" in value else 100) == problem


def test_a_text_of_the_greatest_length_is_taken_and_one_character_more_is_not() -> None:
    assert text_problem("x" * 500, length_max=500) is None
    assert text_problem("x" * 501, length_max=500) == "is longer than 500 characters"


@pytest.mark.parametrize(
    ("text", "is_html"),
    [
        ("<p>Hello", True),
        ("one<br/>two", True),
        ("<UL><LI>x", True),
        ('see <a href="https://x.example">this</a>', True),
        ("a <b>word</b>", True),
        ("", False),
        ("1 < 2 > 0", False),
        ("std::vector<int> and List<i>", False),
        ("<name> of the <thing>", False),
        ("AT&amp;T", False),
        ("<https://x.example>", False),
    ],
)
def test_html_is_told_from_plain_text(text: str, is_html: bool) -> None:
    assert looks_like_html(text) is is_html


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p>Hi<script>alert(1)</script></p>", "<p>Hi</p>"),
        ('<p onclick="x()" style="color:red">Hi</p>', "<p>Hi</p>"),
        ('<a href="javascript:x()">Hi</a>', '<a rel="noopener noreferrer">Hi</a>'),
        (
            '<a href="https://x.example/?a=1&b=2">Hi</a>',
            '<a href="https://x.example/?a=1&amp;b=2" rel="noopener noreferrer">Hi</a>',
        ),
        ("<form><input>Hi</form>", "Hi"),
        ("<iframe src=x></iframe>Hi", "Hi"),
        ("<p>open", "<p>open</p>"),
    ],
)
def test_html_keeps_its_words_and_loses_what_acts(html: str, clean: str) -> None:
    assert clean_html(html) == clean


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p>\n<p>two\nthree</p>", "One\n\ntwo three"),
        ("one<br>two<br><br><br>three", "one\ntwo\n\nthree"),
        ("<h2>Head</h2><div>a</div><div>b</div>", "Head\n\na\nb"),
        ("<ul><li>one</li><li><p>two</p></li></ul>end", "- one\n- two\n\nend"),
        ('<ol start="3"><li>c</li><li>d</li></ol>', "3. c\n4. d"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ('<a href="https://x.example">here</a>.', "here (https://x.example)."),
        ('<a href="https://x.example">https://x.example</a>', "https://x.example"),
        ('<a href="mailto:a@b.example">write</a>', "write"),
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
        ("a<hr>b", "a\n\nb"),
        ("1 &lt; 2 &amp;&nbsp;x", "1 < 2 &\xa0x"),
        ("<p>a <b> b</b>c</p>", "a bc"),
        ("<td>x", "x"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<script>x()</script>", ""),
        ("", ""),
    ],
)
def test_html_reads_well_as_plain_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_deep_nesting_is_no_trouble() -> None:
    assert html_to_text("<div>" * 20_000 + "deep") == "deep"


def test_deep_lists_are_no_trouble_and_stand_no_further_in_than_can_be_read() -> None:
    text = html_to_text("<ul><li>x" * 500)

    assert len(text) < 500 * 30
    lines = text.split("\n")
    assert lines[:3] == ["- x", "  - x", "    - x"]
    assert set(lines[8:]) == {"  " * 8 + "- x"}


@given(st.text(alphabet="ab <>/&;\n\"'=plui", max_size=60))
def test_any_text_can_be_cleaned_and_cleaning_again_changes_nothing(text: str) -> None:
    once = clean_html(text)

    assert clean_html(once) == once
    assert "\n\n\n" not in html_to_text(text)
