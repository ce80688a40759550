"""An organization's one colour as the colours of a page that everybody can read (WCAG 2.2, 1.4.3). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Rgb = tuple[int, int, int]

DEFAULT: Final = "#1d4ed8"
# A little more than the 4.5 that the guidelines ask for, so that rounding never goes below.
CONTRAST_MIN: Final = 4.6
_BLACK: Final[Rgb] = (0, 0, 0)
_WHITE: Final[Rgb] = (0xFF, 0xFF, 0xFF)
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS: Final = 50


@dataclass(frozen=True, slots=True)
class _Scheme:
    """The grounds that text stands on, and towards which colour text is moved until it can be read there."""

    page: Rgb
    grounds: tuple[Rgb, ...]
    towards: Rgb
    softness: float  # share of the colour in a soft ground


# The grounds are those of site.css.
_LIGHT: Final = _Scheme(_WHITE, (_WHITE, (0xF5, 0xF5, 0xF3)), _BLACK, 0.09)
_DARK: Final = _Scheme((0x12, 0x13, 0x17), ((0x12, 0x13, 0x17), (0x1A, 0x1C, 0x22), (0x1E, 0x20, 0x27)), _WHITE, 0.18)


def parse(text: str) -> Rgb:
    """Read a colour like #1d4ed8; anything else is the default."""
    digits = text if _HEX.fullmatch(text) else DEFAULT
    return int(digits[1:3], 16), int(digits[3:5], 16), int(digits[5:7], 16)


def contrast(one: Rgb, other: Rgb) -> float:
    """Give the contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def theme(colour: Rgb) -> Mapping[str, Mapping[str, str]]:
    """Give the custom properties of site.css that a colour sets, for the light and the dark scheme."""
    return {"light": _properties(colour, _LIGHT), "dark": _properties(colour, _DARK)}


def _properties(colour: Rgb, scheme: _Scheme) -> Mapping[str, str]:
    soft = _mixed(colour, scheme.page, 1 - scheme.softness)
    text = _readable(colour, (*scheme.grounds, soft), scheme.towards)
    # The colour itself is the ground of buttons; on a dark page a dark one would hide them.
    accent = colour if scheme is _LIGHT else text
    return {
        "--accent": _written(accent),
        "--on-accent": _written(max((_WHITE, _BLACK), key=lambda ink: contrast(ink, accent))),
        "--accent-text": _written(text),
        "--accent-soft": _written(soft),
    }


def _readable(colour: Rgb, grounds: tuple[Rgb, ...], towards: Rgb) -> Rgb:
    """Give the colour, moved as little as needed to be read on every ground."""
    tried = (_mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(
        (found for found in tried if all(contrast(found, ground) >= CONTRAST_MIN for ground in grounds)), towards
    )


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    """Mix two colours; `share` is the other one's."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    """Give the relative luminance as the guidelines define it."""
    parts = (part / 255 for part in colour)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _written(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
