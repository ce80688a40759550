"""The dates of recurring events."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from guestlist import limits
from guestlist.catalog.choices import Frequency
from guestlist.planning.recurrence import INTERVAL_MAX, Rule, dates, problems
from guestlist.planning.refusals import PlanningRefused

THURSDAY = date(2027, 6, 10)


def days(*texts: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, texts))


def test_a_daily_series_may_leave_days_out() -> None:
    assert dates(Rule(Frequency.DAILY, 3, ends_after=3), THURSDAY) == days("2027-06-10", "2027-06-13", "2027-06-16")


def test_a_weekly_series_keeps_the_weekday_of_its_first_date() -> None:
    assert dates(Rule(Frequency.WEEKLY, ends_after=3), THURSDAY) == days("2027-06-10", "2027-06-17", "2027-06-24")


def test_a_weekly_series_may_have_several_weekdays_and_pauses() -> None:
    rule = Rule(Frequency.WEEKLY, 2, weekdays=(0, 3), ends_after=4)

    assert dates(rule, THURSDAY) == days("2027-06-10", "2027-06-21", "2027-06-24", "2027-07-05")


def test_a_month_that_lacks_the_day_has_its_last_one() -> None:
    rule = Rule(Frequency.MONTHLY_BY_DATE, ends_after=4)

    assert dates(rule, date(2027, 1, 31)) == days("2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30")


def test_a_monthly_series_may_keep_the_weekday_of_the_month() -> None:
    rule = Rule(Frequency.MONTHLY_BY_WEEKDAY, ends_after=3)

    assert dates(rule, THURSDAY) == days("2027-06-10", "2027-07-08", "2027-08-12")  # the second Thursday


def test_the_fifth_weekday_of_a_month_is_the_last_one_of_the_others() -> None:
    rule = Rule(Frequency.MONTHLY_BY_WEEKDAY, ends_after=3)

    assert dates(rule, date(2027, 7, 29)) == days("2027-07-29", "2027-08-26", "2027-09-30")


def test_a_leap_day_returns_every_year() -> None:
    rule = Rule(Frequency.YEARLY, ends_after=5)

    assert dates(rule, date(2028, 2, 29)) == days("2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29")


def test_the_last_date_belongs_to_the_series() -> None:
    assert dates(Rule(Frequency.DAILY, ends_on=THURSDAY), THURSDAY) == (THURSDAY,)
    assert dates(Rule(Frequency.WEEKLY, ends_on=date(2027, 6, 24)), THURSDAY)[-1] == date(2027, 6, 24)


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (Rule("hourly", ends_after=2), "frequency"),
        (Rule(Frequency.DAILY, 0, ends_after=2), "interval"),
        (Rule(Frequency.DAILY, INTERVAL_MAX + 1, ends_after=2), "interval"),
        (Rule(Frequency.DAILY, weekdays=(3,), ends_after=2), "weekdays"),
        (Rule(Frequency.WEEKLY, weekdays=(3, 7), ends_after=2), "weekdays"),
        (Rule(Frequency.WEEKLY, weekdays=(3, 3), ends_after=2), "weekdays"),
        (Rule(Frequency.WEEKLY, weekdays=(0,), ends_after=2), "weekdays"),
        (Rule(Frequency.DAILY), "ends_after"),
        (Rule(Frequency.DAILY, ends_after=2, ends_on=THURSDAY), "ends_after"),
        (Rule(Frequency.DAILY, ends_after=0), "ends_after"),
        (Rule(Frequency.DAILY, ends_after=limits.OCCURRENCES_MAX + 1), "ends_after"),
        (Rule(Frequency.DAILY, ends_on=date(2027, 6, 9)), "ends_on"),
        (Rule(Frequency.YEARLY, 99, ends_after=100), "ends_after"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_by_name(rule: Rule, name: str) -> None:
    assert [problem.name for problem in problems(rule, THURSDAY)] == [name]
    with pytest.raises(PlanningRefused, match=name):
        dates(rule, THURSDAY)


def test_too_many_occurrences_are_refused_with_the_last_date_that_is_possible() -> None:
    last = THURSDAY + timedelta(days=limits.OCCURRENCES_MAX - 1)

    assert len(dates(Rule(Frequency.DAILY, ends_on=last), THURSDAY)) == limits.OCCURRENCES_MAX
    (problem,) = problems(Rule(Frequency.DAILY, ends_on=last + timedelta(days=1)), THURSDAY)
    assert problem.name == "ends_on"
    assert str(limits.OCCURRENCES_MAX) in problem.text
    assert date_format(last) in problem.text


def test_all_mistakes_are_told_together() -> None:
    assert {problem.name for problem in problems(Rule("x", 0), THURSDAY)} == {"frequency", "interval", "ends_after"}


first_dates = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@st.composite
def rules(draw: st.DrawFn, first: date) -> Rule:
    frequency = draw(st.sampled_from(Frequency.values))
    others = draw(st.sets(st.integers(0, 6))) if frequency == Frequency.WEEKLY else set()
    ends_on = draw(st.none() | st.dates(first, first + timedelta(days=4000)))
    return Rule(
        frequency=frequency,
        interval=draw(st.integers(1, INTERVAL_MAX)),
        weekdays=tuple(others | {first.weekday()}) if others else (),
        ends_after=None if ends_on else draw(st.integers(1, limits.OCCURRENCES_MAX)),
        ends_on=ends_on,
    )


@given(st.data(), first_dates)
def test_dates_increase_begin_with_the_first_and_respect_the_end(data: st.DataObject, first: date) -> None:
    rule = data.draw(rules(first))
    if problems(rule, first):
        return

    found = dates(rule, first)

    assert found[0] == first
    assert list(found) == sorted(set(found))
    assert len(found) <= limits.OCCURRENCES_MAX
    assert len(found) == rule.ends_after if rule.ends_after else found[-1] <= (rule.ends_on or first)


@given(st.data(), first_dates)
def test_every_date_has_the_pattern_of_the_first(data: st.DataObject, first: date) -> None:
    rule = data.draw(rules(first))
    if problems(rule, first):
        return

    for each in dates(rule, first):
        last_day = monthrange(each.year, each.month)[1]
        months = (each.year - first.year) * 12 + each.month - first.month
        if rule.frequency == Frequency.DAILY:
            assert (each - first).days % rule.interval == 0
        elif rule.frequency == Frequency.WEEKLY:
            assert each.weekday() in (rule.weekdays or (first.weekday(),))
        elif rule.frequency == Frequency.MONTHLY_BY_WEEKDAY:
            assert each.weekday() == first.weekday()
            assert months % rule.interval == 0
        else:
            assert each.day == min(first.day, last_day)
            assert months % (12 * rule.interval if rule.frequency == Frequency.YEARLY else rule.interval) == 0
