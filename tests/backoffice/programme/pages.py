"""What a browser does with a page of the back office: reads its form, changes some fields, sends it."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


class _Form(HTMLParser):
    """Collects what a browser would send of the form with the most fields."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._select: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name and given.get("type") not in {"submit", "file", "button"}:
            is_box = given.get("type") in {"checkbox", "radio"}
            if not is_box or "checked" in given:
                self._add(name, given.get("value") or ("on" if is_box else ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given.get("value") or "")
        elif tag == "textarea":
            self._textarea = name
            self._add(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            # A browser leaves the first line end out, and sends others as two characters.
            text = (self.fields[self._textarea][-1] + data).removeprefix("\n")
            self.fields[self._textarea][-1] = text.replace("\r\n", "\n").replace("\n", "\r\n")

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


def fields_of(response: HttpResponse) -> dict[str, Any]:
    """Give what a page's forms would send as they are."""
    parser = _Form()
    parser.feed(response.content.decode())
    return {name: values if len(values) > 1 else values[0] for name, values in parser.fields.items()}


def send(client: Client, path: str, changes: Mapping[str, Any], **options: Any) -> HttpResponse:
    """Open a form, change some fields (None: left out), send it; gives the page after the last redirect."""
    page = client.get(path)
    assert page.status_code == 200, page
    sent = {name: value for name, value in {**fields_of(page), **changes}.items() if value is not None}
    response: HttpResponse = client.post(path, sent, follow=True, **options)
    assert response.status_code == 200, response
    return response


def messages_of(response: HttpResponse) -> str:
    """Give the messages on a page, as one text."""
    return "\n".join(str(message) for message in response.context["messages"])


def errors_of(response: HttpResponse) -> dict[str, list[str]]:
    """Give the errors beside the fields of a form."""
    form = response.context["adminform"].form
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}
