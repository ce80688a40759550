"""Currencies and amounts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist import money


def test_the_table_is_complete_and_well_formed() -> None:
    table = money.currencies()

    assert len(table) > 150
    assert all(len(code) == 3 and code.isupper() for code in table)
    assert {currency.digits for currency in table.values()} == {0, 2, 3}
    assert all(currency.symbol and currency.name for currency in table.values())
    assert list(table) == sorted(table)


@pytest.mark.parametrize(
    ("code", "digits", "symbol", "name"),
    [
        ("EUR", 2, "€", "Euro"),
        ("USD", 2, "$", "US Dollar"),
        ("JPY", 0, "¥", "Japanese Yen"),
        ("KWD", 3, "KWD", "Kuwaiti Dinar"),
        ("CHF", 2, "CHF", "Swiss Franc"),
    ],
)
def test_known_currencies(code: str, digits: int, symbol: str, name: str) -> None:
    assert money.find_currency(code.lower()) == money.Currency(code, digits, symbol, name)
    assert (money.symbol_of(code), money.name_of(code)) == (symbol, name)


def test_no_currency_has_no_symbol() -> None:
    assert money.symbol_of("") == ""


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        (240, "EUR", 24000),
        (12.5, "EUR", 1250),
        (19.99, "EUR", 1999),
        ("12.50", "", 1250),
        (Decimal("1.500"), "KWD", 1500),
        (1200.0, "JPY", 1200),
        ("1e3", "JPY", 1000),
        ("0.000", "EUR", 0),
        ("1.5000", "EUR", 150),
    ],
)
def test_amounts_become_minor_units(amount: Decimal | float | str, currency: str, minor: int) -> None:
    assert money.to_minor(amount, currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency", "message"),
    [
        (0.1 + 0.2, "EUR", "more decimals"),
        ("1.005", "EUR", "more decimals"),
        (1.5, "JPY", "more decimals"),
        ("1e-30", "EUR", "more decimals"),
        ("1e30", "EUR", "too large"),
        (float("nan"), "EUR", "too large"),
        (float("inf"), "EUR", "too large"),
        ("twelve", "EUR", "not a number"),
        (1, "XXX", "not a currency"),
    ],
)
def test_other_amounts_are_refused(amount: Decimal | float | str, currency: str, message: str) -> None:
    with pytest.raises(money.AmountRefused, match=message):
        money.to_minor(amount, currency)


@given(
    st.integers(-money.AMOUNT_MINOR_MAX, money.AMOUNT_MINOR_MAX),
    st.sampled_from(["", *sorted(money.currencies())]),
)
def test_every_amount_survives_the_wire(minor: int, currency: str) -> None:
    assert money.to_minor(money.to_wire(minor, currency), currency) == minor
