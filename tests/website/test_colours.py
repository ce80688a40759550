"""Whatever colour an organization chooses, its pages can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.website.colours import DEFAULT, contrast, parse, theme

GROUNDS = {
    "light": ("#ffffff", "#f5f5f3"),
    "dark": ("#121317", "#1a1c22", "#1e2027"),
}

parts = st.integers(0, 255)


@given(st.tuples(parts, parts, parts))
def test_every_colour_gives_texts_that_can_be_read(colour: tuple[int, int, int]) -> None:
    for scheme, properties in theme(colour).items():
        text = parse(properties["--accent-text"])

        for ground in (*GROUNDS[scheme], properties["--accent-soft"]):
            assert contrast(text, parse(ground)) >= 4.5
        assert contrast(parse(properties["--on-accent"]), parse(properties["--accent"])) >= 4.5


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((7, 7, 7), (7, 7, 7)) == 1


def test_a_colour_that_can_be_read_stays_as_it_was_chosen() -> None:
    properties = theme(parse("#1d4ed8"))["light"]

    assert (properties["--accent"], properties["--accent-text"]) == ("#1d4ed8", "#1d4ed8")


@pytest.mark.parametrize("text", ["", "blue", "#12345", "#1234567", "#12345g", "red;}body{display:none"])
def test_what_is_no_colour_is_the_default(text: str) -> None:
    assert parse(text) == parse(DEFAULT)
