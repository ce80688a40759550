"""Purchases: what is being paid for, by whom, and until when its places are held."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from guestlist import clock
from guestlist.backoffice.choosing import RecordFilter
from guestlist.backoffice.local_times import local_text
from guestlist.backoffice.registrations import paying
from guestlist.backoffice.registrations.event_bar import PURCHASES
from guestlist.backoffice.registrations.paying import STATE_COLOURS, buyers_of, state_of, total_of
from guestlist.backoffice.registrations.people_pages import PeoplePages
from guestlist.backoffice.requests import actor_of
from guestlist.backoffice.site import site
from guestlist.people.names import person_of
from guestlist.registration.models import Purchase
from guestlist.registration.requests import Actor
from guestlist.registration.rules.decisions import PurchaseStatus

_Act = Callable[[Purchase, Actor], str | None]
# What is done, its title, explanation and what is said afterwards.
_Asked = tuple[_Act, Promise, Promise, Promise]
_CONFIRM: Final[_Asked] = (
    paying.confirm,
    gettext_lazy("Confirm the payment"),
    gettext_lazy("The purchase is taken as paid, and its people are registered. Do this once the money has come in."),
    gettext_lazy("The purchase is completed, and its people are registered."),
)
_CANCEL: Final[_Asked] = (
    paying.cancel,
    gettext_lazy("Cancel the purchase"),
    gettext_lazy("Its places and passes are given back, and whoever waits for them is served at once."),
    gettext_lazy("The purchase was cancelled."),
)


@admin.register(Purchase, site=site)
class PurchaseAdmin(PeoplePages):
    """Purchases of the organization's events."""

    part = PURCHASES
    list_title = gettext_lazy("Purchases")
    list_display = ("people", "of_event", "total", "state", "began_at", "held_until")
    list_filter = (("event", RecordFilter), paying.PurchaseStateFilter)
    search_fields = ("attendees__first_name", "attendees__last_name", "attendees__email")
    ordering = ("-created_at", "id")
    actions = None

    def get_urls(self) -> list[URLPattern]:
        asked = (
            ("confirm", "registration_confirm_purchase", _CONFIRM),
            ("cancel", "registration_cancel_purchase", _CANCEL),
        )
        return [
            *(
                path(f"<uuid:object_id>/{key}/", self.guarded(partial(self._ask, asked=what)), name=name)
                for key, name, what in asked
            ),
            *super().get_urls(),
        ]

    def _ask(self, request: HttpRequest, object_id: Any, *, asked: _Asked) -> HttpResponse:
        """Ask once more, then do it through the registrar."""
        purchase = self.find(request, object_id)
        act, title, explanation, done = asked
        back = self.address_of(purchase)
        if request.method == "POST":
            refusal = act(purchase, actor_of(request))
            (messages.error if refusal else messages.success)(request, refusal or str(done))
            return redirect(back)
        return self.page(
            request,
            "ask",
            str(title),
            record=purchase,
            explanation=explanation,
            button=title,
            is_dangerous=asked is _CANCEL,
            back=back,
        )

    def title_of(self, record: Any) -> str:
        """Say whose purchase it is."""
        return self.people(record)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        purchases = super().get_queryset(request).select_related("event")
        return purchases.prefetch_related("attendees")

    def show(self, request: HttpRequest, record: Purchase) -> HttpResponse:
        zone = record.event.time_zone
        state = state_of(record, clock.now())
        return self.page(
            request,
            "purchase",
            self.title_of(record),
            record.event,
            part=PURCHASES,
            purchase=record,
            total=total_of(record),
            state=state,
            is_open=state[0] == PurchaseStatus.OPEN,
            began_at=local_text(record.created_at, zone),
            ended_at=local_text(record.ended_at, zone),
            expires_at=local_text(record.expires_at, zone),
            buyers=buyers_of(record),
        )

    @display(description=gettext_lazy("people"))
    def people(self, purchase: Any) -> str:
        names = [person_of(attendee) for attendee in purchase.attendees.all()]
        first = names[0] if names else "–"
        return f"{first} + {len(names) - 1}" if len(names) > 1 else first

    @display(description=gettext_lazy("event"), ordering="event__name")
    def of_event(self, purchase: Purchase) -> str:
        return purchase.event.name

    @display(description=gettext_lazy("total"), ordering="total_minor")
    def total(self, purchase: Purchase) -> str:
        return total_of(purchase)

    @display(description=gettext_lazy("state"), ordering="status", label=STATE_COLOURS)
    def state(self, purchase: Purchase) -> tuple[str, str]:
        return state_of(purchase, clock.now())

    @display(description=gettext_lazy("begun at"), ordering="created_at")
    def began_at(self, purchase: Purchase) -> str:
        return local_text(purchase.created_at, purchase.event.time_zone)

    @display(description=gettext_lazy("holds its places until"), ordering="expires_at")
    def held_until(self, purchase: Purchase) -> str:
        is_open = state_of(purchase, clock.now())[0] == PurchaseStatus.OPEN
        return local_text(purchase.expires_at, purchase.event.time_zone) if is_open else "–"
