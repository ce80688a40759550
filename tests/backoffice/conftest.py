"""Who works in the back office: two organizations with one of everything, and browsers of their staff."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.template.base import Template
from django.test import Client
from django.test.utils import instrumented_test_render

from guestlist.accounts.models import Membership, User
from tests.backoffice.houses import House, make_house
from tests.databases import Database

ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _templates_tell_what_they_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the responses of Django's client their `context` and `templates`."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)


def signed_in(user: User) -> Client:
    """Give a browser in which a user has signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def house(database: Database) -> House:
    """Make the organization that the browsers work for: "Heron House", the first of the installation."""
    return make_house("heron")


@pytest.fixture
def other_house(house: House) -> House:
    """Make another organization, of whose staff nobody else is: "Kestrel House"."""
    return make_house("kestrel")


@pytest.fixture
def client_of(house: House) -> ClientOf:
    """Give what makes a browser of the member of the house with a role: client_of(Role.VIEWER)."""
    return lambda role: signed_in(house.users[role])


@pytest.fixture
def owner(client_of: ClientOf) -> Client:
    """Give the browser of the house's owner."""
    return client_of(Membership.Role.OWNER)
