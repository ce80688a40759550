"""Filters of the lists of people: state, session, pass, and the day on an event's clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter
from unfold.widgets import INPUT_CLASSES

from guestlist.backoffice.agenda.days import bounds_of
from guestlist.backoffice.choosing import RecordFilter
from guestlist.backoffice.local_times import local_text
from guestlist.backoffice.registrations.event_bar import event_of_list
from guestlist.ids import parse_guid
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    RegistrationLogEntry,
    RegistrationStatus,
    SessionRegistration,
)
from guestlist.registration.requests import ActorKind

ALL: Final = "all"
# Between two moments.
BETWEEN: Final = "~"


class StateFilter(DropdownFilter):
    """Registered or cancelled. Who looks for somebody finds cancelled ones as well."""

    title = gettext_lazy("status")
    parameter_name = "status__exact"
    all_option: ClassVar[list[Any]] = ["", gettext_lazy("Registered and checked in")]

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [*((status.value, status.label) for status in RegistrationStatus), (ALL, _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        state = self.value()
        if state in RegistrationStatus.values:
            return queryset.filter(status=state)
        if state == ALL or request.GET.get("q"):
            return queryset
        return queryset.filter(status__in=ACTIVE_STATUSES)


class SessionFilter(RecordFilter):
    """Who has a place in a session now; somebody who left it is no match."""

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not (session_id := parse_guid(str(self.value() or ""))):
            return queryset
        seats = SessionRegistration.objects.filter(
            registration=OuterRef("pk"), session=session_id, status__in=ACTIVE_STATUSES
        )
        return queryset.filter(Exists(seats))


class PassFilter(RecordFilter):
    """Who has a pass now."""

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not (pass_id := parse_guid(str(self.value() or ""))):
            return queryset
        passes = AttendeePass.objects.filter(registration=OuterRef("pk"), event_pass=pass_id, is_active=True)
        return queryset.filter(Exists(passes))


class DaysForm(forms.Form):
    """Two days, asked for by the browser's own fields."""

    def __init__(self, name: str, data: dict[str, Any]) -> None:
        super().__init__(data)
        for end, label in (("from", _("From")), ("to", _("To"))):
            attributes = {"type": "date", "aria-label": label, "class": " ".join(INPUT_CLASSES)}
            field = forms.CharField(label=label, required=False, widget=forms.TextInput(attributes))
            self.fields[f"{name}_{end}"] = field


class LocalDaysFilter(RangeDateFilter):
    """From one day to another, both included, on the clock of the event that the list is about, else in UTC."""

    form_class = DaysForm

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        event = event_of_list(request)
        zone = event.time_zone if event else "UTC"
        conditions = Q()
        try:
            if first := self._day("from"):
                conditions &= Q(**{f"{self.field_path}__gte": bounds_of(first, zone)[0]})
            if last := self._day("to"):
                conditions &= Q(**{f"{self.field_path}__lt": bounds_of(last, zone)[1]})
        except (ValueError, OverflowError):  # no date, or one outside of the years that can be stored
            return queryset
        return queryset.filter(conditions)

    def _day(self, end: str) -> date | None:
        text = self.used_parameters.get(f"{self.parameter_name}_{end}")
        return date.fromisoformat(str(text)) if text else None


class ImportFilter(DropdownFilter):
    """Who was imported in one go: the address that follows an import says when, "from~to" in ISO 8601."""

    title = gettext_lazy("import")
    parameter_name = "imported"

    def lookups(self, request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        event, moments = event_of_list(request), self._moments()
        if event is None or moments is None:
            return []
        return [(str(self.value()), local_text(moments[0], event.time_zone))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        event, moments = event_of_list(request), self._moments()
        if event is None or moments is None:
            return queryset
        entries = RegistrationLogEntry.objects.filter(event=event, by=ActorKind.IMPORT, at__range=moments)
        return queryset.filter(pk__in=entries.values("registration_id"))

    def _moments(self) -> tuple[datetime, datetime] | None:
        first, _between, last = str(self.value() or "").partition(BETWEEN)
        try:
            moments = (datetime.fromisoformat(first), datetime.fromisoformat(last))
        except ValueError:
            return None
        return moments if all(moment.tzinfo for moment in moments) else None


class WaitingFilter(DropdownFilter):
    """How somebody waits."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", _("Waiting")), ("invited", _("Invited")), ("on_hold", _("On hold"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "waiting":
                return queryset.filter(invited=False, on_hold=False)
            case "invited":
                return queryset.filter(invited=True)
            case "on_hold":
                return queryset.filter(on_hold=True)
        return queryset


class QueueFilter(DropdownFilter):
    """What people wait for: the event itself, or one of its sessions."""

    title = gettext_lazy("waits for")
    parameter_name = "queue"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        return [("event", _("The event")), ("sessions", _("Sessions"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("event", "sessions"):
            return queryset.filter(session__isnull=self.value() == "event")
        return queryset
