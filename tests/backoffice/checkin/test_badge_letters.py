"""Letters on badges: their order, their joined forms, and brackets among them."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from guestlist.backoffice.checkin.badges.badge import Badge
from guestlist.backoffice.checkin.badges.drawing import draw
from guestlist.backoffice.checkin.badges.lettering import BOLD, REGULAR, Line, can_draw, set_line
from guestlist.backoffice.checkin.badges.shaping import composed, is_right_to_left, stretches
from guestlist.backoffice.checkin.badges.sheets import SHEETS

# Letters of Arabic in the forms that Unicode names: isolated, initial, medial and final.
MUHAMMAD_FROM_THE_LEFT = "\ufeaa\ufee4\ufea4\ufee3"
AL_ARABI_FROM_THE_LEFT = "\ufef2\ufe91\ufeae\ufecc\ufedf\u0627"


def drawn(text: str, font: str = BOLD) -> str:
    """Give the glyphs of a line from left to right."""
    return glyphs_of(set_line(composed(text), font, from_right=is_right_to_left(text)))


def glyphs_of(line: Line) -> str:
    return "".join(str(run.glyphs) for run in line)


@pytest.mark.parametrize("font", [REGULAR, BOLD])
def test_arabic_is_joined_and_drawn_from_the_right(font):
    assert drawn("محمد العربي", font) == f"{AL_ARABI_FROM_THE_LEFT} {MUHAMMAD_FROM_THE_LEFT}"


def test_hebrew_is_drawn_from_the_right():
    assert drawn("דוד כהן") == "ןהכ דוד"


def test_a_latin_title_stays_before_an_arabic_name():
    assert drawn("Dr. محمد") == f"Dr. {MUHAMMAD_FROM_THE_LEFT}"


def test_numbers_and_latin_words_within_arabic_keep_their_order():
    assert drawn("محمد Ali 42") == f"Ali 42 {MUHAMMAD_FROM_THE_LEFT}"


@pytest.mark.parametrize(
    ("text", "from_left"),
    [
        ("א (ב) ג", "ג (ב) א"),
        ("(א (b) ג)", "(ג (b) א)"),
        ("Al (א)", "Al (א)"),
        ("א «b»", "«b» א"),
        ("א :)", "(: א"),
        ("א 1/2", "1/2 א"),
    ],
    ids=["among-hebrew", "nested", "among-latin", "quotation", "alone", "fraction"],
)
def test_brackets_open_where_the_words_in_them_begin(text, from_left):
    assert drawn(text) == from_left


def test_lam_and_alef_become_one():
    assert drawn("لا") == "\ufefb"


def test_a_joiner_of_no_width_keeps_persian_letters_apart():
    joined, apart = drawn("علیرضا"), drawn("علی\u200cرضا")

    assert "\ufbff" in joined  # yeh between letters
    assert "\ufbfd" in apart  # yeh at the end


def test_vowels_have_a_place_over_their_letters_and_no_width():
    with_vowels, without = (set_line(name, BOLD, from_right=True) for name in ("مُحَمَّد", "محمد"))

    assert sum(run.width for run in with_vowels) == sum(run.width for run in without)
    assert len(glyphs_of(with_vowels)) > len(glyphs_of(without))


def test_marks_without_a_character_of_their_own_stay_with_their_latin_letter():
    (run,) = set_line(composed("O\u0323\u0300s\u0323un"), BOLD, from_right=False)
    (plain,) = set_line(composed("O\u0323s\u0323un"), BOLD, from_right=False)

    assert run.width == plain.width


def test_letters_of_urdu_that_the_font_lacks_are_drawn_as_their_likes():
    assert can_draw("شاہد")
    assert drawn("شاہد") == drawn("شاهد")


def test_what_turns_the_order_of_letters_around_is_left_out():
    assert drawn("\u202eevil\u202c") == "evil"


@pytest.mark.parametrize(
    ("text", "can"),
    [("Mara", True), ("محمد دוד", True), ("山田 太郎", True), ("김민준", True), ("สมชาย", False), ("𠮷田", False)],
    ids=["latin", "arabic-and-hebrew", "chinese", "korean", "thai", "rare-chinese"],
)
def test_it_is_known_which_letters_come_out_as_boxes(text, can):
    assert can_draw(text) is can


def test_readers_of_the_pdf_find_the_letters():
    badge = Badge(name="محمد", lines=("כהן",), event="Tidal Talks", code="")

    text = PdfReader(io.BytesIO(draw([badge], SHEETS["90x54"], title="Badges"))).pages[0].extract_text()

    found = unicodedata.normalize("NFKC", re.sub(r"\s", "", text))
    assert set("محمدכהן") <= set(found)


@given(text=st.text("aB1 ().,/אבםـمحدلا\u05b8\u064e\u200c«»", max_size=30), from_right=st.booleans())
def test_every_letter_is_drawn_once(text, from_right):
    parts = list(stretches(text, from_right=from_right))

    turned = str.maketrans("()«»", "((««")
    assert sorted("".join(part for part, _is_turned in parts).translate(turned)) == sorted(text.translate(turned))


@given(text=st.text("abc 12().,é", max_size=30))
def test_a_line_of_one_direction_stays_as_it_is(text):
    assert list(stretches(text, from_right=False)) == [(text, False)]
