"""Staff: adding people, changing their role, removing them."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from guestlist.accounts import staff
from guestlist.accounts.models import Membership, User
from guestlist.organizations.journal import writing
from tests.backoffice.conftest import ClientOf, signed_in
from tests.backoffice.houses import House, make_member

Role = Membership.Role
LIST = "/backoffice/accounts/membership/"
NEW = {"email": "New@Heron.example", "name": "Nele New", "role": "viewer"}


def membership(house: House, role: str) -> Membership:
    return Membership.objects.get(organization=house.organization, user=house.users[role])


def page(member: Membership, name: str = "change") -> str:
    return reverse(f"admin:accounts_membership_{name}", args=[member.pk])


def test_the_list_has_everybody_who_works_here(owner: Client, house: House) -> None:
    text = owner.get(LIST).content.decode()

    assert all(user.email in text for user in house.users.values())


def test_somebody_new_gets_a_password_that_is_shown_once(owner: Client, house: House) -> None:
    response = owner.post(f"{LIST}add/", NEW)

    found = re.search(r'<code id="password">([^<]+)</code>', response.content.decode())
    assert found
    user = User.objects.get(email="new@heron.example")
    assert user.check_password(found[1])
    assert not user.is_superuser
    assert Membership.objects.get(user=user).role == Role.VIEWER
    assert found[1] not in owner.get(LIST).content.decode()


def test_a_user_of_another_organization_joins_with_the_password_that_there_is(
    owner: Client, house: House, other_house: House
) -> None:
    before = User.objects.get(email="viewer@kestrel.example").password

    response = owner.post(f"{LIST}add/", {**NEW, "email": "viewer@kestrel.example", "role": "owner"})

    user = User.objects.get(email="viewer@kestrel.example")
    assert (user.password, user.name) == (before, "Kestrel viewer")
    assert {own.organization_id: own.role for own in user.memberships.all()} == {
        house.organization.pk: Role.OWNER,
        other_house.organization.pk: Role.VIEWER,
    }
    assert 'id="password"' not in response.content.decode()


def test_nobody_is_added_twice(owner: Client, house: House) -> None:
    response = owner.post(f"{LIST}add/", {**NEW, "email": "VIEWER@heron.example"})

    assert response.context["form"].errors["email"]
    assert membership(house, Role.VIEWER).role == Role.VIEWER


@pytest.mark.parametrize(
    ("field", "value"), [("email", "nobody"), ("email", ""), ("role", "admin"), ("name", "x" * 501)]
)
def test_what_cannot_be_used_is_said_beside_the_field(field: str, value: str, owner: Client, house: House) -> None:
    response = owner.post(f"{LIST}add/", {**NEW, field: value})

    assert response.context["form"].errors[field]
    assert not User.objects.filter(email="new@heron.example").exists()


def test_a_role_is_changed(owner: Client, house: House) -> None:
    owner.post(page(membership(house, Role.VIEWER)), {"role": "event_manager"})

    assert membership(house, Role.VIEWER).role == Role.EVENT_MANAGER


def test_a_member_is_removed_and_the_user_stays(owner: Client, client_of: ClientOf, house: House) -> None:
    viewer = client_of(Role.VIEWER)

    owner.post(page(membership(house, Role.VIEWER), "delete"), {"post": "yes"})

    assert not Membership.objects.filter(user=house.users[Role.VIEWER]).exists()
    assert User.objects.filter(pk=house.users[Role.VIEWER].pk).exists()
    assert viewer.get("/backoffice/").status_code == 302


def test_looking_at_the_question_removes_nobody(owner: Client, house: House) -> None:
    assert owner.get(page(membership(house, Role.VIEWER), "delete")).status_code == 200
    assert membership(house, Role.VIEWER)


def test_nobody_removes_oneself(owner: Client, house: House) -> None:
    make_member(house.organization, Role.OWNER, "second@heron.example")

    response = owner.post(page(membership(house, Role.OWNER), "delete"), {"post": "yes"})

    assert response.status_code == 403
    assert membership(house, Role.OWNER).role == Role.OWNER


def test_nobody_takes_ones_own_rights_away(owner: Client, house: House) -> None:
    make_member(house.organization, Role.OWNER, "second@heron.example")

    response = owner.post(page(membership(house, Role.OWNER)), {"role": "viewer"})

    assert response.context["adminform"].form.errors["role"]
    assert membership(house, Role.OWNER).role == Role.OWNER


def test_an_organization_keeps_an_owner(house: House) -> None:
    last = membership(house, Role.OWNER)

    with writing():
        removed, changed = staff.remove_member(last), staff.change_role(last, Role.VIEWER)

    assert (removed, changed) == (staff.NotRemoved.LAST_OWNER, staff.NotRemoved.LAST_OWNER)
    assert membership(house, Role.OWNER).role == Role.OWNER


def test_two_owners_who_remove_each_other_at_once_leave_one(house: House) -> None:
    second = make_member(house.organization, Role.OWNER, "second@heron.example")
    browsers = [signed_in(house.users[Role.OWNER]), signed_in(second)]
    members = [Membership.objects.get(user=second), membership(house, Role.OWNER)]
    start = threading.Barrier(2)

    def remove(browser: Client, member: Membership) -> None:
        start.wait()
        browser.post(page(member, "delete"), {"post": "yes"})
        connections.close_all()

    threads = [threading.Thread(target=remove, args=pair) for pair in zip(browsers, members, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Membership.objects.filter(organization=house.organization, role=Role.OWNER).count() == 1


def test_the_history_says_who_gave_which_role(owner: Client, house: House) -> None:
    owner.post(page(membership(house, Role.VIEWER)), {"role": "event_manager"})

    text = owner.get(page(membership(house, Role.VIEWER), "history")).content.decode()

    assert "Event manager" in text
    assert "Heron owner" in text
