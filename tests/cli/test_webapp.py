"""`guestlist webapp`."""

from __future__ import annotations

import shlex
from datetime import timedelta

import pytest

from guestlist.organizations.models import JournalEntry, Organization, WebApplication
from guestlist.signin.accounts.clients import use_own_accounts
from tests.cli.conftest import Run
from tests.conftest import Clock
from tests.databases import Database


@pytest.fixture(autouse=True)
def first(database: Database) -> Organization:
    return Organization.objects.create(name="My organization", slug="main")


def added(run: Run) -> dict[str, str]:
    outcome = run("webapp", "add", "--name", "Site", "--origin", "HTTPS://Site.example:443", "--json")
    properties: dict[str, str] = outcome.json
    return properties


def test_a_new_web_application_gets_a_token_and_its_addresses(run: Run, first: Organization) -> None:
    properties = added(run)

    stored = WebApplication.objects.get()
    assert len(stored.token) == 43
    assert properties == {
        "id": str(stored.id),
        "name": "Site",
        "origin": "https://site.example",
        "token": stored.token,
        "endpoint": "http://127.0.0.1:8000/EvtMgmt/api/v2.0/",
        "rtEndpoint": f"http://127.0.0.1:8000/api/v1.0/orgs/{first.id}/eventmanagement/",
        "root": "http://127.0.0.1:8000",
        "openapi": "http://127.0.0.1:8000/EvtMgmt/api/v2.0/openapi.json",
        "organization": "main",
        "organizationId": str(first.id),
        "active": True,
        "embeddedForm": False,
    }
    assert JournalEntry.objects.get().changes == [["web_applications", None]]


def test_addresses_lie_below_the_organizations_own_root(run: Run) -> None:
    Organization.objects.create(name="B", slug="b", root_url="https://b.example/events")
    created = run("webapp", "add", "--name", "Site", "--origin", "https://site.example", "--organization", "b").out

    listed = run("webapp", "list").out.splitlines()[-1].split()

    openapi = "https://b.example/events/EvtMgmt/api/v2.0/openapi.json"
    assert listed[-2:] == ["https://b.example/events", openapi]
    assert ["root", "https://b.example/events"] in [line.split() for line in created.splitlines()]
    assert ["openapi", openapi] in [line.split() for line in created.splitlines()]


@pytest.mark.parametrize("origin", ["https://site.example/", "*", "site.example", "https://a@b"])
def test_an_origin_that_no_browser_sends_is_refused(run: Run, origin: str) -> None:
    outcome = run("webapp", "add", "--name", "Site", "--origin", origin)

    assert outcome.status == 1
    assert outcome.err.startswith(f"--origin {origin}: ")
    assert not WebApplication.objects.exists()


def test_a_call_to_paste_is_printed(run: Run) -> None:
    token = added(run)["token"]

    lines = run("webapp", "list", "--curl").out.splitlines()

    assert shlex.split(lines[1]) == [
        "curl",
        "-H",
        "Origin: https://site.example",
        f"http://127.0.0.1:8000/EvtMgmt/api/v2.0/events/published?emApplicationtoken={token}",
    ]


def test_the_embedded_form_is_switched_on_and_off(run: Run) -> None:
    added_with_it = run(
        "webapp", "add", "--name", "P", "--origin", "https://p.example", "--embedded-form", "--json"
    ).json

    switched_off = run("webapp", "set", added_with_it["id"], "embeddedForm=false", "--json").json

    assert added_with_it["embeddedForm"] is True
    assert switched_off == added_with_it | {"embeddedForm": False}
    assert not WebApplication.objects.get().has_embedded_form
    assert [entry.changes for entry in JournalEntry.objects.all()] == [[["web_applications", None]]] * 2


@pytest.mark.parametrize("word", ["embeddedForm=perhaps", "embeddedForm", "token=abc"])
def test_a_setting_that_is_none_is_refused(run: Run, word: str) -> None:
    properties = added(run)

    outcome = run("webapp", "set", properties["id"], word)

    assert outcome.status == 1
    assert JournalEntry.objects.count() == 1


def test_a_rotated_token_works_on_for_a_while(run: Run, clock: Clock) -> None:
    before = added(run)

    after = run("webapp", "rotate", before["id"], "--keep", "90m", "--json").json

    stored = WebApplication.objects.get()
    assert stored.token == after["token"] != before["token"]
    assert stored.previous_token == before["token"]
    assert stored.previous_token_until == clock.moment + timedelta(minutes=90)
    assert JournalEntry.objects.count() == 2


def test_a_revoked_web_application_is_no_longer_active(run: Run) -> None:
    properties = added(run)

    outcome = run("webapp", "revoke", properties["id"])

    assert outcome.status == 0
    assert not WebApplication.objects.get().is_active
    assert run("webapp", "list", "--json").json["webApplications"][0]["active"] is False
    assert run("webapp", "list", "--curl").out == ""


@pytest.mark.parametrize("words", [["revoke", "x"], ["rotate", "3f2b8a4e-0d5c-4b57-9a44-6f0b1c2d3e4f"]])
def test_an_unknown_id_is_refused(run: Run, words: list[str]) -> None:
    outcome = run("webapp", *words)

    assert outcome.status == 1
    assert "There is no web application" in outcome.err


def test_a_time_that_is_none_is_refused(run: Run) -> None:
    outcome = run("webapp", "rotate", added(run)["id"], "--keep", "soon")

    assert outcome.status == 1
    assert WebApplication.objects.get().previous_token is None


def test_what_signs_people_in_with_accounts_here_is_named(run: Run, first: Organization) -> None:
    properties = added(run)
    assert "clientId" not in properties
    use_own_accounts(WebApplication.objects.get(), ["https://site.example/"])

    (listed,) = run("webapp", "list", "--json").json["webApplications"]
    lines = run("webapp", "list", "--curl").out.splitlines()

    assert (listed["authority"], listed["clientId"]) == ("http://127.0.0.1:8000", properties["id"])
    assert lines[2:] == ["# authority: http://127.0.0.1:8000", f"# clientId: {properties['id']}"]
