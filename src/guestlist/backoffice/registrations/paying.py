"""Purchases as staff see them, and what they do with those that are open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.contrib.filters.admin import DropdownFilter

from guestlist import clock
from guestlist.backoffice.programme.amounts import amount_text
from guestlist.organizations.journal import writing
from guestlist.people.names import person_of
from guestlist.registration.models import Purchase, PurchaseAttendee, Registration
from guestlist.registration.requests import Actor, Request
from guestlist.registration.rules.commands import ClosePurchase, Command, Finalize
from guestlist.registration.rules.decisions import Done, ErrorCode, PurchaseStatus, Refused
from guestlist.registration.step import perform

STATE_COLOURS: Final = {
    PurchaseStatus.OPEN.value: "info",
    PurchaseStatus.COMPLETED.value: "success",
    PurchaseStatus.CANCELLED.value: "danger",
    PurchaseStatus.EXPIRED.value: "warning",
}
_STATES: Final[dict[str, Promise]] = {
    PurchaseStatus.OPEN.value: gettext_lazy("Waiting for payment"),
    PurchaseStatus.COMPLETED.value: gettext_lazy("Completed"),
    PurchaseStatus.CANCELLED.value: pgettext_lazy("registration", "Cancelled"),
    PurchaseStatus.EXPIRED.value: gettext_lazy("Time is over"),
}
_REFUSALS: Final[dict[ErrorCode, Promise]] = {
    ErrorCode.FINALIZATION_AFTER_TIME_LIMIT: gettext_lazy(
        "The time to pay is over, and the places went back. Register the people by hand if there is room."
    ),
    ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES: gettext_lazy("There are not enough passes left for this purchase."),
    ErrorCode.REGISTRATION_FAILED: gettext_lazy("This purchase was cancelled."),
}


@dataclass(frozen=True, slots=True)
class Buyer:
    """One person of a purchase."""

    name: str
    email: str
    event_pass: str
    price: str
    sessions: tuple[str, ...]
    registration_id: UUID | None  # once the purchase is completed


def state_of(purchase: Purchase, now: datetime) -> tuple[str, str]:
    """Give the key and the word for the state of a purchase: past its time it holds nothing, closed or not."""
    key = purchase.status
    if key == PurchaseStatus.OPEN and purchase.expires_at <= now:
        key = PurchaseStatus.EXPIRED.value
    return key, str(_STATES[key])


def total_of(purchase: Purchase) -> str:
    """Give what is to be paid, in words."""
    return amount_text(purchase.total_minor, purchase.currency)


def buyers_of(purchase: Purchase) -> list[Buyer]:
    """Give the people of a purchase in order."""
    rows = PurchaseAttendee.objects.filter(purchase=purchase).select_related("event_pass")
    attendees = list(rows.prefetch_related("sessions__session").order_by("position"))
    registered = set(
        Registration.objects.filter(
            pk__in=[attendee.pk for attendee in attendees], event=purchase.event_id
        ).values_list("pk", flat=True)
    )
    return [_buyer(attendee, purchase.currency, registered) for attendee in attendees]


def _buyer(attendee: Any, currency: str, registered: Iterable[UUID]) -> Buyer:
    return Buyer(
        person_of(attendee),
        attendee.email,
        attendee.event_pass.name,
        amount_text(attendee.price_minor, currency),
        tuple(
            _("%(session)s (waitlist)") % {"session": chosen.session.name} if chosen.waitlisted else chosen.session.name
            for chosen in attendee.sessions.all()
        ),
        attendee.pk if attendee.pk in registered else None,
    )


def confirm(purchase: Purchase, actor: Actor) -> str | None:
    """Take a purchase as paid and register its people; gives why it cannot be, else None."""
    return _perform(purchase, Finalize(purchase.pk, is_public=False), actor)


def cancel(purchase: Purchase, actor: Actor) -> str | None:
    """End an open purchase and give its places back; gives why it cannot be, else None."""
    return _perform(purchase, ClosePurchase(purchase.pk, cancelled=True), actor)


def _perform(purchase: Purchase, command: Command, actor: Actor) -> str | None:
    event = purchase.event
    with writing() as changes:
        reply = perform([Request(event.organization_id, event.pk, command, actor=actor)], changes=changes)[0]
    if isinstance(reply, Refused):
        return str(_REFUSALS.get(reply.code, reply.message))
    if isinstance(reply, Done) and not reply.changed:
        return _("This purchase has ended meanwhile.")
    return None


class PurchaseStateFilter(DropdownFilter):
    """How a purchase stands."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return list(_STATES.items())

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        late = Q(status=PurchaseStatus.OPEN.value, expires_at__lte=clock.now())
        match self.value():
            case PurchaseStatus.OPEN.value:
                return queryset.filter(status=PurchaseStatus.OPEN.value, expires_at__gt=clock.now())
            case PurchaseStatus.EXPIRED.value:
                return queryset.filter(late | Q(status=PurchaseStatus.EXPIRED.value))
            case PurchaseStatus.COMPLETED.value | PurchaseStatus.CANCELLED.value as state:
                return queryset.filter(status=state)
        return queryset
