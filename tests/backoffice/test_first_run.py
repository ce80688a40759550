"""The first visit: a one-time link, and nothing else."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import Client

from guestlist.accounts.first_link import FIRST_RUN, first_run_path
from guestlist.accounts.models import Membership, User
from guestlist.backoffice.first_run import make_owner
from guestlist.organizations.models import Organization
from tests.builders import make_organization
from tests.databases import Database

GIVEN = {
    "organization": "Lindenhof Harbour",
    "name": "Ilse Varga",
    "email": "Ilse@Lindenhof.example",
    "password": "a tide table and a lantern",
}


@pytest.fixture
def organization(database: Database) -> Organization:
    return make_organization(name="My organization")


def link() -> str:
    path = first_run_path()
    assert path is not None
    return path


@pytest.mark.parametrize(
    "path", ["/backoffice/", "/backoffice/login/", "/backoffice/organizations/organization/", "/backoffice/nothing/"]
)
def test_before_the_first_user_a_strangers_visit_gets_nothing(path: str, organization: Organization) -> None:
    response = Client().get(path)

    assert response.status_code == 404


def test_a_wrong_link_gets_nothing(organization: Organization) -> None:
    response = Client().get(f"{FIRST_RUN}{'0' * 40}/")

    assert response.status_code == 404


def test_the_page_of_the_link_looks_like_the_others(organization: Organization) -> None:
    page = Client().get(link()).content.decode()

    assert "Welcome to Guestlist | Guestlist" in " ".join(page.split())
    assert "backoffice/backoffice." in page


def test_the_link_makes_the_owner_and_signs_in(organization: Organization) -> None:
    browser = Client()

    response = browser.post(link(), GIVEN, follow=True)

    assert response.redirect_chain == [("/backoffice/", 302)]
    assert response.status_code == 200
    user = User.objects.get()
    assert (user.email, user.name, user.is_superuser) == ("ilse@lindenhof.example", "Ilse Varga", True)
    assert user.check_password(GIVEN["password"])
    assert Membership.objects.get().role == Membership.Role.OWNER
    organization.refresh_from_db()
    assert organization.name == "Lindenhof Harbour"
    assert organization.revision == 1


def test_the_link_is_good_once(organization: Organization) -> None:
    path = link()
    Client().post(path, GIVEN)

    assert Client().get(path).status_code == 404
    assert Client().post(path, {**GIVEN, "email": "late@lindenhof.example"}).status_code == 404
    assert User.objects.count() == 1
    assert first_run_path() is None


def test_after_it_the_sign_in_opens(organization: Organization) -> None:
    Client().post(link(), GIVEN)

    assert Client().get("/backoffice/login/").status_code == 200


def test_of_two_who_have_the_link_one_becomes_the_owner(organization: Organization) -> None:
    make_owner(GIVEN, organization)

    with pytest.raises(Http404):  # the other one's form was checked before
        make_owner({**GIVEN, "email": "late@lindenhof.example"}, organization)

    assert [user.email for user in User.objects.all()] == ["ilse@lindenhof.example"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "short"),
        ("password", "password1234"),
        ("password", "ilse@lindenhof.example"),
        ("password", ""),
        ("email", "nobody"),
        ("name", ""),
        ("organization", " "),
        ("organization", "x" * 501),
        ("name", "NUL\0"),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_field(field: str, value: str, organization: Organization) -> None:
    response = Client().post(link(), {**GIVEN, field: value})

    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert not User.objects.exists()
