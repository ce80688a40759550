"""Somebody with a personal link, on the website of an organization."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guestlist.catalog.models import Event
from guestlist.registration.models import (
    AttendeePass,
    Purchase,
    PurchaseAttendee,
    Registration,
    RegistrationLogEntry,
    Response,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.models.personal import PersonalLink
from guestlist.registration.personal.links import key_of
from guestlist.registration.rules.decisions import Done
from tests.builders import an_attendee, commit, registering
from tests.website.registration.visitor import Element, Page, Visitor, fields_of

_TABLES = (
    Registration,
    SessionRegistration,
    AttendeePass,
    WaitlistItem,
    Purchase,
    PurchaseAttendee,
    Response,
    RegistrationLogEntry,
    PersonalLink,
    Event,
)
_TOKEN = "csrfmiddlewaretoken"


@dataclass
class Person:
    """An attendee who has opened the link, in a browser of their own."""

    visitor: Visitor
    event: Event
    registration_id: UUID
    root: str = ""

    @property
    def path(self) -> str:
        signed = key_of(self.registration_id).signed(self.event.organization_id)
        return f"{self.root}/my/{signed}/"

    def open(self, part: str = "") -> Page:
        return self.visitor.get(f"{self.path}{part}")

    def follow(self, page: Page, link: str) -> Page:
        """Follow a link by its words."""
        found = [a for a in page.main.all("a") if a.text == link or a.text.startswith(f"{link} ")]
        assert found, f"No link {link!r}"
        return self.visitor.get(found[0].get("href"))

    def press(self, page: Page, button: str, values: dict[str, Any] | None = None) -> Page:
        """Press a button of whichever form has it, with its fields as they are but for `values`, by name."""
        forms = [form for form in page.main.all("form") if button in [b.text for b in form.all("button")]]
        assert forms, f"No button {button!r} among {page.buttons}"
        data = self.fields(forms[0]) | (values or {})
        return self.visitor._follow("POST", forms[0].get("action") or page.path, data=data)

    def fields(self, form: Element) -> dict[str, Any]:
        """Give what a browser would send, hidden fields of the same name included."""
        data = fields_of(form)
        had = [e.get("value") for e in _named(form, "had")]
        return data | ({"had": had} if had else {})

    def token(self) -> str:
        """Give a token that this browser may send."""
        found = _named(self.open().main, _TOKEN) or _named(self.open("cancel/").main, _TOKEN)
        return found[0].get("value")


def _named(form: Element, name: str) -> list[Element]:
    return [element for element in form.all("input") if element.get("name") == name]


def register(visitor: Visitor, event: Event, number: int = 1, **values: Any) -> Person:
    """Register somebody, or let them wait."""
    attendee = an_attendee(number, **values)
    (reply,) = commit(event, registering(attendee))
    assert isinstance(reply, Done), reply
    return Person(visitor, event, attendee.registration_id)


def everything() -> list[Any]:
    """Give all that a personal page could change."""
    return [list(table._default_manager.order_by("pk").values()) for table in _TABLES]


def chosen(page: Page, *labels: str) -> list[str]:
    """Give the values of check boxes by their labels."""
    return [control.get("value") for label in labels for control in page.controls(label)]
