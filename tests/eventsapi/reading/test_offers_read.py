"""Passes, sponsorships and custom registration fields on the wire (contract 4.7-4.9, 10)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from guestlist.catalog.choices import FieldType
from guestlist.catalog.models import Event
from guestlist.eventsapi.reading.requests import ReadAnswer
from guestlist.organizations.models import Organization
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_field,
    make_pass,
    registering,
)
from tests.eventsapi.reading.asking import ask, ask_raw, make_sponsorship

pytestmark = pytest.mark.usefixtures("database", "clock")


def test_a_pass_is_sent_with_its_numbers(organization: Organization, event: Event) -> None:
    event_pass = make_pass(event, allocated=3, description="Both days.")
    commit(event, registering(an_attendee(1, pass_id=str(event_pass.id))))
    ends_at = event.purchases.get().expires_at

    held = ask_raw("event_passes", organization, readableEventId=event.id)

    assert isinstance(held, ReadAnswer)
    assert (held.valid_until, held.event_id) == (ends_at, event.id)
    assert ask("event_passes", organization, readableEventId=event.id) == [
        {
            "passId": str(event_pass.id),
            "passName": "Two-day pass",
            "price": 240.0,
            "currencySymbol": "€",
            "numberOfPassesLeft": 2,
            "numberOfPassesSold": 0,
            "sessions": [],
            "description": "Both days.",
            "customFields": None,
        }
    ]


def test_a_free_pass_is_sold_at_once(organization: Organization, event: Event) -> None:
    event_pass = make_pass(event, price_minor=0, currency="", allocated=1)
    commit(event, registering(an_attendee(1, pass_id=str(event_pass.id))))

    (sent,) = ask("event_passes", organization, readableEventId=event.id)

    assert (sent["numberOfPassesSold"], sent["numberOfPassesLeft"]) == (1, 0)
    assert (sent["price"], sent["currencySymbol"]) == (0.0, "")


def test_passes_left_never_fall_below_zero(organization: Organization, event: Event) -> None:
    event_pass = make_pass(event, allocated=2)
    commit(event, registering(*(an_attendee(n, pass_id=str(event_pass.id)) for n in range(2))))
    event_pass.allocated = 1
    event_pass.save()

    (sent,) = ask("event_passes", organization, readableEventId=event.id)

    assert sent["numberOfPassesLeft"] == 0


def test_a_price_is_a_number_with_a_fraction(organization: Organization, event: Event) -> None:
    make_pass(event, price_minor=24000)

    answer = ask_raw("event_passes", organization, readableEventId=event.id)

    assert isinstance(answer, ReadAnswer)
    assert b'"price":240.0,' in answer.body


def test_passes_come_by_price_then_name(organization: Organization, event: Event) -> None:
    make_pass(event, "b", price_minor=500)
    make_pass(event, "yen", price_minor=400, currency="JPY")
    make_pass(event, "A", price_minor=500)
    make_pass(event, "zero", price_minor=0)

    sent = ask("event_passes", organization, readableEventId=event.id)

    assert [(each["passName"], each["price"]) for each in sent] == [
        ("zero", 0.0),
        ("A", 5.0),
        ("b", 5.0),
        ("yen", 400.0),
    ]


def test_passes_without_an_allocation_are_not_sent(organization: Organization, event: Event) -> None:
    make_pass(event, "Hidden", allocated=0)
    make_pass(event, "Inactive", is_active=False)

    assert ask("event_passes", organization, readableEventId=event.id) == []


def test_sponsorships_come_by_sponsor(organization: Organization, event: Event) -> None:
    sponsor_id = uuid4()
    first = make_sponsorship(event, "Anchor", topic="Coffee bar", sponsor_id=sponsor_id)
    make_sponsorship(event, "buoy", description="Loud.")
    make_sponsorship(event, "", topic="Lanyards")
    make_sponsorship(event, "Gone", is_active=False)

    sent = ask("event_sponsorships", organization, readableEventId=event.id)

    assert [each["sponsorName"] for each in sent] == [None, "Anchor", "buoy"]
    assert sent[1] == {
        "id": str(first.id),
        "sponsorId": str(sponsor_id),
        "sponsorName": "Anchor",
        "sponsorshipTopic": "Coffee bar",
        "description": None,
        "customFields": None,
    }


def test_fields_come_in_their_order(organization: Organization, event: Event) -> None:
    make_field(event, "Third", order=30)
    make_field(event, "First", order=10, is_required=True)
    make_field(event, "Second", order=20)
    make_field(event, "Inactive", order=15, is_active=False)
    make_field(make_event(organization, "Other"), "Elsewhere")

    sent = ask("event_custom_registration_fields", organization, readableEventId=event.id)

    assert [(each["text"], each["isRequired"]) for each in sent] == [
        ("First", True),
        ("Second", False),
        ("Third", False),
    ]


@pytest.mark.parametrize(
    ("field_type", "stored", "sent"),
    [
        (FieldType.SINGLE_CHOICE, "None\r\n  Vegan \r\n\r\n", "None\nVegan"),
        (FieldType.MULTIPLE_CHOICE, "Tides, currents\nBerths", "Tides, currents\nBerths"),
        (FieldType.MULTIPLE_CHOICE, "", None),
        (FieldType.SIMPLE_TEXT, "left\nover", None),
        (FieldType.BOOLEAN, "Yes\nNo", None),
    ],
)
def test_choices_are_sent_one_a_line(
    organization: Organization,
    event: Event,
    *,
    field_type: FieldType,
    stored: str,
    sent: str | None,
) -> None:
    field = make_field(event, field_type=field_type, choices=stored)

    assert ask("event_custom_registration_fields", organization, readableEventId=event.id) == [
        {
            "customRegistrationFieldId": str(field.id),
            "text": "Diet",
            "type": int(field_type),
            "isRequired": False,
            "choices": sent,
            "customFields": None,
        }
    ]
