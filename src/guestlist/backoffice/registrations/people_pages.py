"""What the pages of people's tables have in common: no form writes them, staff's commands do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.admin import ShowFacets
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from guestlist.accounts.roles import Capability
from guestlist.backoffice.base import ScopedModelAdmin
from guestlist.backoffice.registrations.event_bar import EVENT, bar_of, event_of_list, with_bar
from guestlist.backoffice.requests import may, needs
from guestlist.catalog.models import Event
from guestlist.organizations.journal import Changes
from guestlist.people.names import person_of

View = Callable[..., HttpResponseBase]


class PeoplePages(ScopedModelAdmin):
    """A list with a page for each record that is only looked at; whatever is done there is an operation of its own.

    Viewers look; whoever may do something with registrations sees the buttons, and may follow them.
    """

    changes_with = Capability.REGISTRATIONS
    list_before_template = "backoffice/registrations/event_bar.html"
    list_filter_sheet = True
    list_filter_submit = True
    # Counting for every choice of a filter would read everything, several times.
    show_facets = ShowFacets.NEVER
    # The list's filter by an event, and the word for the list in an event's bar.
    event_parameter: ClassVar[str] = EVENT
    part: ClassVar[str] = ""
    # What the list is called.
    list_title: ClassVar[Any] = ""
    # The folder of the templates of its pages.
    templates: ClassVar[str] = "backoffice/registrations"
    # Columns that a list of one event needs not.
    event_columns: ClassVar[frozenset[str]] = frozenset({"of_event"})

    class Media:
        css: ClassVar[Mapping[str, tuple[str, ...]]] = {"screen": ("backoffice/registrations.css",)}

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def note_changes(self, changes: Changes, record: Any, organization_id: Any) -> None:
        """Tell the journal nothing: the registrar does."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        event = event_of_list(request, self.event_parameter)
        # What the columns of the list need to know.
        request.event_of_list = event  # type: ignore[attr-defined]
        bar = with_bar(request, event, self.part_of_list(request)) if request.method == "GET" else {}
        named = {"title": self.list_title, "crumbs": [{"title": self.list_title}]}
        return super().changelist_view(request, {**named, **bar, **(extra_context or {})})

    def part_of_list(self, request: HttpRequest) -> str:
        """Give the word for the list that is asked for."""
        return self.part

    def get_list_display(self, request: HttpRequest) -> list[str]:
        columns = list(super().get_list_display(request))
        if getattr(request, "event_of_list", None):
            return [column for column in columns if column not in self.event_columns]
        return columns

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the record; nothing can be posted here."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self.show(request, self.find(request, unquote(object_id)))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Go to the record's page, which has its history."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        record = self.find(request, unquote(object_id))
        return redirect(self.address_of(record))

    def find(self, request: HttpRequest, object_id: str | UUID) -> Any:
        """Give a record of the organization. Raises Http404."""
        record = self.get_object(request, str(object_id))
        if record is None:
            raise Http404
        return record

    def show(self, request: HttpRequest, record: Any) -> HttpResponse:
        """Give the page of a record."""
        raise NotImplementedError

    def page(
        self,
        request: HttpRequest,
        template: str,
        title: str,
        event: Event | None = None,
        *,
        part: str = "",
        record: Any = None,
        **context: Any,
    ) -> TemplateResponse:
        """Give a page of the table.

        Args:
            request: of somebody who may see it.
            template: its name, without folder and ending.
            title: of the page.
            event: whose bar stands above the page; None: there is none.
            part: of the bar, that the page belongs to; "": to none.
            record: that the page is about, if it is not the record's own page.
            context: what the template shows.
        """
        crumbs: list[dict[str, Any]] = [{"title": self.list_title, "link": self.list_address(event)}]
        if record is not None:
            crumbs.append({"title": self.title_of(record), "link": self.address_of(record)})
        shown = {
            **self.admin_site.each_context(request),
            "title": title,
            "crumbs": [*crumbs, {"title": title}],
            "opts": self.opts,
            "people_bar": bar_of(request, event, part) if event else None,
            "may_change": may(request, Capability.REGISTRATIONS),
            **context,
        }
        return TemplateResponse(request, f"{self.templates}/{template}.html", shown)

    def list_address(self, event: Event | None = None) -> str:
        """Give the address of the list, of one event or of all."""
        path = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return f"{path}?{urlencode({self.event_parameter: str(event.pk)})}" if event else path

    def address_of(self, record: Any) -> str:
        """Give the address of a record's page."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])

    def title_of(self, record: Any) -> str:
        """Say what a record is called."""
        return person_of(record)

    def guarded(self, view: View) -> View:
        """Open a view to those who may do something with registrations."""

        opened: View = self.admin_site.admin_view(needs(Capability.REGISTRATIONS)(view))
        return opened
