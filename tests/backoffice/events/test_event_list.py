"""The list of events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Building
from tests.backoffice.events.event_pages import address
from tests.backoffice.houses import House
from tests.builders import an_attendee, commit, make_event, registering
from tests.conftest import Clock

QUERIES_MAX = 30


def names(client: Client, **query: str) -> list[str]:
    response = client.get(address("changelist"), query)
    assert response.status_code == 200
    return [event.name for event in response.context["cl"].result_list]


def test_the_list_says_when_where_and_how_full_an_event_is(house: House, owner: Client) -> None:
    building = Building.objects.create(organization=house.organization, name="Old Customs House")
    event = make_event(house.organization, "Night_Tours", capacity=3, building=building, shows_waitlist=True)
    commit(event, registering(an_attendee(1), an_attendee(2)))

    page = owner.get(address("changelist"), {"q": "night"}).content.decode()

    assert "10 June 2027, 09:00" in page  # on the clock of Europe/Berlin, not 7:00 in UTC
    assert "Old Customs House" in page
    assert "2 / 3" in page
    assert "Night_Tours" in page


def test_templates_and_masters_of_series_are_no_events(house: House, owner: Client) -> None:
    make_event(house.organization, "Open_Day", is_template=True)

    assert names(owner) == ["Heron Days"]
    assert names(owner, kind="templates") == ["Open Day"]


def test_upcoming_and_past_events_are_told_apart_by_their_end(house: House, owner: Client, clock: Clock) -> None:
    make_event(
        house.organization,
        "Long_Ago",
        starts_at=clock.now() - timedelta(days=9),
        ends_at=clock.now() - timedelta(days=8),
    )
    make_event(
        house.organization, "Right_Now", starts_at=clock.now() - timedelta(hours=1), ends_at=clock.now() + timedelta(1)
    )

    assert names(owner, kind="upcoming") == ["Right Now", "Heron Days"]
    assert names(owner, kind="past") == ["Long Ago"]


def test_events_are_found_by_name_readable_id_and_place(house: House, owner: Client) -> None:
    building = Building.objects.create(organization=house.organization, name="Old Customs House", city="Lindenhof")
    make_event(house.organization, "X_1", name="Night Tours", building=building)

    for words in ("night", "x_1", "customs", "lindenhof"):
        assert names(owner, q=words) == ["Night Tours"], words


def test_the_list_filters_by_state(house: House, owner: Client) -> None:
    make_event(house.organization, "Drafted", publish_status=PublishStatus.DRAFT)

    assert names(owner, publish_status__exact=str(PublishStatus.DRAFT.value)) == ["Drafted"]


def test_a_page_takes_the_same_queries_however_many_events_it_shows(house: House, owner: Client) -> None:
    for number in range(40):
        make_event(house.organization, f"Event_{number}", starts_at=datetime(2027, 1, 1 + number % 28, tzinfo=UTC))

    with CaptureQueriesContext(connection) as captured:
        assert len(names(owner)) == 41

    assert len(captured) <= QUERIES_MAX
