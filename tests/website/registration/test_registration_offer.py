"""What is read for a form, and how much of it at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from guestlist.catalog.choices import EventStyle
from guestlist.catalog.models import Session
from guestlist.database.configuration import READING
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration
from guestlist.website.registration.offer import Offer, load_offer
from guestlist.website.registration.standing import form_size_max, people_max
from tests.builders import an_attendee, commit, make_event, make_field, make_pass, make_session, registering
from tests.website.registration.visitor import Visitor, somebody


def offer_of(organization: Organization) -> Offer:
    offer = load_offer(organization, "Harbour_Data_Days")
    assert offer is not None
    return offer


def test_a_form_is_read_with_few_questions_to_the_database_however_long_it_is(organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True, style=EventStyle.REAL_TIME)
    for number in range(30):
        make_session(event, f"Session {number}")
        make_pass(event, f"Pass {number}")
        make_field(event, f"Question {number}")
    offer_of(organization)

    with CaptureQueriesContext(connections[READING]) as queries:
        offer = offer_of(organization)

    assert (len(offer.sessions), len(offer.passes), len(offer.settings.fields)) == (30, 30, 30)
    assert len(queries) <= 18


def test_what_is_left_is_the_smaller_number_of_seats_and_passes(organization: Organization) -> None:
    event = make_event(organization, capacity=5)
    first = make_pass(event, allocated=2)
    make_pass(event, "Evening", allocated=1)
    assert offer_of(organization).left == 3

    commit(event, registering(an_attendee(pass_id=str(first.id))))

    offer = offer_of(organization)
    assert (offer.left, offer.passes[first.id].left) == (2, 1)


def test_only_live_sessions_are_offered_and_only_where_they_are_chosen(organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True)
    later = make_session(event, "Later", starts_at=event.starts_at + timedelta(hours=1))
    first = make_session(event, "Sooner")
    make_session(event, "Draft", publish_status=100000000)

    assert list(offer_of(organization).sessions) == [first.id, later.id]
    event.allows_custom_agenda = False
    event.save()
    assert offer_of(organization).sessions == {}


@pytest.mark.parametrize(
    ("columns", "number"),
    [
        ({}, 50),
        ({"capacity": 3}, 3),
        ({"capacity": 3, "shows_waitlist": True}, 50),
        ({"capacity": 0}, 1),
        ({"allows_multi_attendee": False}, 1),
    ],
)
def test_as_many_people_may_be_named_as_can_have_something(
    organization: Organization, columns: dict[str, object], number: int
) -> None:
    make_event(organization, **columns)

    assert people_max(offer_of(organization)) == number


def test_a_form_with_very_many_sessions_is_for_fewer_people(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True)
    sample = make_session(event)
    columns = {"event": event, "publish_status": sample.publish_status, "starts_at": sample.starts_at}
    Session.objects.bulk_create(
        Session(name=f"Session {number}", ends_at=sample.ends_at, **columns) for number in range(2000)
    )
    assert form_size_max(offer_of(organization)) == 2

    page = visitor.open_form()
    page = visitor.send(page, somebody(1) | somebody(2, person=2) | {"people": "50"})

    assert page.faults[0] == "At most 2 people can be registered at once."
    assert len([e for e in page.main.all("fieldset") if e.get("class") == "card one-person"]) == 3
    assert not Registration.objects.exists()
