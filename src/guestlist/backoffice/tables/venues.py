"""Venues: buildings with their rooms, and the layouts of a room."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter
from unfold.decorators import display

from guestlist.backoffice.choosing import RecordFilter
from guestlist.backoffice.custom_columns import WithCustomColumns
from guestlist.backoffice.programme.forms import RecordForm
from guestlist.backoffice.programme.tables import ProgrammeAdmin, ProgrammeInline
from guestlist.backoffice.requests import organization_of
from guestlist.backoffice.scoping import scoped
from guestlist.backoffice.site import site
from guestlist.catalog.choices import Table
from guestlist.catalog.models import Building, Event, Layout, Room, Session
from guestlist.ids import parse_guid


class BuildingForm(RecordForm):
    """A building with its address."""

    class Meta:
        help_texts = {
            "publishes_wifi": _("Websites show the network and its password only if this is on."),
            "is_active": _("An inactive building keeps its events and is offered no more."),
        }


class RoomsInline(ProgrammeInline):
    """The rooms of a building."""

    model = Room
    fields = ("name", "capacity", "disabled_access", "is_active")
    show_change_link = True
    tab = True


class LayoutsInline(ProgrammeInline):
    """The layouts of a room."""

    model = Layout
    fields = ("name", "capacity", "disabled_access", "is_active")


@admin.register(Building, site=site)
class BuildingAdmin(WithCustomColumns, ProgrammeAdmin):
    """Buildings with their address, facilities and rooms."""

    custom_columns_table = Table.BUILDING
    form = BuildingForm
    list_display = ("name", "city", "country", "room_count", "is_active")
    list_filter = (("is_active", BooleanRadioFilter),)
    search_fields = ("name", "city", "address_line1")
    inlines = (RoomsInline,)
    fieldsets = (
        (None, {"fields": ("name", "description", "is_active")}),
        (
            _("Address"),
            {
                "classes": ("tab",),
                "fields": (
                    "address_line1",
                    "address_line2",
                    "address_line3",
                    ("postal_code", "city"),
                    ("state_province", "country"),
                    ("telephone1", "telephone2"),
                    "telephone3",
                    ("email", "website"),
                ),
            },
        ),
        (
            _("Facilities"),
            {
                "classes": ("tab",),
                "fields": (
                    ("disabled_access", "accessible_toilets"),
                    ("disabled_parking", "public_telephone_available"),
                    "additional_facilities",
                    "wifi_available",
                    ("wifi_ssid", "wifi_password"),
                    "publishes_wifi",
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(rooms_in_all=Count("rooms"))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "GET":
            _say_what_stays(request, Q(building=parse_guid(object_id)))
        return super().delete_view(request, object_id, extra_context)

    @display(description=_("rooms"), ordering="rooms_in_all")
    def room_count(self, building: Any) -> int:
        return int(building.rooms_in_all)


@admin.register(Room, site=site)
class RoomAdmin(WithCustomColumns, ProgrammeAdmin):
    """Rooms of the organization's buildings."""

    custom_columns_table = Table.ROOM
    list_display = ("name", "building", "capacity", "session_count", "disabled_access", "is_active")
    list_filter = (("building", RecordFilter), ("is_active", BooleanRadioFilter))
    list_select_related = ("building",)
    search_fields = ("name", "building__name")
    fields = ("building", "name", "description", "capacity", "disabled_access", "is_active", "sessions_in_it")
    readonly_fields = ("sessions_in_it",)
    inlines = (LayoutsInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("building").annotate(sessions_in_all=Count("sessions"))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "GET":
            _say_what_stays(request, Q(room=parse_guid(object_id)))
        return super().delete_view(request, object_id, extra_context)

    @display(description=_("sessions"), ordering="sessions_in_all")
    def session_count(self, room: Any) -> int:
        return int(room.sessions_in_all)

    @display(description=_("sessions"))
    def sessions_in_it(self, room: Any) -> str:
        if room._state.adding:
            return "–"
        address = f"{reverse('admin:catalog_session_changelist')}?room__id__exact={room.pk}"
        return format_html('<a class="underline" href="{}">{}</a>', address, room.sessions_in_all)


def _say_what_stays(request: HttpRequest, there: Q) -> None:
    """Tell who deletes a place how many events and sessions are left without one."""
    organization = organization_of(request)
    events = scoped(Event.objects.filter(there), organization).count()
    sessions = scoped(Session.objects.filter(there), organization).count()
    if events or sessions:
        text = gettext("%(events)d events and %(sessions)d sessions take place here; they stay, without a place.")
        messages.warning(request, text % {"events": events, "sessions": sessions})
