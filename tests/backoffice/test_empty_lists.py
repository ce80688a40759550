"""What lists say that have nothing to show."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from guestlist.accounts.models import Membership
from tests.backoffice.conftest import signed_in
from tests.backoffice.houses import make_member
from tests.builders import make_organization
from tests.databases import Database

LISTS = {
    "catalog/event": "A new event is a draft: nobody sees it until you let it go live.",
    "outbox/outboxmessage": "The mails that people get stand here, from the first registration on.",
    "registration/registration": "Nobody has registered yet. People can as soon as an event is live.",
    "registration/waitlistitem": "Nobody waits. People can where an event is full and has its waitlist switched on.",
    "people/contact": "Everybody who registers becomes a contact by themselves.",
    "catalog/speaker": "Nothing here yet",
}


@pytest.fixture
def owner(database: Database) -> Any:
    return signed_in(make_member(make_organization(name="Heron House", slug="heron"), Membership.Role.OWNER))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_without_anything_says_how_something_comes_there(name: str, owner: Client) -> None:
    page = owner.get(f"/backoffice/{name}/").content.decode()

    assert escape(LISTS[name]) in page
    assert "Reset filters" not in page


@pytest.mark.parametrize("name", LISTS)
def test_a_search_without_results_can_be_taken_back(name: str, owner: Client) -> None:
    page = owner.get(f"/backoffice/{name}/?q=heron").content.decode()

    assert "Nothing found" in page
    assert "Nothing here yet" not in page
    assert "Reset filters" in page


def test_nobody_is_asked_to_add_what_cannot_be_added(owner: Client) -> None:
    assert "Add event" in owner.get("/backoffice/catalog/event/").content.decode()
    assert "Add waitlist item" not in owner.get("/backoffice/registration/waitlistitem/").content.decode()
