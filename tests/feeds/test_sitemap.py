"""sitemap.xml: every public page, and none that is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from guestlist.catalog.choices import PublishStatus
from guestlist.feeds import Feed, sitemap
from guestlist.organizations.models import Organization
from tests.builders import make_event, make_organization, make_session
from tests.eventsapi.reading.asking import engage, make_speaker
from tests.feeds.asking import count_queries
from tests.feeds.pages import HOME, PAGES

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(feed: Feed | None) -> tuple[str, list[str]]:
    assert feed is not None
    assert feed.media_type == "application/xml; charset=utf-8"
    root = fromstring(feed.body)
    return root.tag.removeprefix(NAMESPACE), list(_addresses(root))


def _addresses(root: Any) -> Iterator[str]:
    for element in root.iter(f"{NAMESPACE}loc"):
        yield element.text


def test_every_public_page_is_listed_once(organization: Organization) -> None:
    event, other = make_event(organization), make_event(organization, "Night & Tours")
    session, second = make_session(event), make_session(event, "Charts")
    speaker = make_speaker(organization)
    engage(speaker, event, session, second)
    engage(speaker, other)

    kind, addresses = read(sitemap(organization, PAGES))

    assert kind == "urlset"
    assert sorted(addresses) == sorted(
        [
            HOME,
            PAGES.event(event),
            PAGES.event(other),
            PAGES.session(event, session),
            PAGES.session(event, second),
            PAGES.speaker(event, speaker),
            PAGES.speaker(other, speaker),
        ]
    )


def test_what_is_not_public_is_not_listed(organization: Organization) -> None:
    event = make_event(organization)
    hidden = make_event(organization, "Draft", publish_status=PublishStatus.DRAFT)
    engage(make_speaker(organization, "Of a draft event"), hidden, make_session(hidden))
    draft = make_session(event, publish_status=PublishStatus.DRAFT)
    engage(make_speaker(organization, "Of a draft session"), event, draft)
    engage(make_speaker(organization, "Inactive", is_active=False), event)
    engage(make_speaker(organization, "No longer engaged"), event, is_active=False)
    make_event(make_organization("other"), "Foreign")

    _, addresses = read(sitemap(organization, PAGES))

    assert addresses == [HOME, PAGES.event(event)]


def test_a_long_sitemap_is_cut_into_parts(organization: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guestlist.feeds.sitemaps.ADDRESSES_MAX", 2)
    for number in range(4):
        make_event(organization, f"Event_{number}")

    kind, parts = read(sitemap(organization, PAGES))

    assert (kind, parts) == ("sitemapindex", [PAGES.sitemap(number) for number in (1, 2, 3)])
    found = [read(sitemap(organization, PAGES, part=number)) for number in (1, 2, 3)]
    assert [kind for kind, _ in found] == ["urlset"] * 3
    assert [len(addresses) for _, addresses in found] == [2, 2, 1]
    assert len({address for _, addresses in found for address in addresses}) == 5


def test_a_part_that_there_is_not_is_not_found(organization: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    make_event(organization)

    assert sitemap(organization, PAGES, part=1) is None

    monkeypatch.setattr("guestlist.feeds.sitemaps.ADDRESSES_MAX", 1)
    assert sitemap(organization, PAGES, part=2) is not None
    assert [sitemap(organization, PAGES, part=number) for number in (-1, 0, 3)] == [None] * 3


def test_a_sitemap_takes_the_same_queries_whatever_the_size(organization: Organization) -> None:
    for number in range(3):
        event = make_event(organization, f"Event_{number}")
        engage(make_speaker(organization), event, make_session(event))

    assert count_queries(lambda: sitemap(organization, PAGES)) <= 4
