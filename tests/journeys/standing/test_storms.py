"""Many people want few seats in the same moment."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from guestlist.catalog.models import Event
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration, WaitlistItem
from tests.builders import make_event
from tests.journeys.calls import (
    ANSWER_SECONDS_MAX,
    Answer,
    Connection,
    Website,
    a_person,
    ask_all,
    connections,
    email_of,
)
from tests.journeys.serving import Server
from tests.journeys.standing.conftest import ServerOf

SEATS = 100
CALLERS = 400

At = Callable[[Server], Website]


def count_at_each_worker(server: Server, website: Website, event: str) -> list[int]:
    """Ask every worker for the count until all of them agree."""

    async def ask() -> list[int]:
        counts: list[int] = []
        async with asyncio.timeout(ANSWER_SECONDS_MAX), server.connection_to_each_worker() as workers:
            while len(set(counts)) != 1:
                answers = [await each.ask(website.get(f"events/{event}/registrations/count")) for each in workers]
                counts = [answer.json for answer in answers]
                await asyncio.sleep(0.05)
        return counts

    return asyncio.run(ask())


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("has_waitlist", "refusal"), [(False, "MaximumNoAttendeesReached"), (True, "MaximumCapacityReached")]
)
def test_of_400_at_once_for_100_seats_exactly_100_get_one(
    organization: Organization,
    server_of: ServerOf,
    website: At,
    workers: int,
    has_waitlist: bool,
    refusal: str,
) -> None:
    event = make_event(organization, "Full", capacity=SEATS, shows_waitlist=has_waitlist)
    server = server_of(workers)
    site = website(server)

    answers = asyncio.run(ask_all(server.port, [site.register("Full", a_person(number)) for number in range(CALLERS)]))

    assert {answer.status for answer in answers} == {200}
    assert Counter(answer.outcome for answer in answers) == {"Success": SEATS, refusal: CALLERS - SEATS}
    assert count_at_each_worker(server, site, "Full") == [SEATS] * workers
    seated = {email_of(number) for number, answer in enumerate(answers) if answer.outcome == "Success"}
    stored = _seated(event)
    assert set(stored) == seated
    assert len(stored) == SEATS


def test_over_one_connection_the_waitlist_keeps_the_order_of_arrival(
    organization: Organization, server_of: ServerOf, website: At
) -> None:
    event = make_event(organization, "Full", capacity=SEATS, shows_waitlist=True, offers_auto_register_choice=True)
    server = server_of(1)
    people = range(SEATS + 60)

    answers = asyncio.run(_ask_one_after_the_other(server.port, list(_joining(website(server), people))))

    assert Counter(answer.outcome for answer in answers) == {"Success": len(people)}
    assert _seated(event) == [email_of(number) for number in people[:SEATS]]
    assert _waiting(event) == [email_of(number) for number in people[SEATS:]]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_storm_on_the_waitlist_leaves_one_line_in_which_nobody_was_overtaken(
    organization: Organization, server_of: ServerOf, website: At, workers: int
) -> None:
    event = make_event(organization, "Full", capacity=SEATS, shows_waitlist=True, offers_auto_register_choice=True)
    server = server_of(workers)
    site = website(server)
    callers = [list(range(first, CALLERS, 20)) for first in range(20)]  # each with 20 people, one after the other

    async def storm() -> list[list[Answer]]:
        lines = (_ask_one_after_the_other(server.port, list(_joining(site, people))) for people in callers)
        return await asyncio.gather(*lines)

    answers = [answer for line in asyncio.run(storm()) for answer in line]

    assert Counter(answer.outcome for answer in answers) == {"Success": CALLERS}
    seated, waiting = _seated(event), _waiting(event)
    assert (len(seated), len(waiting)) == (SEATS, CALLERS - SEATS)
    for people in callers:
        emails = [email_of(number) for number in people]
        # Who came first is seated, or stands further ahead.
        assert [email for email in emails if email in seated] == emails[: sum(e in seated for e in emails)]
        assert [email for email in waiting if email in emails] == [e for e in emails if e in waiting]


def test_a_seat_is_never_sold_twice_to_groups_of_different_size(
    organization: Organization, server_of: ServerOf, website: At
) -> None:
    event = make_event(organization, "Full", capacity=SEATS)
    server = server_of(2)
    site = website(server)
    sizes = [1 + number % 7 for number in range(120)]
    groups = [
        site.register("Full", *(a_person(100 * number + member) for member in range(size)))
        for number, size in enumerate(sizes)
    ]

    answers = asyncio.run(ask_all(server.port, groups))

    seats = sum(size for size, answer in zip(sizes, answers, strict=True) if answer.outcome == "Success")
    allowed = {"Success", "EventCapacityExceeding", "MaximumNoAttendeesReached"}
    assert {answer.outcome for answer in answers} <= allowed
    assert seats == len(_seated(event)) <= SEATS
    # What the groups left is there for people who come alone.
    alone = asyncio.run(ask_all(server.port, [site.register("Full", a_person(-number)) for number in range(1, 31)]))
    outcomes = Counter(answer.outcome for answer in alone)
    assert outcomes["Success"] == SEATS - seats
    assert outcomes["MaximumNoAttendeesReached"] == len(alone) - (SEATS - seats)


def _joining(website: Website, people: range | list[int]) -> Iterator[bytes]:
    for number in people:
        yield website.register("Full", a_person(number, waitlisted=True, autoRegister=True))


async def _ask_one_after_the_other(port: int, requests: list[bytes]) -> list[Answer]:
    """Send all requests over one connection without waiting for answers (HTTP pipelining)."""
    async with connections(port) as (connection,):
        reading = asyncio.create_task(_read(connection, len(requests)))
        await connection.send(b"".join(requests))
        return await reading


async def _read(connection: Connection, number: int) -> list[Answer]:
    return [await connection.read() for _ in range(number)]


def _seated(event: Event) -> list[str]:
    return list(Registration.objects.filter(event=event).order_by("created_at", "id").values_list("email", flat=True))


def _waiting(event: Event) -> list[str]:
    return list(WaitlistItem.objects.filter(event=event).order_by("sequence").values_list("email", flat=True))
