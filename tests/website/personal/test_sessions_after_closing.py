"""Outside the registration period sessions are given back on the personal page, and none are taken (contract 7.6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization
from guestlist.registration.models import SessionRegistration, WaitlistItem
from tests.builders import make_event, make_session
from tests.conftest import Clock
from tests.website.personal.people import Person, chosen, everything, register
from tests.website.registration.visitor import Page, Visitor

SESSION = "a0-session"
ENDED = "Registration for this event has ended."
NOT_YET = "Registration for this event has not started yet."


@pytest.fixture
def event(organization: Organization) -> Event:
    return make_event(organization, allows_custom_agenda=True, shows_waitlist=True)


def close(event: Event, clock: Clock) -> None:
    Event.objects.filter(pk=event.pk).update(has_registration_end=True, registration_ends_at=clock.moment)


def not_open_yet(event: Event, clock: Clock) -> None:
    Event.objects.filter(pk=event.pk).update(registration_opens_at=clock.moment + timedelta(hours=1))


def names(person: Person) -> list[str]:
    rows = SessionRegistration.objects.filter(registration=person.registration_id, status="registered")
    return sorted(rows.values_list("session__name", flat=True))


def alert(page: Page) -> str:
    return next((element.text for element in page.main if element.get("role") == "alert"), "")


@pytest.mark.parametrize(("shut", "why"), [(close, ENDED), (not_open_yet, NOT_YET)], ids=["ended", "not begun"])
def test_no_session_is_taken_and_the_page_says_why(
    visitor: Visitor, event: Event, clock: Clock, shut: Any, why: str
) -> None:
    old, _new = make_session(event, "Old"), make_session(event, "New")
    person = register(visitor, event, sessions=[old.id])
    form = person.open("sessions/")
    shut(event, clock)
    before = everything()

    refused = person.press(form, "Save", {SESSION: chosen(form, "Old", "New")})

    assert (refused.status, alert(refused)) == (422, f"“New”: {why}")
    assert everything() == before
    assert f"{why} Other sessions cannot be chosen now." in person.open().text


def test_no_queue_is_joined_either(visitor: Visitor, event: Event, clock: Clock) -> None:
    make_session(event, "Full", capacity=0)
    person = register(visitor, event)
    form = person.open("sessions/")
    close(event, clock)

    refused = person.press(form, "Save", {SESSION: chosen(form, "Full")})

    assert (refused.status, alert(refused)) == (422, f"“Full”: {ENDED}")
    assert not WaitlistItem.objects.exists()


def test_an_exchange_is_refused_as_a_whole(visitor: Visitor, event: Event, clock: Clock) -> None:
    old, _new = make_session(event, "Old"), make_session(event, "New")
    person = register(visitor, event, sessions=[old.id])
    form = person.open("sessions/")
    close(event, clock)

    person.press(form, "Save", {SESSION: chosen(form, "New")})

    assert names(person) == ["Old"]


def test_what_somebody_has_can_be_given_back_and_the_registration_cancelled(
    visitor: Visitor, event: Event, clock: Clock
) -> None:
    sessions = [make_session(event, name) for name in ("First", "Second")]
    person = register(visitor, event, sessions=[session.id for session in sessions])
    form = person.open("sessions/")
    close(event, clock)

    person.press(form, "Save", {SESSION: chosen(form, "First")})
    kept = names(person)
    person.press(person.follow(person.open(), "Give back"), "Give back the place")
    last = names(person)
    cancelled = person.press(person.open("cancel/"), "Cancel my registration")

    assert (kept, last) == (["First"], [])
    assert cancelled.heading == "Your registration is cancelled"


def test_where_none_can_be_chosen_there_is_no_form(visitor: Visitor, event: Event, clock: Clock) -> None:
    make_session(event, "New")
    person = register(visitor, event)
    form = person.open("sessions/")
    close(event, clock)

    page, refused = person.open(), person.press(form, "Save", {SESSION: chosen(form, "New")})

    assert "Choose sessions" not in page.text
    assert f"{ENDED} Other sessions cannot be chosen now." in page.text
    assert person.open("sessions/").heading == "You are registered"
    assert (refused.status, alert(refused)) == (422, f"“New”: {ENDED}")


def test_an_event_without_a_choice_of_sessions_says_nothing_of_them(
    visitor: Visitor, organization: Organization, clock: Clock
) -> None:
    event = make_event(organization, "Plain_Days")
    make_session(event, "For all")
    person = register(visitor, event)
    close(event, clock)

    assert "Your sessions" not in person.open().text
