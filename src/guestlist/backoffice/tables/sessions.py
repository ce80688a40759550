"""Sessions: the programme of events, with their speakers."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from guestlist import limits
from guestlist.backoffice.agenda.page import agenda
from guestlist.backoffice.choosing import RecordFilter
from guestlist.backoffice.custom_columns import WithCustomColumns
from guestlist.backoffice.local_times import OnEventClock, local_text
from guestlist.backoffice.programme.bulk import SessionActions
from guestlist.backoffice.programme.filters import DayFilter
from guestlist.backoffice.programme.forms import RecordForm
from guestlist.backoffice.programme.initial import sound_initial
from guestlist.backoffice.programme.of_one_event import OfOneEventAdmin
from guestlist.backoffice.programme.once import once
from guestlist.backoffice.programme.remarks import REMARKS_MAX, remarks_on
from guestlist.backoffice.programme.seats import change_limits, telling_who_moved_up
from guestlist.backoffice.programme.status import STATUS_COLOURS, status_label
from guestlist.backoffice.programme.tables import ProgrammeInline
from guestlist.backoffice.programme.taken import CountingList, taken_of
from guestlist.backoffice.requests import actor_of
from guestlist.backoffice.site import site
from guestlist.catalog.choices import Table
from guestlist.catalog.locking import lock_events
from guestlist.catalog.models import Session, SpeakerEngagement
from guestlist.eventsapi.reading.links import web_address
from guestlist.organizations.journal import writing
from guestlist.registration import counts, publishing
from guestlist.registration.models import PurchaseSession, SessionRegistration, WaitlistItem
from guestlist.registration.rules.commands import ChangeLimits

# Columns by which people who wait may move up.
_OPENING_COLUMNS = frozenset({"publish_status", "is_active", "shows_waitlist"})


class SessionForm(RecordForm):
    """A session: its place agrees with its room, its end does not come before its start."""

    markup = {"detailed_description_html": "detailed_description", "calendar_html": ""}

    class Meta:
        help_texts = {
            "capacity": gettext_lazy("How many people the session takes. Empty: no limit of its own."),
            "building": gettext_lazy("Comes with the room; choose it alone where there is no room."),
            "detailed_description": gettext_lazy(
                "Plain text, which every website shows. Left empty, it is made from the text with markup."
            ),
            "detailed_description_html": gettext_lazy(
                "HTML for websites that can show it. Scripts and unknown tags are taken out."
            ),
            "shows_waitlist": gettext_lazy("Unknown: as the event has it. Only real-time style looks at this."),
            "streaming_url": gettext_lazy(
                "Where people watch the session online: starts with https://. Blank: it is not streamed."
            ),
            "publish_status": gettext_lazy("Websites show a session only while it and its event are Live."),
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        capacity, room = given.get("capacity"), given.get("room")
        if capacity is not None and capacity > limits.CAPACITY_MAX and "capacity" in self.changed_data:
            message = _("A session takes at most %(number)d people.")
            self.add_error("capacity", message % {"number": limits.CAPACITY_MAX})
        streaming_url = given.get("streaming_url")
        if streaming_url and web_address(streaming_url) is None:
            self.add_error("streaming_url", _("Expected a whole address that starts with https:// or http://."))
        starts_at, ends_at = given.get("starts_at"), given.get("ends_at")
        if starts_at and ends_at and ends_at < starts_at:
            self.add_error("ends_at", _("The end comes before the start."))
        if room is not None and "building" in given:
            self._agree_on_building(room)
        return self.cleaned_data

    def _agree_on_building(self, room: Any) -> None:
        building = self.cleaned_data["building"]
        if building not in (None, room.building) and "building" in self.changed_data:
            self.add_error("building", _("This room is in %(building)s.") % {"building": room.building.name})
        else:
            self.cleaned_data["building"] = room.building


class SpeakersInline(ProgrammeInline):
    """The speakers of a session."""

    model = SpeakerEngagement
    verbose_name = gettext_lazy("speaker")
    verbose_name_plural = gettext_lazy("speakers")
    fields = ("speaker", "is_active")
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("speaker").order_by("speaker__name", "pk")


@admin.register(Session, site=site)
class SessionAdmin(SessionActions, OnEventClock, WithCustomColumns, OfOneEventAdmin):
    """Sessions of the organization's events."""

    custom_columns_table = Table.SESSION
    form = SessionForm
    formfield_overrides = {**OfOneEventAdmin.formfield_overrides, **OnEventClock.formfield_overrides}
    part = "sessions"
    of_event = ("tracks",)
    held_by = ((SessionRegistration, "session_id"), (PurchaseSession, "session_id"), (WaitlistItem, "session_id"))
    instead = gettext_lazy("Set its publish status to Cancelled instead: nobody can choose it then.")
    inlines = (SpeakersInline,)
    list_display = ("name", "of_event_column", "starts", "place", "track_names", "speaker_names", "taken", "status")
    list_filter = (
        ("event", RecordFilter),
        DayFilter,
        ("publish_status", ChoicesDropdownFilter),
        ("tracks", RecordFilter),
        ("room", RecordFilter),
    )
    search_fields = ("name", "summary", "engagements__speaker__name")
    ordering = ("starts_at", "name", "id")
    readonly_fields = ("seats_taken",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    ("starts_at", "ends_at"),
                    "room",
                    "building",
                    ("capacity", "seats_taken"),
                    "tracks",
                    ("publish_status", "is_active"),
                )
            },
        ),
        (
            gettext_lazy("Texts"),
            {
                "classes": ("tab",),
                "fields": (
                    "summary",
                    "detailed_description",
                    "detailed_description_html",
                    "objectives",
                    "prerequisites",
                ),
            },
        ),
        (
            gettext_lazy("Details"),
            {
                "classes": ("tab",),
                "fields": (
                    ("session_type", "session_format"),
                    ("language", "audience"),
                    ("cameras_permitted", "recordings_permitted"),
                    "shows_waitlist",
                    ("streaming_provider", "streaming_url"),
                ),
            },
        ),
        (
            gettext_lazy("Calendar"),
            {
                "classes": ("tab",),
                "description": gettext_lazy("What the entry in the calendars of attendees says."),
                "fields": ("calendar_text", "calendar_html"),
            },
        ),
    )

    class Media:
        js: ClassVar = ("admin/js/jquery.init.js", "backoffice/agenda-room.js")

    def get_urls(self) -> list[URLPattern]:
        """Put the calendar of an event among the pages of sessions."""
        view = self.admin_site.admin_view(agenda)
        return [path("event/<uuid:event_id>/agenda/", view, name="programme_agenda"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        sessions = super().get_queryset(request).select_related("event__organization", "room__building", "building")
        is_list = request.resolver_match is not None and request.resolver_match.url_name == "catalog_session_changelist"
        return sessions.prefetch_related("tracks", "engagements__speaker") if is_list else sessions

    def get_list_display(self, request: HttpRequest) -> list[str]:
        columns = list(super().get_list_display(request))
        if getattr(request, "event_of_list", None):
            columns.remove("of_event_column")
        return columns

    def zone_of(self, request: HttpRequest, record: Any) -> str | None:
        return self.zone_of_event(request, record)

    def get_changelist(self, request: HttpRequest, **_options: Any) -> type[CountingList]:
        return CountingList.by(counts.of_sessions)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return sound_initial(super().get_changeform_initial_data(request), {"room", "building", "tracks"})

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm[Any], change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            return
        lock_events({obj.event_id})
        with writing() as changes, telling_who_moved_up(request, obj.event):
            if "capacity" in form.changed_data:
                limits_changed = ChangeLimits(session_capacities={obj.pk: obj.capacity})
                change_limits(obj.event, limits_changed, actor=actor_of(request), changes=changes)
            # As it stands now: somebody else may have changed it while this form was open.
            obj.capacity = Session.objects.values_list("capacity", flat=True).get(pk=obj.pk)
            super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        changed = formset.save(commit=False)
        for engagement in formset.deleted_objects:
            engagement.delete()
        for engagement in changed:
            engagement.event = form.instance.event
            engagement.save()
        formset.save_m2m()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        session = form.instance
        if change and _OPENING_COLUMNS.intersection(form.changed_data):
            with writing() as changes, telling_who_moved_up(request, session.event):
                publishing.serve_waitlists(session.event, changes)
        self._remark(request, session)

    def _remark(self, request: HttpRequest, session: Session) -> None:
        for remark in list(remarks_on(session.event, [session]))[:REMARKS_MAX]:
            messages.warning(request, remark)
        taken = taken_of(counts.of_sessions, session)
        if session.capacity is not None and taken > session.capacity:
            text = _("%(taken)d people are registered, more than the %(capacity)d whom the session takes now.")
            messages.warning(request, text % {"taken": taken, "capacity": session.capacity})

    @display(description=gettext_lazy("start"), ordering="starts_at")
    def starts(self, session: Session) -> str:
        return local_text(session.starts_at, session.event.time_zone)

    @display(description=gettext_lazy("room"), ordering="room__name")
    def place(self, session: Session) -> str:
        return session.room.name if session.room else "–"

    @display(description=gettext_lazy("tracks"))
    def track_names(self, session: Session) -> str:
        return ", ".join(track.name for track in session.tracks.all()) or "–"

    @display(description=gettext_lazy("speakers"))
    def speaker_names(self, session: Session) -> str:
        return ", ".join(engagement.speaker.name for engagement in session.engagements.all()) or "–"

    @display(description=gettext_lazy("registered"))
    def taken(self, session: Any) -> str:
        return f"{session.taken} / {session.capacity}" if session.capacity is not None else str(session.taken)

    @display(description=gettext_lazy("status"), ordering="publish_status", label=STATUS_COLOURS)
    def status(self, session: Session) -> Any:
        return status_label(session)

    @display(description=gettext_lazy("registered"))
    @once
    def seats_taken(self, session: Session) -> int:
        return 0 if session._state.adding else taken_of(counts.of_sessions, session)
