"""Tests of what callers and operators see when the server itself fails (contract 2.7)."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db import OperationalError

from guestlist.eventsapi.snapshots import building
from guestlist.registration.registrar import DatabaseUnreachable, Registrar, RegistrarBusy
from tests.builders import ORIGIN, make_event, make_organization, make_web_application
from tests.databases import Database
from tests.eventsapi.site import Site, running

pytestmark = pytest.mark.only_on("sqlite")

REGISTRATION = {"attendees": [{"firstName": "Mara", "lastName": "Oyelaran", "email": "mara@oyelaran.example"}]}


@pytest.fixture
def site(database: Database) -> Iterator[Site]:
    organization = make_organization("harbour")
    make_event(organization, "Gala")
    web_application = make_web_application(organization, token="tk_very_secret")
    with running() as site:
        site.token = web_application.token
        site.base = "/o/harbour" + site.base
        yield site


def failing_with(error: Exception) -> object:
    def fail(*_: object, **__: object) -> object:
        raise error

    return fail


def async_failing_with(error: Exception) -> object:
    async def fail(*_: object, **__: object) -> object:
        raise error

    return fail


def test_an_unexpected_failure_is_500_without_internals_and_logged_without_the_token(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(building, "read", failing_with(KeyError("inner detail")))

    with caplog.at_level(logging.ERROR, "guestlist"):
        response = site.get("events/published")

    assert response.status_code == 500
    assert response.json() == {"Message": "Something went wrong. Please try again later."}
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["access-control-allow-origin"] == ORIGIN
    assert len(response.headers["x-request-id"]) == 16
    assert "inner detail" in caplog.text
    assert "tk_very_secret" not in caplog.text


def test_after_a_failure_the_next_caller_is_served(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(building, "read", failing_with(KeyError("once")))
        assert site.get("events/published").status_code == 500

    assert site.get("events/published").status_code == 200


@pytest.mark.parametrize("error", [OperationalError("gone"), DatabaseUnreachable()])
def test_a_database_that_does_not_answer_is_503_with_a_time_to_come_back(
    site: Site, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(building, "read", failing_with(error))
    monkeypatch.setattr(Registrar, "submit", async_failing_with(error))

    for response in (site.get("events/Gala"), site.post("events/Gala/registrations", json=REGISTRATION)):
        assert (response.status_code, response.headers["retry-after"]) == (503, "1")
        assert list(response.json()) == ["Message"]
        assert response.headers["access-control-allow-origin"] == ORIGIN


def test_a_full_inbox_is_503_with_a_time_to_come_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Registrar, "submit", async_failing_with(RegistrarBusy()))

    response = site.post("events/Gala/registrations", json=REGISTRATION)

    assert (response.status_code, response.headers["retry-after"]) == (503, "1")


def test_what_is_kept_is_served_without_the_database(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before = site.get("events/published")
    monkeypatch.setattr(building, "read", failing_with(OperationalError("gone")))

    assert site.get("events/published").content == before.content
