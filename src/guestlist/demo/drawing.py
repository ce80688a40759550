"""What the demo's pictures have in common: a canvas drawn large and scaled down, and colours."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]

# Drawn so many times larger than needed: scaling down makes the edges smooth.
_SCALE: Final = 3

NAVY: Final[Colour] = (27, 46, 75)
TEAL: Final[Colour] = (42, 125, 134)
SAND: Final[Colour] = (238, 222, 190)
RUST: Final[Colour] = (193, 92, 54)
CREAM: Final[Colour] = (250, 245, 234)


class Canvas:
    """A drawing surface whose unit is a pixel of the finished picture."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * _SCALE, height * _SCALE), ground)
        self._draw = ImageDraw.Draw(self._image)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """Draw an ellipse around a centre."""
        self._draw.ellipse(self._scaled(x - rx, y - ry, x + rx, y + ry), fill=colour)

    def circle(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self.ellipse(x, y, radius, radius, colour)

    def ring(self, x: float, y: float, radius: float, colour: Colour, *, width: float) -> None:
        box = self._scaled(x - radius, y - radius, x + radius, y + radius)
        self._draw.ellipse(box, outline=colour, width=round(width * _SCALE))

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour, *, radius: float = 0) -> None:
        self._draw.rounded_rectangle(self._scaled(left, top, right, bottom), radius * _SCALE, fill=colour)

    def polygon(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=colour)

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, *, width: float) -> None:
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=round(width * _SCALE), joint="curve")

    def arc(self, x: float, y: float, radius: float, colour: Colour, *, start: int, end: int, width: float) -> None:
        """Draw a part of a circle's line; degrees, clockwise from three o'clock."""
        box = self._scaled(x - radius, y - radius, x + radius, y + radius)
        self._draw.arc(box, start, end, fill=colour, width=round(width * _SCALE))

    def as_data_uri(self) -> str:
        """Give the picture as WebP in a `data:` URI."""
        out = BytesIO()
        image = self._image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        image.save(out, format="WEBP", quality=82, method=4)
        return f"data:image/webp;base64,{b64encode(out.getvalue()).decode('ascii')}"

    def _scaled(self, *values: float) -> list[float]:
        return [value * _SCALE for value in values]


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """Mix two colours; `share` of the other one, 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
