"""Texts of Unfold's in our catalog: those that Unfold still has."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import unfold
from django.utils import translation
from django.utils.translation import gettext, ngettext

from guestlist.backoffice.unfold_texts import TEXTS

PLAIN = [text for text in TEXTS if isinstance(text, str)]


@cache
def words_of_unfold() -> str:
    """Give all of Unfold's templates and code as one text."""
    folder = Path(unfold.__file__).parent
    files = [path for suffix in ("*.html", "*.py") for path in folder.rglob(suffix)]
    return "\n".join(path.read_text(encoding="utf-8") for path in files).replace("'", '"')


@pytest.mark.parametrize("text", PLAIN)
def test_unfold_has_the_text_to_the_letter(text: str) -> None:
    assert f'"{text}"' in words_of_unfold()


def test_the_number_of_results_is_told_in_german() -> None:
    text = "\n                Found %(counter)s result in %(time)s seconds\n            "

    with translation.override("de"):
        told = ngettext(text, text, 2) % {"counter": 2, "time": "0,01"}
        assert told.strip() == "2 Treffer in 0,01 Sekunden"
        assert gettext("Filters") == "Filter"
