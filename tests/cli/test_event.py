"""`guestlist event`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.organizations.models import JournalEntry, Organization
from guestlist.registration.models import Registration, WaitlistItem
from tests.builders import an_attendee, commit, registering
from tests.cli.conftest import Run
from tests.databases import Database


@pytest.fixture(autouse=True)
def event(database: Database) -> Event:
    return Event.objects.create(
        organization=Organization.objects.create(name="My organization", slug="main"),
        readable_event_id="Night_Tours",
        readable_event_key="night_tours",
        name="Night Tours",
        time_zone="Europe/Brussels",
        starts_at=datetime(2027, 6, 10, 18, tzinfo=UTC),
        ends_at=datetime(2027, 6, 10, 21, tzinfo=UTC),
    )


def test_events_are_listed(run: Run, event: Event) -> None:
    assert run("event", "list", "--json").json == {
        "events": [
            {
                "readableEventId": "Night_Tours",
                "organization": "main",
                "publishStatus": "Draft",
                "start": "2027-06-10T18:00:00Z",
                "name": "Night Tours",
                "id": str(event.id),
            }
        ]
    }
    assert "Night_Tours" in run("event", "list").out


def test_an_event_goes_live_and_off_the_air_again(run: Run, event: Event) -> None:
    statuses = []
    for words in (["publish", "NIGHT_tours"], ["unpublish", str(event.id)]):
        assert run("event", *words).status == 0
        event.refresh_from_db()
        statuses.append(event.publish_status)

    assert statuses == [PublishStatus.LIVE, PublishStatus.DRAFT]
    changes = [["event", str(event.id)], ["programme", str(event.id)]]
    assert [entry.changes for entry in JournalEntry.objects.all()] == [changes, changes]


def test_an_event_that_goes_live_serves_those_who_wait(run: Run, event: Event) -> None:
    Event.objects.update(publish_status=PublishStatus.LIVE, capacity=0, shows_waitlist=True)
    commit(event, registering(an_attendee(waitlisted=True)))
    Event.objects.update(publish_status=PublishStatus.DRAFT, capacity=1)

    run("event", "publish", "Night_Tours")

    assert Registration.objects.count() == 1
    assert not WaitlistItem.objects.exists()


def test_an_event_is_copied_under_another_name_and_start(run: Run, event: Event) -> None:
    outcome = run("event", "copy", "night_tours", "--name", "Autumn Tours", "--start", "2027-11-10T19:30", "--json")

    copy = Event.objects.get(name="Autumn Tours")
    assert outcome.json == {
        "readableEventId": "Autumn_Tours",
        "organization": "main",
        "publishStatus": "Draft",
        "start": "2027-11-10T18:30:00Z",
        "name": "Autumn Tours",
        "id": str(copy.id),
    }
    assert copy.ends_at - copy.starts_at == event.ends_at - event.starts_at


def test_a_copy_gets_the_readable_id_that_is_asked_for(run: Run, event: Event) -> None:
    outcome = run("event", "copy", "Night_Tours", "--name", "Night Tours", "--as", "Tours-2028")

    assert outcome.out == "Tours-2028 is a copy of Night_Tours, and a draft.\n"
    assert Event.objects.get(readable_event_id="Tours-2028").starts_at == event.starts_at


def test_a_copy_that_cannot_be_made_is_refused(run: Run, event: Event) -> None:
    taken = run("event", "copy", "Night_Tours", "--name", "X", "--as", "NIGHT_TOURS")
    start = run("event", "copy", "Night_Tours", "--name", "X", "--start", "tomorrow")

    assert (taken.status, taken.err) == (1, "Another event has the readable id “NIGHT_TOURS” already.\n")
    assert start.status != 0
    assert "--start" in start.err
    assert Event.objects.count() == 1


def test_an_event_of_another_organization_is_not_found(run: Run, event: Event) -> None:
    Organization.objects.create(name="Second", slug="second")

    outcome = run("event", "publish", "Night_Tours", "--organization", "second")

    assert outcome.status == 1
    assert outcome.err == "Second has no event 'Night_Tours'.\n"
    event.refresh_from_db()
    assert event.publish_status == PublishStatus.DRAFT
