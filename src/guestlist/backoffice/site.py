"""The back office's site: Unfold's admin, opened by memberships."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.admin import ModelAdmin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.dataclasses import SearchResult
from unfold.sites import UnfoldAdminSite

from guestlist.backoffice.requests import membership_of
from guestlist.mail import sending

FOUND_PER_TABLE_MAX: Final = 8


class BackOffice(UnfoldAdminSite):
    """Every page of it belongs to one organization: the one that the member of staff works for."""

    index_template = "backoffice/dashboard.html"
    index_title = gettext_lazy("Dashboard")
    login_template = "backoffice/sign_in.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether the back office is open to whoever asks: to members of an organization only."""
        return membership_of(request) is not None

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask who it is, with a way out for who forgot the password, where a mail can be sent."""
        return super().login(request, {"can_reset_password": sending.is_possible(), **(extra_context or {})})

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the dashboard: how the program is divided is nobody's concern here."""
        return redirect("admin:index")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Give none: the sidebar is our own, and no page is to make a list that nobody sees."""
        return []

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Find pages and records. A page of the results that there is not is a 404."""
        try:
            return super().search(request, extra_context)
        except InvalidPage as error:
            raise Http404 from error

    def _search_apps(self, app_list: list[dict[str, Any]], search_term: str) -> list[SearchResult]:
        """Find pages of tables by their name."""
        return [
            SearchResult(title=str(table["name"]), description=str(_("List")), link=table["admin_url"], icon="list")
            for app in app_list
            for table in app["models"]
            if table["admin_url"] and search_term in str(table["name"]).lower()
        ]

    def _search_models(
        self,
        request: HttpRequest,
        app_list: list[dict[str, Any]],
        search_term: str,
        allowed_models: list[str] | None = None,
    ) -> list[SearchResult]:
        """Find the first records of every table that one may see, in each page's own way of searching."""
        return [
            SearchResult(
                title=str(record),
                description=capfirst(str(table["model"]._meta.verbose_name)),
                link=reverse(admin_urlname(table["model"]._meta, SafeString("change")), args=[record.pk]),
                icon="description",
            )
            for app in app_list
            for table in app["models"]
            for record in self._found(request, self._registry[table["model"]], search_term)
        ]

    @staticmethod
    def _found(request: HttpRequest, page: ModelAdmin[Any], search_term: str) -> list[Any]:
        if not page.get_search_fields(request):
            return []
        found, may_repeat = page.get_search_results(request, page.get_queryset(request), search_term)
        rows = (found.distinct() if may_repeat else found)[:FOUND_PER_TABLE_MAX]
        return list(rows)


site = BackOffice(name="admin")
