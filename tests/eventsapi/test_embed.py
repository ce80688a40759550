"""Tests of the embedded form's script as pages fetch it, and of the snippet that names it (contract 4.1, OD-84)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from guestlist.eventsapi.embed.snippet import button_snippet
from guestlist.organizations.models import Organization
from guestlist.organizations.web_applications import add_web_application, rotate_token, store
from tests.builders import ORIGIN, make_event, make_organization
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.site import Site, rt, running

PATH = "embed/registration.js"


@pytest.fixture
def organization(database: Database) -> Organization:
    Organization.objects.all().delete()
    return make_organization()


@pytest.fixture
def site(organization: Organization) -> Iterator[Site]:
    with running() as site:
        site.base, site.origin = "/", None
        yield site


@pytest.mark.parametrize("base", ["/", "/o/main/", "//"])
def test_every_page_may_load_the_script(site: Site, base: str) -> None:
    response = site.get(PATH, base=base)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "public, max-age=600"
    assert "data-guestlist-event" in response.text


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_the_script_is_compressed_and_not_sent_twice(site: Site, coding: str) -> None:
    first = site.get(PATH, headers={"Accept-Encoding": coding})
    again = site.get(PATH, headers={"Accept-Encoding": coding, "If-None-Match": first.headers["etag"]})

    assert first.headers.get("content-encoding", "identity") == coding
    assert first.headers["vary"] == "Accept-Encoding"
    assert first.text == site.get(PATH, headers={"Accept-Encoding": "identity"}).text
    assert (again.status_code, again.content) == (304, b"")


def test_head_gives_the_length_alone(site: Site) -> None:
    response = site.ask("HEAD", PATH)

    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) > 0


def test_nothing_else_of_the_folder_is_served(site: Site) -> None:
    for path in ("embed/form.js", "embed/script.py", "embed/registration.js/x"):
        assert site.get(path).status_code == 404


def test_the_snippet_follows_the_switch_and_the_token(site: Site, organization: Organization, clock: Clock) -> None:
    make_event(organization)
    web_application = add_web_application(organization, name="Portal", origin=ORIGIN, has_embedded_form=True)

    def snippet() -> str | None:
        event = site.get("events/Harbour_Data_Days", base=rt(organization.id), token=web_application.token).json()
        form: str | None = event["registrationForm"]
        return form

    first = snippet()
    rotate_token(web_application, keep=clock.moment - clock.moment)
    second = snippet()
    web_application.has_embedded_form = False
    store(web_application, "has_embedded_form")

    assert first is not None
    assert second is not None
    assert web_application.token not in first
    assert f'data-guestlist-token="{web_application.token}"' in second
    assert snippet() is None


def test_the_snippet_names_addresses_that_answer(site: Site, organization: Organization) -> None:
    make_event(organization)
    token = add_web_application(organization, name="Portal", origin=ORIGIN, has_embedded_form=True).token
    event = site.get("events/published", base=rt(organization.id), token=token).json()[0]
    values = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', event["registrationForm"])}

    script = site.get("", base="", host=values["src"], token=None)
    offered = site.get(
        f"events/{values['data-guestlist-event']}",
        host=values["data-guestlist-base"],
        base="",
        token=values["data-guestlist-token"],
    )

    assert script.status_code == 200
    assert offered.json() == event


def test_the_button_of_the_snippet_names_a_script_that_answers(site: Site) -> None:
    html = button_snippet("Night_Tours", root_url="http://127.0.0.1:8000", label="Register")
    values = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', html)}

    assert (values["data-event"], values["data-label"]) == ("Night_Tours", "Register")
    assert site.get("", base="", host=values["src"], token=None).status_code == 200


def test_a_label_cannot_break_out_of_the_button() -> None:
    html = button_snippet("Night_Tours", root_url="https://events.example.org", label='"><script>alert(1)</script>')

    assert html.count("<") == 2
    assert 'data-label="&quot;&gt;&lt;script&gt;' in html
