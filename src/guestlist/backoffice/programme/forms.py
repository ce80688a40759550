"""Forms of the programme: texts that can be stored, markup with its plain text, addresses, amounts."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminTextareaWidget

from guestlist import limits
from guestlist.backoffice.choosing import ChooseOne
from guestlist.texts import clean_html, html_to_text, text_problem

# What a column of whole numbers holds.
NUMBER_MAX: Final = 2**31 - 1


class TextArea(UnfoldAdminTextareaWidget):
    """A field of several lines; they end as stored ones do, not as browsers send them."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 5, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form whose texts are checked, whose markup is cleaned and gives the plain text."""

    # Column with markup -> its plain text, "" for markup that stands alone.
    markup: ClassVar[dict[str, str]] = {}
    addresses: ClassVar[tuple[str, ...]] = ()
    email_addresses: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        loaded = self.instance._state.fields_cache
        for name, field in self.fields.items():
            chooser = getattr(field.widget, "widget", field.widget)
            if name in loaded and isinstance(chooser, ChooseOne):
                chooser.known = loaded[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, value in list(given.items()):
            if isinstance(value, str) and (problem := _problem(value)):
                self.add_error(name, problem)
        for name, plain in self.markup.items():
            self._clean_markup(name, plain)
        for name in {*self.addresses, *self.email_addresses}.intersection(self.changed_data):
            if value := self.cleaned_data.get(name):
                self._check_address(name, value)
        return self.cleaned_data

    def _clean_markup(self, name: str, plain: str) -> None:
        if name not in self.cleaned_data:
            return
        html = self.cleaned_data[name] = clean_html(self.cleaned_data[name])
        if problem := _problem(html):
            self.add_error(name, problem)
        elif html and plain in self.cleaned_data:
            is_written_by_hand = plain in self.changed_data or name not in self.changed_data
            if not (self.cleaned_data[plain] and is_written_by_hand):
                self.cleaned_data[plain] = html_to_text(html)

    def _check_address(self, name: str, value: str) -> None:
        if name in self.addresses and not value.lower().startswith(("https://", "http://")):
            self.add_error(name, _("An address begins with https:// or http://."))
        if name in self.email_addresses:
            try:
                validate_email(value)
            except ValidationError as error:
                self.add_error(name, error)


def _problem(text: str) -> str | None:
    if len(text) > limits.TEXT_LENGTH_MAX:
        return ngettext(
            "At most %(number)d character can be stored.",
            "At most %(number)d characters can be stored.",
            limits.TEXT_LENGTH_MAX,
        ) % {"number": limits.TEXT_LENGTH_MAX}
    return _("This text contains a character that cannot be stored.") if text_problem(text) else None
