"""Contacts: what is typed, what matching finds afterwards, and what hangs on a person."""

from __future__ import annotations

import pytest

from guestlist.accounts.models import Membership
from guestlist.organizations.models import MatchingStrategy
from guestlist.people.models import Contact
from guestlist.registration.models import Registration
from tests.backoffice.registrations.visits import address, registered, text_of
from tests.builders import make_event


def typed(**values):
    names = (
        "company_name",
        "job_title",
        "telephone1",
        "mobile_phone",
        "address_line1",
        "city",
        "postal_code",
        "country",
    )
    return {
        "first_name": "Mara",
        "last_name": "Oyelaran 1",
        "email": "mara1@oyelaran.example",
        "owner": "",
        **dict.fromkeys(names, ""),
        **values,
    }


@pytest.mark.parametrize("strategy", [MatchingStrategy.EMAIL, MatchingStrategy.NAME, MatchingStrategy.EMAIL_AND_NAME])
def test_whoever_was_typed_in_is_found_when_they_register(owner, house, strategy):
    house.organization.matching_strategy = strategy
    house.organization.save()

    owner.post(address("people_contact_add"), typed(email=" Mara1@Oyelaran.Example "))
    (registration,) = registered(make_event(house.organization, "Tidal_Talks"), 1)

    assert Contact.objects.get(first_name="Mara").pk == registration.contact_id


def test_a_changed_address_is_what_matching_looks_for(owner, house):
    (before,) = registered(make_event(house.organization, "Tidal_Talks"), 1)

    owner.post(
        address("people_contact_change", before.contact_id),
        typed(email="mara2@oyelaran.example", last_name="Oyelaran 2"),
    )
    (after,) = registered(make_event(house.organization, "Next_Talks"), 2)

    assert after.contact_id == before.contact_id
    assert Registration.objects.get(pk=before.pk).email == "mara1@oyelaran.example"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_name": "", "last_name": " ", "email": ""}, "email"),
        ({"first_name": "x" * 501}, "first_name"),
        ({"first_name": "a\0b"}, "first_name"),
        ({"email": "nowhere"}, "email"),
        ({"owner": "01a207b2-0000-7000-8000-000000000000"}, "owner"),
    ],
)
def test_what_cannot_be_stored_stands_beside_its_field(owner, house, values, field):
    response = owner.post(address("people_contact_add"), typed(**values))

    assert field in response.context["adminform"].form.errors
    assert not Contact.objects.filter(last_name__startswith="Oyelaran").exists()


def test_the_page_shows_registrations_across_events(owner, house):
    first, second = make_event(house.organization, "First_Days"), make_event(house.organization, "Second_Days")
    (registration,) = registered(first, 1)
    registered(second, 1)

    page = text_of(owner.get(address("people_contact_change", registration.contact_id)))

    assert "First Days" in page
    assert "Second Days" in page
    assert address("registration_registration_change", registration.pk) in page


def test_a_contact_with_registrations_is_not_deleted_but_another_is(owner, house):
    contact = house.records[Contact]
    alone = Contact.objects.create(organization=house.organization, first_name="Solo")

    assert owner.post(address("people_contact_delete", contact.pk), {"post": "yes"}).status_code == 403
    owner.post(address("people_contact_delete", alone.pk), {"post": "yes"})

    assert Contact.objects.filter(pk=contact.pk).exists()
    assert not Contact.objects.filter(pk=alone.pk).exists()


def test_a_search_finds_by_name_address_and_id(owner, house):
    contact = house.records[Contact]
    for words in ("heronada", "ada@heron", str(contact.pk)):
        found = owner.get(address("people_contact_changelist", q=words)).context["cl"].result_list
        assert [each.pk for each in found] == [contact.pk]


def test_viewers_read_contacts_and_change_nothing(client_of, house):
    viewer = client_of(Membership.Role.VIEWER)
    where = address("people_contact_change", house.records[Contact].pk)

    assert "HeronVisitor" in text_of(viewer.get(where))
    assert viewer.post(where, typed()).status_code == 403
