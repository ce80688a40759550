"""Filters of the programme's lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from unfold.contrib.filters.admin import DropdownFilter

from guestlist import timezones
from guestlist.backoffice.agenda.days import bounds_of
from guestlist.backoffice.requests import event_named
from guestlist.catalog.models import Session


class DayFilter(DropdownFilter):
    """The days of the event that the list is about, on its clock."""

    title = _("day")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        event = event_named(request, request.GET.get("event__id__exact"))
        if event is None:
            return []
        self.event = event
        starts = Session.objects.filter(event=event).values_list("starts_at", flat=True)
        days = sorted({timezones.to_local(moment, event.time_zone).date() for moment in starts})
        return [(day.isoformat(), formats.date_format(day, pgettext("date format", "D j M Y"))) for day in days]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        try:
            day = date.fromisoformat(self.value() or "")
            first, last = bounds_of(day, self.event.time_zone)
        except (ValueError, OverflowError):
            return queryset
        return queryset.filter(starts_at__gte=first, starts_at__lt=last)
