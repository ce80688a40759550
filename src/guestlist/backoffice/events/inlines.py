"""Rows within the event's form: the questions that it asks, in order, and its team."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminSelectWidget

from guestlist.accounts.models import User
from guestlist.backoffice.base import ScopedTabularInline
from guestlist.backoffice.fields import FewRecordsField
from guestlist.backoffice.programme.forms import NUMBER_MAX, RecordForm
from guestlist.catalog.models import CustomRegistrationField, EventCustomRegistrationField, EventTeamMember


class SortableRows(PaginationInlineFormSet):
    """Rows with a number each; those without one come last."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.is_valid() and form.has_changed() | bool(form.instance.pk)]
        last = max((form.cleaned_data.get("order") or 0 for form in kept), default=0)
        for form in kept:
            if form.cleaned_data.get("order") is None:
                last += 1
                form.instance.order = last


class _SortableInline(ScopedTabularInline):
    """Rows that are moved by dragging, or by their number."""

    template = "backoffice/events/inline.html"
    form = RecordForm
    formset = SortableRows
    ordering_field = "order"
    # What a row is called after.
    related: ClassVar[str]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found.select_related(self.related)

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        self._keep_within(db_field, request, kwargs)
        return FewRecordsField(
            kwargs["queryset"],
            label=self.verbose_name,
            widget=UnfoldAdminSelectWidget(),
            empty_label=_("Select value"),
            label_of=label_of,
        )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == self.ordering_field:
            kwargs |= {"required": False, "initial": None, "min_value": 0, "max_value": NUMBER_MAX}
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class QuestionsInline(_SortableInline):
    """The questions of an event's registration form (custom registration fields)."""

    model = EventCustomRegistrationField
    tab_key = "website"
    fields = ("field", "order")
    related = "field"
    verbose_name = gettext_lazy("question")
    verbose_name_plural = gettext_lazy("questions to attendees (custom registration fields)")


class TeamInline(_SortableInline):
    """Who works on an event."""

    model = EventTeamMember
    tab_key = "additional"
    fields = ("user", "role", "order")
    related = "user"
    verbose_name = gettext_lazy("team member")
    verbose_name_plural = gettext_lazy("team")


def label_of(record: Any) -> str:
    """Give what tells a question or a user from others."""
    if isinstance(record, CustomRegistrationField):
        return f"{record.text} ({record.get_field_type_display()})"
    if isinstance(record, User) and record.name:
        return f"{record.name} ({record.email})"
    return str(record)
