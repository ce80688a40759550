"""Values of custom columns in the forms of records (contract 11).

A page of a table gets them with `class SpeakerAdmin(WithCustomColumns, ScopedModelAdmin)` and
`custom_columns_table = Table.SPEAKER`: its form has a field for each column that the organization added to the
table, under a tab of their own. Records keep values of columns that are no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminNullBooleanSelectWidget,
    UnfoldAdminTextInputWidget,
)

from guestlist import ids
from guestlist.backoffice.fields import LocalDateTimeInput
from guestlist.backoffice.requests import organization_of
from guestlist.catalog.choices import ColumnType, Table
from guestlist.catalog.models import CustomColumn
from guestlist.limits import NAME_LENGTH_MAX, TEXT_LENGTH_MAX

# Numbers that JSON readers in browsers hold exactly.
_DIGITS_MAX: Final = 15
_CHOICE_MAX: Final = 2**31 - 1


class WallClockField(forms.Field):
    """A time without a zone, as the wire writes it: "2027-06-10T20:30:00", with `ending` behind."""

    widget = LocalDateTimeInput

    def __init__(self, *, ending: str = "", **options: Any) -> None:
        super().__init__(**options)
        self._ending = ending

    def to_python(self, value: Any) -> str | None:
        if value in self.empty_values:
            return None
        try:
            moment = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise ValidationError(_("A date and a time are needed."), code="invalid") from None
        if moment.tzinfo is not None:
            raise ValidationError(_("Leave the time zone out: only date and time are needed."), code="invalid")
        return f"{moment.isoformat(timespec='seconds')}{self._ending}"

    def prepare_value(self, value: Any) -> Any:
        return value.removesuffix("Z") if isinstance(value, str) else value


class LookupWidget(forms.MultiWidget):
    """Three inputs: id, table, label."""

    template_name = "backoffice/lookup_widget.html"

    def __init__(self) -> None:
        labels = (_("Id"), _("Table"), _("Label"))
        super().__init__(
            [UnfoldAdminTextInputWidget(attrs={"placeholder": each, "aria-label": each}) for each in labels]
        )

    def decompress(self, value: Any) -> list[Any]:
        if not isinstance(value, dict):
            return [None, None, None]
        return [value.get("Id"), value.get("LogicalName"), value.get("Name")]


class LookupField(forms.MultiValueField):
    """A reference to a record of another system."""

    def __init__(self, **options: Any) -> None:
        fields = (
            forms.CharField(max_length=38),
            forms.CharField(max_length=100, required=False),
            forms.CharField(max_length=NAME_LENGTH_MAX, required=False),
        )
        super().__init__(fields=fields, widget=LookupWidget(), require_all_fields=False, **options)

    def compress(self, values: Any) -> dict[str, Any] | None:
        if not values or not values[0]:
            return None
        record_id = ids.parse_guid(values[0].strip())
        if record_id is None:
            raise ValidationError(_("The id is a GUID, like 5f0c1d3e-8f0f-4c5e-9d3c-1b2a3c4d5e6f."), code="invalid")
        return {"Id": str(record_id), "LogicalName": values[1] or None, "Name": values[2] or None}


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the values of a type are asked for, and what is stored of an answer."""

    field: Callable[..., forms.Field]
    stored: Callable[[Any], Any] = lambda answer: answer
    shown: Callable[[Any], Any] = lambda value: value


def _number(answer: Decimal) -> int | float:
    return int(answer) if answer == answer.to_integral_value() else float(answer)


def _inner(value: Any) -> Any:
    return value.get("Value") if isinstance(value, dict) else None


def _decimal_field(**options: Any) -> forms.Field:
    widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"})
    return forms.DecimalField(max_digits=_DIGITS_MAX, widget=widget, **options)


_KINDS: Final[Mapping[str, _Kind]] = {
    ColumnType.TEXT: _Kind(
        lambda **options: forms.CharField(
            max_length=TEXT_LENGTH_MAX, widget=UnfoldAdminExpandableTextareaWidget(attrs={"rows": 1}), **options
        )
    ),
    ColumnType.NUMBER: _Kind(_decimal_field, _number),
    ColumnType.BOOLEAN: _Kind(
        lambda **options: forms.NullBooleanField(widget=UnfoldAdminNullBooleanSelectWidget, **options)
    ),
    ColumnType.LOCAL_DATETIME: _Kind(WallClockField),
    ColumnType.UTC_DATETIME: _Kind(lambda **options: WallClockField(ending="Z", **options)),
    ColumnType.CHOICE: _Kind(
        lambda **options: forms.IntegerField(
            min_value=0,
            max_value=_CHOICE_MAX,
            widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
            **options,
        ),
        lambda answer: {"Value": answer},
        _inner,
    ),
    ColumnType.LOOKUP: _Kind(LookupField),
    ColumnType.MONEY: _Kind(_decimal_field, lambda answer: {"Value": _number(answer)}, _inner),
}
_HINTS: Final = {
    ColumnType.LOCAL_DATETIME: gettext_lazy("On the clock of the event."),
    ColumnType.UTC_DATETIME: gettext_lazy("In UTC."),
    ColumnType.CHOICE: gettext_lazy("The number that stands for the choice, not its name."),
}


def field_name(column: CustomColumn) -> str:
    """Give the name of a column's field in forms: none of a record's own has its beginning."""
    return f"column_{column.name}"


def form_fields(columns: list[CustomColumn]) -> dict[str, forms.Field]:
    """Give a field for each column."""
    return {
        field_name(column): _KINDS[column.column_type].field(
            label=column.label or column.name, required=False, help_text=_HINTS.get(ColumnType(column.column_type), "")
        )
        for column in columns
    }


class CustomColumnsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Shows the values of a record's custom columns and keeps what was given. Fields are those of `form_fields`."""

    shown_columns: ClassVar[list[CustomColumn]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in self.shown_columns:
            value = (self.instance.custom_columns or {}).get(column.name)
            self.initial.setdefault(
                field_name(column), None if value is None else _KINDS[column.column_type].shown(value)
            )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        values = dict(self.instance.custom_columns or {})
        for column in self.shown_columns:
            name = field_name(column)
            if name not in self.cleaned_data:
                continue
            answer = self.cleaned_data[name]
            values.pop(column.name, None)
            if answer is not None and answer != "":
                values[column.name] = _KINDS[column.column_type].stored(answer)
        self.instance.custom_columns = values


class WithCustomColumns:
    """A page of a table with the fields of the organization's custom columns."""

    custom_columns_table: ClassVar[Table]

    def columns_of(self, request: HttpRequest) -> list[CustomColumn]:
        """Give the organization's columns of this table, read once for each request."""
        kept: dict[Table, list[CustomColumn]] = request.__dict__.setdefault("_custom_columns", {})
        table = self.custom_columns_table
        if table not in kept:
            kept[table] = list(CustomColumn.objects.filter(organization=organization_of(request), table=table))
        return kept[table]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Give the page's form with the fields added."""
        page: Any = self
        columns = self.columns_of(request)
        if columns and page.has_change_permission(request, obj):
            declared = {**form_fields(columns), "shown_columns": columns}
            kwargs["form"] = type("FormWithColumns", (CustomColumnsForm, kwargs.get("form", page.form)), declared)
        return super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Give the page's groups of fields, and one of the columns."""
        page: Any = self
        groups = super().get_fieldsets(request, obj)  # type: ignore[misc]
        columns = self.columns_of(request)
        if not columns or not page.has_change_permission(request, obj):
            return groups
        names = tuple(field_name(column) for column in columns)
        return (*groups, (_("Custom columns"), {"classes": ("tab",), "fields": names}))
