"""Money: ISO 4217 currencies, and integer minor units to and from the numbers of the wire."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import Final

# A float holds every whole number up to 2**53, so every amount up to here survives the wire.
AMOUNT_MINOR_MAX: Final = 10**15
_DIGITS_WITHOUT_CURRENCY: Final = 2


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency of ISO 4217. `digits` is the number of decimals of its minor unit."""

    code: str
    digits: int
    symbol: str
    name: str


class AmountRefused(ValueError):
    """An amount or a currency that cannot be taken; the message says why."""


@cache
def currencies() -> Mapping[str, Currency]:
    """Give all known currencies by their code.

    They are those of ISO 4217 without bonds, metals and test codes; ANG and BGN, replaced in 2025 and 2026, stay for
    stored prices.
    """
    text = resources.files("guestlist").joinpath("currencies.csv").read_text(encoding="utf-8")
    lines = csv.reader(text.splitlines()[1:])
    return {code: Currency(code, int(digits), symbol or code, name) for code, digits, symbol, name in lines}


def find_currency(code: str) -> Currency | None:
    """Give the currency of a code in any letter case; None: unknown."""
    return currencies().get(code.strip().upper())


def symbol_of(code: str) -> str:
    """Give what stands before a price: the currency's symbol, else its code; "" for no currency."""
    currency = currencies().get(code)
    return currency.symbol if currency else code


def name_of(code: str) -> str:
    """Give the English name of a currency, else its code."""
    currency = currencies().get(code)
    return currency.name if currency else code


def to_minor(amount: Decimal | float | str, currency: str) -> int:
    """Turn an amount into minor units of a currency ("" if none: two decimals).

    A float counts as the shortest decimal that names it, which is what a JSON text said.

    Raises:
        AmountRefused: no finite number, more decimals than the currency has, too large, or an
            unknown currency.
    """
    digits = _digits_of(currency)
    try:
        number = Decimal(str(amount))
    except InvalidOperation:
        raise AmountRefused(f"{amount!r} is not a number.") from None
    if not number.is_finite() or abs(number) > AMOUNT_MINOR_MAX:
        raise AmountRefused("The amount is too large.")
    # Not scaleb() or "*": they round to the context's precision.
    if number and -_exponent(number) > digits:
        raise AmountRefused(f"{number} has more decimals than {currency or 'a price'} has ({digits}).")
    minor = int(number * 10**digits)
    if abs(minor) > AMOUNT_MINOR_MAX:
        raise AmountRefused("The amount is too large.")
    return minor


def to_wire(minor: int, currency: str) -> float:
    """Turn minor units into the number that the wire sends, e.g. 1250 EUR into 12.5."""
    known = currencies().get(currency)
    digits = known.digits if known else _DIGITS_WITHOUT_CURRENCY
    return minor / float(10**digits)


def _digits_of(currency: str) -> int:
    if not currency:
        return _DIGITS_WITHOUT_CURRENCY
    known = currencies().get(currency)
    if known is None:
        raise AmountRefused(f"{currency!r} is not a currency code of ISO 4217.")
    return known.digits


def _exponent(number: Decimal) -> int:
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # only NaN and infinity have another kind
    trailing_zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return exponent + trailing_zeros
