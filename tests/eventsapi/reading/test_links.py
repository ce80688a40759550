"""Addresses that websites turn into links: absolute http(s), or none."""

from __future__ import annotations

import pytest

from guestlist.catalog.choices import Table
from guestlist.catalog.models import WebsiteEntityConfiguration
from guestlist.eventsapi.reading.links import web_address
from guestlist.organizations.models import Organization
from tests.builders import make_event, make_organization, make_session, make_web_application
from tests.eventsapi.reading.asking import ask, engage, make_building, make_speaker

SCRIPT = "javascript:alert(1)"


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        ("https://varga.example/blog?a=1#b", "https://varga.example/blog?a=1#b"),
        (" HTTP://varga.example ", "HTTP://varga.example"),
        ("", None),
        ("varga.example", None),
        ("//varga.example", None),
        ("/blog", None),
        ("https://", None),
        ("https://[varga", None),
        ("https://varga.example/my blog", None),
        (SCRIPT, None),
        ("\x01javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:ilse@varga.example", None),
    ],
)
def test_only_absolute_web_addresses_are_links(stored: str, sent: str | None) -> None:
    assert web_address(stored) == sent


@pytest.mark.parametrize(("stored", "sent"), [("https://varga.example", "https://varga.example"), (SCRIPT, None)])
def test_every_link_of_every_answer_is_one(database: object, stored: str, sent: str | None) -> None:
    organization: Organization = make_organization()
    make_web_application(organization)
    speaker_links = ("blog", "website", "linkedin", "twitter")
    columns = {
        Table.EVENT: ["msevtmgt_publiceventurl"],
        Table.SPEAKER: [f"msevtmgt_{name}" for name in speaker_links],
        Table.BUILDING: ["msevtmgt_website"],
    }
    for table, names in columns.items():
        WebsiteEntityConfiguration.objects.create(organization=organization, name="x", table=table, columns=names)
    building = make_building(organization, website=stored)
    event = make_event(organization, public_event_url=stored, building=building)
    engage(make_speaker(organization, **dict.fromkeys(speaker_links, stored)), event, make_session(event))

    shown = ask("event", organization, readableEventId=event.id)
    (speaker,) = ask("event_speakers", organization, readableEventId=event.id)

    assert [shown["publicEventUrl"], *shown["customFields"].values()] == [sent] * 2
    assert [shown["building"]["website"], *shown["building"]["customFields"].values()] == [sent] * 2
    assert [speaker[name] for name in speaker_links] == [sent] * 4
    assert list(speaker["customFields"].values()) == [sent] * 4
