"""Logos of the demo's sponsors: a mark each."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from guestlist.demo.drawing import CREAM, NAVY, RUST, SAND, TEAL, Canvas

_EDGE: Final = 256
_MIDDLE: Final = _EDGE / 2


@cache
def draw_logo(sponsor_name: str) -> str:
    """Draw a sponsor's mark, always in the same way; a `data:` URI."""
    canvas = Canvas(_EDGE, _EDGE, CREAM)
    _MARKS.get(sponsor_name, _draw_waves)(canvas)
    return canvas.as_data_uri()


def _draw_anchor(canvas: Canvas) -> None:
    canvas.circle(_MIDDLE, _MIDDLE, 112, NAVY)
    canvas.ring(_MIDDLE, 66, 18, CREAM, width=9)
    canvas.line([(_MIDDLE, 84), (_MIDDLE, 200)], CREAM, width=11)
    canvas.line([(92, 108), (164, 108)], CREAM, width=11)
    canvas.arc(_MIDDLE, 136, 62, CREAM, start=20, end=160, width=11)
    canvas.polygon([(56, 150), (84, 148), (66, 176)], CREAM)
    canvas.polygon([(200, 150), (172, 148), (190, 176)], CREAM)


def _draw_coins(canvas: Canvas) -> None:
    for index, colour in enumerate((NAVY, TEAL, RUST)):
        canvas.ellipse(_MIDDLE, 178 - index * 44, 92, 34, NAVY)
        canvas.ellipse(_MIDDLE, 168 - index * 44, 92, 34, colour)
    canvas.ring(_MIDDLE, 80, 14, CREAM, width=6)


def _draw_waves(canvas: Canvas) -> None:
    canvas.circle(_MIDDLE, _MIDDLE, 112, TEAL)
    for y in (92, 132, 172):
        for x in (64, 106, 148, 190):
            canvas.arc(x, y, 22, CREAM, start=180, end=360, width=10)


def _draw_crate(canvas: Canvas) -> None:
    canvas.polygon([(_MIDDLE, 30), (222, 80), (_MIDDLE, 130), (34, 80)], (96, 156, 214))
    canvas.polygon([(34, 80), (_MIDDLE, 130), (_MIDDLE, 230), (34, 180)], (52, 104, 164))
    canvas.polygon([(222, 80), (_MIDDLE, 130), (_MIDDLE, 230), (222, 180)], NAVY)


def _draw_star(canvas: Canvas) -> None:
    canvas.circle(_MIDDLE, _MIDDLE, 112, NAVY)
    for reach, colour in ((100, SAND), (52, RUST)):
        far, near = (_MIDDLE - reach, _MIDDLE + reach), (_MIDDLE - 18, _MIDDLE + 18)
        canvas.polygon([(_MIDDLE, far[0]), (near[1], _MIDDLE), (_MIDDLE, far[1]), (near[0], _MIDDLE)], colour)
        canvas.polygon([(far[0], _MIDDLE), (_MIDDLE, near[1]), (far[1], _MIDDLE), (_MIDDLE, near[0])], colour)
    canvas.circle(_MIDDLE, _MIDDLE, 10, CREAM)


def _draw_radio(canvas: Canvas) -> None:
    canvas.box(28, 28, 228, 228, RUST, radius=40)
    canvas.polygon([(_MIDDLE, 100), (162, 208), (94, 208)], CREAM)
    canvas.circle(_MIDDLE, 96, 16, CREAM)
    for radius in (40, 62):
        canvas.arc(_MIDDLE, 96, radius, CREAM, start=140, end=220, width=9)
        canvas.arc(_MIDDLE, 96, radius, CREAM, start=-40, end=40, width=9)


_MARKS: Final[dict[str, Callable[[Canvas], None]]] = {
    "Keel & Anchor Ltd": _draw_anchor,
    "Lindenhof Savings Bank": _draw_coins,
    "Tidewerk": _draw_waves,
    "Blue Crate Logistics": _draw_crate,
    "Northlight Charts": _draw_star,
    "Ropewalk Radio": _draw_radio,
}
