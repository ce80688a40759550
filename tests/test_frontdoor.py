"""What the front door answers beside the Events API, and what it shows to Django."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from itertools import repeat

import pytest

from guestlist import limits
from guestlist.eventsapi import request_bodies
from guestlist.organizations.models import Organization
from tests.builders import make_organization
from tests.databases import Database
from tests.eventsapi.site import Site, running

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def site(database: Database) -> Iterator[Site]:
    make_organization("main")
    with running() as site:
        site.base, site.origin = "", None
        yield site


def test_health_is_answered(site: Site) -> None:
    assert site.get("/healthz").json() == {"status": "ok"}
    assert site.get("/readyz").json() == {"status": "ok"}


@pytest.mark.parametrize("has_website", [True, False])
def test_the_servers_own_address_shows_the_way_to_the_description(site: Site, has_website: bool) -> None:
    Organization.objects.update(has_website=has_website)

    page = site.get("/")
    (link,) = re.findall(r'href="([^"]+/docs)"', page.text)

    assert page.status_code == 200
    assert site.get(link).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    "path", ["/EvtMgmt", "/evtmgmt/api/v3.0/events", "/api/", "//api/v1.0/orgs/x/events", "/o/main/EvtMgmt/api/v2.0x"]
)
def test_beside_the_bases_an_error_is_json_and_says_where_they_are(site: Site, method: str, path: str) -> None:
    response = site.ask(method, path)

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert "EvtMgmt/api/v2.0/" in response.json()["Message"]


@pytest.mark.parametrize("path", ["/nope", "/o/other", "/o/main/nope", "/apis", "/embed"])
def test_nobodys_address_is_a_page_that_is_not_found(site: Site, path: str) -> None:
    response = site.get(path)

    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/embed/registration.js", "/media/x.png", "/o/main/media/a/b"])
def test_what_is_open_to_everybody_names_its_verbs_to_everybody(site: Site, path: str) -> None:
    response = site.post(path)

    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")
    assert response.headers["access-control-allow-origin"] == "*"


class Sender:
    """Sends a body in parts of 64 KiB, and counts them."""

    def __init__(self, parts_max: int | None = None) -> None:
        self._parts = repeat(b" " * 65_536) if parts_max is None else repeat(b" " * 65_536, parts_max)
        self.sent_bytes = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            self.sent_bytes += len(part)
            await asyncio.sleep(0)
            yield part


@pytest.mark.parametrize("path", ["/nope", "/"])
def test_an_endless_body_for_nobody_is_refused_and_never_stored(site: Site, path: str) -> None:
    sender = Sender()

    response = site.post(path, content=sender)

    assert response.status_code == 413
    assert list(response.json()) == ["Message"]
    assert sender.sent_bytes <= limits.BODY_DRAIN_BYTES_MAX + 2 * 65_536


def test_a_body_for_nobody_that_never_ends_is_refused_in_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_bodies, "BODY_SECONDS_MAX", 0.0)

    assert site.post("/nope", content=Sender()).status_code == 408


def test_a_page_gets_the_body_that_was_sent(site: Site) -> None:
    assert site.post("/nope", content=Sender(parts_max=3)).status_code == 404


@pytest.mark.parametrize("path", ["/api/x", "/EvtMgmt/api/v2.0/nowhere"])
def test_no_body_is_read_where_nothing_is(site: Site, path: str) -> None:
    sender = Sender()

    assert site.post(path, content=sender).status_code == 404
    assert sender.sent_bytes == 0
