"""A phone at a door, as tests act it: what it asks and what it tells."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from guestlist import clock
from guestlist.catalog.models import Event
from tests.backoffice.registrations.visits import address


def scan(code: object, *, key: UUID | None = None, session: UUID | str = "", **values: Any) -> dict[str, Any]:
    """Give a check-in as a phone tells it."""
    told = {"kind": "check_in", "id": str(key or uuid4()), "code": str(code), "session": str(session)}
    return {**told, "at": clock.now().isoformat(), **values}


def undo(told: dict[str, Any]) -> dict[str, Any]:
    """Give the taking back of a check-in."""
    return {"kind": "undo", "id": told["id"]}


def post(client: Client, event: Event, told: Any) -> Any:
    """Send something, and give the response."""
    return client.post(address("checkin_send", event.pk), json.dumps({"told": told}), content_type="application/json")


def send(client: Client, event: Event, *told: Any) -> list[dict[str, Any]]:
    """Send check-ins, and give the answers."""
    response = post(client, event, list(told))
    assert response.status_code == 200, response.content
    return list(response.json()["answers"])


def people_of(client: Client, event: Event, **query: object) -> dict[str, Any]:
    """Ask for the list; people by last name."""
    response = client.get(address("checkin_people", event.pk), query)
    assert response.status_code == 200
    answer = response.json()
    return {**answer, "people": {row["last"]: row for row in answer.get("people", [])}}
