"""`events/{id}/qrcode`: the address of an event's page as a picture (contract 9.1)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from guestlist import qrcodes
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization, WebApplication
from tests.builders import ORIGIN, make_event, make_organization, make_web_application
from tests.databases import Database
from tests.eventsapi.site import V2, Site, rt, running


@pytest.fixture
def web_application(database: Database) -> WebApplication:
    Organization.objects.all().delete()
    return make_web_application(make_organization())


@pytest.fixture
def event(web_application: WebApplication) -> Event:
    return make_event(web_application.organization)


@pytest.fixture
def site(event: Event, web_application: WebApplication) -> Iterator[Site]:
    with running() as site:
        site.token = web_application.token
        yield site


def test_the_code_holds_the_events_address(site: Site, event: Event) -> None:
    for base in (V2, rt(event.organization_id)):
        response = site.get(f"events/{event.readable_event_id.lower()}/QRCode", base=base)

        assert response.status_code == 200
        assert response.headers["content-type"] == "image/png"
        assert response.headers["access-control-allow-origin"] == ORIGIN
        assert response.content == qrcodes.png(f"{ORIGIN}/event?id=Harbour_Data_Days")
        width, height = Image.open(BytesIO(response.content)).size
        assert min(width, height) >= 300


def test_a_tag_saves_making_the_code_again_until_the_address_changes(site: Site, event: Event) -> None:
    path = f"events/{event.id}/qrcode"
    tag = site.get(path).headers["etag"]

    again = site.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    Event.objects.filter(id=event.id).update(public_event_url="https://elsewhere.example/")

    changed = site.get(path, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.content) == (200, qrcodes.png("https://elsewhere.example/"))


def test_an_event_without_an_address_has_no_code(site: Site, event: Event) -> None:
    Event.objects.filter(id=event.id).update(public_event_url="javascript:alert(1)")

    response = site.get(f"events/{event.id}/qrcode")

    assert (response.status_code, response.json()) == (404, {"Message": "The event has no address."})


def test_an_event_that_is_not_public_has_no_code(site: Site, event: Event) -> None:
    Event.objects.filter(id=event.id).update(publish_status=PublishStatus.DRAFT)

    for name in (event.readable_event_id, "Nowhere"):
        response = site.get(f"events/{name}/qrcode")
        assert (response.status_code, response.json()) == (404, {"Message": "The event was not found."})


def test_the_code_needs_token_and_origin_and_looks_at_no_bearer(site: Site, event: Event) -> None:
    path = f"events/{event.id}/qrcode"

    assert site.get(path, token=None).status_code == 400
    assert site.get(path, origin=None).status_code == 400
    assert site.get(path, token="wrong").status_code == 401
    assert site.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 200
    assert site.ask("HEAD", path).content == b""
