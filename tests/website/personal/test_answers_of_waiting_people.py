"""People who wait answer anew on their personal page, and their registration has what they said last."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist.catalog.models import CustomRegistrationField, Event
from guestlist.organizations.models import Organization
from guestlist.registration.models import (
    Purchase,
    PurchaseAttendee,
    Registration,
    RegistrationLogEntry,
    Response,
    WaitlistItem,
)
from guestlist.registration.requests import ActorKind
from guestlist.registration.rules.commands import Answer, ChangeAnswers, ChangeLimits, Finalize, InviteWaiting
from guestlist.registration.rules.notes import What
from tests.builders import an_attendee, commit, make_event, make_field, make_pass, make_session, registering
from tests.conftest import Clock
from tests.website.personal.people import Person, everything, register
from tests.website.registration.visitor import Page, Visitor


def a_queue(organization: Organization, **columns: Any) -> tuple[Event, CustomRegistrationField]:
    given = {"capacity": 0, "shows_waitlist": True, "auto_registers_waitlist": True} | columns
    event = make_event(organization, **given)
    return event, make_field(event, "Diet", is_required=True)


def somebody_waiting(
    visitor: Visitor, event: Event, field: CustomRegistrationField, number: int = 1, **values: Any
) -> Person:
    answers = [Answer(str(field.id), "None"), Answer("shoe_size", "38")]
    return register(visitor, event, number, waitlisted=True, answers=answers, **values)


def somebody_paying(visitor: Visitor, organization: Organization) -> tuple[Event, CustomRegistrationField, Person]:
    """Let somebody who waited take up an offer, so that it only has to be paid."""
    event, diet = a_queue(organization, capacity=1)
    make_pass(event, "Day pass")
    person = somebody_waiting(visitor, event, diet)
    commit(event, InviteWaiting(WaitlistItem.objects.get().id))
    offered = person.open()
    (option,) = offered.controls("Day pass")
    person.press(offered, "Take the place and pay", {option.get("name"): option.get("value")})
    return event, diet, person


def answer(person: Person, field: CustomRegistrationField, text: str) -> Page:
    return person.press(person.follow(person.open(), "Change answers"), "Save", {f"a0-{field.id}": text})


def said(person: Person) -> list[tuple[str, str]]:
    """Give what the registration of a person says: question, or the id that came, and answer."""
    rows = Response.objects.filter(registration=person.registration_id).order_by("pk")
    return [(row.field.text if row.field else row.given_id, row.value) for row in rows]


def test_what_somebody_answers_while_waiting_is_what_their_registration_has(
    visitor: Visitor, organization: Organization
) -> None:
    event, diet = a_queue(organization)
    person, other = [somebody_waiting(visitor, event, diet, number) for number in (1, 2)]

    page = answer(person, diet, "Vegan")
    commit(event, ChangeLimits(sets_event_capacity=True, event_capacity=5))

    assert page.heading == "You are on the waitlist"
    assert "Your answers are saved." in page.text
    assert "Vegan" in page.text
    assert said(person) == [("Diet", "Vegan"), ("shoe_size", "38")]
    assert said(other) == [("Diet", "None"), ("shoe_size", "38")]
    entry = RegistrationLogEntry.objects.get(what=What.DETAILS_CHANGED.value)
    assert (entry.by, entry.registration_id) == (ActorKind.ATTENDEE, person.registration_id)


def test_the_place_in_line_stays(visitor: Visitor, organization: Organization) -> None:
    event, diet = a_queue(organization)
    first, _second = [somebody_waiting(visitor, event, diet, number) for number in (1, 2)]
    places = WaitlistItem.objects.order_by("pk").values_list("pk", "sequence", "created_at", "invited")
    before = list(places)

    answer(first, diet, "Vegan")

    assert list(places) == before


@pytest.mark.parametrize("text", [" ", "x" * 4001], ids=["blank", "too long"])
def test_the_same_rules_hold_as_for_people_who_are_registered(
    visitor: Visitor, organization: Organization, text: str
) -> None:
    event, diet = a_queue(organization)
    person = somebody_waiting(visitor, event, diet)
    before = everything()

    refused = answer(person, diet, text)

    assert refused.status == 422
    assert refused.faults[0].startswith("Diet: ")
    assert everything() == before


def test_an_offer_that_is_taken_up_comes_with_the_new_answers(visitor: Visitor, organization: Organization) -> None:
    event, diet = a_queue(organization, auto_registers_waitlist=False)
    person = somebody_waiting(visitor, event, diet)
    commit(event, ChangeLimits(sets_event_capacity=True, event_capacity=1))

    offered = answer(person, diet, "Vegan")
    taken = person.press(offered, "Take the place")

    assert (offered.heading, taken.heading) == ("A place is free for you", "You are registered")
    assert said(person) == [("Diet", "Vegan"), ("shoe_size", "38")]


def test_what_is_answered_while_a_place_is_paid_for_counts(visitor: Visitor, organization: Organization) -> None:
    event, diet, person = somebody_paying(visitor, organization)

    answer(person, diet, "Vegan")
    commit(event, Finalize(Purchase.objects.get().id, is_public=False))

    assert Registration.objects.get().pk == person.registration_id
    assert said(person) == [("Diet", "Vegan"), ("shoe_size", "38")]


def test_a_purchase_that_came_to_nothing_keeps_what_it_was_told(
    visitor: Visitor, organization: Organization, clock: Clock
) -> None:
    _event, diet, person = somebody_paying(visitor, organization)
    Purchase.objects.update(status="expired", ended_at=clock.moment)

    answer(person, diet, "Vegan")

    assert PurchaseAttendee.objects.get().answers[0][2] == "None"
    assert WaitlistItem.objects.get().answers[0][2] == "Vegan"


def test_whoever_waits_for_sessions_only_can_too(visitor: Visitor, organization: Organization) -> None:
    event, diet = a_queue(organization, capacity=None, allows_custom_agenda=True)
    sessions = [make_session(event, name, capacity=0) for name in ("Locks", "Tides")]
    choices = [session.pk for session in sessions]
    person = register(visitor, event, waitlisted_sessions=choices, answers=[Answer(str(diet.id), "None")])

    answer(person, diet, "Vegan")
    commit(event, ChangeLimits(session_capacities={sessions[0].pk: 1}))

    assert Registration.objects.get().pk == person.registration_id
    assert said(person) == [("Diet", "Vegan")]
    assert [kept[0][2] for kept in WaitlistItem.objects.values_list("answers", flat=True)] == ["Vegan"]


def test_a_link_of_somebody_else_changes_nothing(visitor: Visitor, organization: Organization) -> None:
    event, diet = a_queue(organization)
    person, other = [somebody_waiting(visitor, event, diet, number) for number in (1, 2)]
    form = other.fields(other.open("answers/").form)
    forged = person.path.replace("/my/", "/my/A")

    answered = visitor.post(f"{forged}answers/", form | {f"a0-{diet.id}": "Vegan"})

    assert answered.status_code == 404
    assert {kept[0][2] for kept in WaitlistItem.objects.values_list("answers", flat=True)} == {"None"}


def test_nobody_answers_after_the_event(visitor: Visitor, organization: Organization, clock: Clock) -> None:
    event, diet = a_queue(organization)
    person = somebody_waiting(visitor, event, diet)
    form = person.open("answers/")
    clock.moment = event.ends_at

    late = person.press(form, "Save", {f"a0-{diet.id}": "Vegan"})

    assert late.status == 410
    assert WaitlistItem.objects.get().answers[0][2] == "None"


def test_in_one_batch_the_last_answers_hold(organization: Organization) -> None:
    event, diet = a_queue(organization)
    attendee = an_attendee(waitlisted=True, answers=[Answer(str(diet.id), "None"), Answer("shoe_size", "38")])
    key = attendee.registration_id

    commit(
        event,
        registering(attendee),
        ChangeAnswers(key, [Answer(str(diet.id), "Vegan")]),
        ChangeLimits(sets_event_capacity=True, event_capacity=1),
    )

    rows = Response.objects.filter(registration=key).order_by("pk").values_list("given_id", "value")
    assert list(rows) == [(str(diet.id), "Vegan"), ("shoe_size", "38")]
