"""What people change on their personal pages, by POST through the front door."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from guestlist import ids
from guestlist.catalog.choices import EventStyle, FieldType
from guestlist.catalog.models import Event, Pass
from guestlist.organizations.models import Organization
from guestlist.registration.models import (
    CheckIn,
    Purchase,
    Registration,
    RegistrationLogEntry,
    Response,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.requests import ActorKind
from guestlist.registration.rules.commands import Answer, CancelByHand, Finalize, InviteWaiting
from guestlist.registration.rules.commands import CheckIn as CheckingIn
from tests.builders import an_attendee, commit, make_event, make_field, make_pass, make_session, registering
from tests.conftest import Clock
from tests.eventsapi.site import Site
from tests.website.personal.people import Person, chosen, everything, register
from tests.website.registration.visitor import Page, Visitor

SESSION = "a0-session"


def statuses(event: Event) -> list[str]:
    return sorted(Registration.objects.filter(event=event).values_list("status", flat=True))


def session_names(person: Person) -> list[str]:
    rows = SessionRegistration.objects.filter(registration=person.registration_id, status="registered")
    return sorted(rows.values_list("session__name", flat=True))


def queues(person: Person) -> list[str | None]:
    items = WaitlistItem.objects.filter(registration_id=person.registration_id)
    return list(items.order_by("sequence").values_list("session__name", flat=True))


def say(page: Page) -> str:
    """Give what the page says was done, or was not."""
    said = [e.text for e in page.main if e.get("role") in {"status", "alert"}]
    return said[0] if said else ""


# Cancelling.


def test_cancelling_is_asked_once_and_then_done(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    person = register(visitor, event)

    asked = person.follow(person.open(), "Cancel my registration")
    before = statuses(event)
    done = person.press(asked, "Cancel my registration")

    assert (asked.heading, before) == ("Cancel your registration?", ["registered"])
    assert (done.status, done.heading) == (200, "Your registration is cancelled")
    assert say(done).startswith("Your registration is cancelled. Thank you for telling us")
    assert statuses(event) == ["cancelled"]
    assert done.buttons == []
    assert RegistrationLogEntry.objects.get().by == ActorKind.ATTENDEE


@pytest.mark.parametrize(("price_minor", "speaks_of_money"), [(0, False), (2500, True)], ids=["free", "paid"])
def test_money_is_spoken_of_where_the_pass_costs_something(
    visitor: Visitor, organization: Organization, price_minor: int, speaks_of_money: bool
) -> None:
    event = make_event(organization)
    free = make_pass(event, "Guest pass", price_minor=0)
    person = register(visitor, event, pass_id=str(free.id))
    Pass.objects.update(price_minor=price_minor, currency="EUR")  # it stands for one that was paid

    assert ("about your money" in person.open("cancel/").text) is speaks_of_money


def test_cancelling_twice_says_the_same(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    person = register(visitor, event)
    asked = person.open("cancel/")

    pages = [person.press(asked, "Cancel my registration") for _ in range(2)]

    assert [page.heading for page in pages] == ["Your registration is cancelled"] * 2
    assert RegistrationLogEntry.objects.count() == 1


def test_whoever_is_checked_in_cannot_cancel(visitor: Visitor, organization: Organization, clock: Clock) -> None:
    event = make_event(organization)
    person = register(visitor, event)
    asked = person.open("cancel/")
    commit(event, CheckingIn(ids.new_id(), person.registration_id))

    page, refused = person.open(), person.press(asked, "Cancel my registration")

    assert page.heading == "You are checked in"
    assert "You have been checked in already. The registration cannot be cancelled here any more." in page.text
    assert (refused.status, say(refused)) == (422, "You have been checked in already.")
    assert statuses(event) == ["checked_in"]


def test_one_session_is_given_back(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True)
    sessions = [make_session(event, name) for name in ("Lock keepers", "Tide gauges")]
    person = register(visitor, event, sessions=[session.id for session in sessions])

    asked = person.follow(person.open(), "Give back")
    done = person.press(asked, "Give back the place")

    assert "Lock keepers" in asked.text
    assert say(done).startswith("You gave back your place in the session.")
    assert session_names(person) == ["Tide gauges"]
    assert statuses(event) == ["registered"]


def test_the_session_of_somebody_else_stays_theirs(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True)
    session = make_session(event)
    mara, jonas = [register(visitor, event, number, sessions=[session.id]) for number in (1, 2)]
    foreign = SessionRegistration.objects.get(registration=jonas.registration_id)
    before = everything()

    visitor.post(f"{mara.path}sessions/{foreign.id}/cancel/", {"csrfmiddlewaretoken": mara.token()})

    assert everything() == before


def test_two_people_of_one_party_act_on_their_own_only(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    attendees = [an_attendee(number) for number in (1, 2)]
    commit(event, registering(*attendees))
    mara, jonas = [Person(visitor, event, attendee.registration_id) for attendee in attendees]

    mara.press(mara.open("cancel/"), "Cancel my registration")

    assert Registration.objects.get(pk=mara.registration_id).status == "cancelled"
    assert jonas.open().heading == "You are registered"


# The waitlist.


def an_offer(visitor: Visitor, organization: Organization, **columns: Any) -> tuple[Person, Person]:
    """Give somebody who is registered, and somebody who waits; the event has one place."""
    event = make_event(organization, capacity=1, shows_waitlist=True, **columns)
    return register(visitor, event, 1), register(visitor, event, 2, waitlisted=True)


def test_somebody_leaves_the_waitlist_and_the_link_ends(visitor: Visitor, organization: Organization) -> None:
    _first, person = an_offer(visitor, organization)

    asked = person.follow(person.open(), "Leave the waitlist")
    left = person.press(asked, "Leave the waitlist")

    assert asked.heading == "Leave the waitlist?"
    assert (left.status, left.heading) == (200, "You have left the waitlist.")
    assert not WaitlistItem.objects.exists()
    assert person.open().status == 404


def test_an_offered_place_is_taken_with_one_button(visitor: Visitor, organization: Organization) -> None:
    first, person = an_offer(visitor, organization, offer_hours=24)
    first.press(first.open("cancel/"), "Cancel my registration")
    offered = person.open()

    taken = person.press(offered, "Take the place")
    again = person.press(offered, "Take the place")

    assert (taken.heading, say(taken)) == ("You are registered", "The place is yours.")
    assert (again.heading, again.status) == ("You are registered", 200)
    assert statuses(person.event) == ["cancelled", "registered"]
    assert len(taken.main.all("svg")) == 1


def test_a_place_that_is_not_held_goes_to_whoever_is_faster(visitor: Visitor, organization: Organization) -> None:
    first, person = an_offer(visitor, organization)
    first.press(first.open("cancel/"), "Cancel my registration")
    offered = person.open()
    register(visitor, person.event, 3)

    refused = person.press(offered, "Take the place")

    assert "It is not held for you" in offered.text
    assert (refused.status, say(refused)) == (422, "All places at the event are taken at the moment.")
    assert queues(person) == [None]


def test_an_offer_that_lapsed_meanwhile_is_not_taken(
    visitor: Visitor, organization: Organization, clock: Clock
) -> None:
    first, person = an_offer(visitor, organization, offer_hours=24)
    first.press(first.open("cancel/"), "Cancel my registration")
    offered = person.open()
    clock.advance(hours=25)

    refused = person.press(offered, "Take the place")

    assert (refused.status, say(refused)) == (422, "The time to take up this offer is over.")
    assert statuses(person.event) == ["cancelled"]


def test_the_queue_may_have_registered_somebody_who_leaves_it(visitor: Visitor, organization: Organization) -> None:
    first, person = an_offer(visitor, organization, auto_registers_waitlist=True)
    asked = person.follow(person.open(), "Leave the waitlist")
    first.press(first.open("cancel/"), "Cancel my registration")

    page = person.press(asked, "Leave the waitlist")

    assert (page.heading, say(page)) == ("You are registered", "There was nothing to change.")
    assert statuses(person.event) == ["cancelled", "registered"]


def test_declining_an_offer_gives_it_to_the_next(visitor: Visitor, organization: Organization) -> None:
    first, person = an_offer(visitor, organization, offer_hours=24)
    third = register(visitor, person.event, 3, waitlisted=True)
    first.press(first.open("cancel/"), "Cancel my registration")

    asked = person.follow(person.open(), "No, thank you")
    person.press(asked, "Decline the place")

    assert asked.heading == "Decline the place?"
    assert third.open().heading == "A place is free for you"


def test_nobody_takes_or_leaves_for_somebody_else(visitor: Visitor, organization: Organization) -> None:
    first, person = an_offer(visitor, organization, offer_hours=24)
    item = WaitlistItem.objects.get()
    commit(person.event, InviteWaiting(item.id))
    token = first.token()
    before = everything()

    for part in ("take", "leave"):
        visitor.post(f"{first.path}waitlist/{item.id}/{part}/", {"csrfmiddlewaretoken": token})

    assert everything() == before


# Paying.


def a_paid_offer(visitor: Visitor, organization: Organization) -> Person:
    organization.demo_payment = True
    organization.save()
    event = make_event(organization, capacity=1, shows_waitlist=True)
    make_pass(event, "Day pass")
    make_pass(event, "Two-day pass", price_minor=40000)
    person = register(visitor, event, waitlisted=True)
    commit(event, InviteWaiting(WaitlistItem.objects.get().id))
    return person


def test_a_paid_place_is_taken_with_a_pass_and_then_paid(visitor: Visitor, organization: Organization) -> None:
    person = a_paid_offer(visitor, organization)
    offered = person.open()
    (option,) = offered.controls("Day pass")

    held = person.press(offered, "Take the place and pay", {option.get("name"): option.get("value")})
    paid = person.press(held, "Confirm the payment")

    assert (held.heading, say(held)) == (
        "Almost done",
        "The place is held for you. It is yours when it is paid for.",
    )
    assert "To pay: €240.00" in held.text
    assert (paid.heading, say(paid)) == ("You are registered", "Thank you: it is paid for, and the place is yours.")
    assert "Day pass" in paid.text
    assert not WaitlistItem.objects.exists()


def test_without_a_pass_nothing_is_taken(visitor: Visitor, organization: Organization) -> None:
    person = a_paid_offer(visitor, organization)

    refused = person.press(person.open(), "Take the place and pay")

    assert (refused.status, say(refused)) == (422, "Please choose a pass.")
    assert not Purchase.objects.exists()


def test_paying_is_confirmed_only_where_the_organization_demonstrates_it(
    visitor: Visitor, organization: Organization
) -> None:
    person = a_paid_offer(visitor, organization)
    offered = person.open()
    (option,) = offered.controls("Day pass")
    held = person.press(offered, "Take the place and pay", {option.get("name"): option.get("value")})
    organization.demo_payment = False
    organization.save()

    refused = person.press(held, "Confirm the payment")

    assert (refused.status, say(refused)) == (422, "Payments cannot be confirmed on this page.")
    assert not Registration.objects.exists()


def test_paying_twice_leads_to_the_page(visitor: Visitor, organization: Organization) -> None:
    person = a_paid_offer(visitor, organization)
    offered = person.open()
    (option,) = offered.controls("Day pass")
    held = person.press(offered, "Take the place and pay", {option.get("name"): option.get("value")})
    commit(person.event, Finalize(Purchase.objects.get().id))

    assert person.press(held, "Confirm the payment").heading == "You are registered"


# Sessions.


def sessions_event(organization: Organization, **columns: Any) -> Event:
    return make_event(organization, allows_custom_agenda=True, shows_waitlist=True, **columns)


def test_sessions_are_exchanged_with_one_form(visitor: Visitor, organization: Organization) -> None:
    event = sessions_event(organization)
    old, _new = make_session(event, "Old"), make_session(event, "New")
    person = register(visitor, event, sessions=[old.id])

    form = person.follow(person.open(), "Change sessions")
    done = person.press(form, "Save", {SESSION: chosen(form, "New")})

    assert "checked" in form.controls("Old")[0].attributes
    assert say(done) == "Your sessions are changed."
    assert session_names(person) == ["New"]


def test_a_full_session_is_waited_for(visitor: Visitor, organization: Organization) -> None:
    event = sessions_event(organization)
    make_session(event, "Full", capacity=0, shows_waitlist=True)
    person = register(visitor, event)

    form = person.open("sessions/")
    done = person.press(form, "Save", {SESSION: chosen(form, "Full")})

    assert "Full: choose it to join its waitlist" in form.text
    assert "You are waiting for" in done.text
    assert queues(person) == ["Full"]
    again = person.open("sessions/")
    person.press(again, "Save", {SESSION: None})
    assert queues(person) == []


def test_a_session_that_became_full_is_refused_and_nothing_is_given_back(
    visitor: Visitor, organization: Organization
) -> None:
    event = sessions_event(organization)
    old, new = make_session(event, "Old"), make_session(event, "New", capacity=1)
    person = register(visitor, event, sessions=[old.id])
    form = person.open("sessions/")
    register(visitor, event, 2, sessions=[new.id])

    refused = person.press(form, "Save", {SESSION: chosen(form, "New")})

    assert (refused.status, say(refused)) == (422, "All places in “New” are taken at the moment.")
    assert session_names(person) == ["Old"]
    assert "checked" in refused.controls("Old")[0].attributes


def test_what_came_while_the_form_was_open_stays(visitor: Visitor, organization: Organization) -> None:
    event = sessions_event(organization, auto_registers_waitlist=True)
    make_session(event, "Free")
    wanted = make_session(event, "Wanted", capacity=1, shows_waitlist=True)
    other = register(visitor, event, 2, sessions=[wanted.id])
    person = register(visitor, event)
    form = person.open("sessions/")
    # In another window, the person joins the queue, which serves them.
    person.press(form, "Save", {SESSION: chosen(form, "Free")})
    later = person.open("sessions/")
    person.press(later, "Save", {SESSION: chosen(later, "Free", "Wanted")})
    other.press(other.open("cancel/"), "Cancel my registration")
    assert session_names(person) == ["Free", "Wanted"]

    person.press(form, "Save", {SESSION: chosen(form, "Free")})

    assert session_names(person) == ["Free", "Wanted"]


def test_saving_nothing_new_says_so(visitor: Visitor, organization: Organization) -> None:
    event = sessions_event(organization)
    person = register(visitor, event, sessions=[make_session(event).id])
    before = everything()

    page = person.press(person.open("sessions/"), "Save")

    assert say(page) == "There was nothing to change."
    assert everything() == before


def test_where_one_session_is_the_most_one_is_chosen_instead_of_another(
    visitor: Visitor, organization: Organization
) -> None:
    event = sessions_event(organization, style=EventStyle.REAL_TIME, one_session_only=True)
    old, _new = make_session(event, "Old"), make_session(event, "New")
    person = register(visitor, event, sessions=[old.id])

    form = person.open("sessions/")
    assert [control.get("type") for control in form.controls("New")] == ["radio"]
    person.press(form, "Save", {SESSION: chosen(form, "New")[0]})
    assert session_names(person) == ["New"]
    person.press(person.open("sessions/"), "Save", {SESSION: ""})
    assert session_names(person) == []


def test_where_a_session_is_required_the_last_one_stays(visitor: Visitor, organization: Organization) -> None:
    event = sessions_event(organization, style=EventStyle.REAL_TIME, session_required=True)
    person = register(visitor, event, sessions=[make_session(event, "Old").id])

    refused = person.press(person.open("sessions/"), "Save", {SESSION: None})

    assert (refused.status, say(refused)) == (422, "You need at least one session.")
    assert session_names(person) == ["Old"]


def test_a_session_that_was_attended_cannot_be_given_back(
    visitor: Visitor, organization: Organization, clock: Clock
) -> None:
    event = sessions_event(organization)
    session = make_session(event, "Old")
    make_session(event, "New")
    person = register(visitor, event, sessions=[session.id])
    commit(event, CheckingIn(ids.new_id(), person.registration_id, session.id))
    before = everything()

    form = person.open("sessions/")

    assert CheckIn.objects.exists()
    assert "disabled" in form.controls("Old")[0].attributes
    refused = person.press(form, "Save", {SESSION: None, "had": [str(session.id)]})
    assert (refused.status, say(refused)) == (422, "“Old”: You have been checked in already.")
    assert everything() == before


def test_a_session_of_another_event_is_unknown(visitor: Visitor, organization: Organization) -> None:
    event = sessions_event(organization)
    make_session(event)
    others = make_session(make_event(organization, "Lock_Days"), "Elsewhere")
    person = register(visitor, event)

    refused = person.press(person.open("sessions/"), "Save", {SESSION: [str(others.id), "x", ""]})

    assert refused.status == 422
    assert "The event has no such session." in say(refused)
    assert session_names(person) == []


def test_where_nothing_can_be_chosen_there_is_no_form(visitor: Visitor, organization: Organization) -> None:
    person = register(visitor, make_event(organization))

    assert person.open("sessions/").heading == "You are registered"


# Answers.


def answers_event(organization: Organization) -> tuple[Event, list[Any]]:
    event = make_event(organization)
    return event, [
        make_field(event, "Diet", is_required=True),
        make_field(event, "Days", order=1, field_type=FieldType.MULTIPLE_CHOICE, choices="Thu\nFri"),
        make_field(event, "Chair", order=2, field_type=FieldType.BOOLEAN),
    ]


def test_answers_are_changed(visitor: Visitor, organization: Organization) -> None:
    event, (diet, days, chair) = answers_event(organization)
    given = [Answer(str(diet.id), "None"), Answer(str(days.id), None, ("Thu",)), Answer(str(chair.id), "yes")]
    person = register(visitor, event, answers=given)

    form = person.follow(person.open(), "Change answers")
    kept = person.press(form, "Save")
    done = person.press(form, "Save", {f"a0-{diet.id}": "Vegan", f"a0-{days.id}": ["Thu", "Fri"], f"a0-{chair.id}": ""})

    assert form.by_id(f"a0-{diet.id}").get("value") == "None"
    assert (kept.heading, say(done)) == ("You are registered", "Your answers are saved.")
    rows = Response.objects.order_by("field__text").values_list("field__text", "value")
    assert list(rows) == [("Days", "Thu, Fri"), ("Diet", "Vegan")]


def test_a_required_answer_is_asked_for_where_it_belongs(visitor: Visitor, organization: Organization) -> None:
    event, (diet, _days, _chair) = answers_event(organization)
    person = register(visitor, event, answers=[Answer(str(diet.id), "None")])
    before = everything()

    refused = person.press(person.open("answers/"), "Save", {f"a0-{diet.id}": " "})

    assert refused.status == 422
    assert len(refused.faults) == 1
    assert refused.faults[0].startswith("Diet: ")
    assert refused.by_id(f"a0-{diet.id}").get("aria-invalid") == "true"
    assert everything() == before


# Forged and late requests.


PARTS = ("answers/", "sessions/", "cancel/", "payment/", "")


@pytest.mark.parametrize("part", PARTS)
def test_a_form_without_its_mark_is_refused(visitor: Visitor, organization: Organization, part: str) -> None:
    event = sessions_event(organization)
    field = make_field(event)
    person = register(visitor, event, sessions=[make_session(event).id])
    token = person.token()
    before = everything()

    for data in ({}, {"csrfmiddlewaretoken": "x" * 64}, {f"a0-{field.id}": "Vegan"}):
        assert visitor.post(f"{person.path}{part}", data).status_code == 403
    elsewhere = {"Origin": "https://elsewhere.example"}
    forged = visitor.post(f"{person.path}{part}", {"csrfmiddlewaretoken": token}, elsewhere)
    assert forged.status_code == 403
    assert everything() == before


def test_of_two_who_take_the_last_place_at_once_one_gets_it(site: Site, organization: Organization) -> None:
    event = make_event(organization, capacity=1, shows_waitlist=True, invitations_per_slot=2)
    first = register(Visitor(site), event, 1)
    people = [register(Visitor(site), event, number, waitlisted=True) for number in (2, 3)]
    first.press(first.open("cancel/"), "Cancel my registration")
    offers = [person.open() for person in people]

    with ThreadPoolExecutor(2) as threads:
        pages = list(threads.map(lambda one: one[0].press(one[1], "Take the place"), zip(people, offers, strict=True)))

    assert sorted(page.status for page in pages) == [200, 422]
    assert statuses(event) == ["cancelled", "registered"]
    assert WaitlistItem.objects.count() == 1


def test_a_place_that_is_given_back_and_taken_at_once_is_given_once(site: Site, organization: Organization) -> None:
    event = make_event(organization, capacity=2, shows_waitlist=True, auto_registers_waitlist=True)
    leaving = [register(Visitor(site), event, number) for number in (1, 2)]
    waiting = [register(Visitor(site), event, number, waitlisted=True) for number in (3, 4, 5)]
    cancelling = [(person, person.open("cancel/"), "Cancel my registration") for person in leaving]
    asked = waiting[0].follow(waiting[0].open(), "Leave the waitlist")
    wishes = [*cancelling, (waiting[0], asked, "Leave the waitlist")]

    with ThreadPoolExecutor(3) as threads:
        pages = list(threads.map(lambda wish: wish[0].press(wish[1], wish[2]), wishes))

    assert {page.status for page in pages} == {200}
    active = Registration.objects.filter(event=event, status="registered").count()
    # Whoever gave up was first in line: either they were served before they could, or the other two were.
    assert (active, WaitlistItem.objects.count()) in {(2, 1), (2, 0)}


def test_staff_may_have_cancelled_meanwhile(visitor: Visitor, organization: Organization) -> None:
    event = sessions_event(organization)
    make_session(event, "New")
    person = register(visitor, event)
    form = person.open("sessions/")
    commit(event, CancelByHand(person.registration_id))

    refused = person.press(form, "Save", {SESSION: chosen(form, "New")})

    assert refused.heading == "Your registration is cancelled"
    assert session_names(person) == []
