"""Words on a badge: in letters of any script that a font at hand has, as large as they fit, never cut off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

_FOLDER: Final = Path(__file__).parent.parent / "fonts"
REGULAR: Final = "DejaVuSans"
BOLD: Final = "DejaVuSans-Bold"
# Fonts that readers of PDF have themselves, for scripts that no small font holds.
_JAPANESE: Final = "HeiseiKakuGo-W5"
_KOREAN: Final = "HYGothic-Medium"
_CHINESE: Final = "STSong-Light"
# From baseline to baseline, in parts of the size.
_LEADING: Final = 1.18
# In steps of points.
_STEP: Final = 0.5
_SIZE_MIN: Final = 3.0
# Rather than smaller than this part of the wished size, a text gets more lines, and long words go on in the next one.
_BROKEN_BELOW: Final = 0.6

Run = tuple[str, str]  # the name of a font, and a text in it


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one size."""

    size: float  # points
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Give the height of all lines, in points."""
        return len(self.lines) * self.size * _LEADING

    @property
    def leading(self) -> float:
        """Give how far apart baselines are, in points."""
        return self.size * _LEADING


@cache
def _load() -> dict[str, frozenset[int]]:
    """Make the fonts known, once for each process; gives the characters of those that are ours."""
    drawn = {}
    for name in (REGULAR, BOLD):
        font: Any = TTFont(name, str(_FOLDER / f"{name}.ttf"))
        pdfmetrics.registerFont(font)
        drawn[name] = frozenset(font.face.charToGlyph)
    for name in (_JAPANESE, _KOREAN, _CHINESE):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return drawn


def runs(text: str, font: str) -> list[Run]:
    """Divide a text by the fonts that have its letters."""
    known = _load()[font]
    eastern = _eastern(text)
    return [
        (name, "".join(letters))
        for name, letters in groupby(text, lambda letter: font if ord(letter) in known else eastern)
    ]


def width_of(text: str, font: str, size: float) -> float:
    """Give how wide a text is, in points."""
    return sum(float(pdfmetrics.stringWidth(part, name, size)) for name, part in runs(text, font))


def fit(text: str, font: str, *, width: float, height: float, size_max: float, lines_max: int) -> Block:
    """Give a text as large as it fits into a box; where it is very long, in more and smaller lines.

    Args:
        text: without line breaks; "" gives no lines.
        font: REGULAR or BOLD.
        width: of the box, in points.
        height: of the box, in points.
        size_max: of letters, in points.
        lines_max: that it is to have at most, as long as letters are not small.
    """
    words = text.split()
    if not words:
        return Block(size_max, ())
    size = size_max
    while True:
        is_tiny = size < _BROKEN_BELOW * size_max
        lines = list(_wrapped(words, font, size, width, breaks=is_tiny))
        fits = len(lines) * size * _LEADING <= height and (is_tiny or len(lines) <= lines_max)
        if (fits and all(width_of(line, font, size) <= width for line in lines)) or size <= _SIZE_MIN:
            return Block(size, tuple(lines))
        size -= _STEP


def _wrapped(words: Sequence[str], font: str, size: float, width: float, *, breaks: bool) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if width_of(longer, font, size) <= width:
            line = longer
            continue
        if line:
            yield line
        *full, line = _broken(word, font, size, width) if breaks else [word]
        yield from full
    yield line


def _broken(word: str, font: str, size: float, width: float) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width_of(parts[-1] + letter, font, size) > width:
            parts.append("")
        parts[-1] += letter
    return parts


def _eastern(text: str) -> str:
    """Choose the font for Chinese characters, which are drawn in three ways, by the letters around them."""
    for letter in text:
        if "\u3040" <= letter <= "\u30ff":
            return _JAPANESE
        if "\uac00" <= letter <= "\ud7af" or "\u1100" <= letter <= "\u11ff":
            return _KOREAN
    return _CHINESE
