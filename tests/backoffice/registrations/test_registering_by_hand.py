"""Registering people by hand: what may be left out, what is refused beside its field, what overbooks on purpose."""

from __future__ import annotations

import pytest

from guestlist.accounts.models import Membership
from guestlist.catalog.choices import FieldType, PublishStatus
from guestlist.registration.models import (
    AttendeePass,
    Registration,
    RegistrationLogEntry,
    Response,
    SessionRegistration,
)
from tests.backoffice.registrations.visits import address, person, registered, said, text_of
from tests.builders import make_event, make_field, make_pass, make_session


@pytest.fixture
def event(house):
    return make_event(house.organization, "Tidal_Talks", capacity=2)


def add_page(event) -> str:
    return address("registration_registration_add", event=event.pk)


def test_somebody_is_registered_with_pass_session_and_answers(owner, house, event):
    event.publish_status = PublishStatus.DRAFT
    event.save()
    event_pass, session = make_pass(event), make_session(event)
    diet = make_field(event, "Diet", is_required=True, field_type=FieldType.SINGLE_CHOICE, choices="None\nVegan")
    days = make_field(event, "Days", field_type=FieldType.MULTIPLE_CHOICE, choices="Thu\nFri", order=1)
    make_field(event, "Badge", order=2, is_required=True)
    typed = person(
        event_pass=event_pass.pk,
        sessions=[session.pk],
        **{f"answer_{diet.pk.hex}": "Vegan", f"answer_{days.pk.hex}": ["Thu", "Fri"]},
    )

    response = owner.post(add_page(event), typed)

    registration = Registration.objects.get(event=event)
    assert response.url == address("registration_registration_change", registration.pk)
    assert said(response) == ["Mara Oyelaran 1 is registered."]
    assert AttendeePass.objects.get(registration=registration).event_pass == event_pass
    assert SessionRegistration.objects.get(registration=registration).session == session
    assert sorted(Response.objects.filter(registration=registration).values_list("value", flat=True)) == [
        "Thu, Fri",
        "Vegan",
    ]
    entry = RegistrationLogEntry.objects.get(registration_id=registration.pk)
    assert (entry.what, entry.user) == ("registered_by_hand", house.users[Membership.Role.OWNER])


def test_the_next_person_can_follow_at_once(owner, event):
    response = owner.post(add_page(event), person(_addanother="1"))

    assert response.url == add_page(event)
    assert Registration.objects.filter(event=event).count() == 1


def test_what_is_wrong_stands_beside_its_field(owner, event):
    response = owner.post(add_page(event), person(email="nowhere", first_name="x" * 51))

    errors = response.context["form"].errors
    assert errors["email"] == ["“nowhere” is not an e-mail address."]
    assert errors["first_name"] == ["This is longer than 50 characters."]
    assert not Registration.objects.filter(event=event).exists()


def test_a_full_event_is_overbooked_only_when_the_box_is_ticked_that_the_refusal_brings(owner, event):
    registered(event, 8, 9)
    shown = text_of(owner.get(add_page(event)))

    refused = owner.post(add_page(event), person())
    done = owner.post(add_page(event), person(may_overbook="on"))

    assert "may_overbook" not in shown
    assert refused.context["form"].non_field_errors() == ["The event is full: 1 place is missing."]
    assert 'name="may_overbook"' in text_of(refused)
    assert 'name="may_repeat"' not in text_of(refused)
    assert said(done) == ["Mara Oyelaran 1 is registered.", "The event was overbooked by 1 place."]
    assert Registration.objects.filter(event=event).count() == 3


def test_a_person_is_registered_twice_only_when_the_box_is_ticked_that_the_refusal_brings(owner, event):
    registered(event, 1)

    refused = owner.post(add_page(event), person())
    owner.post(add_page(event), person(may_repeat="on"))

    assert 'name="may_repeat"' in text_of(refused)
    assert Registration.objects.filter(event=event).count() == 2


def test_a_pass_or_session_of_another_event_is_refused(owner, house, event):
    make_pass(event)
    make_session(event)
    other = make_event(house.organization, "Other")

    response = owner.post(add_page(event), person(event_pass=make_pass(other).pk, sessions=[make_session(other).pk]))

    assert {"event_pass", "sessions"} == set(response.context["form"].errors)
    assert not Registration.objects.filter(event=event).exists()


def test_without_an_event_it_is_asked_for_and_templates_are_not_offered(owner, house, event):
    make_event(house.organization, "Tidal_Template", is_template=True)

    page = text_of(owner.get(address("registration_registration_add", q="tidal")))

    assert add_page(event).split("?")[1] in page
    assert "Tidal Template" not in page
    assert house.event.name not in page


def test_nobody_can_be_registered_for_a_template(owner, house):
    template = make_event(house.organization, "Pattern", is_template=True)

    response = owner.post(add_page(template), person())

    assert "choose one of its events" in response.context["form"].non_field_errors()[0]


@pytest.mark.parametrize("text", [b"%00", b"Ma%00ra", b"%ED%A0%80"])
def test_characters_that_cannot_be_stored_are_no_error_of_the_server(owner, event, text):
    body = b"last_name=Oyelaran&email=mara%40oyelaran.example&first_name=" + text

    response = owner.post(add_page(event), body, content_type="application/x-www-form-urlencoded")

    assert response.status_code in (200, 302)
    assert all("\0" not in each.first_name for each in Registration.objects.filter(event=event))
