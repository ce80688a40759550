"""The sheets of labels that badges are printed on. Lengths are millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_A4: Final = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with labels in columns and rows, in the middle of it."""

    key: str
    title: str | Promise
    page: tuple[float, float]  # width and height
    label: tuple[float, float]
    columns: int
    rows: int
    gap: tuple[float, float] = (0.0, 0.0)  # between columns, between rows

    @property
    def labels(self) -> int:
        """Give how many labels a page has."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Give where a label begins: from the left and from the top. `place`: 0 to `labels` - 1, row by row."""
        row, column = divmod(place, self.columns)
        return (
            self._start(0, self.columns) + column * (self.label[0] + self.gap[0]),
            self._start(1, self.rows) + row * (self.label[1] + self.gap[1]),
        )

    def _start(self, axis: int, number: int) -> float:
        return (self.page[axis] - number * self.label[axis] - (number - 1) * self.gap[axis]) / 2


SHEETS: Final = {
    sheet.key: sheet
    for sheet in (
        Sheet("90x54", _("A4, 10 labels of 90 × 54 mm"), _A4, (90, 54), 2, 5),
        Sheet("85x55", _("A4, 10 labels of 85 × 55 mm"), _A4, (85, 55), 2, 5, (10, 0)),
        Sheet("105x74", _("A4, 8 badges of 105 × 74 mm (A7)"), _A4, (105, 74), 2, 4),
        Sheet("105x148", _("A4, 4 badges of 105 × 148 mm (A6)"), _A4, (105, 148.5), 2, 2),
        Sheet("roll-90x54", _("Label printer, 90 × 54 mm each"), (90, 54), (90, 54), 1, 1),
        Sheet("roll-100x62", _("Label printer, 100 × 62 mm each"), (100, 62), (100, 62), 1, 1),
    )
}
