"""Web applications: the websites that may call the Events API, their tokens, and why calls were refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action, display

from guestlist import clock
from guestlist.accounts.roles import Capability
from guestlist.backoffice.base import ScopedModelAdmin
from guestlist.backoffice.requests import organization_of
from guestlist.backoffice.site import site
from guestlist.backoffice.web_applications.connection import connection
from guestlist.backoffice.web_applications.forms import RotationForm, WebApplicationForm
from guestlist.backoffice.web_applications.own_accounts import OwnAccountsForm
from guestlist.organizations import refused_requests
from guestlist.organizations.journal import ChangeKind, Changes
from guestlist.organizations.models import RefusedRequest, WebApplication
from guestlist.organizations.web_applications import new_token, revoke, rotate_token, store

# What "lately" means beside a web application and on the dashboard.
LATELY: Final = timedelta(days=1)


@admin.register(WebApplication, site=site)
class WebApplicationAdmin(ScopedModelAdmin):
    """Everybody of the staff may look up what a website needs; owners change it."""

    changes_with = Capability.ORGANIZATION
    form = WebApplicationForm
    list_display = ("name", "origin", "state", "refused_lately")
    when_empty = gettext_lazy("The event website needs none. A website of your own needs one to show your events.")
    search_fields = ("name", "origin")
    actions = None
    actions_list = ("doctor_of_all",)
    actions_detail = ("doctor", "rotate", "own_accounts", "revoke", "switch_on")
    change_form_outer_before_template = "backoffice/web_applications/connection.html"
    fieldsets = (
        (None, {"fields": ("name", "origin", "has_embedded_form")}),
        (
            gettext_lazy("Visitors who sign in"),
            {"fields": ("user_authentication", "client_id", "metadata_endpoint")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        refused = (
            RefusedRequest.objects.filter(web_application=OuterRef("pk"), last_at__gte=clock.now() - LATELY)
            .order_by()
            .values("web_application")
            .annotate(number=Sum("count"))
            .values("number")
        )
        return super().get_queryset(request).select_related("organization").annotate(refused=Subquery(refused))

    @display(description=gettext_lazy("Status"), label={"active": "success", "off": "danger"}, ordering="is_active")
    def state(self, web_application: WebApplication) -> tuple[str, str]:
        return ("active", _("Active")) if web_application.is_active else ("off", _("Switched off"))

    @display(description=gettext_lazy("Refused in the last day"), ordering="refused")
    def refused_lately(self, web_application: Any) -> str:
        number = web_application.refused
        return ngettext("%(number)s call", "%(number)s calls", number) % {"number": number} if number else "–"

    def note_changes(self, changes: Changes, record: Any, organization_id: Any) -> None:
        changes.add(organization_id, ChangeKind.WEB_APPLICATIONS)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            store(obj, *WebApplicationForm.Meta.fields)
            return
        obj.token = new_token()
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Show the token right away: it is what one came for."""
        if "_addanother" in request.POST or "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, _("“%(name)s” may call now. Give its website what stands here.") % {"name": obj.name})
        return redirect(_page(obj))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = context.get("original")
        if record is not None:
            context["connection"] = connection(record)
            is_rotating = record.previous_token_until is not None and record.previous_token_until > clock.now()
            context["old_token_until"] = record.previous_token_until if is_rotating else None
        return super().render_change_form(request, context, *args, **kwargs)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        record = self.get_object(request, object_id)
        left_out = ["_switch_on" if record is None or record.is_active else "_revoke"]
        if record is None or not record.organization.has_attendee_accounts:
            left_out.append("_own_accounts")
        return [
            action
            for action in super().get_actions_detail(request, object_id)
            if not action.action_name.endswith(tuple(left_out))
        ]

    @action(description=gettext_lazy("Doctor"), icon="stethoscope", url_path="doctor", permissions=("view",))
    def doctor(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show why calls with the tokens of a web application were refused."""
        record = self._record(request, object_id)
        rows = refused_requests.latest(record.organization_id, record.pk)
        context = {"title": _("Doctor"), "record": record, "rows": rows}
        return self._show(request, "doctor", context)

    @action(description=gettext_lazy("Doctor"), icon="stethoscope", url_path="doctor", permissions=("view",))
    def doctor_of_all(self, request: HttpRequest) -> HttpResponse:
        """Show why any call to the organization was refused, also without a token or with an unknown one."""
        rows = refused_requests.latest(organization_of(request).pk)
        return self._show(request, "doctor", {"title": _("Doctor"), "rows": rows})

    @action(description=gettext_lazy("Replace the token"), icon="key", url_path="rotate", permissions=("change",))
    def rotate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask how long the old token shall work, and make a new one."""
        record = self._record(request, object_id)
        form = RotationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            rotate_token(record, keep=form.keep)
            messages.success(request, _("There is a new token. Give it to the website while the old one still works."))
            return redirect(_page(record))
        return self._show(request, "rotate", {"title": _("Replace the token"), "record": record, "form": form})

    @action(
        description=gettext_lazy("Attendee accounts"),
        icon="login",
        url_path="own-accounts",
        permissions=("change",),
    )
    def own_accounts(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask whether visitors sign in with attendee accounts, and where they come back to."""
        record = self._record(request, object_id)
        if not record.organization.has_attendee_accounts:
            raise Http404
        form = OwnAccountsForm(request.POST or None, web_application=record)
        if request.method == "POST" and form.is_valid():
            form.save()
            is_on = form.cleaned_data["is_on"]
            sentence = (
                _("Visitors of “%(name)s” can sign in.") if is_on else _("Visitors of “%(name)s” cannot sign in.")
            )
            messages.success(request, sentence % {"name": record.name})
            return redirect(_page(record))
        context = {"title": _("Attendee accounts"), "record": record, "form": form}
        return self._show(request, "own_accounts", context)

    @action(description=gettext_lazy("Switch off"), icon="block", url_path="revoke", permissions=("change",))
    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask once more, then take the access away."""
        record = self._record(request, object_id)
        if request.method == "POST":
            revoke(record)
            messages.success(request, _("“%(name)s” can no longer call.") % {"name": record.name})
            return redirect(_page(record))
        return self._show(request, "revoke", {"title": _("Switch off"), "record": record})

    @action(description=gettext_lazy("Switch on"), icon="power", url_path="switch-on", permissions=("change",))
    def switch_on(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask once more, then give the access back."""
        record = self._record(request, object_id)
        if request.method == "POST":
            record.is_active = True
            store(record, "is_active")
            messages.success(request, _("“%(name)s” may call again, with its latest token.") % {"name": record.name})
            return redirect(_page(record))
        return self._show(request, "switch_on", {"title": _("Switch on"), "record": record})

    def _record(self, request: HttpRequest, object_id: str) -> WebApplication:
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        found: WebApplication = record
        return found

    def _show(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        record = context.get("record")
        crumbs = [
            {"title": self.opts.verbose_name_plural, "link": reverse("admin:organizations_webapplication_changelist")},
            *([{"title": record.name, "link": _page(record)}] if record else []),
            {"title": context["title"]},
        ]
        return TemplateResponse(
            request,
            f"backoffice/web_applications/{name}.html",
            {
                **self.admin_site.each_context(request),
                "crumbs": crumbs,
                **context,
            },
        )


def _page(record: WebApplication) -> str:
    return reverse("admin:organizations_webapplication_change", args=[record.pk])
