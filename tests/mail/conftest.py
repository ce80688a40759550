"""What the tests of mails stand on: an organization, an event, and an SMTP server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guestlist.catalog.models import Building, Event, Room
from guestlist.organizations.models import Organization
from tests.builders import make_event, make_organization
from tests.conftest import Clock
from tests.databases import Database
from tests.mail.smtp import Server, a_server, sending_to


@pytest.fixture
def organization(database: Database, clock: Clock) -> Organization:
    return make_organization(reply_to="hello@lindenhof.example", colour="#0f766e")


@pytest.fixture
def event(organization: Organization) -> Event:
    building = Building.objects.create(
        organization=organization,
        name="Old Customs House",
        address_line1="Quay 1",
        postal_code="20457",
        city="Lindenhof",
    )
    room = Room.objects.create(building=building, name="Chart Room")
    return make_event(organization, building=building, room=room, allows_custom_agenda=True, shows_waitlist=True)


@pytest.fixture
def smtp(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A mail server, and a setting that names it."""
    with a_server() as server, sending_to(server.url, monkeypatch):
        yield server
