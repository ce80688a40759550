"""Importing attendees: the check shows everything and stores nothing, then all are registered, or none."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guestlist.accounts.models import Membership
from guestlist.catalog.choices import FieldType
from guestlist.registration.models import Registration, RegistrationLogEntry
from tests.backoffice.registrations.visits import address, names_in, registered, said, text_of
from tests.builders import make_event, make_field, make_pass, make_session

HEADINGS = "First name,Last name,E-mail"


@pytest.fixture
def event(house):
    return make_event(house.organization, "Tidal_Talks", capacity=3)


def page_of(event) -> str:
    return address("registration_import", event.pk)


def upload(client, event, *lines: str, headings: str = HEADINGS, **values):
    content = "\n".join([headings, *lines]).encode()
    return client.post(page_of(event), {"file": SimpleUploadedFile("people.csv", content), "check": "1", **values})


def packed_in(response) -> str:
    return re.search(r'name="packed" value="([^"]+)"', text_of(response)).group(1)


def go_on(client, event, checked, button="import", **values):
    return client.post(page_of(event), {"packed": packed_in(checked), button: "1", **values})


def problems_in(response) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.heading, problem.sentence) for problem in response.context["problems"]]


def test_a_table_is_checked_first_and_then_imported_without_giving_it_again(owner, house, event):
    make_pass(event, "Early", price_minor=0)
    make_session(event, "Tide gauges")
    make_field(event, "Diet", field_type=FieldType.SINGLE_CHOICE, choices="None\nVegan")
    headings = f"{HEADINGS},Pass,Sessions,Diet,Shoe size"

    checked = upload(owner, event, "Mara,Falk,m@x.example,Early,Tide gauges,Vegan,42", headings=headings)
    stored_by_check = Registration.objects.filter(event=event).count()
    done = go_on(owner, event, checked)

    assert "1 person can be registered" in text_of(checked)
    assert "“Shoe size”" in text_of(checked)
    assert stored_by_check == 0
    assert said(done)[0] == "1 person was registered."
    registration = Registration.objects.get(event=event)
    assert registration.responses.get().value == "Vegan"
    assert registration.session_registrations.get().session.name == "Tide gauges"
    assert registration.attendee_passes.get().event_pass.name == "Early"
    entry = RegistrationLogEntry.objects.get(registration_id=registration.pk)
    assert (entry.by, entry.user_name) == ("import", "Heron owner")


def test_after_an_import_the_list_shows_those_who_were_imported(owner, event):
    registered(event, 1)

    done = go_on(owner, event, upload(owner, event, "Ada,Falk,a@x.example", "Bo,Falk,b@x.example"))

    listed = owner.get(done.url)
    assert names_in(listed) == ["Falk", "Falk"]
    assert len(names_in(owner.get(done.url.split("&")[0]))) == 3


def test_every_problem_is_shown_with_its_row_and_column_and_nothing_is_stored(owner, event):
    make_field(event, "Diet", field_type=FieldType.SINGLE_CHOICE, choices="None\nVegan")
    registered(event, 1)
    lines = [
        ",Falk,nowhere,Fish",
        "Mara,Oyelaran 1,mara1@oyelaran.example,",
        "Ada,Falk,ada@x.example,",
        "Ada,Falk,ada@x.example,",
        "Bo,Falk,bo@x.example,",
        "Cy,Falk,cy@x.example,",
    ]

    response = upload(owner, event, *lines, headings=f"{HEADINGS},Diet")

    already = "This person is registered for the event already, or stands in a row above."
    assert problems_in(response) == [
        (2, "First name", "Please fill this in."),
        (2, "E-mail", "“nowhere” is not an e-mail address."),
        (2, "Diet", "“Fish” is not one of the choices of “Diet”."),
        (3, "", already),
        (5, "", already),
        (7, "", "The event is full: 1 place is missing."),
    ]
    assert 'name="import"' not in text_of(response)
    assert Registration.objects.filter(event=event).count() == 1


def test_what_has_problems_is_not_imported_even_if_asked_for(owner, event):
    checked = upload(owner, event, "Mara,Falk,nowhere")

    response = go_on(owner, event, checked)

    assert problems_in(response)
    assert not Registration.objects.filter(event=event).exists()


def test_overbooking_is_a_wish_and_the_check_says_what_it_would_do(owner, event):
    event.capacity = 1
    event.save()
    lines = ("Ada,Falk,a@x.example", "Bo,Falk,b@x.example", "Cy,Falk,c@x.example")

    checked = upload(owner, event, *lines)
    again = go_on(owner, event, checked, "check", may_overbook="on")
    done = go_on(owner, event, again, may_overbook="on")

    assert not checked.context["report"].is_possible
    assert "The event was overbooked by 2 places." in text_of(again)
    assert "The event was overbooked by 2 places." in said(done)
    assert Registration.objects.filter(event=event).count() == 3


def test_an_event_that_filled_up_since_the_check_takes_nobody(owner, event):
    checked = upload(owner, event, "Ada,Falk,a@x.example", "Bo,Falk,b@x.example")
    registered(event, 1, 2)

    response = go_on(owner, event, checked)

    assert problems_in(response) == [(3, "", "The event is full: 1 place is missing.")]
    assert Registration.objects.filter(event=event).count() == 2


def test_missing_columns_are_named(owner, event):
    response = upload(owner, event, "Mara,m@x.example", headings="First name,E-mail")

    assert problems_in(response) == [(0, "", "There is no column “Last name”.")]


@pytest.mark.parametrize("content", [b"", b"PK broken", b"\x89PNG\0\0"])
def test_a_file_that_is_no_table_is_refused_beside_the_field(owner, event, content):
    response = owner.post(page_of(event), {"file": SimpleUploadedFile("x.xlsx", content), "check": "1"})

    assert response.status_code == 200
    assert response.context["form"].errors["file"]


def test_nothing_chosen_is_said_beside_the_field(owner, event):
    response = owner.post(page_of(event), {"check": "1"})

    assert response.context["form"].errors["file"] == ["Please choose a file."]


@pytest.mark.parametrize("packed", ["x", "eyJhIjoxfQ:1:2", "\0"])
def test_rows_that_were_not_checked_here_are_refused(owner, event, packed):
    response = owner.post(page_of(event), {"packed": packed, "import": "1"})

    assert response.context["form"].errors["file"]
    assert not Registration.objects.filter(event=event).exists()


def test_checked_rows_belong_to_one_event_and_one_person(client_of, house, event):
    other = make_event(house.organization, "Other")
    desk, manager = client_of(Membership.Role.REGISTRATION_DESK), client_of(Membership.Role.EVENT_MANAGER)
    checked = upload(desk, event, "Ada,Falk,a@x.example")

    go_on(desk, other, checked)
    go_on(manager, event, checked)

    assert not Registration.objects.filter(event__in=[event, other]).exists()
    assert go_on(desk, event, checked).status_code == 302


def test_an_exported_file_can_be_imported_elsewhere(owner, house, event):
    registered(event, 1, 2)
    other = make_event(house.organization, "Other")
    for form in ("csv", "xlsx"):
        exported = b"".join(owner.get(address(f"registration_export_{form}", event.pk)).streaming_content)
        file = SimpleUploadedFile(f"people.{form}", exported)

        checked = owner.post(page_of(other), {"file": file, "check": "1"})

        assert checked.context["report"].is_possible
        assert checked.context["report"].rows == 2


def test_a_template_names_the_columns_of_the_event(owner, event):
    make_field(event, "Diet")

    content = b"".join(owner.get(address("registration_template_csv", event.pk)).streaming_content)

    assert content.decode("utf-8-sig") == "First name,Last name,E-mail,Pass,Sessions,Diet\r\n"
