"""The time zones that an event may be in, grouped by part of the world."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Final
from zoneinfo import available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Names that stand for nothing else: aliases of countries and the like are left out, but taken from elsewhere.
_REGIONS: Final = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}

Choices = list[tuple[str | Promise, str | list[tuple[str, str]]]]


def choices(present: str = "") -> Choices:
    """Give the zones for a select; `present` is among them, whatever it is."""
    known, names = _choices()
    found: Choices = [("UTC", "UTC")]
    if present and present not in names:
        found.append((present, present))
    return [*found, *known]


@cache
def _choices() -> tuple[Choices, frozenset[str]]:
    names = sorted(name for name in available_timezones() if name.partition("/")[0] in _REGIONS)
    grouped: Choices = [
        (_REGIONS[region], [(name, _label(name)) for name in some])
        for region, some in groupby(names, lambda name: name.partition("/")[0])
    ]
    return grouped, frozenset([*names, "UTC"])


def _label(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", " – ")
