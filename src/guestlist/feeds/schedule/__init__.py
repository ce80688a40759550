"""The schedule export: schedule.xml and schedule.json of frab, as conference apps read them."""

from __future__ import annotations

from typing import Any

from msgspec.json import encode

from guestlist.catalog.models import Event
from guestlist.database.transactions import reading
from guestlist.feeds import answers, loading
from guestlist.feeds.pages import Pages
from guestlist.feeds.schedule import xml
from guestlist.feeds.schedule.conference import GENERATOR, tree_of
from guestlist.organizations.models import Organization

__all__ = ["schedule_json", "schedule_xml"]


def schedule_xml(organization: Organization, event: Event, pages: Pages) -> answers.Feed | None:
    """Give an event's schedule.xml; None: the event is not public."""
    tree = _tree(organization, event, pages)
    return None if tree is None else answers.Feed(xml.document_of(tree), answers.XML)


def schedule_json(organization: Organization, event: Event, pages: Pages) -> answers.Feed | None:
    """Give an event's schedule.json; None: the event is not public."""
    tree = _tree(organization, event, pages)
    if tree is None:
        return None
    return answers.Feed(encode({"generator": GENERATOR, "schedule": tree}), answers.JSON)


def _tree(organization: Organization, event: Event, pages: Pages) -> dict[str, Any] | None:
    with reading():
        found = loading.find_event(organization.id, event.id)
        return None if found is None else tree_of(organization, loading.load_programme(found), pages)
