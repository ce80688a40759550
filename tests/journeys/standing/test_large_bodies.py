"""Bodies that are too large, broken off or slow, over a real connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from guestlist import limits
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration
from tests.builders import make_event
from tests.journeys.calls import Answer, Website, a_person, ask_once, connections
from tests.journeys.serving import Server
from tests.journeys.standing.conftest import ServerOf

pytestmark = pytest.mark.only_on("sqlite")  # no database is asked
PART_BYTES = 65_536
At = Callable[[Server], Website]


@pytest.mark.parametrize("size_bytes", [limits.BODY_BYTES_MAX + 1, 10_000_000, limits.BODY_DRAIN_BYTES_MAX])
def test_a_client_that_sends_too_much_sees_the_413(
    organization: Organization, server_of: ServerOf, website: At, size_bytes: int
) -> None:
    make_event(organization, "Large")
    server = server_of(1)
    request = website(server).post("events/Large/registrations", b"[" * size_bytes)

    async def send_all_then_read() -> tuple[Answer, Answer]:
        async with connections(server.port) as (connection,):
            refused = await connection.ask(request)
            # The connection is still good for the next request.
            return refused, await connection.ask(website(server).get("events/Large"))

    refused, next_answer = asyncio.run(send_all_then_read())

    assert refused.status == 413
    assert list(refused.json) == ["Message"]
    assert refused.headers["access-control-allow-origin"] == website(server).origin
    assert next_answer.status == 200


def test_bodies_that_end_early_store_nothing_and_hold_nobody_up(
    organization: Organization, server_of: ServerOf, website: At
) -> None:
    event = make_event(organization, "Large")
    server = server_of(1)
    site = website(server)
    whole = site.register("Large", a_person(1))

    async def break_off() -> None:
        async with connections(server.port, 50) as opened:
            for number, connection in enumerate(opened):
                await connection.send(whole[: -1 - number])

    asyncio.run(break_off())

    assert asyncio.run(ask_once(server.port, site.register("Large", a_person(2)))).outcome == "Success"
    assert [each.email for each in Registration.objects.filter(event=event)] == ["mara2@oyelaran.example"]


def test_a_body_that_comes_in_drops_is_read(organization: Organization, server_of: ServerOf, website: At) -> None:
    make_event(organization, "Large")
    server = server_of(1)
    whole = website(server).register("Large", a_person(1))

    async def drip() -> Answer:
        async with connections(server.port) as (connection,):
            for at in range(0, len(whole), 7):
                await connection.send(whole[at : at + 7])
                await asyncio.sleep(0)
            return await connection.read()

    assert asyncio.run(drip()).outcome == "Success"


def test_what_is_no_http_does_not_end_the_server(organization: Organization, server_of: ServerOf, website: At) -> None:
    make_event(organization, "Large")
    server = server_of(1)
    rubbish = [
        b"\0" * 100,
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"x" * 100_000,
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    ]

    async def throw() -> None:
        async with connections(server.port, len(rubbish)) as opened:
            for connection, content in zip(opened, rubbish, strict=True):
                await connection.send(content)

    asyncio.run(throw())

    assert asyncio.run(ask_once(server.port, website(server).get("events/Large"))).status == 200
