"""One registration: what its page shows, what is changed there, and what the log says of it."""

from __future__ import annotations

import pytest

from guestlist.accounts.models import Membership
from guestlist.catalog.choices import FieldType
from guestlist.people.models import Contact
from guestlist.registration.models import AttendeePass, Registration, Response, SessionRegistration, WaitlistItem
from guestlist.registration.rules.commands import Answer
from tests.backoffice.registrations.visits import (
    address,
    confirm,
    people_list,
    person,
    registered,
    said,
    text_of,
    waiting,
)
from tests.builders import make_event, make_field, make_pass, make_session


@pytest.fixture
def event(house):
    return make_event(house.organization, "Tidal_Talks", shows_waitlist=True, auto_registers_waitlist=True)


def page_of(registration) -> str:
    return address("registration_registration_change", registration.pk)


def do(client, name, registration, **values):
    return client.post(address(f"registration_{name}", registration.pk), {"confirmed": "1", **values})


def test_the_whole_life_of_a_registration_and_its_log_says_who_did_what(client_of, house, event):
    event.capacity = 1
    event.save()
    first, second = make_session(event, "Tide gauges"), make_session(event, "Dredging")
    early, late = make_pass(event, "Early"), make_pass(event, "Late")
    desk, manager = client_of(Membership.Role.REGISTRATION_DESK), client_of(Membership.Role.EVENT_MANAGER)

    desk.post(
        address("registration_registration_add", event=event.pk),
        person(event_pass=early.pk, sessions=[first.pk]),
    )
    registration = Registration.objects.get(event=event)
    do(desk, "pass", registration, event_pass=late.pk)
    do(desk, "move_session", registration, leaves=first.pk, session=second.pk)
    do(desk, "add_session", registration, session=first.pk)
    do(desk, "leave_session", registration, leaves=second.pk)
    do(manager, "cancel", registration)

    log = owner_log(desk, registration)
    assert log == [
        ("Cancelled", "", "Heron event_manager"),
        ("Session cancelled", "Dredging", "Heron registration_desk"),
        ("Session added", "Tide gauges", "Heron registration_desk"),
        ("Moved to another session", "Tide gauges → Dredging", "Heron registration_desk"),
        ("Moved to another pass", "Early → Late", "Heron registration_desk"),
        ("Registered by hand", "", "Heron registration_desk"),
    ]
    registration.refresh_from_db()
    assert registration.status == "cancelled"
    assert not AttendeePass.objects.filter(registration=registration, is_active=True).exists()


def owner_log(client, registration):
    lines = client.get(page_of(registration)).context["log"]
    return [(line.what, line.details, line.by) for line in lines]


def test_cancelling_lets_the_waitlist_move(owner, event):
    event.capacity = 1
    event.save()
    (registration,) = registered(event, 1)
    waiting(event, 2)

    asked = owner.get(address("registration_cancel", registration.pk))
    done = do(owner, "cancel", registration)

    assert "served at once" in text_of(asked)
    assert said(done) == ["1 registration was cancelled."]
    moved_up = Registration.objects.get(event=event, status="registered")
    assert moved_up.last_name == "Oyelaran 2"
    assert owner_log(owner, moved_up) == [("Registered from the waitlist", "", "Waitlist")]
    assert not WaitlistItem.objects.filter(event=event).exists()


def test_asking_alone_changes_nothing(owner, event):
    (registration,) = registered(event, 1)

    owner.get(address("registration_cancel", registration.pk))
    owner.post(address("registration_cancel", registration.pk))

    registration.refresh_from_db()
    assert registration.status == "registered"


def test_a_second_cancellation_is_refused_with_its_reason(owner, event):
    (registration,) = registered(event, 1)
    do(owner, "cancel", registration)

    response = do(owner, "cancel", registration)

    assert "This registration is cancelled." in text_of(response)


def test_a_full_session_is_overbooked_only_on_purpose(owner, event):
    session = make_session(event, "Tide gauges", capacity=0)
    (registration,) = registered(event, 1)

    refused = do(owner, "add_session", registration, session=session.pk)
    done = do(owner, "add_session", registration, session=session.pk, may_overbook="on")

    assert "The session “Tide gauges” is full: 1 place is missing." in text_of(refused)
    assert 'name="may_overbook"' in text_of(refused)
    assert "The session “Tide gauges” was overbooked by 1 place." in said(done)
    assert SessionRegistration.objects.get(registration=registration).session == session


def test_a_pass_that_opens_fewer_sessions_moves_only_if_they_are_given_up(owner, event):
    kept, lost = make_session(event, "Kept"), make_session(event, "Lost")
    narrow = make_pass(event, "Narrow", price_minor=0)
    narrow.sessions.add(kept)
    owner.post(address("registration_registration_add", event=event.pk), person(sessions=[lost.pk]))
    registration = Registration.objects.get(event=event)

    refused = do(owner, "pass", registration, event_pass=narrow.pk)
    done = do(owner, "pass", registration, event_pass=narrow.pk, drops_sessions="on")

    assert "The pass does not include “Lost”." in text_of(refused)
    assert done.url == page_of(registration)
    assert not SessionRegistration.objects.filter(registration=registration, status="registered").exists()


def test_the_page_shows_person_sessions_answers_and_contact(owner, event):
    session = make_session(event, "Tide gauges")
    field = make_field(event, "Diet")
    (registration,) = registered(event, 1, answers=[Answer(str(field.pk), "Fish <b>only</b>")])
    do(owner, "add_session", registration, session=session.pk)

    page = text_of(owner.get(page_of(registration)))

    assert "Mara Oyelaran 1" in page
    assert "Tide gauges" in page
    assert "Fish &lt;b&gt;only&lt;/b&gt;" in page
    assert address("people_contact_change", registration.contact_id) in page


def test_details_are_changed_in_the_registration_and_not_in_the_contact(owner, event):
    diet = make_field(event, "Diet", field_type=FieldType.SINGLE_CHOICE, choices="None\nVegan")
    badge = make_field(event, "Badge", order=1)
    (registration,) = registered(event, 1, answers=[Answer(str(diet.pk), "Vegan"), Answer(str(badge.pk), "M.")])
    typed = person(1, first_name="Tamara", **{f"answer_{diet.pk.hex}": "", f"answer_{badge.pk.hex}": "M."})

    response = owner.post(address("registration_edit", registration.pk), typed)

    registration.refresh_from_db()
    assert said(response) == ["Saved."]
    assert registration.first_name == "Tamara"
    assert Contact.objects.get(pk=registration.contact_id).first_name == "Mara"
    assert Response.objects.get(registration=registration).value == "M."
    assert owner_log(owner, registration) == [("Details changed", "first name, Diet", "Heron owner")]


def test_an_answer_that_is_no_choice_any_more_stays_unless_it_is_changed(owner, event):
    diet = make_field(event, "Diet", field_type=FieldType.SINGLE_CHOICE, choices="None\nVegan")
    (registration,) = registered(event, 1, answers=[Answer(str(diet.pk), "Vegan")])
    diet.choices = "None"
    diet.save()
    where = address("registration_edit", registration.pk)

    assert '<option value="Vegan" selected' in text_of(owner.get(where))
    owner.post(where, person(1, first_name="Tamara", **{f"answer_{diet.pk.hex}": "Vegan"}))

    assert Registration.objects.get(pk=registration.pk).first_name == "Tamara"
    assert Response.objects.get(registration=registration).value == "Vegan"


def test_lines_of_an_answer_survive_a_form_that_changes_something_else(owner, event):
    field = make_field(event, "Remarks")
    (registration,) = registered(event, 1, answers=[Answer(str(field.pk), "one\ntwo")])

    typed = person(1, first_name="Tamara", **{f"answer_{field.pk.hex}": "one\r\ntwo"})
    owner.post(address("registration_edit", registration.pk), typed)

    assert Response.objects.get(registration=registration).value == "one\ntwo"
    assert owner_log(owner, registration) == [("Details changed", "first name", "Heron owner")]


def test_wrong_details_stand_beside_their_fields(owner, event):
    (registration,) = registered(event, 1)

    response = owner.post(address("registration_edit", registration.pk), person(1, email="nowhere"))

    assert response.context["form"].errors["email"] == ["“nowhere” is not an e-mail address."]


def test_a_cancelled_registration_is_changed_no_more(owner, event):
    (registration,) = registered(event, 1)
    do(owner, "cancel", registration)

    response = owner.post(address("registration_edit", registration.pk), person(1, first_name="Tamara"))

    assert said(response)[-1] == "This registration is cancelled."
    assert Registration.objects.get(pk=registration.pk).first_name == "Mara"


def test_nothing_can_be_posted_to_the_page_itself(owner, event):
    (registration,) = registered(event, 1)

    assert owner.post(page_of(registration), {"first_name": "Tamara"}).status_code == 405
    assert Registration.objects.get(pk=registration.pk).first_name == "Mara"


def test_several_are_cancelled_at_once_and_refusals_are_named(owner, event):
    first, second, arrived = registered(event, 1, 2, 3)
    Registration.objects.filter(pk=arrived.pk).update(status="checked_in")
    where = people_list("registration", event)
    ids = [first.pk, second.pk, arrived.pk]

    response = confirm(owner, where, "cancel_chosen", ids)

    assert response.url == where
    assert said(response) == [
        "2 registrations were cancelled.",
        "Mara Oyelaran 3: This person has been checked in.",
    ]
    assert Registration.objects.filter(event=event, status="cancelled").count() == 2


def test_what_several_are_asked_names_them_and_changes_nothing(owner, event):
    first, second = registered(event, 1, 2)

    page = owner.post(
        people_list("registration", event), {"action": "cancel_chosen", "_selected_action": [first.pk, second.pk]}
    )

    assert "Oyelaran 1" in text_of(page)
    assert "2 people:" in text_of(page)
    assert Registration.objects.filter(event=event, status="registered").count() == 2
