"""The real server on a port of its own, and a website that calls it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from guestlist.organizations.models import Organization
from tests.builders import make_organization, make_web_application
from tests.databases import Database
from tests.journeys.calls import Website
from tests.journeys.serving import Server

StartServer = Callable[..., Server]


@pytest.fixture
def organization(database: Database) -> Organization:
    return make_organization()


@pytest.fixture
def start_server(database: Database) -> Iterator[StartServer]:
    """Start a server on the test's database: start_server(workers=2). It is killed in the end."""
    started: list[Server] = []

    def start(**options: Any) -> Server:
        started.append(Server(database, **options))
        return started[-1]

    yield start
    for server in started:
        server.kill()


@pytest.fixture
def website(organization: Organization) -> Callable[[Server], Website]:
    """Give the organization's website, pointed at a server."""
    web_application = make_web_application(organization)

    def at(server: Server) -> Website:
        return Website(server.port, web_application.token, str(organization.id))

    return at
