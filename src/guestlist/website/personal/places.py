"""The places that somebody waits for, or pays for, as the personal page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from guestlist.database.configuration import READING
from guestlist.registration.models import Purchase
from guestlist.registration.personal.view import OwnItem, Personal
from guestlist.registration.personal.words import obstacle_sentence
from guestlist.website.personal.opening import Opened
from guestlist.website.registration.confirming import ChosenSession, Status
from guestlist.website.registration.paying import Payment, payment_of
from guestlist.website.registration.questions import Group, Question, pass_option
from guestlist.website.shown.moments import Span


@dataclass(frozen=True, slots=True)
class Place:
    """A place that somebody waits for, as the page shows it."""

    item: OwnItem
    session: ChosenSession | None  # None: the event
    until: Span | None  # a moment: until when it is held
    obstacle: str  # why an invitation cannot be taken up; "": it can, or there is none
    passes: Question | None  # to choose one when it is taken up

    @property
    def is_offered(self) -> bool:
        """Tell whether it can be taken now."""
        return self.item.invited and not self.obstacle


def own_places(personal: Personal) -> list[Place]:
    """Give the places that somebody waits for; what is being paid for is offered no more."""
    return [_place(item, personal) for item in personal.waiting if not (personal.paying and item.invited)]


def _place(item: OwnItem, personal: Personal) -> Place:
    zone = personal.event.time_zone
    until = item.offered_until
    return Place(
        item,
        ChosenSession(item.session, Status.WAITING, zone) if item.session else None,
        Span(until, until, zone) if until else None,
        obstacle_sentence(item.obstacle) if item.invited and item.obstacle else "",
        _passes(item),
    )


def _passes(item: OwnItem) -> Question | None:
    if not item.passes:
        return None
    name = pass_field(item.item_id)
    options = [pass_option(name, one.event_pass, one.left, is_chosen=len(item.passes) == 1) for one in item.passes]
    return Question(
        id=name,
        name=name,
        kind="passes",
        label=_("Pass"),
        is_required=True,
        groups=[Group("", options)],
        option_kind="radio",
    )


def pass_field(item_id: UUID) -> str:
    """Name the field in which a pass is chosen for a place."""
    return f"pass-{item_id}"


def payment_due(opened: Opened) -> Payment | None:
    """Say what is to be paid, until when and how; None: nothing."""
    paying = opened.personal.paying
    purchase = Purchase.objects.using(READING).filter(pk=paying.purchase_id).first() if paying else None
    if purchase is None:
        return None
    return payment_of(purchase, opened.personal.event, confirm_url=opened.address("personal_pay"))
