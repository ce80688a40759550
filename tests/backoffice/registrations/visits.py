"""What tests of people's pages share: addresses, what a page says, and people to register."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from guestlist.catalog.models import Event
from guestlist.registration.models import Registration
from tests.builders import an_attendee, commit, registering


def address(name: str, *args: object, **query: object) -> str:
    """Give the address of a page of the back office."""
    path = reverse(f"admin:{name}", args=args)
    return f"{path}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else path


def people_list(table: str, event: Event | None = None, **query: object) -> str:
    """Give the address of a list, of one event or of all."""
    chosen = {"event__id__exact": event.pk} if event else {}
    return address(f"registration_{table}_changelist", **chosen, **query)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def said(response: Any) -> list[str]:
    """Give what the messages of the answered request say."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def names_in(response: Any) -> list[str]:
    """Give who stands in a list, by last name, in its order."""
    return [record.last_name for record in response.context["cl"].result_list]


def person(number: int = 1, **values: Any) -> dict[str, Any]:
    """Give what one types into the form of an attendee."""
    return {
        "first_name": "Mara",
        "last_name": f"Oyelaran {number}",
        "email": f"mara{number}@oyelaran.example",
        **values,
    }


def registered(event: Event, *numbers: int, **values: Any) -> list[Registration]:
    """Register people at the API's door; gives their registrations in order."""
    people = [an_attendee(number, **values) for number in numbers]
    for each in people:
        commit(event, registering(each))
    rows = Registration.objects.in_bulk([each.registration_id for each in people])
    return [rows[each.registration_id] for each in people]


def waiting(event: Event, *numbers: int) -> None:
    """Put people into the event's queue."""
    for number in numbers:
        commit(event, registering(an_attendee(number, waitlisted=True)))


def choose(client: Client, where: str, action: str, ids: list[UUID], **more: Any) -> Any:
    """Choose records in a list and do something with them."""
    return client.post(where, {"action": action, "_selected_action": [str(key) for key in ids], **more})


def confirm(client: Client, where: str, action: str, ids: list[UUID], **more: Any) -> Any:
    """Answer what an action asks."""
    return choose(client, where, action, ids, confirmed="1", **more)
