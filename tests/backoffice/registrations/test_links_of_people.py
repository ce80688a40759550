"""The personal link of a person, as staff see, hand on and replace it."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from guestlist.accounts.models import Membership
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration, RegistrationLogEntry, WaitlistItem
from guestlist.registration.personal import links, self_service
from guestlist.registration.personal.links import PersonalKey
from tests.backoffice.registrations.visits import address, registered, said, text_of, waiting
from tests.builders import make_event


@pytest.fixture
def event(house):
    return make_event(house.organization, "Tidal_Talks", capacity=1, shows_waitlist=True)


def page_of(record: Registration | WaitlistItem) -> str:
    return address(f"registration_{record._meta.model_name}_change", record.pk)


def link_on(client: Client, record: Registration | WaitlistItem) -> str:
    found = re.search(r'<code id="personal-link">([^<]+)</code>', text_of(client.get(page_of(record))))
    return found[1] if found else ""


def key_in(link: str, organization: Organization) -> PersonalKey | None:
    return links.read(urlsplit(link).path.rstrip("/").rpartition("/")[2], organization.id)


def people(event) -> list[Registration | WaitlistItem]:
    found = registered(event, 1)
    waiting(event, 2)
    return [*found, WaitlistItem.objects.get(event=event)]


def test_the_page_of_a_person_has_their_link(owner, house, event):
    for record in people(event):
        key = key_in(link_on(owner, record), house.organization)

        assert key is not None
        assert isinstance(self_service.load(house.organization, key), self_service.Personal)


@pytest.mark.parametrize("is_waiting", [False, True], ids=["registered", "waiting"])
def test_a_link_is_replaced_after_one_question(owner, house, event, is_waiting):
    record = people(event)[is_waiting]
    old = link_on(owner, record)
    name = "registration_replace_link_waiting" if is_waiting else "registration_replace_link"

    asked = owner.get(address(name, record.pk))
    assert link_on(owner, record) == old
    done = owner.post(address(name, record.pk), {"confirmed": "1"})

    new = link_on(owner, record)
    assert "No link of this person" in text_of(asked)
    assert (done.url, said(done)) == (page_of(record), ["1 link was replaced."])
    assert new != old
    assert self_service.load(house.organization, key_in(old, house.organization)) == self_service.Closed.GONE
    assert isinstance(self_service.load(house.organization, key_in(new, house.organization)), self_service.Personal)
    entry = RegistrationLogEntry.objects.filter(what="link_replaced").get()
    assert entry.by == "staff"


def test_only_those_who_may_act_for_people_get_links(client_of, event):
    viewer = client_of(Membership.Role.VIEWER)

    for record, name in zip(people(event), ("replace_link", "replace_link_waiting"), strict=True):
        assert link_on(viewer, record) == ""
        assert viewer.post(address(f"registration_{name}", record.pk), {"confirmed": "1"}).status_code == 403


def test_there_is_no_link_when_it_opens_nothing(owner, event, clock):
    registration, _item = people(event)
    clock.moment = event.ends_at - timedelta(seconds=1)
    assert link_on(owner, registration)
    clock.moment = event.ends_at
    assert link_on(owner, registration) == ""
