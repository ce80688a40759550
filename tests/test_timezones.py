"""Codes, zones and instants."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist import timezones

# Away from the ends of what datetime holds.
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001 - local times
ZONES = st.sampled_from(sorted({row.zone for row in timezones.rows().values()}))


def local(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - a wall-clock time


def test_the_table_has_138_codes_and_a_zone_for_each() -> None:
    rows = timezones.rows()

    assert len(rows) == 138
    assert all(ZoneInfo(row.zone) for row in rows.values())
    assert list(rows) == sorted(rows)


def test_a_code_has_its_zone_and_its_name() -> None:
    assert timezones.zone_of_code(110) == "Europe/Berlin"
    assert timezones.display_name(4) == "(GMT-08:00) Pacific Time (US & Canada)"
    assert timezones.zone_of_code(14) is None
    assert timezones.display_name(14) is None


@pytest.mark.parametrize(
    ("zone", "code"),
    [
        ("Europe/Berlin", 110),
        ("Europe/Brussels", 105),  # by its Windows zone
        ("Europe/Copenhagen", 105),  # a country's own zone, though the database links it to Berlin
        ("Europe/Kiev", 125),  # an older name
        ("Asia/Calcutta", 190),
        ("Europe/Uzhgorod", 125),  # an alias without a Windows zone
        ("UTC", 92),
        ("GMT", 92),  # by the Windows zone of what it is an alias of
        ("Iceland", 90),
        ("Australia/Sydney", 255),  # the lowest of several
        ("America/Mazatlan", 12),
        ("Etc/GMT+2", 75),
        ("America/Winnipeg", 20),  # its Windows zone has no row: the same offsets
        ("Africa/Tripoli", 140),
        ("Pacific/Kiritimati", None),
        ("Antarctica/Troll", None),
        ("Mars/Olympus", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_every_zone_has_the_code_of_its_row_alias_windows_zone_or_offsets(zone: str, code: int | None) -> None:
    assert timezones.code_of_zone(zone, 2025, 2025) == code


def test_offsets_are_compared_in_the_events_years() -> None:
    # From 2024-12-31 on Paraguay keeps its summer time; its row is found whatever the year.
    assert timezones.code_of_zone("America/Asuncion", 2030, 2031) == 59


def test_an_event_of_centuries_is_compared_all_the_same() -> None:
    assert timezones.code_of_zone("Africa/Juba", 2027, 9999) == 140
    assert timezones.code_of_zone("Africa/Tripoli", 9999, 9999) == 140


@given(st.sampled_from(sorted(timezones.rows())))
def test_every_code_survives_the_way_to_its_zone_and_back_or_meets_a_lower_twin(code: int) -> None:
    zone = timezones.zone_of_code(code)
    assert zone is not None

    back = timezones.code_of_zone(zone, 2027, 2027)

    assert back is not None
    assert back <= code
    assert timezones.zone_of_code(back) == zone


@pytest.mark.parametrize(
    ("hours", "year", "code"),
    [(1, 2020, 113), (0, 2027, 92), (2, 2019, 120), (5.75, 2027, 193), (-3.5, 2027, None), (1.3, 2027, None)],
)
def test_an_offset_has_the_lowest_code_that_keeps_it_all_year(hours: float, year: int, code: int | None) -> None:
    assert timezones.code_of_offset(timedelta(hours=hours), year) == code


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("europe/berlin", "Europe/Berlin"),
        (" UTC ", "UTC"),
        ("0", "Etc/GMT+12"),
        ("110", "Europe/Berlin"),
        ("14", None),
        ("Berlin", None),
        ("Factory", None),
        ("/etc/localtime", None),
        ("", None),
    ],
)
def test_people_name_zones_in_any_case_or_by_code(text: str, zone: str | None) -> None:
    assert timezones.find_zone(text) == zone


def test_a_time_in_the_spring_gap_moves_forward_by_the_gap() -> None:
    instant = timezones.to_utc(local(2027, 3, 28, 2, 30), "Europe/Berlin")

    assert instant == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert timezones.to_local(instant, "Europe/Berlin") == local(2027, 3, 28, 3, 30)


def test_an_ambiguous_time_takes_its_first_occurrence() -> None:
    assert timezones.to_utc(local(2027, 10, 31, 2, 30), "Europe/Berlin") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@given(MOMENTS, ZONES)
def test_utc_to_local_to_utc_is_the_same_instant_or_the_first_of_two(moment: datetime, zone: str) -> None:
    instant = moment.replace(tzinfo=UTC)

    back = timezones.to_utc(timezones.to_local(instant, zone), zone)

    assert timedelta() <= instant - back <= timedelta(days=1)
    assert timezones.to_local(back, zone) == timezones.to_local(instant, zone)
