"""Time zones: Dynamics codes and IANA zones, local times and UTC (contract 1.3 and appendix C)."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from tzlocal import windows_tz

UTC_CODE: Final = 92
# An event that claims to last for centuries must not keep anybody waiting.
_YEARS_COMPARED_MAX: Final = 5
# No zone of the table changes its offset anywhere but on a half-hour.
_SAMPLE_STEP: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class TimeZoneRow:
    """One row of timezones.csv."""

    code: int
    display_name: str
    zone: str


@cache
def rows() -> Mapping[int, TimeZoneRow]:
    """Give all rows of the table by their code, lowest code first."""
    text = resources.files("guestlist").joinpath("timezones.csv").read_text(encoding="utf-8")
    lines = csv.reader(text.splitlines()[1:])
    found = (TimeZoneRow(int(code), name, zone) for code, name, zone in lines)
    return {row.code: row for row in sorted(found, key=lambda row: row.code)}


def zone_of_code(code: int) -> str | None:
    """Give the IANA zone of a Dynamics time zone code; None: no such code."""
    row = rows().get(code)
    return row.zone if row else None


def display_name(code: int) -> str | None:
    """Give the display name of a code (the wire's `timeZoneName`); None: no such code."""
    row = rows().get(code)
    return row.display_name if row else None


def find_zone(text: str) -> str | None:
    """Give the IANA zone that a name (any letter case) or a code stands for; None: unknown."""
    wanted = text.strip()
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 3:
        return zone_of_code(int(wanted))
    return _zone_names().get(wanted.casefold())


@lru_cache(maxsize=2048)
def code_of_zone(zone: str, first_year: int, last_year: int) -> int | None:
    """Give the code that the wire sends for an IANA zone (contract OD-88); None: refuse the zone.

    The years are the event's: where neither the zone, an alias of it nor the Windows zone of either
    has a row, a row with the same offsets in these years serves. Several codes: the lowest.
    """
    if zone not in _zone_names().values():
        return None
    canonical = _canonical(zone) if _is_alias(zone) else zone
    by_windows_zone = _codes_by_windows_zone()
    codes = (
        _codes_by_zone().get(zone),
        _codes_by_canonical_zone().get(canonical),
        by_windows_zone.get(windows_tz.tz_win.get(zone, "")),
        by_windows_zone.get(windows_tz.tz_win.get(canonical, "")),
    )
    code = next((code for code in codes if code is not None), None)
    return _code_with_same_offsets(zone, first_year, last_year) if code is None else code


@lru_cache(maxsize=256)
def code_of_offset(offset: timedelta, year: int) -> int | None:
    """Give the lowest code whose zone keeps an offset through a year; None: no zone does.

    Zero is UTC itself.
    """
    if not offset:
        return UTC_CODE
    fixed = timezone(offset)
    instants = tuple(_instants(year, year))
    return next((row.code for row in rows().values() if _agree(ZoneInfo(row.zone), fixed, instants)), None)


def to_utc(local: datetime, zone: str) -> datetime:
    """Turn a wall-clock time (naive) into an aware UTC instant (contract 1.3, OD-3).

    A time that a spring gap leaves out moves forward by the gap, an ambiguous one takes its first
    occurrence: both are what fold=0 means.

    Raises:
        OverflowError: the instant lies outside the years 1 to 9999.
    """
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def to_local(instant: datetime, zone: str) -> datetime:
    """Turn an aware instant into the wall-clock time (naive) of a zone."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


@cache
def _zone_names() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones() if name not in ("Factory", "localtime")}


@cache
def _codes_by_zone() -> Mapping[str, int]:
    return _lowest((row.zone, row.code) for row in rows().values())


@cache
def _codes_by_canonical_zone() -> Mapping[str, int]:
    return _lowest((_canonical(row.zone), row.code) for row in rows().values())


@cache
def _codes_by_windows_zone() -> Mapping[str, int]:
    return _lowest((windows_tz.tz_win[row.zone], row.code) for row in rows().values())


def _lowest(pairs: Iterator[tuple[str, int]]) -> Mapping[str, int]:
    codes: dict[str, int] = {}
    for key, code in pairs:
        codes.setdefault(key, code)
    return codes


@cache
def _links() -> Mapping[str, str]:
    lines = _tz_file("tzdata.zi").splitlines()
    return {link: target for kind, target, link in (line.split() for line in lines if line.startswith("L ")) if kind}


@cache
def _zones_of_countries() -> frozenset[str]:
    lines = _tz_file("zone.tab").splitlines()
    return frozenset(line.split("\t")[2] for line in lines if line and not line.startswith("#"))


def _tz_file(name: str) -> str:
    return resources.files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8")


def _is_alias(zone: str) -> bool:
    # The time zone database also links zones of different countries that happen to agree since 1970
    # (Europe/Copenhagen to Europe/Berlin). Those keep their own Windows zone; other names are
    # aliases.
    return zone in _links() and zone not in _zones_of_countries()


def _canonical(zone: str) -> str:
    links = _links()
    while zone in links:
        zone = links[zone]
    return zone


def _code_with_same_offsets(zone: str, first_year: int, last_year: int) -> int | None:
    wanted = ZoneInfo(zone)
    instants = tuple(_instants(first_year, last_year))
    return next((row.code for row in rows().values() if _agree(ZoneInfo(row.zone), wanted, instants)), None)


def _instants(first_year: int, last_year: int) -> Iterator[datetime]:
    last_year = min(last_year, first_year + _YEARS_COMPARED_MAX - 1)
    # A day to spare at both ends of what datetime can hold.
    instant = max(datetime(first_year, 1, 1, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC))
    end = datetime(last_year, 12, 30, tzinfo=UTC)
    while instant <= end:
        yield instant
        instant += _SAMPLE_STEP


def _agree(one: ZoneInfo, other: ZoneInfo | timezone, instants: tuple[datetime, ...]) -> bool:
    return all(instant.astimezone(one).utcoffset() == instant.astimezone(other).utcoffset() for instant in instants)
