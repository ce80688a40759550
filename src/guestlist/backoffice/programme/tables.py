"""What the pages of the programme's tables have in common: choosers, checked texts, kind refusals."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import ManyToManyField, ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guestlist.backoffice.base import ScopedModelAdmin, ScopedTabularInline
from guestlist.backoffice.choosing import AddsToEvent, ChooseOne, ChooseSeveral, label_of, with_labels
from guestlist.backoffice.programme.forms import NUMBER_MAX, RecordForm, TextArea
from guestlist.backoffice.requests import organization_of
from guestlist.backoffice.scoping import scoped
from guestlist.registration.holding import Holders, held_ids


class Chosen:
    """Related records are searched for while one types, and taken only from the organization, and the event."""

    # Columns of this kind whose choices belong to the record's event.
    of_event: ClassVar[tuple[str, ...]] = ()
    formfield_overrides: ClassVar[dict[type[models.Field[Any, Any]], dict[str, Any]]] = {
        models.TextField: {"widget": TextArea},
    }

    def event_id_of(self, request: HttpRequest) -> UUID | None:
        """Give the event whose records may be chosen; None: those of the organization."""
        event = getattr(request, "event_of_form", None)
        return event.pk if event else None

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = ChooseOne(db_field, self._site, event_id=self._event_id(db_field, request))
        field = super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **{**kwargs, "queryset": self._choices(db_field, request)}
        )
        field.label_from_instance = label_of
        return field

    def formfield_for_manytomany(self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        widget = ChooseSeveral(db_field, self._site, event_id=self._event_id(db_field, request))
        field = super().formfield_for_manytomany(  # type: ignore[misc]
            db_field, request, **{**kwargs, "widget": widget, "queryset": self._choices(db_field, request)}
        )
        # "Hold down Control" is no way to search.
        field.help_text = db_field.help_text
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.PositiveIntegerField):
            kwargs.setdefault("max_value", NUMBER_MAX)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            # Nothing is to be deleted, nor viewed, from within another record's form.
            field.widget.can_delete_related = field.widget.can_view_related = False
            if event_id := self._event_id(db_field, request):
                field.widget = AddsToEvent(field.widget, event_id)
        return field

    @property
    def _site(self) -> Any:
        page: Any = self
        return page.admin_site

    def _event_id(self, db_field: Any, request: HttpRequest) -> UUID | None:
        return self.event_id_of(request) if db_field.name in self.of_event else None

    def _choices(self, db_field: Any, request: HttpRequest) -> models.QuerySet[Any]:
        related = db_field.remote_field.model
        choices = with_labels(scoped(related._default_manager.all(), organization_of(request)))
        if db_field.name not in self.of_event:
            return choices
        event_id = self.event_id_of(request)
        return choices.filter(event_id=event_id) if event_id else choices.none()


class ProgrammeInline(Chosen, ScopedTabularInline):
    """Rows within a form of the programme."""

    form = RecordForm


class ProgrammeAdmin(Chosen, ScopedModelAdmin):
    """A table of the programme."""

    form = RecordForm
    list_filter_sheet = True
    # Tables whose rows keep a record from being deleted.
    held_by: ClassVar[Holders] = ()
    # What to do instead of deleting.
    instead: ClassVar[Any] = ""
    delete_confirmation_template = "backoffice/programme/delete_confirmation.html"
    delete_selected_confirmation_template = "backoffice/programme/delete_selected_confirmation.html"

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Say what goes with the records, and which of them cannot go because people hang on them."""
        deleted, counts, _lacking, protected = super().get_deleted_objects(objs, request)
        held = held_ids({record.pk for record in objs}, self.held_by) if self.held_by else set()
        # Whoever may change a record of the programme may also delete what is a part of it.
        return deleted, counts, set(), [str(record) for record in objs if record.pk in held] or protected

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"instead": self.instead, **(extra_context or {})}
        try:
            return super().delete_view(request, object_id, context)
        except ProtectedError:  # somebody registered meanwhile
            return self._refuse_deletion(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        try:
            response = super().changelist_view(request, extra_context)
        except ProtectedError:
            return self._refuse_deletion(request)
        if "delete_selected" in request.POST.getlist("action") and hasattr(response, "context_data"):
            response.context_data = {**(response.context_data or {}), "instead": self.instead}
        return response

    def _refuse_deletion(self, request: HttpRequest) -> HttpResponse:
        text = _("Nothing was deleted: people depend on it.")
        self.message_user(request, f"{text} {self.instead}".strip(), messages.ERROR)
        options = self.model._meta
        return redirect(f"admin:{options.app_label}_{options.model_name}_changelist")
