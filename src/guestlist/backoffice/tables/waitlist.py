"""The waitlist: who waits for an event or a session, in order; invited, registered and removed by hand."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.views import ChangeList

from guestlist.backoffice.choosing import RecordFilter
from guestlist.backoffice.local_times import local_text
from guestlist.backoffice.mails.outbox import messages_about
from guestlist.backoffice.registrations import operations
from guestlist.backoffice.registrations.asking import AT_ONCE_MAX, ask
from guestlist.backoffice.registrations.event_bar import WAITLIST
from guestlist.backoffice.registrations.filters import QueueFilter, WaitingFilter
from guestlist.backoffice.registrations.operations import Operation
from guestlist.backoffice.registrations.people_pages import PeoplePages, View
from guestlist.backoffice.registrations.personal_link import REPLACE_LINK, personal_link
from guestlist.backoffice.registrations.record import kept_answers, log_of, waiting_word
from guestlist.backoffice.site import site
from guestlist.people.names import person_of
from guestlist.registration.models import Registration, WaitlistItem

_OPERATIONS: Final = (
    (operations.INVITE, "registration_invite_waiting"),
    (operations.REGISTER, "registration_register_waiting"),
    (operations.REMOVE, "registration_remove_waiting"),
    (REPLACE_LINK, "registration_replace_link_waiting"),
)


class QueueList(ChangeList):
    """A page of people who wait, each with the `place` in its queue; None: invited or on hold."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        items: list[Any] = list(self.result_list)  # type: ignore[has-type]
        places = _places_of([item.pk for item in items])
        for item in items:
            item.place = None if item.invited or item.on_hold else places[item.pk] + 1
        self.result_list = items


def _places_of(item_ids: list[Any]) -> dict[Any, int]:
    """Count who stands before each item in its queue, in one query."""
    older = (
        WaitlistItem.objects.annotate(queue=Coalesce("session_id", "event_id"))
        .filter(
            event=OuterRef("event_id"),
            queue=Coalesce(OuterRef("session_id"), OuterRef("event_id")),
            sequence__lt=OuterRef("sequence"),
            invited=False,
            on_hold=False,
        )
        .order_by()
        .values("event_id")
        .annotate(number=Count("pk"))
        .values("number")
    )
    rows = WaitlistItem.objects.filter(pk__in=item_ids).annotate(before=Coalesce(Subquery(older), 0)).order_by()
    return dict(rows.values_list("pk", "before"))


@admin.register(WaitlistItem, site=site)
class WaitlistAdmin(PeoplePages):
    """People who wait, in the order in which they are served."""

    part = WAITLIST
    list_title = gettext_lazy("Waitlist")
    when_empty = gettext_lazy("Nobody waits. People can where an event is full and has its waitlist switched on.")
    list_display = ("person", "place_column", "email", "of_event", "waits_for", "state", "way", "since")
    list_filter = (("event", RecordFilter), QueueFilter, ("session", RecordFilter), WaitingFilter)
    search_fields = ("first_name", "last_name", "email")
    ordering = ("-created_at", "id")
    actions = ("invite_chosen", "register_chosen", "remove_chosen")

    def get_urls(self) -> list[URLPattern]:
        return [
            *(
                path(f"<uuid:object_id>/{operation.key}/", self.guarded(self._view_of(operation)), name=name)
                for operation, name in _OPERATIONS
            ),
            *super().get_urls(),
        ]

    def _view_of(self, operation: Operation) -> View:
        def view(request: HttpRequest, object_id: Any) -> HttpResponse:
            item = self.find(request, object_id)
            # Whoever is registered or removed is on this page no longer.
            stays = operation in (operations.INVITE, REPLACE_LINK) or request.method != "POST"
            back = self.address_of(item) if stays else self.list_address(item.event)
            return ask(self, request, operation, [item], back=back)

        return view

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("event", "session")

    def get_changelist(self, request: HttpRequest, **_options: Any) -> type[QueueList]:
        return QueueList

    def get_ordering(self, request: HttpRequest) -> Any:
        if getattr(request, "event_of_list", None):
            return (F("session__starts_at").asc(nulls_first=True), F("session").asc(nulls_first=True), "sequence")
        return super().get_ordering(request)

    def show(self, request: HttpRequest, record: WaitlistItem) -> HttpResponse:
        found = Registration.objects.filter(Q(pk=record.registration_id), event=record.event).first()
        return self.page(
            request,
            "waiting",
            person_of(record),
            record.event,
            part=WAITLIST,
            item=record,
            person=person_of(record),
            personal_link=personal_link(request, record),
            state=waiting_word(record),
            since=local_text(record.created_at, record.event.time_zone),
            registration=found,
            answers=kept_answers(record),
            log=log_of(record.event, record.registration_id),
            mails=messages_about(record.event, record.registration_id),
        )

    @admin.action(description=gettext_lazy("Invite now…"), permissions=["change"])
    def invite_chosen(self, request: HttpRequest, queryset: QuerySet[WaitlistItem]) -> HttpResponse:
        return self._ask(request, operations.INVITE, queryset)

    @admin.action(description=gettext_lazy("Register now…"), permissions=["change"])
    def register_chosen(self, request: HttpRequest, queryset: QuerySet[WaitlistItem]) -> HttpResponse:
        return self._ask(request, operations.REGISTER, queryset)

    @admin.action(description=gettext_lazy("Remove from the waitlist…"), permissions=["change"])
    def remove_chosen(self, request: HttpRequest, queryset: QuerySet[WaitlistItem]) -> HttpResponse:
        return self._ask(request, operations.REMOVE, queryset)

    def _ask(self, request: HttpRequest, operation: Operation, queryset: QuerySet[WaitlistItem]) -> HttpResponse:
        # The oldest first, whatever the list is ordered by: places go to whoever waits longest.
        chosen = list(queryset.order_by("event_id", "sequence")[: AT_ONCE_MAX + 1])
        return ask(self, request, operation, chosen, back=request.get_full_path())

    @display(description=gettext_lazy("person"), ordering="last_name")
    def person(self, item: WaitlistItem) -> str:
        return person_of(item)

    @display(description=gettext_lazy("place"))
    def place_column(self, item: Any) -> str:
        return str(item.place or "–")

    @display(description=gettext_lazy("event"), ordering="event__name")
    def of_event(self, item: WaitlistItem) -> str:
        return item.event.name

    @display(description=gettext_lazy("waits for"), ordering="session__name")
    def waits_for(self, item: WaitlistItem) -> str:
        return item.session.name if item.session else _("the event")

    @display(description=gettext_lazy("state"), label={"invited": "success", "waiting": "info", "on_hold": "warning"})
    def state(self, item: WaitlistItem) -> tuple[str, str]:
        if item.on_hold:
            return "on_hold", _("On hold")
        return ("invited", _("Invited")) if item.invited else ("waiting", _("Waiting"))

    @display(description=gettext_lazy("once there is a place"), ordering="auto_register")
    def way(self, item: WaitlistItem) -> str:
        return _("registered") if item.auto_register else _("invited")

    @display(description=gettext_lazy("waiting since"), ordering="created_at")
    def since(self, item: WaitlistItem) -> str:
        return local_text(item.created_at, item.event.time_zone)
