"""Texts of schedule files as plain text and HTML."""

from __future__ import annotations

import time

import pytest

from guestlist.importers.schedule.fields import MAIL_ADDRESS
from guestlist.importers.schedule.richtext import compose

LONG = 90_000


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_and_paragraphs_of_plain_text_stay_in_the_html(end: str) -> None:
    text = f"First line{end}second line{end} \t{end}{end}Next paragraph"

    assert compose(["<p>Markup</p>", text], [], "x").html == (
        "<p>Markup</p>\n<p>First line<br>second line</p>\n<p>Next paragraph</p>"
    )


def test_line_ends_around_list_tags_are_layout_and_others_are_meant() -> None:
    text = "One\ntwo:  \n <ul> \n<li>a</li>\n  <li>b\nc</li>\n</ul>\n\nEnd"

    assert compose([text], [], "x").html == "One<br>\ntwo:  \n <ul> \n<li>a</li>\n  <li>b<br>\nc</li>\n</ul>\n\nEnd"


@pytest.mark.parametrize("blanks", [" " * LONG, "\n " * (LONG // 8), "\t" * LONG + "\n"])
def test_long_runs_of_blanks_take_no_long_time(blanks: str) -> None:
    before = time.process_time()

    compose([f"<b>x</b>{blanks}y"], [], "x")

    assert time.process_time() - before < 2


@pytest.mark.parametrize("text", ["x" * LONG, "x@" * (LONG // 2), "x@" + "." * LONG, "x@" + "y." * (LONG // 2)])
def test_mail_addresses_are_looked_for_in_no_long_time(text: str) -> None:
    before = time.process_time()

    assert not MAIL_ADDRESS.search(text)
    assert time.process_time() - before < 2


@pytest.mark.parametrize("text", ["m@x.example", "Mara <m.o@x.example>", "mail:m@x.example", "a@b m@x.example!"])
def test_mail_addresses_are_found(text: str) -> None:
    assert MAIL_ADDRESS.search(text)
