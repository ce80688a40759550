"""What every page of a table has in common: one organization's rows, roles, one transaction, the journal."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from guestlist.accounts.models import User
from guestlist.accounts.roles import Capability
from guestlist.backoffice.history import HistoryPage
from guestlist.backoffice.requests import may, organization_of
from guestlist.backoffice.scoping import LOOKUPS, scoped
from guestlist.organizations.journal import ChangeKind, Changes, writing
from guestlist.organizations.models import Organization

# How a list may be filtered by users.
_OF_USERS: Final = frozenset({"id", "pk", "exact", "in", "isnull"})


def asks_about_users(model: type[Model], lookup: str) -> bool:
    """Tell whether a lookup goes on behind a user's id: it would tell password digests, letter by letter."""
    for part in lookup.split("__"):
        if model is User:
            return part not in _OF_USERS
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return False
        if not isinstance(field.related_model, type):
            return False
        model = field.related_model
    return False


class OwnRecords:
    """Keeps the choices of a form's related records within the organization."""

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        self._keep_within(db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        self._keep_within(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    @staticmethod
    def _keep_within(db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> None:
        related: type[Model] = db_field.remote_field.model
        queryset: QuerySet[Model] | None = kwargs.get("queryset")
        if queryset is None:  # an empty one is kept, and none is asked for its rows here
            queryset = related._default_manager.all()
        kwargs["queryset"] = scoped(queryset, organization_of(request))


class ByRole:
    """Opens what the role of the member of staff allows."""

    # What one needs to add, change and delete; looking takes `views_with`.
    changes_with: ClassVar[Capability] = Capability.EVENTS
    views_with: ClassVar[Capability] = Capability.VIEW

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request, self.views_with)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request, self.changes_with)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request, self.changes_with)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request, self.changes_with)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request, self.views_with)


class InOrganization:
    """A form whose record belongs to an organization, which is no field of it but counts for what must be unique."""

    in_organization: ClassVar[Organization]

    def _post_clean(self) -> None:
        form: Any = self
        if form.instance.organization_id is None:
            form.instance.organization = self.in_organization
        super()._post_clean()  # type: ignore[misc]
        if form.errors:
            return
        try:
            form.instance.validate_constraints(exclude=form._get_validation_exclusions() - {"organization"})
        except ValidationError as error:
            form._update_errors(error)


class ScopedTabularInline(ByRole, OwnRecords, TabularInline):
    """Rows of another table within a form."""

    extra = 0

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        for field in formset.form.base_fields.values():
            # In a table the only label is the heading of the column, and a narrow window has none.
            field.widget.attrs.setdefault("aria-label", capfirst(str(field.label)))
        return formset


class ScopedStackedInline(ByRole, OwnRecords, StackedInline):
    """Forms of another table within a form."""

    extra = 0


class ScopedModelAdmin(ByRole, OwnRecords, HistoryPage, ModelAdmin):
    """A table of the organization.

    Lists, forms, autocompletes and actions show and take its own records alone. Whatever a request changes is one
    transaction, and answers of the API change with it.
    """

    compressed_fields = True
    warn_unsaved_form = True
    list_filter_submit = False
    list_per_page = 50
    show_full_result_count = False
    # What an empty list says: how records come to stand there.
    when_empty: ClassVar[Any] = ""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if LOOKUPS[self.model] == "organization":
            form: Any = kwargs.get("form", self.form)
            kwargs["form"] = type("OwnForm", (InOrganization, form), {"in_organization": organization_of(request)})
        return super().get_form(request, obj, change, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return scoped(super().get_queryset(request), organization_of(request))

    def get_ordering(self, request: HttpRequest) -> Any:
        """Give the page's own order of records, or their model's, which annotated lists would lose."""
        return super().get_ordering(request) or self.opts.ordering

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Tell whether an address may filter a list by something: never by what a user is."""
        return not asks_about_users(self.model, lookup) and super().lookup_allowed(lookup, value, request)

    def note_changes(self, changes: Changes, record: Any, organization_id: Any) -> None:
        """Tell the journal what a changed record shows; by default, whatever the organization shows."""
        changes.add(organization_id, ChangeKind.EVERYTHING)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm[Any], change: bool) -> None:
        if LOOKUPS[self.model] == "organization" and obj.organization_id is None:
            obj.organization = organization_of(request)
        super().save_model(request, obj, form, change)
        self._note(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._note(request, form.instance)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._note(request, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        # One by one: the history keeps what each was.
        for record in queryset:
            self.delete_model(request, record)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with writing():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with writing():
            return super().delete_view(request, object_id, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # Not "Select … to change": the list is worth a look by itself.
        extra_context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        with writing():
            return super().changelist_view(request, extra_context)

    # The history of the records says it all, and better.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Leave Django's own log empty."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Leave Django's own log empty."""

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Leave Django's own log empty."""

    def _note(self, request: HttpRequest, obj: Any) -> None:
        # Joins the transaction that the view opened.
        with writing() as changes:
            self.note_changes(changes, obj, organization_of(request).pk)
