"""Pictures of the demo's events: the harbour at different hours."""

from __future__ import annotations

from functools import cache
from math import pi, sin
from typing import Final

from guestlist.demo.drawing import CREAM, NAVY, RUST, SAND, TEAL, Canvas, Colour, blend

_WIDTH: Final = 1280
_HEIGHT: Final = 480
_HORIZON: Final = 300

# Sky above, sky below, sun or moon, water.
_Hour = tuple[Colour, Colour, Colour, Colour]
_MORNING: Final[_Hour] = ((150, 196, 214), (250, 226, 190), (252, 244, 214), (70, 134, 146))
_HOURS: Final[dict[str, _Hour]] = {
    "Harbour_Data_Days": _MORNING,
    "Night_Tours": ((18, 28, 58), (122, 124, 168), (248, 240, 208), (44, 66, 104)),
    "Lock_Keepers_Breakfast": ((244, 176, 124), (252, 222, 176), (255, 246, 220), (136, 104, 110)),
    "How_to_Read_a_Tide_Table": ((192, 222, 220), (236, 240, 224), (255, 250, 230), (54, 116, 124)),
    "Open_Ship_Day": ((98, 168, 214), (208, 232, 240), (255, 246, 204), (40, 98, 138)),
}


@cache
def draw_banner(readable_event_id: str) -> str:
    """Draw an event's picture, always in the same way; a `data:` URI."""
    above, below, light, water = _HOURS.get(readable_event_id, _MORNING)
    canvas = Canvas(_WIDTH, _HEIGHT, above)
    bands = 24
    for band in range(bands):
        top = band * _HORIZON / bands
        canvas.box(0, top, _WIDTH, _HORIZON, blend(above, below, band / bands))
    canvas.circle(960, 150, 54, light)
    _draw_town(canvas, blend(below, NAVY, 0.35))
    for x in (140, 300, 420):
        _draw_crane(canvas, x, blend(below, NAVY, 0.75))
    _draw_water(canvas, water, light)
    _draw_ship(canvas, 760)
    return canvas.as_data_uri()


def _draw_town(canvas: Canvas, colour: Colour) -> None:
    for index in range(26):
        left = index * 52 - 20
        height = 30 + (index * 37) % 50
        canvas.box(left, _HORIZON - height, left + 46, _HORIZON, colour)
        if index % 3 == 0:
            top = _HORIZON - height
            canvas.polygon([(left, top), (left + 23, top - 26), (left + 46, top)], colour)


def _draw_crane(canvas: Canvas, x: float, colour: Colour) -> None:
    foot = _HORIZON + 6
    for offset in (0, 44):
        canvas.line([(x + offset, foot), (x + 22, foot - 120)], colour, width=7)
    canvas.line([(x - 46, foot - 122), (x + 130, foot - 122)], colour, width=8)
    canvas.line([(x - 40, foot - 122), (x + 22, foot - 178), (x + 126, foot - 122)], colour, width=4)
    canvas.line([(x + 22, foot - 118), (x + 22, foot - 180)], colour, width=7)
    canvas.line([(x + 104, foot - 122), (x + 104, foot - 66)], colour, width=3)
    canvas.box(x + 92, foot - 66, x + 116, foot - 50, RUST)


def _draw_water(canvas: Canvas, water: Colour, light: Colour) -> None:
    for layer in range(4):
        top = _HORIZON + layer * 44
        wave = [(x, top + 7 * sin(x / 90 * pi + layer * 1.7)) for x in range(0, _WIDTH + 20, 20)]
        canvas.polygon([*wave, (_WIDTH, _HEIGHT), (0, _HEIGHT)], blend(water, NAVY, layer * 0.16))
    for index in range(7):
        width = 60 - index * 6
        top = _HORIZON + 18 + index * 20
        canvas.box(960 - width, top, 960 + width, top + 4, blend(water, light, 0.45), radius=2)


def _draw_ship(canvas: Canvas, x: float) -> None:
    water_line = _HORIZON + 62
    hull = [
        (x - 150, water_line - 44),
        (x + 170, water_line - 44),
        (x + 136, water_line + 8),
        (x - 122, water_line + 8),
    ]
    canvas.polygon(hull, NAVY)
    canvas.line([(x - 134, water_line - 10), (x + 146, water_line - 10)], RUST, width=7)
    canvas.box(x - 120, water_line - 104, x - 50, water_line - 44, CREAM, radius=4)
    canvas.box(x - 108, water_line - 128, x - 66, water_line - 100, CREAM, radius=4)
    canvas.box(x - 96, water_line - 158, x - 76, water_line - 126, RUST)
    for index, colour in enumerate((TEAL, RUST, SAND, TEAL, SAND)):
        left = x - 30 + index * 34
        canvas.box(left, water_line - 70, left + 31, water_line - 45, colour)
        if index % 2 == 0:
            canvas.box(left, water_line - 96, left + 31, water_line - 71, blend(colour, NAVY, 0.25))
