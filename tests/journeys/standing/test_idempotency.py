"""One Idempotency-Key, many requests, several workers: one registration and one answer."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from guestlist.organizations.models import Organization
from guestlist.registration.models import Purchase, Registration
from tests.builders import make_event, make_pass
from tests.journeys.calls import Answer, Website, a_person
from tests.journeys.serving import Server
from tests.journeys.standing.conftest import ServerOf

KEYS = 25
At = Callable[[Server], Website]


async def ask_every_worker_at_once(server: Server, requests: list[bytes]) -> list[list[Answer]]:
    """Send each request to all workers in the same moment; gives the answers by request."""
    async with server.connection_to_each_worker() as workers:
        return [list(await asyncio.gather(*(worker.ask(request) for worker in workers))) for request in requests]


def test_the_same_key_at_two_workers_at_once_registers_once(
    organization: Organization, server_of: ServerOf, website: At
) -> None:
    event = make_event(organization, "Once")
    server = server_of(2)
    site = website(server)
    requests = [
        site.register("Once", a_person(number), headers={"Idempotency-Key": f"key-{number}"}) for number in range(KEYS)
    ]

    rounds = asyncio.run(ask_every_worker_at_once(server, requests))

    assert {answer.outcome for answers in rounds for answer in answers} == {"Success"}
    assert Registration.objects.filter(event=event).count() == KEYS


def test_the_same_key_at_two_workers_at_once_opens_one_purchase(
    organization: Organization, server_of: ServerOf, website: At
) -> None:
    event = make_event(organization, "Once")
    event_pass = make_pass(event, allocated=KEYS)
    server = server_of(2)
    site = website(server)
    person = a_person(1, passId=str(event_pass.id))
    requests = [site.register("Once", person, headers={"Idempotency-Key": f"key-{number}"}) for number in range(KEYS)]

    rounds = asyncio.run(ask_every_worker_at_once(server, requests))

    # Every pass is held once: a second purchase under any key would leave none for another.
    assert all(len({answer.body for answer in answers}) == 1 for answers in rounds)
    assert Counter(answers[0].json["status"] for answers in rounds) == {"Initiated": KEYS}
    assert Purchase.objects.filter(event=event).count() == KEYS


def test_the_same_key_with_another_body_at_the_same_moment_is_refused_at_one_of_the_workers(
    organization: Organization, server_of: ServerOf, website: At
) -> None:
    event = make_event(organization, "Once")
    server = server_of(2)
    site = website(server)

    async def ask_differently() -> list[Answer]:
        async with server.connection_to_each_worker() as workers:
            bodies = [site.register("Once", a_person(n), headers={"Idempotency-Key": "same"}) for n in (1, 2)]
            calls = (worker.ask(body) for worker, body in zip(workers, bodies, strict=True))
            return list(await asyncio.gather(*calls))

    answers = asyncio.run(ask_differently())

    assert sorted(answer.status for answer in answers) == [200, 422]
    assert Registration.objects.filter(event=event).count() == 1
