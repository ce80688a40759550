"""The picture of a captcha. It differs each time; the digits stay the same."""

from __future__ import annotations

from typing import Final

from captcha.image import ImageCaptcha

WIDTH_PIXELS: Final = 280
HEIGHT_PIXELS: Final = 90
_PAPER: Final = (250, 250, 247)
_INK: Final = (26, 32, 84)
_FONT_SIZES: Final = (58, 64, 70)


class _Picture(ImageCaptcha):
    """Digits that people can still read: dark, side by side, and none turned so far that a 6 could be a 9."""

    # How much of the ink each pixel takes, by its lightness. The library's own table leaves dark ink pale.
    lookup_table = [min(255, 8 * lightness) for lightness in range(256)]
    character_rotate = (-22, 22)
    word_space_probability = 0.85
    word_offset_dx = 0.12


def draw(digits: str) -> bytes:
    """Draw a picture as PNG. Takes a few milliseconds of a thread."""
    picture = _Picture(WIDTH_PIXELS, HEIGHT_PIXELS, font_sizes=_FONT_SIZES)
    return picture.generate(digits, bg_color=_PAPER, fg_color=_INK).getvalue()
