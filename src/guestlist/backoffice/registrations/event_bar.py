"""What stands above the lists of an event's people: its figures, the ways to the other lists, and the tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guestlist import clock
from guestlist.accounts.roles import Capability
from guestlist.backoffice.requests import event_named, may
from guestlist.catalog.models import Event
from guestlist.database.configuration import WRITING
from guestlist.registration import figures
from guestlist.registration.figures import EventFigures
from guestlist.registration.models import RegistrationStatus

# The parameter by which every list of people is about one event.
EVENT: Final = "event__id__exact"
REGISTERED, SESSIONS, WAITLIST, PASSES, CANCELLED, PURCHASES = (
    "registered",
    "sessions",
    "waitlist",
    "passes",
    "cancelled",
    "purchases",
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of an event's lists."""

    key: str
    title: str
    address: str
    number: int | None  # how many stand in it; None: not counted


@dataclass(frozen=True, slots=True)
class EventBar:
    """The bar of one event on one of its lists."""

    event: Event
    figures: EventFigures
    part: str
    tabs: tuple[Tab, ...]
    has_tools: bool  # buttons to add, import and export
    shows_cancelled: bool


def event_of_list(request: HttpRequest, parameter: str = EVENT) -> Event | None:
    """Give the event that a list is about; None: it is about all."""
    return event_named(request, request.GET.get(parameter))


def bar_of(request: HttpRequest, event: Event, part: str, *, is_list: bool = False) -> EventBar:
    """Put the bar of an event together, in a handful of queries; that of a list has tools, if one may use them."""
    is_pattern = event.is_template or event.is_series_master  # nobody can be registered for it
    numbers = figures.of_events([event], clock.now(), using=WRITING)[event.pk]
    return EventBar(
        event=event,
        figures=numbers,
        part=part,
        tabs=_tabs(event, numbers),
        has_tools=is_list and not is_pattern and may(request, Capability.REGISTRATIONS),
        shows_cancelled=part == CANCELLED,
    )


def list_address(table: str, event: Event | None, query: Mapping[str, str] | None = None) -> str:
    """Give the address of a list of people, of one event or of all."""
    chosen = {**({EVENT: str(event.pk)} if event else {}), **(query or {})}
    path = reverse(f"admin:registration_{table}_changelist")
    return f"{path}?{urlencode(chosen)}" if chosen else path


def _tabs(event: Event, numbers: EventFigures) -> tuple[Tab, ...]:
    by_session = {"registration__event__id__exact": str(event.pk)}
    cancelled = {"status__exact": RegistrationStatus.CANCELLED.value}
    waiting = numbers.waiting + numbers.invited + numbers.waiting_for_sessions + numbers.on_hold
    sold = sum(each.sold for each in numbers.passes)
    return (
        Tab(REGISTERED, _("Registered"), list_address("registration", event), numbers.registered),
        Tab(SESSIONS, _("Sessions"), list_address("sessionregistration", None, by_session), None),
        Tab(WAITLIST, _("Waitlist"), list_address("waitlistitem", event), waiting),
        Tab(PASSES, _("Passes"), list_address("attendeepass", None, by_session), sold),
        Tab(PURCHASES, _("Purchases"), list_address("purchase", event), None),
        Tab(
            CANCELLED,
            pgettext("registration", "Cancelled"),
            list_address("registration", event, cancelled),
            numbers.cancelled,
        ),
    )


def with_bar(request: HttpRequest, event: Event | None, part: str) -> dict[str, Any]:
    """Give what the template of a list needs for the bar; nothing if the list is about all events."""
    return {"people_bar": bar_of(request, event, part, is_list=True)} if event else {}
