"""Tables whose records belong to one event for good: the address of a new one's form says to which."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from guestlist.accounts.roles import Capability
from guestlist.backoffice.event_parts import parts_of
from guestlist.backoffice.programme.tables import ProgrammeAdmin
from guestlist.backoffice.requests import event_named, may, organization_of
from guestlist.catalog.models import Event
from guestlist.organizations.journal import Changes

_EVENTS_OFFERED_MAX = 50


def event_of_request(request: HttpRequest) -> Event | None:
    """Give the event that a list, or the form of a new record, is about."""
    for given in (request.GET, request.POST):
        if event := event_named(request, given.get("event")):
            return event
    filters = parse_qs(request.GET.get("_changelist_filters", ""))
    filtered = request.GET.get("event__id__exact") or next(iter(filters.get("event__id__exact", [])), None)
    return event_named(request, filtered)


class OfOneEventAdmin(ProgrammeAdmin):
    """A table of an event's programme, with the way to its other tables on top of each page."""

    list_before_template = "backoffice/programme/event_bar.html"
    change_form_outer_before_template = "backoffice/programme/event_bar.html"
    # The word for this table in the bar.
    part: ClassVar[str] = ""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        event = obj.event if obj is not None else self._event_of_new(request)
        request.event_of_form = event  # type: ignore[attr-defined]
        form = super().get_form(request, obj, change, **kwargs)
        form.event = event
        return form

    def _event_of_new(self, request: HttpRequest) -> Event | None:
        if not hasattr(request, "event_of_new"):
            request.event_of_new = event_of_request(request)  # type: ignore[attr-defined]
        event: Event | None = request.event_of_new  # type: ignore[attr-defined]
        return event

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store a record; a new one belongs to the event that its form was opened for."""
        if not change:
            obj.event = form.event
        if "publish_status" in form.changed_data:
            # What people decide, no import takes back.
            obj.withdrawn_by_import = False
        super().save_model(request, obj, form, change)

    @display(description=gettext_lazy("event"), ordering="event__name")
    def of_event_column(self, record: Any) -> str:
        return str(record.event.name)

    def zone_of_event(self, request: HttpRequest, record: Any) -> str | None:
        """Give the zone of the record's event, on whose clock its times are."""
        event = record.event if record is not None else self._event_of_new(request)
        return event.time_zone if event else None

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_add_permission(request) and self._event_of_new(request) is None:
            return self._choose_event(request)
        return super().add_view(request, form_url, extra_context)

    def _choose_event(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "").replace("\0", "").strip()
        events = Event.objects.filter(organization=organization_of(request), name__icontains=words)
        given = QueryDict(request.GET.urlencode(), mutable=True)
        given.pop("q", None)
        offered = []
        for event in events.order_by("-starts_at", "id")[:_EVENTS_OFFERED_MAX]:
            given["event"] = str(event.pk)
            offered.append((event, f"?{given.urlencode()}"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add: %(what)s") % {"what": self.opts.verbose_name},
            "opts": self.opts,
            "offered": offered,
            "words": words,
            "is_popup": "_popup" in request.GET,
        }
        return TemplateResponse(request, "backoffice/programme/choose_event.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        event = getattr(request, "event_of_form", None)
        return super().render_change_form(request, context | self._bar(request, event), *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        event = event_named(request, request.GET.get("event__id__exact"))
        # What the columns of the list need to know.
        request.event_of_list = event  # type: ignore[attr-defined]
        return super().changelist_view(request, {**self._bar(request, event), **(extra_context or {})})

    def _bar(self, request: HttpRequest, event: Event | None) -> dict[str, Any]:
        if event is None:
            return {}
        may_change = may(request, Capability.EVENTS)
        return {"event_bar": {"event": event, "part": self.part, "parts": parts_of(event), "may_change": may_change}}

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        if "_addanother" in request.POST and response.get("Location", "").split("?")[0] == request.path:
            response["Location"] = f"{request.path}?{urlencode({'event': obj.event_id})}"
        return response

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._back_to_list(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._back_to_list(request, obj) or super().response_post_save_change(request, obj)

    def _back_to_list(self, request: HttpRequest, record: Any) -> HttpResponse | None:
        """Lead to the list of the event; None: to the one where the form was opened, with its filters."""
        if request.GET.get("_changelist_filters"):
            return None
        chosen = urlencode({"event__id__exact": str(record.event_id)})
        return redirect(f"{reverse(f'admin:catalog_{self.opts.model_name}_changelist')}?{chosen}")

    def note_changes(self, changes: Changes, record: Any, organization_id: Any) -> None:
        """Tell the journal that the event's programme changes."""
        changes.event(organization_id, record.event_id)
