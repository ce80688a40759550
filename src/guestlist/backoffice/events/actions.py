"""The buttons above an event's form, above the list and in its rows, and the pages behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.enums import ActionVariant

from guestlist.backoffice.events import copying, files, preview, publishing, recurring, schedules
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event

Page = Callable[[HttpRequest, Event, dict[str, Any]], HttpResponse]

_PREFIX = "catalog_event_"


class EventActions:
    """Actions of the event's admin page. Each is a page of its own, and nothing happens without a POST."""

    actions_list: ClassVar[Any] = (
        {"title": _("Import"), "icon": "upload_file", "items": ["import_event", "import_schedule"]},
    )
    actions_row: ClassVar[Any] = ("preview", "copy", "export")
    actions_detail: ClassVar[Any] = (
        "go_live",
        "stop",
        "preview",
        {
            "title": _("More"),
            "icon": "bolt",
            "items": ["create", "copy", "save_as_template", "repeat", "detach", "export"],
        },
    )

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> Any:
        """Give the actions that make sense for an event as it is, and for whoever asks."""
        page: Any = self
        event = page.get_object(request, str(object_id))
        offered = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        hidden = _hidden(event) if event else set()
        return [each for each in offered if each.action_name.removeprefix(_PREFIX) not in hidden]

    @action(
        description=_("Go live"),
        icon="rocket_launch",
        variant=ActionVariant.PRIMARY,
        permissions=["change"],
        attrs={"title": _("Show the event on websites; look at the check list first")},
    )
    def go_live(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, publishing.go_live, _("Go live"))

    @action(
        description=_("Stop"),
        icon="stop_circle",
        permissions=["change"],
        attrs={"title": _("Take the event off all websites; nobody can register then")},
    )
    def stop(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, publishing.stop, _("Stop"))

    @action(description=_("What the API says"), icon="data_object", permissions=["view"])
    def preview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, preview.preview, _("What the API says"))

    @action(description=_("Copy"), icon="content_copy", permissions=["change"])
    def copy(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, copying.copy, _("Copy"))

    @action(description=_("Create event"), icon="add", permissions=["change"])
    def create(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, copying.create, _("Create an event from a template"))

    @action(description=_("Save as template"), icon="bookmark_add", permissions=["change"])
    def save_as_template(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, copying.template, _("Save as template"))

    @action(description=_("Repeat"), icon="event_repeat", permissions=["change"])
    def repeat(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, recurring.repeat, _("Repeat"))

    @action(description=_("Detach from series"), icon="link_off", permissions=["change"])
    def detach(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, recurring.detach, _("Detach from its series"))

    @action(description=_("Export as file"), icon="download", permissions=["view"])
    def export(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, files.export, "")

    @action(description=_("Event file"), icon="upload_file", permissions=["change"])
    def import_event(self, request: HttpRequest) -> HttpResponse:
        return files.import_page(request, self.page_context(request, _("Import an event file")))

    @action(description=_("Conference schedule"), icon="calendar_month", permissions=["change"])
    def import_schedule(self, request: HttpRequest) -> HttpResponse:
        return schedules.import_page(request, self.page_context(request, _("Import a conference schedule")))

    def note(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take a publish state from the page on going live."""
        return self._page(request, object_id, lambda asked, event, _context: publishing.note(asked, event), "")

    def _page(self, request: HttpRequest, object_id: str, page: Page, title: Any) -> HttpResponse:
        admin: Any = self
        event = admin.get_object(request, object_id)
        if event is None:
            raise Http404
        return page(request, event, self.page_context(request, title, event))

    def page_context(self, request: HttpRequest, title: Any, event: Event | None = None) -> dict[str, Any]:
        """Give what every page beside list and form shows around it."""
        admin: Any = self
        return {
            **admin.admin_site.each_context(request),
            "title": title,
            "subtitle": event.name if event else "",
            "opts": admin.opts,
            "event": event,
            "original": event,
            "media": admin.media,
            "may_change": admin.has_change_permission(request, event),
        }


def _hidden(event: Event) -> set[str]:
    """Name the actions that make no sense for an event as it is."""
    is_live = event.publish_status == PublishStatus.LIVE
    is_pattern = event.is_template or event.is_series_master
    follows = event.series_id is not None and not event.is_detached
    hidden = {"go_live" if is_live or is_pattern else "", "stop" if not is_live or is_pattern else ""}
    if not event.is_template:
        hidden.add("create")
    if event.is_series_master:
        hidden |= {"copy", "save_as_template"}
    if is_pattern or follows:
        hidden.add("repeat")
    if not follows:
        hidden.add("detach")
    return hidden
