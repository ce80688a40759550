"""Speakers: people who speak, across the organization's events."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import BooleanRadioFilter
from unfold.decorators import display

from guestlist import limits
from guestlist.backoffice.choosing import RecordFilter
from guestlist.backoffice.custom_columns import WithCustomColumns
from guestlist.backoffice.fields import PictureField
from guestlist.backoffice.local_times import local_text
from guestlist.backoffice.programme.forms import RecordForm
from guestlist.backoffice.programme.once import once
from guestlist.backoffice.programme.pictures import picture_address, picture_shown
from guestlist.backoffice.programme.tables import ProgrammeAdmin, ProgrammeInline
from guestlist.backoffice.site import site
from guestlist.catalog.choices import PublishStatus, Table
from guestlist.catalog.models import Speaker, SpeakerEngagement


class SpeakerForm(RecordForm):
    """A speaker with a picture."""

    markup = {"about_html": "about"}
    addresses = ("blog", "website", "linkedin", "twitter")
    email_addresses = ("email",)
    image = PictureField(label=gettext_lazy("Picture"), required=False, edge_pixels_max=limits.PORTRAIT_EDGE_PIXELS_MAX)

    class Meta:
        help_texts = {
            "email": gettext_lazy("Websites show this address to everybody."),
            "title": gettext_lazy("Profession, or form of address."),
            "about": gettext_lazy("Plain text. Left empty, it is made from the text with markup."),
            "contact": gettext_lazy("The speaker among your contacts. Websites never learn of it."),
        }


class EngagementForm(RecordForm):
    """A part in a session, or in an event itself."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        session = given.get("session")
        if session is not None:
            given["event"] = session.event
        elif given.get("event") is None and not self.errors:
            raise ValidationError(_("Choose a session, or the event itself."))
        return given


class EngagementFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The engagements of a speaker, each at something else."""

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            given = getattr(form, "cleaned_data", {})
            place = given.get("session") or given.get("event")
            if place is None or given.get("DELETE"):
                continue
            if place.pk in seen:
                form.add_error("session", _("The speaker is engaged for this already."))
            seen.add(place.pk)


class EngagementsInline(ProgrammeInline):
    """Where a speaker speaks."""

    model = SpeakerEngagement
    form = EngagementForm
    formset = EngagementFormSet
    fields = ("session", "event", "is_active")
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        engagements = super().get_queryset(request).select_related("event", "session")
        return engagements.order_by("-event__starts_at", "session__starts_at", "pk")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "event":
            field.required = False
            field.help_text = _("For the event itself, without a session. A session brings its event.")
        return field


@admin.register(Speaker, site=site)
class SpeakerAdmin(WithCustomColumns, ProgrammeAdmin):
    """Speakers of the organization."""

    custom_columns_table = Table.SPEAKER
    form = SpeakerForm
    list_display = ("portrait", "engagement_count", "is_active")
    list_filter = (("engagements__event", RecordFilter), ("is_active", BooleanRadioFilter))
    search_fields = ("name", "title", "email")
    inlines = (EngagementsInline,)
    readonly_fields = ("where_shown",)
    fieldsets = (
        (None, {"fields": ("name", "title", "image", ("email", "contact"), "is_active")}),
        (
            gettext_lazy("Profile"),
            {"classes": ("tab",), "fields": ("about", "about_html", "accomplishments", "publications")},
        ),
        (
            gettext_lazy("On the web"),
            {"classes": ("tab",), "fields": (("website", "blog"), ("linkedin", "twitter"))},
        ),
        (gettext_lazy("Where shown"), {"classes": ("tab",), "fields": ("where_shown",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        engagements = Count("engagements", filter=Q(engagements__is_active=True), distinct=True)
        return super().get_queryset(request).annotate(engagements_in_all=engagements)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        return [(None, {"fields": ("name", "title", "picture", ("email", "contact"), "is_active")}), *fieldsets[1:]]

    @display(description=gettext_lazy("speaker"), ordering="name", header=True)
    def portrait(self, speaker: Speaker) -> list[Any]:
        shown: list[Any] = [speaker.name, speaker.title, speaker.name[:1]]
        return [*shown, {"path": picture_address(speaker.image)}] if speaker.image else shown

    @display(description=gettext_lazy("engagements"), ordering="engagements_in_all")
    def engagement_count(self, speaker: Any) -> int:
        return int(speaker.engagements_in_all)

    @display(description=gettext_lazy("picture"))
    def picture(self, speaker: Speaker) -> str:
        return picture_shown(speaker.image, speaker.name)

    @display(description=gettext_lazy("where shown"))
    @once
    def where_shown(self, speaker: Speaker) -> str:
        """Tell for each engagement whether websites show the speaker because of it (contract 10)."""
        if speaker._state.adding:
            return "–"
        engagements = speaker.engagements.select_related("event", "session").order_by("-event__starts_at", "pk")
        shown = [
            {
                "engagement": engagement,
                "is_shown": _is_shown(speaker, engagement),
                "when": local_text((engagement.session or engagement.event).starts_at, engagement.event.time_zone),
            }
            for engagement in engagements
        ]
        return render_to_string("backoffice/programme/where_shown.html", {"shown": shown})


def _is_shown(speaker: Speaker, engagement: SpeakerEngagement) -> bool:
    session = engagement.session
    is_session_live = session is None or (session.is_active and session.publish_status == PublishStatus.LIVE)
    return speaker.is_active and engagement.is_active and engagement.event.is_live and is_session_live
