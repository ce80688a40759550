"""Drawing badges on sheets of labels."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from guestlist import qrcodes
from guestlist.backoffice.checkin.badges.badge import Badge
from guestlist.backoffice.checkin.badges.lettering import BOLD, REGULAR, Block, fit, width_of
from guestlist.backoffice.checkin.badges.shaping import is_right_to_left
from guestlist.backoffice.checkin.badges.sheets import Sheet

_MARGIN: Final = 4 * mm
_GAP: Final = 1.5 * mm
# Parts of the label's shorter side.
_NAME_SIZE: Final = 0.17
_LINE_SIZE: Final = 0.075
_CODE_EDGE: Final = 0.42
_CODE_EDGE_MAX: Final = 34 * mm
# Parts of the height that the event's name, and the lines below the name, may take.
_EVENT_SHARE: Final = 0.16
_LINES_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True)
class _Column:
    """Where lines begin: at its left, or at its right if the name runs from there. Points."""

    left: float
    width: float
    from_right: bool


def draw(badges: Iterable[Badge], sheet: Sheet, *, title: str) -> bytes:
    """Give badges as a PDF, in their order. `title`: of the document."""
    out = io.BytesIO()
    canvas: Any = Canvas(out, pagesize=(sheet.page[0] * mm, sheet.page[1] * mm), pageCompression=1)
    canvas.setTitle(title)
    canvas.setCreator("Guestlist")
    place = 0
    for place, badge in enumerate(badges):
        if place and place % sheet.labels == 0:
            canvas.showPage()
        left, top = sheet.corner(place % sheet.labels)
        canvas.saveState()
        canvas.translate(left * mm, (sheet.page[1] - top - sheet.label[1]) * mm)
        _draw_one(canvas, badge, sheet.label[0] * mm, sheet.label[1] * mm)
        canvas.restoreState()
    canvas.save()
    return out.getvalue()


def _draw_one(canvas: Any, badge: Badge, width: float, height: float) -> None:
    """Draw a badge with its lower left corner at 0, 0; high ones have the code below, wide ones where lines end."""
    short = min(width, height)
    edge = min(_CODE_EDGE * short, _CODE_EDGE_MAX) if badge.code else 0.0
    is_high = height > width
    whole = _Column(_MARGIN, width - 2 * _MARGIN, is_right_to_left(badge.name))
    size = _LINE_SIZE * short * 0.85
    event = fit(badge.event, REGULAR, width=whole.width, height=_EVENT_SHARE * height, size_max=size, lines_max=2)
    canvas.setFillGray(0.25)
    _write(canvas, event, whole, height - _MARGIN)
    canvas.setFillGray(0)
    top = height - _MARGIN - event.height - _GAP
    bottom = _MARGIN + (edge + _GAP if is_high else 0)
    _write_person(canvas, badge, whole if is_high else _beside(whole, edge), top, top - bottom, short)
    if badge.code:
        end = _MARGIN if whole.from_right else width - _MARGIN - edge
        _draw_code(canvas, badge.code, (width - edge) / 2 if is_high else end, _MARGIN, edge)


def _beside(whole: _Column, edge: float) -> _Column:
    """Give the part of a column that a code of this width at its end leaves."""
    taken = edge + _GAP if edge else 0.0
    return _Column(whole.left + (taken if whole.from_right else 0.0), whole.width - taken, whole.from_right)


def _write_person(canvas: Any, badge: Badge, column: _Column, top: float, height: float, short: float) -> None:
    width = column.width
    size = _LINE_SIZE * short
    share = _LINES_SHARE * height / max(1, len(badge.lines))
    lines = [fit(line, REGULAR, width=width, height=share, size_max=size, lines_max=2) for line in badge.lines]
    below = sum(line.height for line in lines) + (_GAP if lines else 0)
    name = fit(badge.name, BOLD, width=width, height=height - below, size_max=_NAME_SIZE * short, lines_max=3)
    top -= max(0.0, (height - below - name.height) / 2)
    _write(canvas, name, column, top)
    top -= name.height + _GAP
    for line in lines:
        _write(canvas, line, column, top)
        top -= line.height


def _write(canvas: Any, block: Block, column: _Column, top: float) -> None:
    text = canvas.beginText()
    for place, line in enumerate(block.lines):
        indent = column.width - width_of(line, block.size) if column.from_right else 0.0
        text.setTextOrigin(column.left + indent, top - place * block.leading - block.size)
        for run in line:
            text.setFont(run.font, block.size)
            text.textOut(run.glyphs)
    canvas.drawText(text)


def _draw_code(canvas: Any, code: str, left: float, bottom: float, edge: float) -> None:
    """Draw a QR code as one path: a bar for each run of dark modules."""
    rows = qrcodes.modules(code)
    unit = edge / len(rows)
    path = canvas.beginPath()
    for number, row in enumerate(rows):
        column = 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                path.rect(left + column * unit, bottom + edge - (number + 1) * unit, length * unit, unit)
            column += length
    canvas.drawPath(path, stroke=0, fill=1)
