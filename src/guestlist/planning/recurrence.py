"""The dates of a recurring event (contract 10). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Final

from dateutil.rrule import DAILY, MO, MONTHLY, WEEKLY, YEARLY, rrule, weekday
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guestlist import limits
from guestlist.catalog.choices import Frequency
from guestlist.planning.refusals import PlanningRefused, Problem

INTERVAL_MAX: Final = 99
# A month may lack a day beyond this one.
_DAYS_OF_EVERY_MONTH: Final = 28
_WEEKS_OF_EVERY_MONTH: Final = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """How an event recurs, from its first date on.

    The day of the month, the weekday within the month and the day of the year are those of the first date. A month
    that lacks the day has its last day instead; the fifth weekday of a month is the last one of each.
    """

    frequency: str  # of `Frequency`
    interval: int = 1
    weekdays: tuple[int, ...] = ()  # weekly only, Monday is 0; none: that of the first date
    # One of the two.
    ends_after: int | None = None
    ends_on: date | None = None


def problems(rule: Rule, first: date) -> list[Problem]:
    """Say everything that is wrong with a rule whose first date this is."""
    found = [*_form_problems(rule, first), *_end_problems(rule, first)]
    if found:
        return found
    if rule.ends_on and len(_first_dates(rule, first, limits.OCCURRENCES_MAX + 1)) > limits.OCCURRENCES_MAX:
        last = _first_dates(rule, first, limits.OCCURRENCES_MAX)[-1]
        text = _(
            "A series has at most %(max)d occurrences; until this date there would be more. The last date is %(last)s."
        )
        return [Problem("ends_on", text % {"max": limits.OCCURRENCES_MAX, "last": date_format(last)})]
    if rule.ends_after and len(_first_dates(rule, first, rule.ends_after)) < rule.ends_after:
        return [Problem("ends_after", _("There are not that many dates before the year 10000."))]
    return []


def dates(rule: Rule, first: date) -> tuple[date, ...]:
    """Give the local dates of all occurrences in order; `first` is the first of them.

    Raises:
        PlanningRefused: the rule has problems.
    """
    if found := problems(rule, first):
        raise PlanningRefused(*found)
    return tuple(_first_dates(rule, first, rule.ends_after or limits.OCCURRENCES_MAX))


def _form_problems(rule: Rule, first: date) -> Iterator[Problem]:
    if rule.frequency not in Frequency.values:
        expected = ", ".join(Frequency.values)
        yield Problem("frequency", _("Expected one of: %(expected)s.") % {"expected": expected})
    if not 1 <= rule.interval <= INTERVAL_MAX:
        yield Problem("interval", _("Expected a number from 1 to %(max)d.") % {"max": INTERVAL_MAX})
    if rule.frequency != Frequency.WEEKLY:
        if rule.weekdays:
            yield Problem("weekdays", _("Only a weekly series has weekdays."))
    elif not all(0 <= each <= 6 for each in rule.weekdays) or len(set(rule.weekdays)) < len(rule.weekdays):
        yield Problem("weekdays", _("Expected different numbers from 0 (Monday) to 6 (Sunday)."))
    elif rule.weekdays and first.weekday() not in rule.weekdays:
        text = _("The weekday of the first date, %(first)s, must be among them.")
        yield Problem("weekdays", text % {"first": date_format(first)})


def _end_problems(rule: Rule, first: date) -> Iterator[Problem]:
    if (rule.ends_after is None) == (rule.ends_on is None):
        yield Problem("ends_after", _("Expected either a number of occurrences or a last date."))
    elif rule.ends_after is not None and not 1 <= rule.ends_after <= limits.OCCURRENCES_MAX:
        text = _("Expected a number from 1 to %(max)d: a series has at most %(max)d occurrences.")
        yield Problem("ends_after", text % {"max": limits.OCCURRENCES_MAX})
    elif rule.ends_on is not None and rule.ends_on < first:
        text = _("Expected a date that is not before the first one, %(first)s.")
        yield Problem("ends_on", text % {"first": date_format(first)})


def _first_dates(rule: Rule, first: date, count: int) -> list[date]:
    until = datetime.combine(rule.ends_on, time.max) if rule.ends_on else None
    start = datetime.combine(first, time())
    moments = rrule(dtstart=start, until=until, interval=rule.interval, wkst=MO, **_pattern(rule, first))
    return [moment.date() for moment in islice(moments, count)]


def _pattern(rule: Rule, first: date) -> dict[str, Any]:
    if rule.frequency == Frequency.DAILY:
        return {"freq": DAILY}
    if rule.frequency == Frequency.WEEKLY:
        return {"freq": WEEKLY, "byweekday": rule.weekdays or (first.weekday(),)}
    if rule.frequency == Frequency.MONTHLY_BY_WEEKDAY:
        week = (first.day - 1) // 7 + 1
        return {
            "freq": MONTHLY,
            "byweekday": weekday(first.weekday(), week if week <= _WEEKS_OF_EVERY_MONTH else -1),
        }
    # The last of those days that the month has.
    days = {"bymonthday": range(min(first.day, _DAYS_OF_EVERY_MONTH), first.day + 1), "bysetpos": -1}
    if rule.frequency == Frequency.YEARLY:
        return {"freq": YEARLY, "bymonth": first.month, **days}
    return {"freq": MONTHLY, **days}
