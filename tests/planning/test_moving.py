"""Moving times by the wall clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guestlist.planning.moving import Move, move_to
from guestlist.timezones import to_local, to_utc
from tests.planning.plans import at

BERLIN = "Europe/Berlin"


def test_nine_oclock_stays_nine_oclock_across_a_clock_change() -> None:
    before = to_utc(at("2027-03-25T09:00"), BERLIN)

    after = Move(BERLIN, timedelta(days=7)).instant(before)

    assert (before.hour, after.hour) == (8, 7)
    assert to_local(after, BERLIN) == at("2027-04-01T09:00")


def test_a_time_that_the_spring_leaves_out_moves_forward_as_elsewhere() -> None:
    move = move_to(at("2027-03-28T02:30"), starts_at=to_utc(at("2027-03-27T02:30"), BERLIN), zone=BERLIN)

    assert to_local(move.instant(to_utc(at("2027-03-27T02:30"), BERLIN)), BERLIN) == at("2027-03-28T03:30")


def test_a_session_in_the_hour_that_the_spring_leaves_out_keeps_its_length() -> None:
    start, end = (to_utc(at(f"2027-03-27T02:{minute}"), BERLIN) for minute in (30, 45))
    late_end = to_utc(at("2027-03-27T03:15"), BERLIN)
    move = Move(BERLIN, timedelta(days=1))

    assert move.span(start, end) == (end - timedelta(minutes=15) + timedelta(days=1), end + timedelta(days=1))
    moved = move.span(start, late_end)
    assert moved[1] - moved[0] == late_end - start


def test_nothing_moves_in_an_hour_that_a_clock_shows_twice_if_the_event_stays() -> None:
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)

    assert Move(BERLIN, timedelta()).instant(second) == second


zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
moments = st.datetimes(at("2020-01-01T00:00"), at("2035-01-01T00:00"), timezones=st.just(UTC))


@given(zones, moments, st.timedeltas(timedelta(), timedelta(days=3)), st.integers(-800, 800))
def test_a_moved_end_never_lies_before_its_start(zone: str, start: datetime, length: timedelta, days: int) -> None:
    moved_start, moved_end = Move(zone, timedelta(days=days)).span(start, start + length)

    assert moved_start <= moved_end


@given(zones, moments, st.integers(-800, 800))
def test_a_moved_time_is_what_the_clock_shows_on_the_other_day(zone: str, instant: datetime, days: int) -> None:
    wanted = to_local(instant, zone) + timedelta(days=days)

    moved = Move(zone, timedelta(days=days)).instant(instant)

    if days:
        assert moved == to_utc(wanted, zone)
        # Only an hour that does not exist shows another one.
        assert to_local(moved, zone) in {wanted, wanted + timedelta(hours=1), wanted + timedelta(minutes=30)}
