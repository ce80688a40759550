"""`guestlist demo`."""

from __future__ import annotations

import shlex

import pytest

from guestlist import environment
from guestlist.accounts.models import User
from guestlist.catalog.models import Event
from guestlist.cli.serve import _greet
from guestlist.demo import login
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
    assert "login           demo@lindenhof.example" in outcome.out
    assert "attendee's page https://events.lindenhof.example/my/" in outcome.out
    assert "attendee        attendee@lindenhof.example" in outcome.out
    assert f"their password  {login.demo_password(login.ATTENDEE_EMAIL)}" in outcome.out
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
    assert (first["password"], first["attendeePassword"]) == (login.password(), login.password(login.ATTENDEE_EMAIL))
    assert first["organizationId"] == second["organizationId"] == str(organization.id)
    assert len(first["events"]) == Event.objects.count() == 5
    assert "has events already" in run("demo").out


def test_no_login_is_printed_where_none_was_made(run: Run) -> None:
    User.objects.create_user("somebody@example.org", "a long enough password")

    printed = run("demo").out

    assert "Lindenhof Harbour Society" in printed
    assert "lindenhof.example" not in printed
    assert "password" not in printed


def test_serve_says_both_logins_of_the_demo(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("demo")
    capsys.readouterr()

    _greet(environment.current())

    said = capsys.readouterr().out
    assert f"demo login: demo@lindenhof.example with the password {login.password()}" in said
    assert "An attendee's page: http://127.0.0.1:8000/my/" in said
    assert f"attendee@lindenhof.example with the password {login.password(login.ATTENDEE_EMAIL)}" in said
