"""Forms with an amount of money: a decimal number and its currency, stored as whole minor units."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar, Final

from babel.numbers import get_currency_name
from django import forms
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, ngettext, to_locale
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelect2Widget

from guestlist.backoffice.programme.forms import RecordForm
from guestlist.money import AMOUNT_MINOR_MAX, AmountRefused, currencies, find_currency, to_minor

_DIGITS_WITHOUT_CURRENCY: Final = 2
# More than any amount has; it keeps numbers like 1e999999 away from arithmetic.
_DIGITS_MAX: Final = 24


def to_decimal(minor: int, currency: str) -> Decimal:
    """Give minor units as the number that people write, with all decimals of the currency."""
    return Decimal(minor).scaleb(-_digits(currency))


def amount_text(minor: int | None, currency: str) -> str:
    """Give an amount with its currency in the language of the page, e.g. "1,012.50 EUR"; a dash for none."""
    if minor is None:
        return "–"
    return f"{number_format(to_decimal(minor, currency), force_grouping=True)} {currency}".strip()


def amount_field(label: Any, help_text: Any = "") -> forms.DecimalField:
    """Make the field for an amount."""
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=Decimal(0),
        max_digits=_DIGITS_MAX,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any", "inputmode": "decimal"}),
    )


def currency_choices() -> list[tuple[str, str]]:
    """Give the currencies with their names in the language of the page."""
    return [("", "—"), *_named_currencies(get_language() or "en")]


@lru_cache(maxsize=8)
def _named_currencies(language: str) -> list[tuple[str, str]]:
    locale = to_locale(language)
    return [(code, f"{code} · {get_currency_name(code, locale=locale)}") for code in sorted(currencies())]


def currency_field() -> forms.ChoiceField:
    """Make the field for a currency."""
    return forms.ChoiceField(
        label=gettext_lazy("Currency"), required=False, choices=currency_choices, widget=UnfoldAdminSelect2Widget
    )


class AmountForm(RecordForm):
    """A form with one amount. A blank amount is null where `may_be_blank`, else nothing to pay."""

    amount: ClassVar[str]  # its field
    column: ClassVar[str]  # where its minor units are stored
    may_be_blank: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = getattr(self.instance, self.column)
        if self.amount in self.fields and stored is not None and not self.instance._state.adding:
            self.initial.setdefault(self.amount, to_decimal(stored, self.instance.currency))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.amount in given and "currency" in given:
            self._take_amount(given[self.amount], given["currency"])
        return given

    def _take_amount(self, amount: Decimal | None, currency: str) -> None:
        if amount is None and self.may_be_blank:
            setattr(self.instance, self.column, None)
            return
        amount = amount or Decimal(0)
        if not currency and (amount or self.may_be_blank):
            self.add_error("currency", _("Say in which currency the amount is."))
            return
        try:
            setattr(self.instance, self.column, to_minor(amount, currency))
        except AmountRefused:
            self.add_error(self.amount, _refusal(amount, currency))


def _refusal(amount: Decimal, currency: str) -> str:
    if amount * 10 ** _digits(currency) > AMOUNT_MINOR_MAX:
        return _("This amount is too large.")
    digits = _digits(currency)
    return ngettext(
        "%(currency)s has %(digits)d decimal, not more.", "%(currency)s has %(digits)d decimals, not more.", digits
    ) % {"currency": currency or _("An amount"), "digits": digits}


def _digits(currency: str) -> int:
    known = find_currency(currency)
    return known.digits if known else _DIGITS_WITHOUT_CURRENCY
