"""The mails that Guestlist writes by itself, and what may stand in the text of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    """What a mail is for; each has a text of its own."""

    CONFIRMATION = "confirmation", _("Confirmation")
    WAITLIST_JOINED = "waitlist_joined", _("Waitlist joined")
    PLACE_OFFERED = "place_offered", _("Place offered")
    WAITLIST_REGISTERED = "waitlist_registered", _("Registered from the waitlist")
    OFFER_LAPSED = "offer_lapsed", _("Offer lapsed")
    WAITLIST_CANCELLED = "waitlist_cancelled", _("Cancelled while waiting")
    WAITLIST_RESUMED = "waitlist_resumed", _("Takes place after all while waiting")
    CANCELLED = "cancelled", _("Registration cancelled")
    SESSIONS_CHANGED = "sessions_changed", _("Sessions changed")
    EVENT_CHANGED = "event_changed", _("New time or place")
    EVENT_CANCELLED = "event_cancelled", _("Event cancelled")
    REMINDER = "reminder", _("Reminder")
    PURCHASE_PENDING = "purchase_pending", _("Payment awaited")
    PURCHASE_EXPIRED = "purchase_expired", _("Payment not made in time")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Something that stands in a text for what differs from mail to mail."""

    name: str
    meaning: str | Promise
    is_link: bool = False
    is_list: bool = False


_EVERYWHERE: Final = (
    Placeholder("first_name", _("first name of the person")),
    Placeholder("last_name", _("last name of the person")),
    Placeholder("event_name", _("name of the event")),
    Placeholder("event_date", _("date of the event, or its first and last day")),
    Placeholder("event_time", _("time of the event, with its time zone")),
    Placeholder("place", _("building and room")),
    Placeholder("address", _("postal address of the building, on one line")),
    Placeholder("organization_name", _("name of the organization")),
    Placeholder("event_link", _("address of the event's page"), is_link=True),
)
_PERSONAL: Final = (Placeholder("my_link", _("personal link to see and change the registration"), is_link=True),)
_REGISTERED: Final = (
    *_PERSONAL,
    Placeholder("registration_id", _("registration id, as it stands in the QR code")),
    Placeholder("pass_name", _("name of the pass")),
    Placeholder("sessions", _("list of the sessions"), is_list=True),
    Placeholder("waiting_sessions", _("list of the sessions that the person waits for"), is_list=True),
)
_WAITING: Final = (
    *_PERSONAL,
    Placeholder("waits_for", _("name of the event, or of the sessions, that the person waits for")),
    Placeholder("position", _("place in line, if the event shows it")),
)
_OFFERED_PLACE: Final = Placeholder("offered", _("name of the event, or of the sessions, with a place"))
_OFFERED: Final = (
    *_PERSONAL,
    _OFFERED_PLACE,
    Placeholder("offered_until", _("until when the place is held, if it is")),
    Placeholder("offer_terms", _("a sentence that says whether and until when the place is held")),
)
_PURCHASE: Final = (
    Placeholder("amount", _("what is to be paid")),
    Placeholder("pay_until", _("until when it can be paid")),
    Placeholder("pay_link", _("address of the payment page"), is_link=True),
)
_OWN: Final[Mapping[MailKind, tuple[Placeholder, ...]]] = {
    MailKind.CONFIRMATION: _REGISTERED,
    MailKind.WAITLIST_JOINED: _WAITING,
    MailKind.PLACE_OFFERED: _OFFERED,
    MailKind.WAITLIST_REGISTERED: _REGISTERED,
    MailKind.OFFER_LAPSED: (_OFFERED_PLACE,),
    MailKind.WAITLIST_CANCELLED: (
        Placeholder("cancelled", _("name of the event, or of the sessions, that will not take place")),
        Placeholder("still_waits_for", _("what else of the event the person waits for")),
    ),
    MailKind.WAITLIST_RESUMED: (
        *_WAITING,
        Placeholder("resumed", _("name of the event, or of the sessions, that will take place after all")),
    ),
    MailKind.CANCELLED: (Placeholder("registration_id", _("registration id")),),
    MailKind.SESSIONS_CHANGED: _REGISTERED,
    MailKind.EVENT_CHANGED: (*_REGISTERED, Placeholder("changes", _("list of what has changed"), is_list=True)),
    MailKind.EVENT_CANCELLED: (Placeholder("registration_id", _("registration id")),),
    MailKind.REMINDER: _REGISTERED,
    MailKind.PURCHASE_PENDING: _PURCHASE,
    MailKind.PURCHASE_EXPIRED: (Placeholder("amount", _("what was to be paid")),),
}
# What the button under a text says; the placeholder that it leads to.
BUTTONS: Final[Mapping[MailKind, tuple[str, Promise]]] = {
    MailKind.CONFIRMATION: ("my_link", _("Your registration")),
    MailKind.WAITLIST_JOINED: ("my_link", _("Your place in line")),
    MailKind.PLACE_OFFERED: ("my_link", _("Take up the place")),
    MailKind.WAITLIST_REGISTERED: ("my_link", _("Your registration")),
    MailKind.OFFER_LAPSED: ("event_link", _("The event’s page")),
    MailKind.WAITLIST_RESUMED: ("my_link", _("Your place in line")),
    MailKind.CANCELLED: ("event_link", _("The event’s page")),
    MailKind.SESSIONS_CHANGED: ("my_link", _("Your registration")),
    MailKind.EVENT_CHANGED: ("my_link", _("Your registration")),
    MailKind.REMINDER: ("my_link", _("Your registration")),
    MailKind.PURCHASE_PENDING: ("pay_link", _("Pay now")),
    MailKind.PURCHASE_EXPIRED: ("event_link", _("The event’s page")),
}


def placeholders(kind: MailKind) -> tuple[Placeholder, ...]:
    """Give what may stand in subject and text of a kind."""
    return (*_EVERYWHERE, *_OWN[kind])
