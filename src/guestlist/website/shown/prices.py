"""Prices as the reader of a page writes them."""

from __future__ import annotations

import re
from decimal import Decimal

from babel.numbers import format_currency
from django.utils.translation import gettext as _

from guestlist.money import find_currency
from guestlist.website.shown.moments import reader_locale

_DIGITS_WITHOUT_CURRENCY = 2
# "KWD12.500": a code in the place of a symbol stands apart from the number.
_CODE_BEFORE_NUMBER = re.compile(r"([A-Z])(\d)")


def price(amount_minor: int, currency: str) -> str:
    """Give "€240.00", "240,00 €" or "Free"."""
    if amount_minor == 0:
        return _("Free")
    return amount(amount_minor, currency)


def amount(amount_minor: int, currency: str) -> str:
    """Give an amount of money, also of nothing."""
    known = find_currency(currency)
    digits = known.digits if known else _DIGITS_WITHOUT_CURRENCY
    number = Decimal(amount_minor).scaleb(-digits)
    written = format_currency(number, currency, locale=reader_locale(), decimal_quantization=False)
    return _CODE_BEFORE_NUMBER.sub("\\1\N{NO-BREAK SPACE}\\2", written)
