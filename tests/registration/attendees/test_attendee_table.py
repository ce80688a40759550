"""Registrations as a table: what stands in it, in which order, and what a spreadsheet must not run."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from guestlist.accounts.models import User
from guestlist.catalog.choices import FieldType
from guestlist.catalog.models import Event, EventCustomRegistrationField
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.organizations.journal import writing
from guestlist.registration import desk
from guestlist.registration.attendees import table
from guestlist.registration.attendees.table import guarded, joined, unguarded
from guestlist.registration.desk import NewAttendee
from guestlist.registration.models import Registration
from guestlist.registration.rules.commands import Answer, Cancel
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_field,
    make_organization,
    make_pass,
    make_session,
    registering,
)


def table_of(event: Event, **wishes: bool) -> list[dict[str, str]]:
    with reading():
        columns = table.columns(event)
        headings = [column.heading for column in columns]
        return [dict(zip(headings, row, strict=True)) for row in table.rows(event, columns, **wishes)]


@pytest.mark.usefixtures("database", "clock")
def test_a_registration_is_a_row_with_pass_sessions_status_and_answers():
    event = make_event(make_organization())
    day, locks, tides = make_pass(event, "Day"), make_session(event, "Locks"), make_session(event, "Tides; low")
    topics = make_field(event, "Topics", field_type=FieldType.MULTIPLE_CHOICE, choices="Tides\nBerths", order=2)
    diet = make_field(event, "Diet", order=1)
    person = NewAttendee(
        "Mara",
        "Oyelaran",
        "mara@oyelaran.example",
        day.id,
        [locks.id, tides.id],
        {topics.id: ["Tides", "Berths"], diet.id: "Vegan"},
    )
    user = User.objects.create_user("ilse@lindenhof.example")
    with writing() as changes:
        desk.register(event.organization_id, event.id, [person], actor=desk.staff(user), changes=changes)

    (row,) = table_of(event)

    assert row.pop("Registration") == Registration.objects.get().public_id
    assert set(row.pop("Sessions").splitlines()) == {"Locks", "Tides; low"}
    assert list(row.items()) == [
        ("First name", "Mara"),
        ("Last name", "Oyelaran"),
        ("E-mail", "mara@oyelaran.example"),
        ("Status", "Registered"),
        ("Registered at", "2027-03-01 13:00"),
        ("Pass", "Day"),
        ("Diet", "Vegan"),
        ("Topics", "Tides, Berths"),
    ]


@pytest.mark.usefixtures("database", "clock")
def test_cancelled_registrations_stand_there_only_if_asked_for(clock):
    event = make_event(make_organization())
    mara = an_attendee(1)
    commit(event, registering(mara))
    clock.advance(minutes=1)
    commit(event, registering(an_attendee(2)))
    commit(event, Cancel(mara.registration_id))

    assert [row["Last name"] for row in table_of(event)] == ["Oyelaran 2"]
    assert [row["Status"] for row in table_of(event, cancelled=True)] == ["Cancelled", "Registered"]


@pytest.mark.usefixtures("database", "clock")
def test_answers_to_fields_that_are_asked_no_more_are_kept_and_no_heading_stands_twice():
    organization = make_organization()
    event = make_event(organization)
    old, new = make_field(event, "Pass"), make_field(event, "=Diet", order=1)
    commit(event, registering(an_attendee(answers=[Answer(str(old.id), "Yes"), Answer(str(new.id), "-")])))
    EventCustomRegistrationField.objects.filter(field=old).delete()
    make_field(make_event(organization, "Elsewhere"), "Shirt")

    (row,) = table_of(event)

    assert list(row)[-2:] == ["'=Diet", "Pass (2)"]
    assert (row["'=Diet"], row["Pass"], row["Pass (2)"]) == ("'-", "", "Yes")


@pytest.mark.usefixtures("database", "clock")
def test_a_few_queries_serve_hundreds_of_rows():
    event = make_event(make_organization())
    field = make_field(event)
    commit(event, *(registering(an_attendee(n, answers=[Answer(str(field.id), "x")])) for n in range(120)))

    with CaptureQueriesContext(connections[READING]) as queries:
        assert len(table_of(event)) == 120

    assert len(queries) <= 8


@pytest.mark.parametrize("text", ["=1+1", "+49 30 1", "-1", "@here", "\tx", "\rx", "\nx", "＝1+1", "'=1+1"])
def test_what_a_spreadsheet_would_run_is_guarded(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Mara", "O'Neill", "'tis", "1-2", " =1"])
def test_other_texts_stay_as_they_are(text):
    assert guarded(text) == text == unguarded(text)


@given(st.text(alphabet="'=+-@\t\rab", max_size=6))
def test_a_guarded_text_is_no_formula_and_comes_back_as_it_was(text):
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text


def test_several_texts_stand_on_lines_of_their_own_only_where_the_mark_is_part_of_one():
    assert joined(["Tides", "Berths"], mark=", ") == "Tides, Berths"
    assert joined(["Tides, low", "Berths"], mark=", ") == "Tides, low\nBerths"
