"""Made-up people who register for the demo's events, as they would through a website."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

from guestlist import ids
from guestlist.catalog.models import CustomRegistrationField, Event, Pass, Session
from guestlist.demo import login
from guestlist.organizations.journal import Changes
from guestlist.registration.requests import Reply, Request
from guestlist.registration.rules.commands import (
    Answer,
    Attendee,
    Command,
    Finalize,
    Register,
    SessionChoice,
)
from guestlist.registration.rules.decisions import PurchaseOpened
from guestlist.registration.step import perform

# The days on which people registered: many at once when the events went live, then fewer.
_DAYS_AGO: Final = (26, 25, 24, 22, 19, 17, 14, 11, 10, 8, 5, 3, 2, 1, 0)
# Attendees, mostly without their names.
_Wishes = list[dict[str, Any]]

_FIRST_NAMES: Final = (
    "Ada", "Benno", "Cleo", "Darius", "Edda", "Farid", "Gesa", "Hugo", "Imke", "Joris", "Kaja", "Levin",
    "Mina", "Nuno", "Orla", "Piet", "Quirin", "Rosa", "Silas", "Tilda", "Uwe", "Vera", "Wim", "Yara",
)  # fmt: skip
# As many as have no factor in common with the first names: no pair comes twice among the first 456.
_LAST_NAMES: Final = (
    "Abend", "Brandt", "Claasen", "Dorn", "Ebbing", "Falk", "Grote", "Hansen", "Ibsen", "Jahn", "Kruse",
    "Lorenz", "Menke", "Nolde", "Oltmann", "Petersen", "Quast", "Ritter", "Sander",
)  # fmt: skip
# Who has the demo's attendee account, and whose turn is theirs at which events. At the night tours they are the first
# of those who wait for the lock: a place there that is given back is offered to them.
_ATTENDEE: Final = {
    "first_name": login.ATTENDEE_FIRST_NAME,
    "last_name": login.ATTENDEE_LAST_NAME,
    "email": login.ATTENDEE_EMAIL,
}
_TURNS: Final = {
    "Harbour_Data_Days": 20,
    "Night_Tours": 13,
    "How_to_Read_a_Tide_Table": 6,
    "Open_Ship_Day": 9,
}
_DOMAINS: Final = ("kaispeicher.example", "tidewater.example", "elbblick.example")


def register_people(events: Sequence[Event], *, now: datetime, changes: Changes) -> None:
    """Fill the demo's events with people who came over the last weeks, in the transaction that the caller has open."""
    numbers = count()
    for event in events:
        wishes = _WISHES[event.readable_event_id](event)
        if (turn := _TURNS.get(event.readable_event_id)) is not None:
            wishes[turn].update(_ATTENDEE)
        size = -(-len(wishes) // len(_DAYS_AGO))
        for first, days_ago in zip(range(0, len(wishes), size), _DAYS_AGO, strict=False):
            part, then = wishes[first : first + size], now - timedelta(days=days_ago)
            commands = [Register([_an_attendee(next(numbers), wish)], purchase_id=ids.new_id()) for wish in part]
            replies = _perform(event, commands, then, changes)
            opened = [reply.purchase_id for reply in replies if isinstance(reply, PurchaseOpened)]
            _perform(event, [Finalize(purchase_id, is_public=False) for purchase_id in opened], then, changes)


def _perform(event: Event, commands: Sequence[Command], now: datetime, changes: Changes) -> list[Reply]:
    requests = [Request(event.organization_id, event.id, command, is_silent=True) for command in commands]
    return perform(requests, now=now, changes=changes) if requests else []


def _an_attendee(number: int, wish: dict[str, Any]) -> Attendee:
    first = _FIRST_NAMES[number % len(_FIRST_NAMES)]
    last = _LAST_NAMES[number % len(_LAST_NAMES)]
    email = f"{first}.{last}@{_DOMAINS[number % len(_DOMAINS)]}".lower()
    return Attendee(registration_id=ids.new_id(), **{"first_name": first, "last_name": last, "email": email, **wish})


def _buy_passes(event: Event) -> _Wishes:
    """Sell the early birds out, and some of the others."""
    numbers = {"Early bird": 12, "Two-day pass": 19, "First day": 5, "Student": 8}
    passes = {row.name: str(row.id) for row in Pass.objects.filter(event=event)}
    return [{"pass_id": passes[name]} for name, number in numbers.items() for _ in range(number)]


def _choose_tours(event: Event) -> _Wishes:
    """Fill the lock, with people waiting for it, and the other tours in part."""
    sessions = {row.name: row.id for row in Session.objects.filter(event=event)}
    lock, crane = sessions["Lock keepers by lamplight"], sessions["Crane 7 at rest"]
    lights, chains = sessions["Night lights"], sessions["Listening to chains"]
    wishes: list[list[SessionChoice]] = [
        *([SessionChoice(lock), SessionChoice(later)] for later in (lights, chains) * 4),
        *([SessionChoice(crane), SessionChoice(lights)] for _ in range(5)),
        *([SessionChoice(lock, waitlisted=True), SessionChoice(chains)] for _ in range(3)),
    ]
    return [{"sessions": choices} for choices in wishes]


def _take_all_chairs(event: Event) -> _Wishes:
    return [{} for _ in range(event.capacity or 0)]


def _watch(_event: Event) -> _Wishes:
    return [{} for _ in range(17)]


def _go_on_board(event: Event) -> _Wishes:
    """Answer the questions, each a little differently."""
    fields = list(CustomRegistrationField.objects.filter(attachments__event=event).order_by("attachments__order"))
    tag, dog, ships, lunch = (str(field.id) for field in fields)
    fleet, menu = fields[2].choice_list(), fields[3].choice_list()
    return [
        {
            "answers": [
                Answer(tag, "Captain" if number == 3 else ""),
                Answer(dog, "Yes" if number % 3 == 0 else "No"),
                Answer(ships, None, tuple(fleet[: number % len(fleet) + 1])),
                Answer(lunch, menu[number % len(menu)]),
            ]
        }
        for number in range(14)
    ]


_WISHES: Final[dict[str, Callable[[Event], _Wishes]]] = {
    "Harbour_Data_Days": _buy_passes,
    "Night_Tours": _choose_tours,
    "Lock_Keepers_Breakfast": _take_all_chairs,
    "How_to_Read_a_Tide_Table": _watch,
    "Open_Ship_Day": _go_on_board,
}
