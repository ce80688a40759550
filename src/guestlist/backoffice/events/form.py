"""The form of an event: what must hold of its values, said beside the field that has to change."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelect2Widget

from guestlist import ids, limits, timezones
from guestlist.backoffice.events import words, zones
from guestlist.backoffice.fields import PictureField
from guestlist.backoffice.programme.forms import RecordForm
from guestlist.catalog.choices import EventStyle
from guestlist.catalog.models import Event, Pass
from guestlist.eventsapi.reading.links import web_address
from guestlist.planning import readable_ids
from guestlist.texts import looks_like_html

_ROWS: Final = {"description_html": 8, "description": 6}
_NUMBERS_MAX: Final = {
    "capacity": limits.CAPACITY_MAX,
    "invitations_per_slot": limits.CAPACITY_MAX,
    "offer_hours": limits.OFFER_HOURS_MAX,
    "reminder_hours": limits.REMINDER_HOURS_MAX,
}
_TIMES: Final = ("starts_at", "ends_at", "registration_opens_at", "registration_ends_at")


class EventForm(RecordForm):
    """All of an event that is no list of its own. A viewer's form lacks the fields."""

    markup: ClassVar[dict[str, str]] = {"description_html": "description", "calendar_html": ""}
    # Given by whoever makes the form's class: a new event has none yet.
    organization_id: ClassVar[UUID]

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), widget=UnfoldAdminSelect2Widget)
    image = PictureField(label=gettext_lazy("Image"), edge_pixels_max=limits.BANNER_EDGE_PIXELS_MAX, required=False)

    class Meta:
        model = Event
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words.apply(self.fields)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = _ROWS.get(name, 4)
        if "time_zone" in self.fields:
            self.fields["time_zone"].choices = zones.choices(self.instance.time_zone)  # type: ignore[attr-defined]
        if "readable_event_id" in self.fields and self.instance._state.adding:
            self.fields["readable_event_id"].required = False
        for name, most in _NUMBERS_MAX.items():
            self._bound(name, most)
        if "capacity" in self.fields:
            # Read by events.js.
            self.fields["capacity"].widget.attrs |= {
                "data-proposals": reverse("admin:catalog_event_place_capacity"),
                "data-take": _("Take this number"),
            }

    def _bound(self, name: str, most: int) -> None:
        if field := self.fields.get(name):
            least = 0 if name == "capacity" else 1
            self.fields[name] = forms.IntegerField(
                label=field.label,
                help_text=field.help_text,
                required=field.required,
                initial=field.initial,
                widget=field.widget,
                min_value=least,
                max_value=most,
            )

    def clean_readable_event_id(self) -> str:
        given = str(self.cleaned_data["readable_event_id"] or "").strip()
        if not given:
            return given
        if sentence := readable_ids.problem_sentence(given):
            raise ValidationError(sentence)
        key = ids.readable_event_key(given)
        others = Event.objects.filter(organization_id=self.organization_id, readable_event_key=key)
        if other := others.exclude(pk=self.instance.pk).first():
            raise ValidationError(_("The event “%(name)s” has this readable ID already.") % {"name": other.name})
        return given

    def clean_public_event_url(self) -> str:
        return self._web_address("public_event_url")

    def clean_streaming_url(self) -> str:
        return self._web_address("streaming_url")

    def _web_address(self, name: str) -> str:
        given = str(self.cleaned_data[name]).strip()
        if given and web_address(given) is None:
            raise ValidationError(_("Expected a whole address that starts with https:// or http://."))
        return given

    def clean_description_html(self) -> str:
        given = str(self.cleaned_data["description_html"])
        is_plain = "description_html" in self.changed_data and not looks_like_html(given)
        # What is typed without markup is meant as paragraphs; whatever else it holds is cleaned later.
        return linebreaks(given) if given.strip() and is_plain else given

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._check_times()
        self._check_place()
        self._check_sessions()
        return self.cleaned_data

    def _check_times(self) -> None:
        self._keep_times_that_look_the_same()
        given = self.cleaned_data
        starts_at, ends_at, zone = given.get("starts_at"), given.get("ends_at"), given.get("time_zone")
        if starts_at and ends_at and ends_at < starts_at:
            self.add_error("ends_at", _("The event ends before it starts."))
        elif starts_at and ends_at and zone and not _has_code(zone, starts_at, ends_at):
            self.add_error("time_zone", _("Websites know no time zone like this one. Choose a neighbouring one."))
        if given.get("registration_ends_at") and "registration_ends_at" in self.changed_data:
            given["has_registration_end"] = True
        opens_at, closes_at = given.get("registration_opens_at"), given.get("registration_ends_at")
        if given.get("has_registration_end") and closes_at is None and "registration_ends_at" not in self.errors:
            self.add_error("registration_ends_at", _("When does registration end?"))
        if opens_at and closes_at and given.get("has_registration_end") and closes_at <= opens_at:
            self.add_error("registration_ends_at", _("Registration ends before it opens."))

    def _keep_times_that_look_the_same(self) -> None:
        """Leave a stored time alone if its field still shows it: where a clock is set back, two times look alike."""
        zone = self.cleaned_data.get("time_zone")
        if not zone:
            return
        for name in _TIMES:
            stored, given = self.initial.get(name), self.cleaned_data.get(name)
            if (
                stored
                and given
                and timezones.to_local(stored, zone).replace(microsecond=0) == timezones.to_local(given, zone)
            ):
                self.cleaned_data[name] = stored

    def _check_place(self) -> None:
        given = self.cleaned_data
        room, layout = given.get("room"), given.get("layout")
        if layout and not room and "room" not in self.errors:
            room = given["room"] = layout.room
        if layout and room and layout.room_id != room.id:
            self.add_error("layout", _("This layout belongs to another room, %(room)s.") % {"room": layout.room})
        if room and not given.get("building") and "building" not in self.errors:
            given["building"] = room.building
        if room and given.get("building") and room.building_id != given["building"].id:
            text = _("This room is in another building, %(building)s.") % {"building": room.building}
            self.add_error("room", text)

    def _check_sessions(self) -> None:
        given = self.cleaned_data
        is_asked = {"allows_custom_agenda", "style"} & set(self.changed_data)
        if not given.get("allows_custom_agenda") or given.get("style") != EventStyle.OUTBOUND or not is_asked:
            return
        if Pass.objects.filter(event_id=self.instance.pk, is_active=True, allocated__gt=0).exists():
            text = _("This event has passes: visitors then choose no sessions as long as its style is Outbound.")
            self.add_error("allows_custom_agenda", text)


def made_readable_id(event: Event) -> str:
    """Make the readable id of a new event of its name; nobody else chooses one at the same time."""
    readable_ids.reserve(event.organization_id)
    return readable_ids.free(event.organization_id, ids.readable_event_id(event.name))


def _has_code(zone: str, starts_at: datetime, ends_at: datetime) -> bool:
    years = [timezones.to_local(moment, zone).year for moment in (starts_at, ends_at)]
    return timezones.code_of_zone(zone, min(years), max(years)) is not None
