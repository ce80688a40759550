"""Events: the list, and the form in tabs that follow the work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import ForeignKey, ProtectedError, QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from guestlist.backoffice.base import ScopedModelAdmin
from guestlist.backoffice.custom_columns import WithCustomColumns
from guestlist.backoffice.events import deleting, places, related, saving, tabs
from guestlist.backoffice.events.actions import EventActions
from guestlist.backoffice.events.form import EventForm, made_readable_id
from guestlist.backoffice.events.inlines import QuestionsInline, TeamInline, label_of
from guestlist.backoffice.events.listing import STATUS_COLOURS, EventList, KindFilter, place
from guestlist.backoffice.events.when import period
from guestlist.backoffice.local_times import OnEventClock
from guestlist.backoffice.mails.changes import pending_mail
from guestlist.backoffice.programme.forms import TextArea
from guestlist.backoffice.programme.seats import telling_who_moved_up
from guestlist.backoffice.registrations.event_bar import bar_of
from guestlist.backoffice.requests import actor_of, organization_of
from guestlist.backoffice.site import site
from guestlist.catalog.choices import PublishStatus, Table
from guestlist.catalog.locking import lock_events
from guestlist.catalog.models import Event
from guestlist.ids import parse_guid
from guestlist.organizations.journal import ChangeKind, Changes, writing
from guestlist.planning import readable_ids


@admin.register(Event, site=site)
class EventAdmin(EventActions, WithCustomColumns, OnEventClock, ScopedModelAdmin):
    """Everything about an event that is no programme and no people."""

    custom_columns_table = Table.EVENT
    form = EventForm
    fieldsets = tabs.FIELDSETS
    inlines = (QuestionsInline, TeamInline)
    change_form_template = "backoffice/events/change_form.html"
    list_display = ("named", "when", "where", "status", "registrations", "waiting")
    when_empty = gettext_lazy("A new event is a draft: nobody sees it until you let it go live.")
    list_filter = (
        KindFilter,
        ("publish_status", ChoicesDropdownFilter),
        ("event_format", ChoicesDropdownFilter),
    )
    list_select_related = ("building", "room", "series")
    list_before_template = "backoffice/events/kinds.html"
    search_fields = ("name", "readable_event_id", "building__name", "building__city", "room__name")
    ordering = ("-starts_at", "name", "id")
    formfield_overrides: ClassVar[dict[type[models.Field[Any, Any]], dict[str, Any]]] = {
        **OnEventClock.formfield_overrides,
        models.TextField: {"widget": TextArea},
    }
    _few: ClassVar[frozenset[str]] = frozenset({"building", "room", "layout"})

    class Media:
        css: ClassVar[dict[str, Sequence[str]]] = {"all": ("backoffice/events.css",)}
        js = (Script("backoffice/events.js", defer=True),)

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[EventList]:
        return EventList

    @display(description=gettext_lazy("event"), ordering="name", header=True)
    def named(self, event: Event) -> tuple[str, str]:
        notes = [event.readable_event_id]
        if event.series_id:
            name = event.series.name if event.series else ""
            notes.append(_("detached from “%(series)s”") % {"series": name} if event.is_detached else f"↻ {name}")
        if not event.is_active:
            notes.append(_("inactive"))
        return event.name, " · ".join(notes)

    @display(description=gettext_lazy("when"), ordering="starts_at")
    def when(self, event: Event) -> str:
        return period(event)

    @display(description=gettext_lazy("where"), ordering="building__name")
    def where(self, event: Event) -> str:
        return place(event) or "–"

    @display(description=gettext_lazy("status"), ordering="publish_status", label=STATUS_COLOURS)
    def status(self, event: Event) -> tuple[int, str]:
        return event.publish_status, str(PublishStatus(event.publish_status).label)

    @display(description=gettext_lazy("registrations"))
    def registrations(self, event: Any) -> str:
        taken = event.figures.taken
        return f"{taken} / {event.figures.capacity}" if event.figures.capacity is not None else str(taken)

    @display(description=gettext_lazy("waiting"))
    def waiting(self, event: Any) -> str:
        return str(event.figures.waiting + event.figures.invited or "–")

    # The form

    def get_form(self, request: HttpRequest, obj: Event | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.organization_id = organization_of(request).pk
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        latest = self.get_queryset(request).order_by("-created_at").values_list("time_zone", flat=True).first()
        # The original's default, once there is a captcha (contract, OD-82).
        needs_captcha = bool(organization_of(request).captcha)
        usual = {"time_zone": latest or "UTC", "needs_captcha": needs_captcha}
        return usual | super().get_changeform_initial_data(request)

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self._few:
            return places.field_for(db_field.name, db_field.verbose_name, request)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "owner":
            field.label_from_instance = label_of
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget: Any = getattr(field, "widget", None)
        if hasattr(widget, "can_add_related"):
            # What stands beside the choice would leave the form, or is a page for owners.
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        return field

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {"show_save_and_add_another": False, **(extra_context or {})}
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, context)
        with writing():
            # What the form compares with stays as it is until all is stored.
            readable_ids.reserve(organization_of(request).pk)
            if event_id := parse_guid(object_id or ""):
                lock_events({event_id})
            return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        found = tabs.tabs(context["adminform"], context["inline_admin_formsets"])
        event = context.get("original")
        more: dict[str, Any] = {"tabs": found, "active_tab": tabs.active(found) if context["errors"] else ""}
        if event is not None:
            bar = bar_of(request, event, "")
            known = bar.figures
            may_change = self.has_change_permission(request, event)
            more |= {
                "figures": known,
                "usage": list(related.usage(known)),
                "cards": related.agenda_cards(event, known, may_change=may_change),
                "people_tabs": bar.tabs,
                "status_label": PublishStatus(event.publish_status).label,
                "status_colour": STATUS_COLOURS[event.publish_status],
                "period": period(event),
                "pending_mail": pending_mail(event),
            }
        return super().render_change_form(request, context | more, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        if not change:
            obj.organization = organization_of(request)
            obj.readable_event_id = obj.readable_event_id or made_readable_id(obj)
            super().save_model(request, obj, form, change)
            return
        with writing() as changes, telling_who_moved_up(request, obj):
            saving.save_changed(obj, form.changed_data, actor=actor_of(request), changes=changes)
            self._note(request, obj)
            if "readable_event_id" in form.changed_data:
                changes.add(obj.organization_id, ChangeKind.EVERYTHING)
        if (text := saving.shortage(obj)) and "capacity" in form.changed_data:
            messages.warning(request, text)

    def note_changes(self, changes: Changes, record: Event, organization_id: Any) -> None:
        """Tell the journal that the event changes with all that hangs on it."""
        changes.event(organization_id, record.pk)

    def response_add(self, request: HttpRequest, obj: Event, post_url_continue: str | None = None) -> HttpResponse:
        """Go on with the new event itself: it needs a programme next."""
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        text = _("“%(name)s” is stored as a draft. Its programme stands in the tab “Agenda”.") % {"name": obj.name}
        messages.success(request, text)
        return redirect("admin:catalog_event_change", obj.pk)

    # Deleting

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether one may delete; the master of a series goes with its series."""
        return super().has_delete_permission(request, obj) and not getattr(obj, "is_series_master", False)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[Any, int], set[str], list[Any]]:
        return deleting.consequences(list(objs))

    def delete_model(self, request: HttpRequest, obj: Event) -> None:
        with writing() as changes:
            changes.add(obj.organization_id, ChangeKind.EVERYTHING)
            super().delete_model(request, obj)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:  # somebody registered meanwhile
            messages.error(request, _("Nothing was deleted: people depend on this event."))
            return redirect(reverse("admin:catalog_event_changelist"))

    def get_urls(self) -> list[Any]:
        # Before Django's own, which take any path for an id.
        return [
            path("<uuid:object_id>/state/", self.admin_site.admin_view(self._state), name="catalog_event_note"),
            path("place-capacity/", self.admin_site.admin_view(places.proposal), name="catalog_event_place_capacity"),
            *super().get_urls(),
        ]

    def _state(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return self.note(request, str(object_id))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        # No database compares with a NUL.
        return super().get_search_results(request, queryset, search_term.replace("\0", ""))
