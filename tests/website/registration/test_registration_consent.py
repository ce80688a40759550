"""The consent that the registration form asks for."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist.organizations.models import Organization
from guestlist.registration.models import Consent, Registration
from tests.builders import make_event
from tests.website.registration.visitor import Page, Visitor, fields_of, somebody

TEXT = "We keep your name <b>for the event</b>.\n\nSee https://heron.example/privacy"
UNTICKED = "Please tick the box if you agree. Without it we cannot register you."
CHANGED = "This text has changed. Please read it once more and tick the box."


@pytest.fixture(autouse=True)
def event(organization: Organization) -> Any:
    Organization.objects.update(consent_text=TEXT)
    return make_event(organization)


def ticked(page: Page) -> dict[str, Any]:
    return {"consent": page.by_id("consent").get("value")}


def test_the_form_shows_the_text_with_its_links_and_nothing_is_ticked(visitor: Visitor) -> None:
    form = visitor.open_form()

    assert "We keep your name <b>for the event</b>." in form.text
    assert form.main.all("a", href="https://heron.example/privacy")
    assert "checked" not in form.by_id("consent").attributes
    assert "consent" not in fields_of(form.form)


def test_nobody_registers_without_it_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    page = visitor.send(visitor.open_form(), somebody())

    assert (page.status, page.faults) == (422, [UNTICKED])
    assert UNTICKED in page.described(page.by_id("consent"))
    assert page.control("Last name").get("value") == "Oyelaran 1"
    assert not Registration.objects.exists()


def test_what_was_agreed_to_is_kept_as_it_was_shown(visitor: Visitor) -> None:
    form = visitor.open_form()

    page = visitor.send(form, somebody() | ticked(form))

    consent = Consent.objects.get()
    assert page.heading == "You are registered"
    assert (consent.text, consent.registration_id) == (TEXT, Registration.objects.get().pk)


def test_a_tick_stays_while_something_else_is_mended(visitor: Visitor) -> None:
    form = visitor.open_form()

    page = visitor.send(form, somebody() | ticked(form) | {"a0-email": "nowhere"})

    assert len(page.faults) == 1
    assert "checked" in page.by_id("consent").attributes


def test_a_text_that_changed_meanwhile_is_asked_for_anew(visitor: Visitor) -> None:
    form = visitor.open_form()
    Organization.objects.update(consent_text="We sell your name.")

    page = visitor.send(form, somebody() | ticked(form))

    assert page.faults == [CHANGED]
    assert "We sell your name." in page.text
    assert not Consent.objects.exists()


def test_an_organization_without_a_text_asks_for_nothing(visitor: Visitor) -> None:
    Organization.objects.update(consent_text="")

    page = visitor.send(visitor.open_form(), somebody())

    assert page.heading == "You are registered"
    assert not Consent.objects.exists()
