"""The list of events: its filters, and the figures of the events on a page."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.views import ChangeList

from guestlist import clock
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.database.configuration import WRITING
from guestlist.registration import figures

# Colours of Unfold's labels.
STATUS_COLOURS: Final[dict[int, str]] = {
    PublishStatus.DRAFT: "default",
    PublishStatus.READY_TO_GO_LIVE: "info",
    PublishStatus.IN_PROGRESS: "info",
    PublishStatus.LIVE: "success",
    PublishStatus.CANCELLED: "danger",
    PublishStatus.GOING_LIVE: "warning",
}

_UPCOMING: Final = "upcoming"
_PAST: Final = "past"
_RECURRING: Final = "recurring"
_TEMPLATES: Final = "templates"


class KindFilter(SimpleListFilter):
    """Which events: all but templates, unless templates are asked for. Masters of series are no events."""

    title = gettext_lazy("Which events")
    parameter_name = "kind"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        return [
            (_UPCOMING, _("Upcoming")),
            (_PAST, _("Past")),
            (_RECURRING, _("Recurring")),
            (_TEMPLATES, _("Templates")),
        ]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        if self.value() == _TEMPLATES:
            return queryset.filter(is_template=True)
        events = queryset.filter(is_template=False, is_series_master=False)
        if self.value() == _RECURRING:
            return events.filter(series__isnull=False)
        if self.value() == _UPCOMING:
            return events.filter(ends_at__gt=clock.now())
        if self.value() == _PAST:
            return events.filter(ends_at__lte=clock.now())
        return events


class EventList(ChangeList):
    """A page of events, each with its `figures`: a handful of queries, however many events there are."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        events: list[Any] = list(self.result_list)  # type: ignore[has-type]
        known = figures.of_events(events, clock.now(), using=WRITING)
        for event in events:
            event.figures = known[event.id]
        self.result_list = events

    @property
    def kinds(self) -> list[Any]:
        """Give the kinds of events to choose from, with their addresses."""
        return [choice for spec in self.filter_specs if isinstance(spec, KindFilter) for choice in spec.choices(self)]

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[str]:
        # What comes first stands first where only the future is shown.
        ordering = super().get_ordering(request, queryset)
        is_chosen = bool(request.GET.get("o"))
        if not is_chosen and request.GET.get("kind") == _UPCOMING:
            return ["starts_at", *(each for each in ordering if each != "-starts_at")]
        return list(ordering)


def place(event: Event) -> str:
    """Give where an event takes place: building and room, as far as they are known."""
    parts = [event.building.name if event.building else "", event.room.name if event.room else ""]
    return " · ".join(part for part in parts if part)
