"""Words on a badge: in letters of any script that a font at hand has, as large as they fit, never cut off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from unicodedata import east_asian_width

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

from guestlist.backoffice.checkin.badges.shaping import composed, is_right_to_left, needs_shaping, shaped, stretches

_FOLDER: Final = Path(__file__).parent.parent / "fonts"
REGULAR: Final = "DejaVuSans"
BOLD: Final = "DejaVuSans-Bold"
# Fonts that readers of PDF have themselves, for scripts that no small font holds.
_JAPANESE: Final = "HeiseiKakuGo-W5"
_KOREAN: Final = "HYGothic-Medium"
_CHINESE: Final = "STSong-Light"
_WIDE: Final = frozenset({"W", "F"})
# From baseline to baseline, in parts of the size.
_LEADING: Final = 1.18
# In steps of points.
_STEP: Final = 0.5
_SIZE_MIN: Final = 3.0
# Rather than smaller than this part of the wished size, a text gets more lines, and long words go on in the next one.
_BROKEN_BELOW: Final = 0.6


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that are drawn in one font, from left to right."""

    font: str
    glyphs: str
    width: float  # in parts of the font's size


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one size."""

    size: float  # points
    lines: tuple[Line, ...]

    @property
    def width(self) -> float:
        """Give the width of the longest line, in points."""
        return max((width_of(line, self.size) for line in self.lines), default=0.0)

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


def can_draw(text: str) -> bool:
    """Say whether there is a font for each letter of a text; the others are drawn as boxes."""
    known = _load()[BOLD]
    return all(ord(letter) in known or letter.isspace() or _is_eastern(letter) for letter in composed(text))


def set_line(text: str, font: str, *, from_right: bool) -> Line:
    """Give the letters of a line as they are drawn, divided by the fonts that have them.

    Args:
        text: as it is read.
        font: REGULAR or BOLD.
        from_right: whether the text that the line is of runs from right to left.
    """
    return tuple(
        _run(part, name)
        for stretch, is_turned in stretches(text, from_right=from_right)
        for name, part in _by_font(stretch, font, is_turned=is_turned)
    )


def width_of(line: Line, size: float) -> float:
    """Give how wide a line is, in points."""
    return size * sum(run.width for run in line)


def _by_font(stretch: str, font: str, *, is_turned: bool) -> list[tuple[str, str]]:
    known = _load()[font]
    eastern = _eastern(stretch)

    def font_of(letter: str) -> str:
        # What no font has is drawn as a box, whose width is known.
        return eastern if ord(letter) not in known and _is_eastern(letter) else font

    parts = [(name, "".join(letters)) for name, letters in groupby(stretch, font_of)]
    return parts[::-1] if is_turned else parts


def _run(text: str, font: str) -> Run:
    if font in _load() and needs_shaping(text):
        return Run(font, *shaped(text, font))
    return Run(font, text, float(pdfmetrics.stringWidth(text, font, 1)))


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
    words = composed(text).split()
    setter = _Setter(font, width, from_right=is_right_to_left(text))
    size = size_max
    while words:
        is_tiny = size < _BROKEN_BELOW * size_max
        lines = tuple(setter.set(line) for line in setter.wrapped(words, size, breaks=is_tiny))
        block = Block(size, lines)
        fits = block.height <= height and (is_tiny or len(lines) <= lines_max)
        if (fits and block.width <= width) or size <= _SIZE_MIN:
            return block
        size -= _STEP
    return Block(size_max, ())


class _Setter:
    """Sets a text's lines into a width."""

    def __init__(self, font: str, width: float, *, from_right: bool) -> None:
        self._font = font
        self._width = width
        self._from_right = from_right

    def set(self, line: str) -> Line:
        return set_line(line, self._font, from_right=self._from_right)

    def wrapped(self, words: Sequence[str], size: float, *, breaks: bool) -> Iterator[str]:
        """Divide words into lines. `breaks`: words that are too long go on in the next one."""
        line = ""
        for word in words:
            longer = f"{line} {word}" if line else word
            if self._fits(longer, size):
                line = longer
                continue
            if line:
                yield line
            *full, line = self._broken(word, size) if breaks else [word]
            yield from full
        yield line

    def _fits(self, text: str, size: float) -> bool:
        return width_of(self.set(text), size) <= self._width

    def _broken(self, word: str, size: float) -> list[str]:
        parts = [""]
        for letter in word:
            if parts[-1] and not self._fits(parts[-1] + letter, size):
                parts.append("")
            parts[-1] += letter
        return parts


def _is_eastern(letter: str) -> bool:
    # The fonts of readers are asked in two bytes for each letter.
    return east_asian_width(letter) in _WIDE and ord(letter) <= 0xFFFF


def _eastern(text: str) -> str:
    """Choose the font for Chinese characters, which are drawn in three ways, by the letters around them."""
    for letter in text:
        if "\u3040" <= letter <= "\u30ff":
            return _JAPANESE
        if "\uac00" <= letter <= "\ud7af" or "\u1100" <= letter <= "\u11ff":
            return _KOREAN
    return _CHINESE
