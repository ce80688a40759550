"""Filters of the list of mails: how far they have come, what they are for, and the event."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import DropdownFilter

from guestlist.backoffice.local_times import local_text
from guestlist.backoffice.mails.words import kinds_of, kinds_of_mails
from guestlist.backoffice.requests import event_named, organization_of
from guestlist.catalog.models import Event
from guestlist.mail.delivering import ACCOUNT_MAIL
from guestlist.mail.kinds import MailKind
from guestlist.outbox.models import MessageState

STATE: Final = "state"
EVENT: Final = "event"
_EVENTS_MAX: Final = 100
_OF_STATE: Final = {
    MessageState.WAITING: Q(delivered_at=None, failed_at=None),
    MessageState.SENT: Q(delivered_at__isnull=False, not_sent=""),
    MessageState.FAILED: Q(failed_at__isnull=False),
    MessageState.NOT_SENT: ~Q(not_sent=""),
}


class MessageStateFilter(DropdownFilter):
    """How far a message has come."""

    title = gettext_lazy("status")
    parameter_name = STATE

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.value, state.label) for state in MessageState]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(_OF_STATE[MessageState(value)]) if value in MessageState.values else queryset


class MailKindFilter(DropdownFilter):
    """What a message is for."""

    title = gettext_lazy("kind")
    parameter_name = "mail"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        return [*kinds_of_mails(), (ACCOUNT_MAIL, _("About an account"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == ACCOUNT_MAIL:
            return queryset.filter(kind=ACCOUNT_MAIL)
        return queryset.filter(kind__in=kinds_of(MailKind(value))) if value in MailKind.values else queryset


class MailEventFilter(DropdownFilter):
    """The event that a message is about: one of the latest, or the one that an address names."""

    title = gettext_lazy("event")
    parameter_name = EVENT

    def lookups(self, request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        own = Event.objects.filter(organization=organization_of(request), is_template=False, is_series_master=False)
        events = list(own.order_by("-starts_at", "name", "id")[:_EVENTS_MAX])
        chosen = event_named(request, self.value())
        if chosen is not None and chosen not in events:
            events.insert(0, chosen)
        return [(str(event.pk), f"{event.name} · {local_text(event.starts_at, event.time_zone)}") for event in events]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        event = event_named(request, self.value())
        return queryset.filter(payload__event=str(event.pk)) if event else queryset
