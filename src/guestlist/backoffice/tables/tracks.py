"""Session tracks: named sets of an event's sessions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from guestlist.backoffice.choosing import RecordFilter
from guestlist.backoffice.custom_columns import WithCustomColumns
from guestlist.backoffice.programme.forms import RecordForm
from guestlist.backoffice.programme.of_one_event import OfOneEventAdmin
from guestlist.backoffice.programme.status import STATUS_COLOURS, status_label
from guestlist.backoffice.site import site
from guestlist.catalog.choices import Table
from guestlist.catalog.models import SessionTrack


class TrackForm(RecordForm):
    """A track, with its description as text and as markup."""

    markup = {"description_html": "description"}

    class Meta:
        help_texts = {
            "track_type": _("Websites show external tracks only; internal ones are for your team."),
            "publish_status": _("Websites show a track only while it and its event are Live."),
            "description": _("Plain text. Left empty, it is made from the text with markup."),
        }


@admin.register(SessionTrack, site=site)
class TrackAdmin(WithCustomColumns, OfOneEventAdmin):
    """Tracks of the organization's events."""

    custom_columns_table = Table.SESSION_TRACK
    form = TrackForm
    part = "tracks"
    list_display = ("name", "of_event_column", "track_type", "audience", "session_count", "status")
    list_filter = (
        ("event", RecordFilter),
        ("publish_status", ChoicesDropdownFilter),
        ("track_type", ChoicesDropdownFilter),
    )
    list_select_related = ("event",)
    search_fields = ("name",)
    readonly_fields = ("sessions_of_it",)
    fields = (
        "name",
        ("track_type", "audience"),
        ("publish_status", "is_active"),
        "description",
        "description_html",
        "sessions_of_it",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("event").annotate(sessions_in_all=Count("sessions"))

    @display(description=_("sessions"), ordering="sessions_in_all")
    def session_count(self, track: Any) -> int:
        return int(track.sessions_in_all)

    @display(description=_("status"), ordering="publish_status", label=STATUS_COLOURS)
    def status(self, track: SessionTrack) -> Any:
        return status_label(track)

    @display(description=_("sessions"))
    def sessions_of_it(self, track: Any) -> str:
        if track._state.adding:
            return "–"
        chosen = f"?event__id__exact={track.event_id}&tracks__id__exact={track.pk}"
        address = reverse("admin:catalog_session_changelist") + chosen
        return format_html('<a class="underline" href="{}">{}</a>', address, track.sessions_in_all)
