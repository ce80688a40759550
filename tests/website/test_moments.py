"""Dates, times and prices in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from guestlist.website.shown.moments import Moment, Span
from guestlist.website.shown.prices import price

START = datetime(2027, 6, 10, 7, tzinfo=UTC)


def test_a_day_is_written_in_the_language_of_the_reader_and_the_zone_of_the_event() -> None:
    span = Span(START, datetime(2027, 6, 10, 15, 30, tzinfo=UTC), "Europe/Berlin")

    with translation.override("en"):
        assert (span.dates, span.times) == ("Thursday, 10 June 2027", "09:00–17:30")
        assert (span.zone_name, span.leaf) == ("Central European Summer Time", ("10", "Jun"))
    with translation.override("de"):
        assert (span.dates, span.times) == ("Donnerstag, 10. Juni 2027", "09:00–17:30")
        assert span.zone_name == "Mitteleuropäische Sommerzeit"


def test_several_days_are_written_as_an_interval() -> None:
    span = Span(START, datetime(2027, 6, 11, 15, tzinfo=UTC), "Europe/Berlin")

    with translation.override("en"):
        assert span.dates == "10–11 Jun 2027"
        assert span.times == "09:00 – Fri 11 Jun, 17:00"
    with translation.override("de"):
        assert span.dates == "10.–11. Juni 2027"
        assert span.times == "09:00 – Fr., 11. Juni, 17:00"


def test_a_night_belongs_to_the_local_day() -> None:
    assert Span(START, datetime(2027, 6, 10, 23, tzinfo=UTC), "UTC").is_one_day
    assert not Span(START, datetime(2027, 6, 10, 23, tzinfo=UTC), "Europe/Berlin").is_one_day


def test_a_machine_reads_the_instant() -> None:
    assert Moment(START, "Europe/Berlin").machine == "2027-06-10T07:00:00Z"


@pytest.mark.parametrize(
    ("minor", "currency", "english", "german"),
    [
        (24000, "EUR", "€240.00", "240,00\xa0€"),
        (500, "JPY", "JP¥500", "500\xa0¥"),
        (12500, "KWD", "KWD\xa012.500", "12,500\xa0KWD"),
        (0, "", "Free", None),
    ],
)
def test_a_price_has_the_decimals_of_its_currency(minor: int, currency: str, english: str, german: str | None) -> None:
    with translation.override("en"):
        assert price(minor, currency) == english
    with translation.override("de"):
        assert german in (None, price(minor, currency))
