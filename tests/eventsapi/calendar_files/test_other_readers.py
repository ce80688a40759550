"""Calendar files as a program that is not ours reads them (contract 8)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
import vobject

from guestlist.catalog.models import Event
from tests.builders import make_event, make_organization, make_session
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.site import Site, running

NAME = "Häfen, Kräne; und \\Lotsen\\ – 港のデータ " * 4


@pytest.fixture
def event(database: Database, clock: Clock) -> Event:
    return make_event(make_organization(), name=NAME, calendar_text="Guten Tag, {{who}}!\nBis bald; hier.")


@pytest.fixture
def site(event: Event) -> Iterator[Site]:
    with running() as site:
        site.origin = None
        yield site


def test_another_library_reads_what_was_written(site: Site, event: Event) -> None:
    session = make_session(event)
    wanted = [
        {"readableEventId": event.readable_event_id, "data": {"who": "Mara, Ines"}},
        {"readableEventId": event.readable_event_id, "sessionId": str(session.id)},
    ]

    response = site.get(f"calendar/personal/ics?data={quote(json.dumps(wanted))}")

    calendar = vobject.readOne(response.content.decode())
    entries = calendar.vevent_list
    assert calendar.method.value == "PUBLISH"
    assert [entry.summary.value for entry in entries] == [NAME, session.name]
    assert entries[0].description.value == "Guten Tag, Mara, Ines!\nBis bald; hier."
    assert entries[0].dtstart.value == datetime(2027, 6, 10, 7, tzinfo=UTC)
    assert {entry.uid.value.partition("@")[0] for entry in entries} == {str(event.id), str(session.id)}
