"""Publish states of events: the check list, going live, stopping, notes for the team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from guestlist.accounts.models import Membership
from guestlist.catalog.choices import PublishStatus, TrackType
from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration
from tests.backoffice.conftest import ClientOf
from tests.backoffice.events.event_pages import address
from tests.backoffice.houses import House
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_pass,
    make_session,
    make_track,
    make_web_application,
    registering,
)
from tests.conftest import Clock


@pytest.fixture
def draft(house: House, clock: Clock) -> Event:
    return make_event(house.organization, "Night_Tours", publish_status=PublishStatus.DRAFT)


def findings(client: Client, event: Event) -> dict[str, str]:
    """Give the lines of the check list with their level."""
    response = client.get(address("go_live", event.pk))
    assert response.status_code == 200
    return {finding.text: finding.level.value for finding in response.context["checked"].findings}


def status(event: Event) -> int:
    return Event.objects.get(pk=event.pk).publish_status


def test_an_event_goes_live_and_websites_learn_of_it(house: House, draft: Event, owner: Client) -> None:
    before = Organization.objects.get(pk=house.organization.pk).revision

    response = owner.post(address("go_live", draft.pk))

    assert response.headers["Location"] == address("change", draft.pk)
    assert status(draft) == PublishStatus.LIVE
    assert Organization.objects.get(pk=house.organization.pk).revision == before + 1


def test_nothing_goes_live_by_looking(draft: Event, owner: Client) -> None:
    findings(owner, draft)

    assert status(draft) == PublishStatus.DRAFT


def test_the_programme_goes_live_along_if_asked(draft: Event, owner: Client) -> None:
    session = make_session(draft, publish_status=PublishStatus.DRAFT)
    cancelled = make_session(draft, "Cancelled", publish_status=PublishStatus.CANCELLED)
    external = make_track(draft, publish_status=PublishStatus.DRAFT)
    internal = make_track(draft, "Crew", publish_status=PublishStatus.DRAFT, track_type=TrackType.INTERNAL)

    owner.post(address("go_live", draft.pk), {"with_programme": "1"})

    for record, expected in (
        (session, PublishStatus.LIVE),
        (cancelled, PublishStatus.CANCELLED),
        (external, PublishStatus.LIVE),
        (internal, PublishStatus.DRAFT),
    ):
        record.refresh_from_db()
        assert record.publish_status == expected, record
    assert session.history.first().publish_status == PublishStatus.LIVE


def test_the_programme_stays_as_it_is_otherwise(draft: Event, owner: Client) -> None:
    session = make_session(draft, publish_status=PublishStatus.DRAFT)

    owner.post(address("go_live", draft.pk))

    session.refresh_from_db()
    assert session.publish_status == PublishStatus.DRAFT


@pytest.mark.parametrize("columns", [{"is_template": True}, {"is_active": False}])
def test_what_prevents_it_prevents_it(house: House, owner: Client, clock: Clock, columns: dict[str, Any]) -> None:
    event = make_event(house.organization, "Pattern", publish_status=PublishStatus.DRAFT, **columns)

    assert "blocker" in findings(owner, event).values()
    owner.post(address("go_live", event.pk))

    assert status(event) == PublishStatus.DRAFT


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"allows_custom_agenda": True}, "no session is live"),
        ({"capacity": 0}, "capacity is 0"),
        ({"registration_form": "<div></div>"}, "form of another service"),
        ({"allows_anonymous_registrations": False}, "must sign in"),
        ({}, "no image"),
        ({}, "no description"),
        ({}, "no building"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_the_list_says_what_is_worth_a_look(
    house: House, owner: Client, clock: Clock, columns: dict[str, Any], expected: str
) -> None:
    make_web_application(house.organization)
    event = make_event(house.organization, "Night_Tours", publish_status=PublishStatus.DRAFT, **columns)

    said = [text for text, level in findings(owner, event).items() if level == "warning"]

    assert any(expected in text for text in said), said


def test_times_and_passes_are_looked_at(house: House, owner: Client, clock: Clock) -> None:
    event = make_event(
        house.organization,
        "Night_Tours",
        publish_status=PublishStatus.DRAFT,
        ends_at=clock.now() - timedelta(hours=1),
        starts_at=clock.now() - timedelta(hours=2),
        has_registration_end=True,
        registration_ends_at=clock.now() - timedelta(days=1),
    )
    make_pass(event, "Hidden", allocated=0)

    said = " ".join(findings(owner, event))

    assert "over already" in said
    assert "Registration has ended already" in said
    assert "allocation of 0" in said


def test_stopping_takes_the_event_off_the_air(house: House, owner: Client) -> None:
    page = owner.get(address("stop", house.event.pk)).content.decode()
    assert "stays as it is" in page
    assert status(house.event) == PublishStatus.LIVE

    owner.post(address("stop", house.event.pk), {"publish_status": "100000004"})

    assert status(house.event) == PublishStatus.CANCELLED


def test_stopping_takes_no_other_state(house: House, owner: Client) -> None:
    for given in ("", "100000003", "100000002", "7", "\0"):
        assert owner.post(address("stop", house.event.pk), {"publish_status": given}).status_code == 200
    assert status(house.event) == PublishStatus.LIVE


def test_the_other_states_are_notes(draft: Event, house: House, owner: Client) -> None:
    owner.post(address("note", draft.pk), {"publish_status": str(PublishStatus.READY_TO_GO_LIVE.value)})
    assert status(draft) == PublishStatus.READY_TO_GO_LIVE

    owner.post(address("note", draft.pk), {"publish_status": str(PublishStatus.LIVE.value)})
    assert status(draft) == PublishStatus.READY_TO_GO_LIVE

    owner.post(address("note", house.event.pk), {"publish_status": str(PublishStatus.DRAFT.value)})
    assert status(house.event) == PublishStatus.LIVE


def test_coming_back_serves_the_people_who_wait(house: House, owner: Client) -> None:
    event = make_event(house.organization, "Full", capacity=1, shows_waitlist=True, auto_registers_waitlist=True)
    commit(event, registering(an_attendee(1)), registering(an_attendee(2, waitlisted=True)))
    owner.post(address("stop", event.pk), {"publish_status": "100000000"})
    Event.objects.filter(pk=event.pk).update(capacity=2)

    owner.post(address("go_live", event.pk))

    assert Registration.objects.filter(event=event).count() == 2


@pytest.mark.parametrize("role", [Membership.Role.VIEWER, Membership.Role.REGISTRATION_DESK])
def test_only_who_may_change_events_publishes_them(draft: Event, client_of: ClientOf, role: str) -> None:
    client = client_of(role)

    for page in ("go_live", "stop", "note"):
        assert client.post(address(page, draft.pk), {"publish_status": "100000004"}).status_code == 403, page
    assert status(draft) == PublishStatus.DRAFT


def test_events_of_others_do_not_exist(other_house: House, owner: Client) -> None:
    for page in ("go_live", "stop", "note", "preview", "copy", "save_as_template", "repeat", "detach", "export"):
        assert owner.get(address(page, other_house.event.pk)).status_code in {302, 404}, page
        assert owner.post(address(page, other_house.event.pk)).status_code in {302, 404}, page
    assert status(other_house.event) == PublishStatus.LIVE
    assert Event.objects.filter(organization=other_house.organization).count() == 2
