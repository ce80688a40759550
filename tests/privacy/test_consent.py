"""Consent at registration: recorded for everybody who is taken up, and for nobody else."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from guestlist.catalog.models import Event
from guestlist.eventsapi.access.directory import WebApplication
from guestlist.eventsapi.commands import to_register
from guestlist.eventsapi.wire.bodies import parse_registration
from guestlist.registration.models import Consent, WaitlistItem
from guestlist.registration.rules.decisions import Done, PurchaseOpened, Refused
from tests.builders import an_attendee, commit, make_event, make_organization, make_pass, registering
from tests.databases import Database

TEXT = "We keep your name. See https://heron.example/privacy"


@pytest.fixture
def event(database: Database) -> Event:
    """Make an event of an organization that asks for consent."""
    return make_event(make_organization(consent_text=TEXT), capacity=1, shows_waitlist=True)


def test_everybody_of_a_request_has_a_record_those_who_wait_too(event: Event) -> None:
    people = [an_attendee(1), an_attendee(2, waitlisted=True)]

    (reply,) = commit(event, registering(*people, has_consented=True))

    assert isinstance(reply, Done)
    assert WaitlistItem.objects.filter(registration_id=people[1].registration_id).exists()
    assert set(Consent.objects.values_list("registration_id", flat=True)) == {one.registration_id for one in people}


def test_whoever_pays_has_a_record_before_the_registration(event: Event) -> None:
    event_pass = make_pass(event)
    buyer = an_attendee(1, pass_id=str(event_pass.pk))

    (reply,) = commit(event, registering(buyer, has_consented=True))

    assert isinstance(reply, PurchaseOpened)
    assert Consent.objects.get().registration_id == buyer.registration_id


def test_a_refused_registration_leaves_no_record(event: Event) -> None:
    commit(event, registering(an_attendee(1)))

    (reply,) = commit(event, registering(an_attendee(2), has_consented=True))

    assert isinstance(reply, Refused)
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("sent", "is_recorded"),
    [({"consent": True}, True), ({"Consent": True}, True), ({"consent": False}, False), ({}, False)],
    ids=["agreed", "in-another-case", "not-agreed", "an-old-site"],
)
def test_the_events_api_records_it_and_refuses_nobody(sent: dict[str, Any], is_recorded: bool, event: Event) -> None:
    person = {"firstName": "Mara", "lastName": "Oyelaran", "email": "mara@oyelaran.example"}
    body = json.dumps({"attendees": [person], **sent}).encode()

    web_application = WebApplication(
        id=UUID(int=1), organization_id=event.organization_id, origin="https://heron.example", token="tk"
    )
    command = to_register(parse_registration(body), web_application)
    (reply,) = commit(event, command)

    assert isinstance(reply, Done)
    assert [row.text for row in Consent.objects.all()] == ([TEXT] if is_recorded else [])
