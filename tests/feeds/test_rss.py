"""RSS 2.0 of new events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from defusedxml.ElementTree import fromstring

from guestlist.catalog.choices import PublishStatus
from guestlist.feeds import new_events
from guestlist.feeds.rss import EVENTS_MAX
from guestlist.organizations.models import Organization
from tests.builders import make_event, make_organization
from tests.conftest import Clock
from tests.feeds.asking import count_queries
from tests.feeds.pages import HOME, PAGES


def channel_of(organization: Organization) -> Any:
    feed = new_events(organization, PAGES)
    assert feed.media_type == "application/rss+xml; charset=utf-8"
    root = fromstring(feed.body)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    return root.find("channel")


def test_the_newest_event_comes_first(organization: Organization, clock: Clock) -> None:
    make_event(organization, "First", created_at=clock.now())
    text = "Fish & <chips>"
    second = make_event(organization, "Second", created_at=clock.advance(days=1), description=text)

    channel = channel_of(organization)

    assert (channel.findtext("title"), channel.findtext("link")) == ("Lindenhof", HOME)
    assert channel.findtext("description") == "New events of Lindenhof"
    assert [item.findtext("title") for item in channel.iter("item")] == ["Second", "First"]
    item = channel.find("item")
    assert item.findtext("link") == PAGES.event(second)
    assert item.findtext("description") == "<p>Fish &amp; &lt;chips&gt;</p>"
    assert (item.findtext("guid"), item.find("guid").get("isPermaLink")) == (str(second.id), "false")
    assert item.findtext("pubDate") == "Tue, 02 Mar 2027 12:00:00 +0000"
    assert channel.findtext("lastBuildDate") == "Tue, 02 Mar 2027 12:00:00 +0000"


def test_only_public_events_are_announced(organization: Organization) -> None:
    make_event(organization, "Draft", publish_status=PublishStatus.DRAFT)
    make_event(organization, "Template", is_template=True)
    make_event(make_organization("other"), "Foreign")

    assert list(channel_of(organization).iter("item")) == []


def test_a_feed_without_events_is_as_old_as_the_organization(organization: Organization) -> None:
    Organization.objects.update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    organization.refresh_from_db()

    assert channel_of(organization).findtext("lastBuildDate") == "Thu, 01 Jan 2026 00:00:00 +0000"


def test_markup_is_kept_and_control_characters_are_not(organization: Organization) -> None:
    make_event(organization, name="Bell\x07", description="x", description_html="<p>A <b>bell</b></p>")

    item = channel_of(organization).find("item")

    assert (item.findtext("title"), item.findtext("description")) == ("Bell", "<p>A <b>bell</b></p>")


def test_the_feed_is_one_query_and_does_not_grow_for_ever(organization: Organization) -> None:
    for number in range(EVENTS_MAX + 1):
        make_event(organization, f"Event_{number}")

    assert len(list(channel_of(organization).iter("item"))) == EVENTS_MAX
    assert count_queries(lambda: new_events(organization, PAGES)) == 1
