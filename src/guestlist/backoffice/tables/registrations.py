"""Registrations: who has a place at which event, with sessions and passes; added, moved and cancelled by hand."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from guestlist.accounts.roles import Capability
from guestlist.backoffice.checkin.badges import page as badges
from guestlist.backoffice.choosing import RecordFilter
from guestlist.backoffice.local_times import local_text
from guestlist.backoffice.mails.outbox import messages_about
from guestlist.backoffice.privacy.consents import consents_of
from guestlist.backoffice.registrations import adding, importing, operations
from guestlist.backoffice.registrations.asking import AT_ONCE_MAX, ask
from guestlist.backoffice.registrations.downloads import Format
from guestlist.backoffice.registrations.event_bar import CANCELLED, PASSES, REGISTERED, SESSIONS
from guestlist.backoffice.registrations.exporting import export, export_all, template
from guestlist.backoffice.registrations.filters import (
    ImportFilter,
    LocalDaysFilter,
    PassFilter,
    SessionFilter,
    StateFilter,
)
from guestlist.backoffice.registrations.operations import Operation
from guestlist.backoffice.registrations.people_pages import PeoplePages, View
from guestlist.backoffice.registrations.personal_link import REPLACE_LINK, personal_link
from guestlist.backoffice.registrations.record import (
    STATUS_COLOURS,
    answers_of,
    log_of,
    pass_of,
    seats_of,
    status_label,
)
from guestlist.backoffice.requests import may
from guestlist.backoffice.site import site
from guestlist.catalog.models import Pass, Session
from guestlist.ids import parse_guid
from guestlist.people.names import person_of
from guestlist.registration.models import AttendeePass, Registration, RegistrationStatus, SessionRegistration

# Of one registration: what is done, with its address and its name among the addresses.
_OPERATIONS: Final = (
    (operations.CANCEL, "registration_cancel"),
    (operations.PASS, "registration_pass"),
    (operations.ADD_SESSION, "registration_add_session"),
    (operations.MOVE_SESSION, "registration_move_session"),
    (operations.LEAVE_SESSION, "registration_leave_session"),
    (REPLACE_LINK, "registration_replace_link"),
)


@admin.register(Registration, site=site)
class RegistrationAdmin(PeoplePages):
    """Registrations of the organization's events."""

    list_title = gettext_lazy("Registrations")
    when_empty = gettext_lazy("Nobody has registered yet. People can as soon as an event is live.")
    list_display = ("person", "email", "of_event", "held_pass", "state", "registered_at")
    list_filter = (
        ("event", RecordFilter),
        StateFilter,
        ("session_registrations__session", SessionFilter),
        ("attendee_passes__event_pass", PassFilter),
        ("created_at", LocalDaysFilter),
        ImportFilter,
    )
    search_fields = ("first_name", "last_name", "email", "public_id")
    search_help_text = gettext_lazy("Name, e-mail address or number of the registration")
    ordering = ("-created_at", "id")
    actions = ("print_badges", "cancel_chosen", "export_csv", "export_xlsx")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, Capability.REGISTRATIONS)

    def get_urls(self) -> list[URLPattern]:
        return [
            *(
                path(f"<uuid:object_id>/{operation.key}/", self.guarded(self._view_of(operation)), name=name)
                for operation, name in _OPERATIONS
            ),
            path("<uuid:object_id>/edit/", self.guarded(self._edit), name="registration_edit"),
            path(
                "import/<uuid:event_id>/",
                self.guarded(partial(importing.import_page, self)),
                name="registration_import",
            ),
            *(
                path(
                    f"{word}/<uuid:event_id>/{form}/",
                    self.guarded(partial(view, form=form)),
                    name=f"registration_{word}_{form}",
                )
                for word, view in (("export", export_all), ("template", template))
                for form in Format
            ),
            *super().get_urls(),
        ]

    def _view_of(self, operation: Operation) -> View:
        def view(request: HttpRequest, object_id: Any) -> HttpResponse:
            registration = self.find(request, object_id)
            return ask(self, request, operation, [registration], back=self.address_of(registration))

        return view

    def _edit(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        registration = self.find(request, object_id)
        if registration.erased_at is not None:
            messages.error(request, _("This person’s data was erased."))
            return redirect(self.address_of(registration))
        if registration.status == RegistrationStatus.CANCELLED:
            messages.error(request, _("This registration is cancelled."))
            return redirect(self.address_of(registration))
        return adding.edit(self, request, registration)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        held = AttendeePass.objects.filter(is_active=True).select_related("event_pass")
        registrations = super().get_queryset(request).select_related("event")
        return registrations.prefetch_related(Prefetch("attendee_passes", held, to_attr="held"))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if key := parse_guid(search_term.strip()):
            return queryset.filter(pk=key), False
        return super().get_search_results(request, queryset, search_term)

    def part_of_list(self, request: HttpRequest) -> str:
        is_cancelled = request.GET.get(StateFilter.parameter_name) == RegistrationStatus.CANCELLED
        return CANCELLED if is_cancelled else REGISTERED

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Register somebody by hand."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return adding.add(self, request)

    def show(self, request: HttpRequest, record: Registration) -> HttpResponse:
        zone = record.event.time_zone
        return self.page(
            request,
            "registration",
            person_of(record),
            record.event,
            part=CANCELLED if record.status == RegistrationStatus.CANCELLED else REGISTERED,
            registration=record,
            person=person_of(record),
            personal_link=personal_link(request, record),
            consents=consents_of(record),
            is_active=record.status != RegistrationStatus.CANCELLED,
            registered_at=local_text(record.created_at, zone),
            cancelled_at=local_text(record.cancelled_at, zone),
            is_checked_in=record.status == RegistrationStatus.CHECKED_IN,
            has_passes=Pass.objects.filter(event=record.event, is_active=True).exists(),
            has_sessions=Session.objects.filter(event=record.event, is_active=True).exists(),
            **{"pass": pass_of(record)},
            seats=seats_of(record),
            answers=answers_of(record),
            log=log_of(record.event, record.pk),
            mails=messages_about(record.event, record.pk),
        )

    @admin.action(description=gettext_lazy("Print badges…"), permissions=["change"])
    def print_badges(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        return badges.ask_for(request, queryset)

    @admin.action(description=gettext_lazy("Cancel…"), permissions=["change"])
    def cancel_chosen(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse:
        chosen = list(queryset[: AT_ONCE_MAX + 1])
        return ask(self, request, operations.CANCEL, chosen, back=request.get_full_path())

    @admin.action(description=gettext_lazy("Export as CSV"), permissions=["change"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponseBase | None:
        return self._export(request, queryset, Format.CSV)

    @admin.action(description=gettext_lazy("Export as XLSX"), permissions=["change"])
    def export_xlsx(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponseBase | None:
        return self._export(request, queryset, Format.XLSX)

    def _export(self, request: HttpRequest, queryset: QuerySet[Registration], form: Format) -> HttpResponseBase | None:
        rows = queryset.order_by().prefetch_related(None)
        event_ids = set(rows.values_list("event_id", flat=True).distinct()[:2])
        if len(event_ids) != 1:
            text = _("Every event asks questions of its own: please export the people of one event at a time.")
            messages.error(request, text)
            return None
        public_ids = set(rows.values_list("public_id", flat=True))
        return export(queryset[0].event, form, public_ids=public_ids)

    @display(description=gettext_lazy("person"), ordering="last_name")
    def person(self, registration: Registration) -> str:
        return person_of(registration)

    @display(description=gettext_lazy("event"), ordering="event__name")
    def of_event(self, registration: Registration) -> str:
        return registration.event.name

    @display(description=gettext_lazy("pass"))
    def held_pass(self, registration: Any) -> str:
        return registration.held[0].event_pass.name if registration.held else "–"

    @display(description=gettext_lazy("status"), ordering="status", label=STATUS_COLOURS)
    def state(self, registration: Registration) -> tuple[str, str]:
        return status_label(registration.status)

    @display(description=gettext_lazy("registered at"), ordering="created_at")
    def registered_at(self, registration: Registration) -> str:
        return local_text(registration.created_at, registration.event.time_zone)


class PlacesOfRegistrations(PeoplePages):
    """Lists of what registrations hold; the page of each record is that of its registration."""

    event_parameter = "registration__event__id__exact"
    search_fields = (
        "registration__first_name",
        "registration__last_name",
        "registration__email",
        "registration__public_id",
    )
    ordering = ("-created_at", "id")
    actions: ClassVar[None] = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def show(self, request: HttpRequest, record: Any) -> HttpResponse:
        return redirect("admin:registration_registration_change", record.registration_id)

    @display(description=gettext_lazy("person"), ordering="registration__last_name")
    def person(self, record: Any) -> str:
        return person_of(record.registration)

    @display(description=gettext_lazy("e-mail"), ordering="registration__email")
    def email(self, record: Any) -> str:
        return str(record.registration.email)

    @display(description=gettext_lazy("event"), ordering="registration__event__name")
    def of_event(self, record: Any) -> str:
        return str(record.registration.event.name)

    @display(description=gettext_lazy("registered at"), ordering="created_at")
    def registered_at(self, record: Any) -> str:
        return local_text(record.created_at, record.registration.event.time_zone)


@admin.register(SessionRegistration, site=site)
class SessionRegistrationAdmin(PlacesOfRegistrations):
    """Who has a place in which session."""

    part = SESSIONS
    list_title = gettext_lazy("Sessions of registered people")
    list_display = ("person", "email", "of_event", "of_session", "state", "registered_at")
    list_filter = (
        ("registration__event", RecordFilter),
        ("session", RecordFilter),
        StateFilter,
    )
    list_select_related = ("registration__event", "session")

    @display(description=gettext_lazy("session"), ordering="session__name")
    def of_session(self, record: SessionRegistration) -> str:
        return record.session.name

    @display(description=gettext_lazy("status"), ordering="status", label=STATUS_COLOURS)
    def state(self, record: SessionRegistration) -> tuple[str, str]:
        return status_label(record.status)


@admin.register(AttendeePass, site=site)
class AttendeePassAdmin(PlacesOfRegistrations):
    """Who holds which pass, or gave it back."""

    part = PASSES
    list_title = gettext_lazy("Passes of registered people")
    list_display = ("person", "email", "of_event", "of_pass", "state", "registered_at")
    list_filter = (
        ("registration__event", RecordFilter),
        ("event_pass", RecordFilter),
    )
    list_select_related = ("registration__event", "event_pass")

    @display(description=gettext_lazy("pass"), ordering="event_pass__name")
    def of_pass(self, record: AttendeePass) -> str:
        return record.event_pass.name

    @display(description=gettext_lazy("state"), ordering="is_active", label={"held": "success", "back": ""})
    def state(self, record: AttendeePass) -> tuple[str, str]:
        return ("held", _("Held")) if record.is_active else ("back", _("Given back"))
