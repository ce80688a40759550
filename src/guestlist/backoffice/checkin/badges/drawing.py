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
from guestlist.backoffice.checkin.badges.lettering import BOLD, REGULAR, Block, fit, runs
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
class Badge:
    """What stands on a badge."""

    name: str
    lines: tuple[str, ...]  # below the name: the company, the pass …
    event: str
    code: str  # "" for none


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
    """Draw a badge with its lower left corner at 0, 0; high ones have the code below, wide ones beside the name."""
    short = min(width, height)
    edge = min(_CODE_EDGE * short, _CODE_EDGE_MAX) if badge.code else 0.0
    is_high = height > width
    inner = width - 2 * _MARGIN
    event = fit(
        badge.event, REGULAR, width=inner, height=_EVENT_SHARE * height, size_max=_LINE_SIZE * short * 0.85, lines_max=2
    )
    canvas.setFillGray(0.25)
    _write(canvas, event, REGULAR, _MARGIN, height - _MARGIN)
    canvas.setFillGray(0)
    top = height - _MARGIN - event.height - _GAP
    bottom = _MARGIN + (edge + _GAP if is_high else 0)
    column = inner if is_high or not edge else inner - edge - _GAP
    _write_person(canvas, badge, _MARGIN, top, column, top - bottom, short)
    if badge.code:
        left = (width - edge) / 2 if is_high else width - _MARGIN - edge
        _draw_code(canvas, badge.code, left, _MARGIN, edge)


def _write_person(
    canvas: Any, badge: Badge, left: float, top: float, width: float, height: float, short: float
) -> None:
    size = _LINE_SIZE * short
    share = _LINES_SHARE * height / max(1, len(badge.lines))
    lines = [fit(line, REGULAR, width=width, height=share, size_max=size, lines_max=2) for line in badge.lines]
    below = sum(line.height for line in lines) + (_GAP if lines else 0)
    name = fit(badge.name, BOLD, width=width, height=height - below, size_max=_NAME_SIZE * short, lines_max=3)
    top -= max(0.0, (height - below - name.height) / 2)
    _write(canvas, name, BOLD, left, top)
    top -= name.height + _GAP
    for line in lines:
        _write(canvas, line, REGULAR, left, top)
        top -= line.height


def _write(canvas: Any, block: Block, font: str, left: float, top: float) -> None:
    text = canvas.beginText()
    for place, line in enumerate(block.lines):
        text.setTextOrigin(left, top - place * block.leading - block.size)
        for name, part in runs(line, font):
            text.setFont(name, block.size)
            text.textOut(part)
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
