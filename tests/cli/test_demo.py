"""`guestlist demo`."""

from __future__ import annotations

import shlex

import pytest

from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization, WebApplication
from tests.cli.conftest import Run
from tests.databases import Database


@pytest.fixture(autouse=True)
def organization(database: Database) -> Organization:
    return Organization.objects.create(name="My organization", slug="main")


def test_demo_prints_addresses_token_and_a_line_to_paste(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLIST_PUBLIC_URL", "https://events.lindenhof.example")

    outcome = run("demo")

    token = WebApplication.objects.get().token
    assert outcome.status == 0
    assert f"token           {token}" in outcome.out
    assert "endpoint        https://events.lindenhof.example/EvtMgmt/api/v2.0/" in outcome.out
    assert shlex.split(outcome.out.splitlines()[-1]) == [
        "curl",
        "-H",
        "Origin: http://localhost:4200",
        f"https://events.lindenhof.example/EvtMgmt/api/v2.0/events/published?emApplicationtoken={token}",
    ]


def test_demo_gives_one_json_object_and_a_second_call_says_that_nothing_was_done(
    run: Run, organization: Organization
) -> None:
    first = run("demo", "--json").json
    second = run("demo", "--json").json

    web_application = WebApplication.objects.get()
    assert (first["filled"], second["filled"]) == (True, False)
    assert (first["token"], first["id"]) == (web_application.token, str(web_application.id))
    assert first["organizationId"] == second["organizationId"] == str(organization.id)
    assert len(first["events"]) == Event.objects.count() == 5
    assert "has events already" in run("demo").out
