"""The order and the form in which letters are drawn: from right to left and joined where the script is so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from bidi import get_base_level, get_display
from bidi.mirror import MIRRORED
from reportlab.pdfbase.ttfonts import shapeStr

_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
# Classes of Unicode 9 that go with the letter beside them: marks, and joiners that are not drawn.
_ATTACHED: Final = frozenset({"NSM", "BN"})
# In drawing order a mark stands before its letter where the script runs from right to left.
_STRETCHES: Final = re.compile(r"(?:m*r)+|(?:(?!m*r).)+")
# Combining grapheme joiner: after a bracket it shows on which side of it the line goes on.
_MARKER: Final = "\u034f"
_MIRRORED: Final = "".join(re.escape(letter) for letter in MIRRORED)
_MIRRORING: Final = re.compile(f"[{_MIRRORED}]")
_MARKED: Final = re.compile(f"{_MARKER}([{_MIRRORED}])|([{_MIRRORED}]){_MARKER}")
# Letters of Urdu, Pashto and Persian that DejaVu Sans lacks, as those that look most like them.
_LIKE: Final = {
    "\u06c0": "\u0647\u0654",  # heh with yeh above
    "\u06c1": "\u0647",  # heh goal
    "\u06c2": "\u0647\u0654",  # heh goal with hamza above
    "\u06c3": "\u0629",  # teh marbuta goal
    "\u06cd": "\u06cc",  # yeh with tail
    "\u06d2": "\u06cc",  # yeh barree
    "\u06d3": "\u0626",  # yeh barree with hamza above
}
# Nothing is drawn for them: embeddings, overrides and isolates, with which a name could pass for another.
_CONTROLS: Final = dict.fromkeys([_MARKER, *map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))], "")
_DRAWN: Final = str.maketrans(_LIKE | _CONTROLS)


def composed(text: str) -> str:
    """Give a text in letters that can be drawn: with their marks in one character where there is one."""
    return unicodedata.normalize("NFC", text).translate(_DRAWN)


def is_right_to_left(text: str) -> bool:
    """Say whether a text as a whole runs from right to left, by its first letter (UAX #9, P2 and P3)."""
    return bool(get_base_level(text))


def stretches(line: str, *, from_right: bool) -> Iterator[tuple[str, bool]]:
    """Divide a line into stretches of one direction, in the order in which they are drawn from left to right.

    Args:
        line: as it is read.
        from_right: whether the text that the line is of runs from right to left as a whole.

    Yields:
        A stretch as it is read, and whether it runs from right to left; such a stretch is to be drawn with `shaped`.
    """
    if all(_kind(letter) != "r" for letter in line):
        yield line, False
        return
    drawn = _reordered(line, from_right=from_right)
    kinds = "".join(_kind(letter) for letter in drawn)
    for match in _STRETCHES.finditer(kinds):
        stretch = drawn[match.start() : match.end()]
        is_turned = kinds[match.end() - 1] == "r"
        yield (stretch[::-1] if is_turned else stretch), is_turned


def shaped(text: str, font: str) -> tuple[str, float]:
    """Give the glyphs of a text of one direction for reportlab's `textOut`, and how wide they are.

    Args:
        text: as it is read, in letters that the font has.
        font: a registered TrueType font.

    Returns:
        Letters joined and marks in their place, in drawing order; their width in parts of the font's size.
    """
    glyphs = shapeStr(text, font, 1, force=True)
    return glyphs, sum(float(glyph.x_advance) for glyph in glyphs.__shapeData__) / 1000


def needs_shaping(text: str) -> bool:
    """Say whether a text has letters that join, or marks that have a place beside their letter."""
    return any(_kind(letter) != "l" for letter in text)


def _reordered(line: str, *, from_right: bool) -> str:
    """Order letters from left to right, with brackets turned where they are among letters from right to left."""
    marked = _MIRRORING.sub(lambda match: match[0] + _MARKER, line)
    drawn = str(get_display(marked, base_dir="R" if from_right else "L"))
    return _MARKED.sub(lambda match: MIRRORED[match[1]] if match[1] else match[2], drawn)


def _kind(letter: str) -> str:
    kind = unicodedata.bidirectional(letter)
    return "r" if kind in _RIGHT_TO_LEFT else "m" if kind in _ATTACHED else "l"
