"""Recurring events: the list of series, and the page of each with its dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from guestlist import clock
from guestlist.backoffice.base import ScopedModelAdmin
from guestlist.backoffice.events import recurring
from guestlist.backoffice.events.listing import STATUS_COLOURS
from guestlist.backoffice.events.when import period
from guestlist.backoffice.local_times import local_text
from guestlist.backoffice.site import site
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, EventSeries
from guestlist.database.configuration import WRITING
from guestlist.planning.series import rule_of
from guestlist.registration import figures

Page = Callable[[HttpRequest, EventSeries, dict[str, Any]], HttpResponse]


@admin.register(EventSeries, site=site)
class EventSeriesAdmin(ScopedModelAdmin):
    """Series are made of events, and changed by pages that say first what they do."""

    list_display = ("name", "rule", "number_of_dates", "next_date")
    list_select_related = ("master",)
    search_fields = ("name", "readable_prefix")

    class Media:
        css: ClassVar[dict[str, Any]] = {"all": ("backoffice/events.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        coming = Q(occurrences__ends_at__gt=clock.now())
        found: QuerySet[Any] = super().get_queryset(request)
        return found.annotate(dates=Count("occurrences"), next_at=Min("occurrences__starts_at", filter=coming))

    @display(description=gettext_lazy("repeats"))
    def rule(self, series: EventSeries) -> str:
        return recurring.describe(rule_of(series))

    @display(description=gettext_lazy("dates"), ordering="dates")
    def number_of_dates(self, series: Any) -> int:
        return int(series.dates)

    @display(description=gettext_lazy("next date"), ordering="next_at")
    def next_date(self, series: Any) -> str:
        return local_text(series.next_at, series.master.time_zone)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell that no series is made from nothing: events are repeated."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell that no series is deleted with what belongs to it: it is dissolved."""
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a series with its dates; nothing is changed here."""
        series = self._series(request, object_id or "")
        if not self.has_view_permission(request, series):
            raise PermissionDenied
        events = list(Event.objects.filter(series=series).select_related("building", "room").order_by("starts_at"))
        known = figures.of_events(events, clock.now(), using=WRITING)
        rows = [
            {
                "event": event,
                "period": period(event),
                "status": PublishStatus(event.publish_status).label,
                "colour": STATUS_COLOURS[event.publish_status],
                "figures": known[event.pk],
            }
            for event in events
        ]
        context = {
            **self._context(request, series, series.name),
            "rows": rows,
            "rule": recurring.describe(rule_of(series)),
            "has_drafts": any(event.publish_status == PublishStatus.DRAFT for event in events),
        }
        return TemplateResponse(request, "backoffice/events/series.html", context)

    def get_urls(self) -> list[Any]:
        pages: list[tuple[str, Page, Any]] = [
            ("update", recurring.update, gettext_lazy("Bring the dates up to date")),
            ("publish", recurring.publish, gettext_lazy("Publish the dates")),
            ("dissolve", recurring.dissolve, gettext_lazy("Dissolve the series")),
        ]
        own = [
            path(
                f"<uuid:object_id>/{name}/",
                self.admin_site.admin_view(self._page(page, title)),
                name=f"catalog_eventseries_{name}",
            )
            for name, page, title in pages
        ]
        return [*own, *super().get_urls()]

    def _page(self, page: Page, title: Any) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, object_id: Any) -> HttpResponse:
            series = self._series(request, str(object_id))
            if not self.has_change_permission(request, series):
                raise PermissionDenied
            return page(request, series, self._context(request, series, title))

        return view

    def _series(self, request: HttpRequest, object_id: str) -> EventSeries:
        series = self.get_object(request, object_id)
        if series is None:
            raise Http404
        return series

    def _context(self, request: HttpRequest, series: EventSeries, title: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": series.name,
            "opts": self.opts,
            "media": self.media,
            "series": series,
            "original": series,
            "may_change": self.has_change_permission(request, series),
        }
