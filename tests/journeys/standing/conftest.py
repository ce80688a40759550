"""Servers that stand for all tests of a module, each of which is an organization of its own there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from guestlist import ids
from guestlist.organizations.addresses import root_url
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import Organization
from tests.builders import make_organization, make_web_application
from tests.databases import Database
from tests.journeys.calls import Connection, Website
from tests.journeys.serving import Server

ServerOf = Callable[[int], Server]


@pytest.fixture
def organization(shared_database: Database) -> Organization:
    return make_organization(f"o-{ids.new_id().hex}")


@pytest.fixture(scope="module")
def server_of(shared_database: Database) -> Iterator[ServerOf]:
    """Give the server with so many workers: server_of(2). It is started for the first test that asks for it."""
    started: dict[int, Server] = {}

    def running(workers: int) -> Server:
        if workers not in started:
            started[workers] = Server(shared_database, workers=workers)
        return started[workers]

    yield running
    for server in started.values():
        server.kill()


@pytest.fixture
def website(organization: Organization) -> Callable[[Server], Website]:
    """Give the organization's website, pointed at a server all of whose workers know it.

    To find that out they are asked for the events: those that a test makes without a word to the journal come before.
    """
    with writing() as changes:
        web_application = make_web_application(organization)
        changes.add(organization.id, ChangeKind.WEB_APPLICATIONS)

    @cache
    def at(server: Server) -> Website:
        root = root_url(organization, "")
        site = Website(server.port, web_application.token, str(organization.id), root=root)
        asyncio.run(_until_known(server, site))
        return site

    return at


async def _until_known(server: Server, site: Website) -> None:
    async with server.connection_to_each_worker() as workers:
        await asyncio.gather(*(_until_admitted(worker, site.get("events/published")) for worker in workers))


async def _until_admitted(worker: Connection, request: bytes) -> None:
    async with asyncio.timeout(30):
        while (await worker.ask(request)).status != 200:
            await asyncio.sleep(0.02)
