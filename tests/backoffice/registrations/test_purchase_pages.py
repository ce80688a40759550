"""Purchases: who pays what until when, confirmed and cancelled by hand."""

from __future__ import annotations

import pytest

from guestlist.registration.models import Purchase, Registration, RegistrationLogEntry
from tests.backoffice.registrations.visits import address, people_list, said, text_of
from tests.builders import an_attendee, commit, make_event, make_pass, registering


@pytest.fixture
def event(house, clock):
    return make_event(house.organization, "Tidal_Talks", capacity=2)


@pytest.fixture
def purchase(event):
    event_pass = make_pass(event, "Early", price_minor=24000)
    people = [an_attendee(number, pass_id=str(event_pass.pk)) for number in (1, 2)]
    (opened,) = commit(event, registering(*people))
    return Purchase.objects.get(pk=opened.purchase_id)


def do(client, name, purchase):
    return client.post(address(f"registration_{name}_purchase", purchase.pk))


def test_a_purchase_is_listed_with_its_people_and_total(owner, event, purchase):
    page = text_of(owner.get(people_list("purchase", event)))

    assert "Mara Oyelaran 1 + 1" in page
    assert "480.00 EUR" in page
    assert "Waiting for payment" in page


def test_a_confirmed_payment_registers_the_people(owner, event, purchase):
    response = do(owner, "confirm", purchase)

    assert said(response) == ["The purchase is completed, and its people are registered."]
    assert Registration.objects.filter(event=event, status="registered").count() == 2
    page = text_of(owner.get(address("registration_purchase_change", purchase.pk)))
    assert "Completed" in page
    registration = Registration.objects.filter(event=event).first()
    assert address("registration_registration_change", registration.pk) in page


def test_a_cancelled_purchase_gives_its_places_back(owner, event, purchase):
    response = do(owner, "cancel", purchase)

    assert said(response) == ["The purchase was cancelled."]
    assert Purchase.objects.get(pk=purchase.pk).status == "cancelled"
    assert not Registration.objects.filter(event=event).exists()


@pytest.mark.parametrize(("name", "what"), [("confirm", "payment_confirmed"), ("cancel", "purchase_cancelled")])
def test_the_log_says_of_each_person_who_ended_the_purchase(owner, event, purchase, name, what):
    do(owner, name, purchase)

    entries = RegistrationLogEntry.objects.filter(event=event, what=what)
    assert {entry.registration_id for entry in entries} == set(purchase.attendees.values_list("pk", flat=True))
    assert {entry.by for entry in entries} == {"staff"}


def test_past_its_time_a_purchase_is_shown_as_over_and_cannot_be_confirmed(owner, event, purchase, clock):
    clock.advance(days=1)

    listed = text_of(owner.get(people_list("purchase", event, state="expired")))
    response = do(owner, "confirm", purchase)

    assert "Mara Oyelaran 1" in listed
    assert "The time to pay is over" in said(response)[0]
    assert not Registration.objects.filter(event=event).exists()


def test_what_has_ended_is_neither_cancelled_nor_confirmed_again(owner, event, purchase):
    do(owner, "confirm", purchase)

    assert said(do(owner, "cancel", purchase))[-1] == "This purchase has ended meanwhile."
    assert said(do(owner, "confirm", purchase))[-1] == "This purchase has ended meanwhile."
    assert Registration.objects.filter(event=event, status="registered").count() == 2


def test_asking_alone_changes_nothing(owner, purchase):
    for name in ("confirm", "cancel"):
        assert owner.get(address(f"registration_{name}_purchase", purchase.pk)).status_code == 200

    assert Purchase.objects.get(pk=purchase.pk).status == "open"
