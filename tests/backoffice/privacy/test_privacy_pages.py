"""The pages of personal data: the report, the file for a person, erasing one and erasing an event's."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guestlist import clock as program_clock
from guestlist.accounts.models import Membership
from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization
from guestlist.people.models import Contact
from guestlist.registration.models import Consent, Registration
from tests.backoffice.conftest import ClientOf
from tests.backoffice.houses import House
from tests.builders import an_attendee, commit, make_event, registering

Role = Membership.Role


@pytest.fixture
def evening(house: House) -> Event:
    """Make an event that costs nothing."""
    return make_event(house.organization, "Heron_Evening")


@pytest.fixture
def mara(house: House, evening: Event) -> Contact:
    """Register somebody at the evening."""
    commit(evening, registering(an_attendee(1), has_consented=True, consent_text="We keep it."))
    return Contact.objects.get(organization=house.organization, email="mara1@oyelaran.example")


def end(event: Event, *, days_ago: int = 0) -> None:
    ended = program_clock.now() - timedelta(days=days_ago, seconds=1)
    Event.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(hours=2), ends_at=ended)


def settings_form(organization: Organization, **given: Any) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "name": organization.name,
        "slug": organization.slug,
        "root_url": "",
        "matching_strategy": organization.matching_strategy,
        "captcha": "",
        "has_website": "on",
        "colour": organization.colour,
        "tagline": "",
        "imprint_url": "",
        "privacy_url": "",
        "consent_text": "",
        "retention_days": "",
        "language": "en",
    }
    return columns | given


@pytest.mark.parametrize("role", [Role.EVENT_MANAGER, Role.REGISTRATION_DESK, Role.VIEWER])
def test_only_owners_open_the_pages(role: str, client_of: ClientOf, house: House, mara: Contact) -> None:
    client = client_of(role)

    assert client.get(reverse("admin:privacy")).status_code == 403
    assert client.get(reverse("admin:privacy_export_contact", args=[mara.pk])).status_code == 403
    assert client.post(reverse("admin:privacy_erase_contact", args=[mara.pk])).status_code == 403
    assert client.post(reverse("admin:privacy_erase_event", args=[house.event.pk])).status_code == 403
    assert b"privacy/contacts" not in client.get(reverse("admin:people_contact_change", args=[mara.pk])).content


def test_another_organizations_people_and_events_do_not_exist_here(owner: Client, other_house: House) -> None:
    contact = other_house.pk(Contact)

    assert owner.get(reverse("admin:privacy_export_contact", args=[contact])).status_code == 404
    assert owner.post(reverse("admin:privacy_erase_contact", args=[contact])).status_code == 404
    assert owner.post(reverse("admin:privacy_erase_event", args=[other_house.event.pk])).status_code == 404
    assert b"Kestrel" not in owner.get(reverse("admin:privacy")).content
    assert Contact.objects.get(pk=contact).erased_at is None


def test_the_report_says_what_is_held_and_for_how_long(
    owner: Client, house: House, evening: Event, mara: Contact
) -> None:
    end(evening)
    Organization.objects.filter(pk=house.organization.pk).update(retention_days=30)

    page = owner.get(reverse("admin:privacy"))

    (row,) = [row for row in page.context["rows"] if row.event == evening]
    assert row.people == 1
    assert row.ended
    assert row.erased


def test_the_file_of_a_person_tells_everything(owner: Client, mara: Contact) -> None:
    answer = owner.get(reverse("admin:privacy_export_contact", args=[mara.pk]))

    document = json.loads(answer.content)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="personal-data-Mara')
    assert "no-store" in answer.headers["Cache-Control"]
    assert document["person"]["email"] == "mara1@oyelaran.example"
    assert [row["event"] for row in document["registrations"]] == ["Heron Evening"]
    assert document["consents"][0]["text"] == "We keep it."


def test_looking_at_the_question_erases_nobody(owner: Client, mara: Contact) -> None:
    page = owner.get(reverse("admin:privacy_erase_contact", args=[mara.pk]))

    assert page.status_code == 200
    assert "Heron Evening" in page.content.decode()
    assert Contact.objects.get(pk=mara.pk).erased_at is None


def test_erasing_a_person_cancels_the_place_unless_it_is_to_stay(owner: Client, mara: Contact) -> None:
    owner.post(reverse("admin:privacy_erase_contact", args=[mara.pk]))

    registration = Registration.objects.get(contact=mara)
    assert (registration.status, registration.email) == ("cancelled", "")


def test_a_place_that_stays_belongs_to_an_erased_person(owner: Client, mara: Contact) -> None:
    owner.post(reverse("admin:privacy_erase_contact", args=[mara.pk]), {"keeps_places": "on"})

    registration = Registration.objects.get(contact=mara)
    assert (registration.status, registration.email) == ("registered", "")
    page = owner.get(reverse("admin:registration_registration_change", args=[registration.pk])).content.decode()
    assert "Erased person" in page
    assert "Change details" not in page
    assert "Erased person" in owner.get(reverse("admin:registration_registration_changelist")).content.decode()
    assert "Erased person" in owner.get(reverse("admin:index")).content.decode()
    assert mara.pk not in [
        row.pk for row in owner.get(reverse("admin:people_contact_changelist")).context["cl"].result_list
    ]


def test_an_erased_contact_cannot_be_filled_in_again(owner: Client, mara: Contact) -> None:
    owner.post(reverse("admin:privacy_erase_contact", args=[mara.pk]))
    address = reverse("admin:people_contact_change", args=[mara.pk])

    assert owner.get(address).status_code == 200
    assert owner.post(address, {"first_name": "Mara"}).status_code == 403
    assert Contact.objects.get(pk=mara.pk).first_name == ""


def test_the_people_of_an_event_that_is_over_are_erased_together(
    owner: Client, house: House, evening: Event, mara: Contact
) -> None:
    end(evening)

    page = owner.post(reverse("admin:privacy_erase_event", args=[evening.pk]), follow=True)

    assert "of 1 person was erased" in page.content.decode()
    assert set(Registration.objects.filter(event=evening).values_list("email", flat=True)) == {""}
    assert evening not in [row.event for row in page.context["rows"]]


def test_the_people_of_an_event_to_come_are_not_erased_together(
    owner: Client, house: House, evening: Event, mara: Contact
) -> None:
    owner.post(reverse("admin:privacy_erase_event", args=[evening.pk]))

    assert Contact.objects.get(pk=mara.pk).erased_at is None


def test_a_registration_shows_what_its_person_agreed_to(owner: Client, mara: Contact) -> None:
    registration = Registration.objects.get(contact=mara)

    page = owner.get(reverse("admin:registration_registration_change", args=[registration.pk])).content.decode()

    assert "We keep it." in page
    assert Consent.objects.filter(registration_id=registration.pk).exists()


def test_a_number_of_days_that_erases_people_now_must_be_meant(
    owner: Client, house: House, evening: Event, mara: Contact
) -> None:
    end(evening, days_ago=40)
    address = reverse("admin:organizations_organization_change", args=[house.organization.pk])

    page = owner.post(address, settings_form(house.organization, retention_days="30"))
    house.organization.refresh_from_db()
    unchanged = house.organization.retention_days
    owner.post(address, settings_form(house.organization, retention_days="30", erases_now="on"))
    house.organization.refresh_from_db()

    assert "1 person for good (past events: 1)" in page.content.decode()
    assert unchanged is None
    assert house.organization.retention_days == 30


def test_a_number_of_days_that_concerns_nobody_yet_is_simply_stored(owner: Client, house: House) -> None:
    address = reverse("admin:organizations_organization_change", args=[house.organization.pk])

    page = owner.post(address, settings_form(house.organization, retention_days="30", consent_text=" We keep it. "))

    assert page.status_code == 302, page.context["adminform"].form.errors
    house.organization.refresh_from_db()
    assert (house.organization.retention_days, house.organization.consent_text) == (30, "We keep it.")
