"""Mails: the list of what was sent and what waits, and the texts that they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, Final
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Script
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.decorators import display

from guestlist.accounts.roles import Capability
from guestlist.backoffice.base import ScopedModelAdmin
from guestlist.backoffice.mails import again, changes, filters, text_pages, texts
from guestlist.backoffice.mails.outbox import MESSAGES_URL, facts_of, preview_of
from guestlist.backoffice.mails.people import address_people, messages_to
from guestlist.backoffice.mails.previews import framed, with_frame
from guestlist.backoffice.mails.words import STATE_COLOURS, title_of
from guestlist.backoffice.registrations.asking import AT_ONCE_MAX
from guestlist.backoffice.registrations.people_pages import PeoplePages
from guestlist.backoffice.requests import may, needs, organization_of
from guestlist.backoffice.site import site
from guestlist.mail import sending
from guestlist.mail.failures import in_plain_words
from guestlist.mail.kinds import MailKind
from guestlist.mail.models import MailTemplate
from guestlist.organizations.journal import Changes
from guestlist.outbox.models import OutboxMessage

_STYLES: Final[Mapping[str, tuple[str, ...]]] = {
    "screen": ("backoffice/registrations.css", "backoffice/mails.css"),
}
_ERROR_SHOWN_MAX: Final = 120


class MessageList(ChangeList):
    """A page of messages, each with its `person` and `event`: a handful of queries, however many there are."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        found: list[OutboxMessage] = list(self.result_list)
        address_people(found, organization_of(request))
        self.result_list = found


@admin.register(OutboxMessage, site=site)
class OutboxAdmin(PeoplePages):
    """What was sent, what waits, and what went wrong."""

    templates = "backoffice/mails"
    list_title = gettext_lazy("Mails")
    when_empty = gettext_lazy("The mails that people get stand here, from the first registration on.")
    event_parameter = filters.EVENT
    list_before_template = "backoffice/mails/list_head.html"
    list_display = ("to_whom", "what", "of_event", "state", "written", "problem")
    list_filter = (filters.MessageStateFilter, filters.MailKindFilter, filters.MailEventFilter)
    search_fields = ("kind",)  # what is really searched is in get_search_results
    search_help_text = gettext_lazy("Name or e-mail address")
    ordering = ("-created_at", "-id")
    actions = ("send_chosen_again",)

    class Media:
        css: ClassVar[Mapping[str, tuple[str, ...]]] = _STYLES

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<uuid:object_id>/again/", self.guarded(self._again), name=f"{MESSAGES_URL}_again"),
            path(
                "<uuid:object_id>/preview/", self.admin_site.admin_view(self._preview), name=f"{MESSAGES_URL}_preview"
            ),
            path(
                "changes/<uuid:event_id>/",
                self.admin_site.admin_view(needs(Capability.EVENTS)(partial(changes.ask, self))),
                name=f"{MESSAGES_URL}_changes",
            ),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **_options: Any) -> type[MessageList]:
        return MessageList

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        # Who searches everything looks for people and events; their mails stand on their pages.
        match = request.resolver_match
        return () if match is not None and match.view_name == "admin:search" else tuple(self.search_fields)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return (messages_to(queryset, organization_of(request), search_term) if search_term else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(
            request, {"mails_part": "outbox", **mails_context(request), **(extra_context or {})}
        )

    def show(self, request: HttpRequest, record: OutboxMessage) -> HttpResponse:
        facts = facts_of(record, organization_of(request))
        title = f"{facts.title}: {facts.to}" if facts.to else facts.title
        shown = self.page(request, "message", title, message=record, facts=facts, **mails_context(request))
        return with_frame(shown)

    def title_of(self, record: OutboxMessage) -> str:
        return title_of(record.kind)

    def _preview(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        html = preview_of(self.find(request, object_id))
        if html is None:
            raise Http404
        return framed(html)

    def _again(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        record = self.find(request, object_id)
        return again.ask(self, request, [record], back=self.address_of(record))

    @admin.action(description=gettext_lazy("Send again…"), permissions=["change"])
    def send_chosen_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> HttpResponse:
        chosen = list(queryset.order_by("created_at", "id")[: AT_ONCE_MAX + 1])
        return again.ask(self, request, chosen, back=request.get_full_path())

    @display(description=pgettext_lazy("recipient of a mail", "to"))
    def to_whom(self, message: Any) -> str:
        if message.person is None:
            return _("somebody who is no longer known")
        named, email = message.person.name, message.person.email
        if not named or named == email:
            return str(email)
        return format_html('{}<br><span class="gl-hint">{}</span>', named, email)

    @display(description=gettext_lazy("mail"), ordering="kind")
    def what(self, message: OutboxMessage) -> str:
        return title_of(message.kind)

    @display(description=gettext_lazy("event"))
    def of_event(self, message: Any) -> str:
        return message.event.name if message.event else "–"

    @display(description=gettext_lazy("status"), label=STATE_COLOURS)
    def state(self, message: OutboxMessage) -> tuple[str, str]:
        return message.state.value, message.state_words

    @display(description=pgettext_lazy("when a mail was written", "written"), ordering="created_at")
    def written(self, message: OutboxMessage) -> str:
        return render_to_string("backoffice/moment.html", {"at": message.created_at})

    @display(description=gettext_lazy("problem"))
    def problem(self, message: OutboxMessage) -> str:
        return Truncator(in_plain_words(message.last_error)).chars(_ERROR_SHOWN_MAX) if message.last_error else "–"


@admin.register(MailTemplate, site=site)
class MailTemplateAdmin(ScopedModelAdmin):
    """The texts of mails, a page for each kind and language; a record is only what differs from the default."""

    changes_with = Capability.EVENTS

    class Media:
        css: ClassVar[Mapping[str, tuple[str, ...]]] = _STYLES
        js = (Script("backoffice/mail_frames.js", defer=True), Script("backoffice/mails.js", defer=True))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            guarded = self.admin_site.admin_view(partial(self._of_kind, view))
            return path(route, guarded, name=f"mail_mailtemplate_{name}")

        return [
            page("text/<slug:mail_kind>/<slug:language>/", text_pages.edit, "text"),
            page("text/<slug:mail_kind>/<slug:language>/preview/", text_pages.preview, "preview"),
            page("text/<slug:mail_kind>/<slug:language>/trial/", text_pages.trial_words, "trial"),
            page("switch/<slug:mail_kind>/", text_pages.switch, "switch"),
            *super().get_urls(),
        ]

    def _of_kind(self, view: Any, request: HttpRequest, mail_kind: str, language: str = "") -> HttpResponse:
        """Open a page about one kind of mail, in one language if it is about one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if mail_kind not in MailKind.values or language not in ("", *dict(settings.LANGUAGES)):
            raise Http404
        arguments = (language,) if language else ()
        answer: HttpResponse = view(self, request, MailKind(mail_kind), *arguments)
        return answer

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show every kind of mail with its texts."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        shown = {"rows": list(texts.rows(organization_of(request))), "mails_part": "texts"}
        return self.page(request, "texts", _("Texts of mails"), **shown)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Go to the page of the text."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        return redirect("admin:mail_mailtemplate_text", record.kind, record.language)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Go to the page of the text: it has no history."""
        return self.change_view(request, object_id)

    def page(self, request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
        """Give a page about texts, with the way to it."""
        crumbs = [{"title": _("Mails"), "link": reverse("admin:outbox_outboxmessage_changelist")}]
        if template != "texts":
            crumbs.append({"title": _("Texts of mails"), "link": reverse("admin:mail_mailtemplate_changelist")})
        shown = {
            **self.admin_site.each_context(request),
            "title": title,
            "crumbs": [*crumbs, {"title": title}],
            "media": self.media,
            "may_write": may(request, self.changes_with),
            **mails_context(request),
            **context,
        }
        return TemplateResponse(request, f"backoffice/mails/{template}.html", shown)

    def note_changes(self, changes: Changes, record: Any, organization_id: Any) -> None:
        """Tell the journal nothing: no answer of the API holds the text of a mail."""


def mails_context(request: HttpRequest) -> dict[str, Any]:
    """Give what every page about mails shows: whether any can be sent."""
    return {"can_send": sending.is_possible(), "is_owner": may(request, Capability.ORGANIZATION)}
