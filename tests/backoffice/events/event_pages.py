"""How the tests of the events' pages fill in forms."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from guestlist.catalog.models import Event


def address(name: str, *args: Any) -> str:
    """Give the address of a page: address("change", event.pk)."""
    return reverse(f"admin:catalog_event_{name}", args=args)


def shown(client: Client, url: str) -> dict[str, Any]:
    """Give what the form of a page would post if one pressed “Save” at once."""
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    fields = _Fields()
    fields.feed(response.content.decode())
    return fields.values


class _Fields(HTMLParser):
    """Collects what a browser would send of the fields that belong to the event."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self._is_form = False
        self._text: str | None = None  # name of the open text area
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "form":
            self._is_form = given.get("id") == "event_form"
        elif not self._is_form:
            return
        elif tag == "input" and name and given.get("type") not in {"file", "submit", "button"}:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self.values[name] = given.get("value") or ("on" if given.get("type") == "checkbox" else "")
        elif tag == "textarea" and name:
            self._text = name
            self.values[name] = ""
        elif tag == "select" and name:
            self._select = name
            self.values[name] = ""
        elif tag == "option" and self._select and "selected" in given:
            self.values[self._select] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.values[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_form = False
        elif tag == "textarea" and self._text:
            self.values[self._text] = self.values[self._text].removeprefix("\n").removeprefix("\r\n")
            self._text = None
        elif tag == "select":
            self._select = None


def save(client: Client, event: Event, **changes: Any) -> HttpResponse:
    """Open the form of an event, change fields (None: take them out) and save."""
    url = address("change", event.pk)
    values = {name: value for name, value in shown(client, url).items() if "__prefix__" not in name} | changes
    return client.post(url, {name: value for name, value in values.items() if value is not None})


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """Give the mistakes that a page shows, by field."""
    assert response.status_code == 200, (response.status_code, response.headers.get("Location"))
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def messages(response: HttpResponse) -> list[str]:
    """Give the sentences on top of a page."""
    return [str(message) for message in response.context["messages"]]
