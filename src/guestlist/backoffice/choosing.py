"""Choosing among many: fields and filters that search while one types, within the organization and the event."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.contrib.filters.forms import AutocompleteDropdownForm

from guestlist.backoffice.local_times import local_text
from guestlist.backoffice.requests import organization_of
from guestlist.backoffice.scoping import scoped
from guestlist.catalog.models import Event, Room, Session, Speaker
from guestlist.ids import parse_guid

# What the label of a choice needs beside the record itself.
_RELATED: Final[dict[type[Model], tuple[str, ...]]] = {Room: ("building",), Session: ("event", "room")}


def label_of(record: Model) -> str:
    """Give what tells a record from others of the same name."""
    if isinstance(record, Room):
        return f"{record.name} · {record.building.name}"
    if isinstance(record, Session):
        return f"{record.name} · {record.event.name}, {local_text(record.starts_at, record.event.time_zone)}"
    if isinstance(record, Event):
        return f"{record.name} · {local_text(record.starts_at, record.time_zone)}"
    if isinstance(record, Speaker) and record.title:
        return f"{record.name}, {record.title}"
    return str(record)


def with_labels(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Have records loaded with what their labels need."""
    related = _RELATED.get(queryset.model)
    return queryset.select_related(*related) if related else queryset


class _Chooser(AutocompleteMixin):
    """Searches in the choices (choices.py), of one event if one is given."""

    def __init__(self, *args: Any, event_id: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event_id = event_id

    def get_url(self) -> str:
        address = reverse("admin:choices")
        return f"{address}?event={self.event_id}" if self.event_id else address

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        # What is no id at all cannot be looked up: the field says that it is no choice.
        return super().optgroups(name, [given for given in value if parse_guid(str(given))], attr)


class ChooseOne(_Chooser, AutocompleteSelect):
    """A field for one record. `known`: a record that was loaded with the form's own, which need not be asked for."""

    known: Model | None = None

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        if self.known is None or [str(given) for given in value] != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        options = [self.create_option(name, self.known.pk, label_of(self.known), selected=True, index=0)]
        if not self.is_required:
            options.insert(0, self.create_option(name, "", "", selected=False, index=0))
        return [(None, options, 0)]


class ChooseSeveral(_Chooser, AutocompleteSelectMultiple):
    """A field for any number of records."""

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # Each one is taken out by itself; the cross that clears all of them breaks the list for screen readers.
        return {**super().build_attrs(*args, **kwargs), "data-allow-clear": "false"}


class AddsToEvent(RelatedFieldWidgetWrapper):
    """A chooser with a way to add a record: one of the event that the form is about."""

    template_name = "unfold/widgets/related_widget_wrapper.html"

    def __init__(self, wrapped: RelatedFieldWidgetWrapper, event_id: UUID) -> None:
        super().__init__(wrapped.widget, wrapped.rel, wrapped.admin_site, can_add_related=wrapped.can_add_related)
        self.event_id = event_id

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "url_params": f"{context['url_params']}&event={self.event_id}"}


class RecordFilterForm(forms.Form):
    """The field of a filter by a record of the organization."""

    def __init__(
        self, *, request: HttpRequest, name: str, label: str, field: Any, model_admin: Any, data: dict[str, Any]
    ) -> None:
        super().__init__(data)
        model = field.remote_field.model
        event_id = None if model is Event else parse_guid(request.GET.get("event__id__exact", ""))
        choices = forms.ModelChoiceField(
            label=label,
            required=False,
            queryset=with_labels(scoped(model._default_manager.all(), organization_of(request))),
            widget=ChooseOne(
                field, model_admin.admin_site, attrs={"class": "unfold-filter-autocomplete"}, event_id=event_id
            ),
        )
        choices.label_from_instance = label_of  # type: ignore[method-assign,assignment]
        self.fields[name] = choices

    class Media(AutocompleteDropdownForm.Media):
        """What Unfold's own filter loads."""


class RecordFilter(AutocompleteSelectFilter):
    """A filter of a list by an event, a track, a room …; it shows none of another organization."""

    form_class = RecordFilterForm

    def __init__(self, field: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.asked_by = request
        super().__init__(field, request, *args, **kwargs)

    def choices(self, changelist: Any) -> Any:
        yield {
            "form": RecordFilterForm(
                request=self.asked_by,
                name=self.lookup_kwarg,
                label=_(" By %(filter_title)s ") % {"filter_title": self.title},
                field=self.field,
                model_admin=changelist.model_admin,
                data={self.lookup_kwarg: self.value()},
            )
        }
