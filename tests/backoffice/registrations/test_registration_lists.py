"""The lists of people: filters, search, tabs, and a number of queries that does not grow."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guestlist.accounts.models import Membership
from guestlist.registration.models import AttendeePass, Registration, SessionRegistration
from tests.backoffice.registrations.visits import address, names_in, people_list, registered, text_of
from tests.builders import make_event, make_pass, make_session

QUERIES_MAX = 30


@pytest.fixture
def event(house):
    return make_event(house.organization, "Tidal_Talks", time_zone="Pacific/Auckland")


def test_a_list_shows_who_is_registered_and_the_tab_who_cancelled(owner, event):
    first, second = registered(event, 1, 2)
    owner.post(address("registration_cancel", second.pk), {"confirmed": "1"})

    assert names_in(owner.get(people_list("registration", event))) == ["Oyelaran 1"]
    assert names_in(owner.get(people_list("registration", event, status__exact="cancelled"))) == ["Oyelaran 2"]
    assert len(names_in(owner.get(people_list("registration", event, status__exact="all")))) == 2
    assert first.pk != second.pk


def test_a_search_finds_names_addresses_and_numbers_also_of_cancelled_ones(owner, event):
    first, second = registered(event, 1, 2)
    owner.post(address("registration_cancel", second.pk), {"confirmed": "1"})

    def found(words: str) -> list[str]:
        return names_in(owner.get(people_list("registration", event, q=words)))

    assert found("mara2@") == ["Oyelaran 2"]
    assert found(first.public_id) == ["Oyelaran 1"]
    assert found(str(first.pk)) == ["Oyelaran 1"]
    assert sorted(found("oyelaran")) == ["Oyelaran 1", "Oyelaran 2"]


def test_filters_by_session_and_pass_look_at_what_people_have_now(owner, event):
    session, event_pass = make_session(event), make_pass(event, price_minor=0)
    first, second = registered(event, 1, 2, pass_id=str(event_pass.pk))
    for registration, status in ((first, "registered"), (second, "cancelled")):
        SessionRegistration.objects.create(
            registration=registration,
            session=session,
            status=status,
            cancelled_at=None if status == "registered" else registration.created_at,
        )
    AttendeePass.objects.filter(registration=first).update(is_active=False)
    by_session = {"session_registrations__session__id__exact": session.pk}
    by_pass = {"attendee_passes__event_pass__id__exact": event_pass.pk}

    assert names_in(owner.get(people_list("registration", event, **by_session))) == ["Oyelaran 1"]
    assert names_in(owner.get(people_list("registration", event, **by_pass))) == ["Oyelaran 2"]


def test_days_are_those_of_the_events_clock(owner, event):
    first, second = registered(event, 1, 2)
    # 2 March in Auckland, while in UTC it is 1 March.
    Registration.objects.filter(pk=first.pk).update(created_at=datetime(2027, 3, 1, 20, tzinfo=UTC))
    Registration.objects.filter(pk=second.pk).update(created_at=datetime(2027, 3, 1, 8, tzinfo=UTC))
    day = {"created_at_from": "2027-03-02", "created_at_to": "2027-03-02"}

    response = owner.get(people_list("registration", event, **day))

    assert names_in(response) == ["Oyelaran 1"]
    assert "2 Mar 2027, 09:00" in text_of(response)


@pytest.mark.parametrize(
    "query",
    [
        {"created_at_from": "soon"},
        {"created_at_to": "9999-12-31"},
        {"imported": "now~then"},
        {"imported": "2027-01-01T00:00:00~2027-01-02T00:00:00"},
        {"session_registrations__session__id__exact": "x"},
        {"attendee_passes__event_pass__id__exact": "x"},
        {"status__exact": "x"},
    ],
)
def test_filters_that_make_no_sense_are_no_error_of_the_server(owner, event, query):
    assert owner.get(people_list("registration", event, **query)).status_code in (200, 302)


def test_every_list_of_an_event_opens_with_its_figures_and_tabs(owner, house):
    event = house.event
    by_registration = {"registration__event__id__exact": event.pk}
    lists = [
        people_list("registration", event),
        people_list("waitlistitem", event),
        people_list("purchase", event),
        address("registration_sessionregistration_changelist", **by_registration),
        address("registration_attendeepass_changelist", **by_registration),
    ]
    for where in lists:
        page = text_of(owner.get(where))
        assert "HeronVisitor" in page or "HeronAda" in page or "heron" in page.lower()
        assert "1 of 9 places taken" in page
        assert address("registration_export_csv", event.pk) in page


def test_rows_of_sessions_and_passes_lead_to_the_registration(owner, house):
    registration = house.records[Registration]
    for model in (SessionRegistration, AttendeePass):
        where = address(f"registration_{model._meta.model_name}_change", house.records[model].pk)
        assert owner.get(where).url == address("registration_registration_change", registration.pk)


def test_the_number_of_queries_does_not_grow_with_the_people(owner, event):
    event_pass = make_pass(event, price_minor=0, allocated=100)
    registered(event, *range(1, 60), pass_id=str(event_pass.pk))
    waiting_event = make_event(event.organization, "Full", shows_waitlist=True, capacity=0)

    for where in (
        people_list("registration", event),
        people_list("registration"),
        people_list("waitlistitem", waiting_event),
        people_list("purchase", event),
        address("people_contact_changelist"),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert owner.get(where).status_code == 200
        assert len(queries) <= QUERIES_MAX, [query["sql"] for query in queries]


def test_viewers_look_and_find_no_button(client_of, house):
    viewer = client_of(Membership.Role.VIEWER)
    registration = house.records[Registration]

    listed = text_of(viewer.get(people_list("registration", house.event)))
    shown = text_of(viewer.get(address("registration_registration_change", registration.pk)))

    assert "HeronVisitor" in listed
    assert "/export/" not in listed
    assert "cancel_chosen" not in listed
    assert "HeronVisitor" in shown
    assert address("registration_cancel", registration.pk) not in shown
