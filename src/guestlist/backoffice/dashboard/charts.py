"""Registrations over time, as data for Chart.js and as a table for who does not see the chart."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import formats
from django.utils.translation import gettext as _

from guestlist import timezones
from guestlist.backoffice.dashboard.overview import DAYS_SHOWN, Line, Overview

# One of these for each event, in turn; they can be told apart, and read on light and dark ground.
_COLOURS: Final = ("#3373f5", "#d97706", "#0d9488", "#c026d3", "#65a30d", "#e11d48")
_OTHERS: Final = "#8b95a5"
_GREY: Final = "#7a8494"
_OPTIONS: Final[dict[str, Any]] = {
    "responsive": True,
    "maintainAspectRatio": False,
    "animation": False,
    "scales": {
        "x": {"stacked": True, "grid": {"display": False}, "ticks": {"color": _GREY, "maxTicksLimit": 8}},
        "y": {"stacked": True, "beginAtZero": True, "ticks": {"color": _GREY, "precision": 0}},
    },
    "plugins": {"legend": {"position": "bottom", "labels": {"color": _GREY, "boxWidth": 12, "boxHeight": 12}}},
}


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers by day. `rows`: a day and its numbers, for days that have any."""

    data: str  # JSON
    options: str  # JSON
    names: tuple[str, ...]
    rows: tuple[tuple[date, tuple[int, ...]], ...]
    total: int


def registrations(overview: Overview, now: datetime) -> Chart | None:
    """Give the registrations of the last days: each of the busiest events, and the others together. None: no event."""
    if not overview.lines:
        return None
    series = _series(overview.lines)
    days = _days(overview.lines, now)
    numbers = [[sum(line.by_day.get(day, 0) for line in lines) for day in days] for _name, lines in series]
    colours = [*_COLOURS[: len(series)], _OTHERS]
    data = {
        "labels": [formats.date_format(day, "MONTH_DAY_FORMAT") for day in days],
        "datasets": [
            {"label": name, "data": values, "backgroundColor": colour}
            for (name, _lines), values, colour in zip(series, numbers, colours, strict=False)
        ],
    }
    rows = [(day, tuple(values[place] for values in numbers)) for place, day in enumerate(days)]
    return Chart(
        data=json.dumps(data),
        options=json.dumps(_OPTIONS),
        names=tuple(name for name, _lines in series),
        rows=tuple((day, values) for day, values in rows if any(values)),
        total=sum(map(sum, numbers)),
    )


def _series(lines: tuple[Line, ...]) -> list[tuple[str, list[Line]]]:
    busiest = sorted(lines, key=lambda line: -sum(line.by_day.values()))
    shown = [line for line in busiest if line.by_day][: len(_COLOURS)]
    rest = [line for line in lines if line.by_day and line not in shown]
    series = [(line.event.name, [line]) for line in shown]
    return [*series, (_("others"), rest)] if rest else series


def _days(lines: tuple[Line, ...], now: datetime) -> list[date]:
    # Each event's days are those of its own zone; the latest of them ends the chart.
    today = max(timezones.to_local(now, line.event.time_zone).date() for line in lines)
    return [today - timedelta(days=DAYS_SHOWN - 1 - ago) for ago in range(DAYS_SHOWN)]
