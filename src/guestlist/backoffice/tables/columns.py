"""Custom columns, and which columns of a table websites are given (contract 11)."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from guestlist.backoffice.base import ScopedModelAdmin
from guestlist.backoffice.requests import organization_of
from guestlist.backoffice.site import site
from guestlist.catalog.models import CustomColumn, WebsiteEntityConfiguration
from guestlist.catalog.models.fields import check_column_names
from guestlist.eventsapi.reading.custom_columns import COLUMNS

_SEPARATORS: Final = re.compile(r"[\s,;]+")


class CustomColumnForm(forms.ModelForm):  # type: ignore[type-arg]
    """A column that the organization adds to a table."""

    class Meta:
        model = CustomColumn
        fields = ("table", "name", "label", "column_type")
        help_texts = {
            "name": gettext_lazy("Lowercase letters, digits and _. Websites read the values under this name."),
            "label": gettext_lazy("What the forms here say beside it. Empty: the logical name."),
            "column_type": gettext_lazy("It cannot be changed later, and neither can table and name."),
        }
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": gettext_lazy("The table has a column of this name already.")}
        }

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        check_column_names([name])
        return name

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("name") in COLUMNS.get(given.get("table", ""), {}):
            self.add_error("name", ValidationError(_("The table has a column of this name already."), code="unique"))
        return given


@admin.register(CustomColumn, site=site)
class CustomColumnAdmin(ScopedModelAdmin):
    """Columns beyond those that every installation has."""

    form = CustomColumnForm
    list_display = ("shown_name", "name", "table_label", "type_label")
    list_filter = ("table",)
    search_fields = ("name", "label")

    @display(description=gettext_lazy("Label"), ordering="label")
    def shown_name(self, column: CustomColumn) -> str:
        return column.label or column.name

    @display(description=gettext_lazy("Table"), ordering="table")
    def table_label(self, column: CustomColumn) -> str:
        return str(column.get_table_display())

    @display(description=gettext_lazy("Type"), ordering="column_type")
    def type_label(self, column: CustomColumn) -> str:
        return str(column.get_column_type_display())

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        # Values are stored under the name, in the shape of the type.
        return ("table", "name", "column_type") if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ((None, {"fields": ("table", "name", "label", "column_type")}),)


class ColumnNamesField(forms.Field):
    """Names of columns, one a line."""

    widget = UnfoldAdminTextareaWidget

    def to_python(self, value: Any) -> list[str]:
        return [name for name in _SEPARATORS.split(str(value or "").strip()) if name]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


class ConfigurationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which columns answers carry."""

    columns = ColumnNamesField(
        label=gettext_lazy("Columns"),
        required=False,
        validators=[check_column_names],
        help_text=gettext_lazy(
            "Logical names, one a line: custom columns, or built-in ones that answers do not contain by themselves,"
            " such as statuscode. Websites find them in customFields."
        ),
    )

    class Meta:
        model = WebsiteEntityConfiguration
        fields = ("name", "table", "columns")


@admin.register(WebsiteEntityConfiguration, site=site)
class ConfigurationAdmin(ScopedModelAdmin):
    """The website entity configurations of the organization."""

    form = ConfigurationForm
    list_display = ("name", "table_label", "column_list")
    list_filter = ("table",)
    search_fields = ("name",)
    change_form_outer_after_template = "backoffice/organization/known_columns.html"

    @display(description=gettext_lazy("Table"), ordering="table")
    def table_label(self, configuration: WebsiteEntityConfiguration) -> str:
        return str(configuration.get_table_display())

    @display(description=gettext_lazy("Columns"))
    def column_list(self, configuration: WebsiteEntityConfiguration) -> str:
        return ", ".join(configuration.columns) or "–"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        known = set(COLUMNS[obj.table]) | self._own_columns(request, obj.table)
        if unknown := [name for name in obj.columns if name not in known]:
            messages.warning(
                request,
                _("There is no column %(names)s: answers say null there.") % {"names": ", ".join(unknown)},
            )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        own = CustomColumn.objects.filter(organization=organization_of(request))
        tables: dict[str, list[str]] = {table: list(names) for table, names in COLUMNS.items()}
        for table, name in own.values_list("table", "name"):
            tables[table].insert(0, name)
        labels = dict(CustomColumn._meta.get_field("table").flatchoices)
        context["known_columns"] = [(labels[table], names) for table, names in tables.items()]
        return super().render_change_form(request, context, *args, **kwargs)

    @staticmethod
    def _own_columns(request: HttpRequest, table: str) -> set[str]:
        own = CustomColumn.objects.filter(organization=organization_of(request), table=table)
        return set(own.values_list("name", flat=True))
