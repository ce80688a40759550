"""Portraits of the demo's speakers: plain drawings, so that nobody real is shown."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Final

from guestlist.demo.drawing import CREAM, NAVY, RUST, TEAL, Canvas, Colour, blend

_EDGE: Final = 320
_MIDDLE: Final = _EDGE / 2
_SKINS: Final[dict[str, Colour]] = {
    "light": (246, 214, 188),
    "fair": (235, 194, 160),
    "tan": (207, 152, 111),
    "brown": (158, 104, 70),
    "dark": (106, 67, 47),
}
_HAIR: Final[dict[str, Colour]] = {
    "black": (38, 34, 38),
    "dark": (74, 50, 40),
    "auburn": (142, 68, 40),
    "blond": (222, 184, 112),
    "grey": (168, 170, 174),
    "white": (232, 232, 230),
}
_COATS: Final[tuple[Colour, ...]] = (NAVY, TEAL, RUST, (232, 178, 66), (104, 86, 130), (70, 110, 84))
_GROUNDS: Final[tuple[Colour, ...]] = (
    (190, 220, 224),
    (240, 214, 180),
    (206, 220, 196),
    (222, 206, 226),
    (246, 226, 156),
    (200, 210, 232),
)
# Skin, hair colour, hair, and what else there is.
_LOOKS: Final[dict[str, str]] = {
    "Ilse Varga": "light grey bob glasses",
    "Mara Oyelaran": "dark black curls",
    "Tom Quist": "fair grey cap beard",
    "Aino Lehtimäki": "light blond bun",
    "Rafael Montoro": "tan black short beard",
    "Priya Raman": "brown black long",
    "Bram de Wit": "light white bald beard",
    "Yuki Tanabe": "fair black bob",
    "Solveig Aune": "light auburn long glasses",
    "Karim Haddad": "tan dark short",
    "Greta Lindqvist": "light blond bob",
    "Oisín Farrell": "light auburn curls beard",
    "Fatima Idrissi": "tan dark scarf",
    "Pavel Novotný": "fair dark bald glasses",
    "Leilani Kahale": "brown black long",
    "Henrik Maas": "light grey short glasses",
    "Nomsa Dlamini": "dark black bun",
    "Jonas Weidemann": "fair blond cap",
    "Chiara Bellandi": "fair dark curls glasses",
    "Dmitri Sokolov": "light dark short",
    "Amélie Rousset": "light dark bob",
    "Samuel Okafor": "dark black short glasses",
    "Wiebke Janssen": "light white bun",
    "Mateo Salgado": "tan dark curls",
    "Hana Kovač": "light black bob glasses",
    "Lars Ingebrigt": "fair blond short beard",
    "Zofia Mazur": "light auburn bun",
    "Ravi Menon": "brown black short beard",
    "Elin Strand": "light blond long",
    "Tobias Kern": "fair dark curls glasses",
}
_SCARF: Final[Colour] = (88, 150, 158)
_DEFAULT_LOOK: Final = "fair dark short"


@cache
def draw_portrait(name: str) -> str:
    """Draw a speaker, always in the same way; a `data:` URI."""
    skin_name, hair_name, style, *extras = _LOOKS.get(name, _DEFAULT_LOOK).split()
    dice = sha256(name.encode()).digest()
    skin, hair = _SKINS[skin_name], _HAIR[hair_name]
    coat = _COATS[dice[0] % len(_COATS)]
    ground = _GROUNDS[dice[1] % len(_GROUNDS)]
    canvas = Canvas(_EDGE, _EDGE, ground)
    canvas.circle(_MIDDLE, 175, 132, blend(ground, CREAM, 0.45))
    _draw_hair_behind(canvas, style, hair)
    _draw_body(canvas, skin, coat)
    _draw_head(canvas, skin)
    if "beard" in extras:
        _draw_beard(canvas, hair, skin)
    _draw_hair(canvas, style, hair)
    _draw_face(canvas, skin, has_glasses="glasses" in extras)
    return canvas.as_data_uri()


def _draw_body(canvas: Canvas, skin: Colour, coat: Colour) -> None:
    canvas.box(52, 252, 268, 400, coat, radius=70)
    canvas.box(137, 200, 183, 275, blend(skin, NAVY, 0.14), radius=20)
    canvas.polygon([(118, 252), (160, 300), (202, 252), (214, 262), (160, 326), (106, 262)], blend(coat, CREAM, 0.3))


def _draw_head(canvas: Canvas, skin: Colour) -> None:
    for side in (-1, 1):
        canvas.ellipse(_MIDDLE + side * 61, 160, 11, 16, blend(skin, NAVY, 0.1))
    canvas.ellipse(_MIDDLE, 155, 61, 75, skin)


def _draw_face(canvas: Canvas, skin: Colour, *, has_glasses: bool) -> None:
    line = blend(skin, NAVY, 0.8)
    for side in (-1, 1):
        canvas.circle(_MIDDLE + side * 24, 154, 5, line)
        canvas.ellipse(_MIDDLE + side * 36, 180, 11, 7, blend(skin, RUST, 0.25))
        if has_glasses:
            canvas.ring(_MIDDLE + side * 24, 154, 18, NAVY, width=4)
    if has_glasses:
        canvas.line([(_MIDDLE - 7, 152), (_MIDDLE + 7, 152)], NAVY, width=4)
    canvas.arc(_MIDDLE, 176, 22, line, start=35, end=145, width=5)


def _draw_beard(canvas: Canvas, hair: Colour, skin: Colour) -> None:
    canvas.ellipse(_MIDDLE, 190, 59, 46, hair)
    canvas.ellipse(_MIDDLE, 163, 52, 42, skin)
    canvas.ellipse(_MIDDLE, 199, 24, 14, skin)


def _draw_hair_behind(canvas: Canvas, style: str, hair: Colour) -> None:
    if style == "long":
        canvas.box(84, 90, 236, 290, hair, radius=70)
    elif style == "bob":
        canvas.box(84, 84, 236, 218, hair, radius=62)
    elif style == "curls":
        for x, y in ((98, 120), (90, 158), (222, 120), (230, 158), (100, 190), (220, 190)):
            canvas.circle(x, y, 29, hair)
    elif style == "scarf":
        canvas.box(82, 76, 238, 292, _SCARF, radius=76)
    elif style == "bun":
        canvas.circle(_MIDDLE, 68, 33, hair)


def _draw_hair(canvas: Canvas, style: str, hair: Colour) -> None:
    if style == "bald":
        return
    if style == "cap":
        canvas.box(96, 74, 224, 122, NAVY, radius=34)
        canvas.box(88, 110, 232, 126, blend(NAVY, TEAL, 0.5), radius=8)
    elif style == "scarf":
        # What frames the face, drawn as a ring around it.
        canvas.ring(_MIDDLE, 156, 82, _SCARF, width=20)
    elif style == "curls":
        for x, y in ((112, 96), (140, 80), (170, 78), (200, 92), (126, 102), (186, 98), (156, 94)):
            canvas.circle(x, y, 26, hair)
    else:
        _draw_fringe(canvas, hair)


def _draw_fringe(canvas: Canvas, hair: Colour) -> None:
    canvas.polygon(
        [
            (98, 148),
            (102, 106),
            (128, 80),
            (162, 72),
            (196, 82),
            (218, 108),
            (222, 148),
            (206, 120),
            (150, 112),
            (116, 124),
        ],
        hair,
    )
