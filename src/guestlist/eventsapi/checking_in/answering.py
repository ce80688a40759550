"""Answers `POST checkins`: checks the person in where that may be, and sends them on (contract 9.2)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from guestlist.database.transactions import reading
from guestlist.eventsapi.access.directory import Organization
from guestlist.eventsapi.calls import Call, Submits
from guestlist.eventsapi.checking_in.arrivals import Arrival, Unplaced, find_arrival
from guestlist.eventsapi.checking_in.asking import Asked, read_asked
from guestlist.eventsapi.checking_in.targets import Targets, as_sent
from guestlist.eventsapi.reading.public_urls import load_public_urls
from guestlist.eventsapi.replies import NO_STORE, Messages, RawHeaders, Refusal, empty_reply

T = TypeVar("T")
InThread = Callable[[Callable[[], T]], Awaitable[T]]

_NOT_ALLOWED: Final = Refusal(
    400, "The redirectUri is not allowed: it must be the stream's address, or one of the organization's websites."
)
_NO_REFERRER: Final = (b"referrer-policy", b"no-referrer")


@dataclass(frozen=True, slots=True)
class _Found:
    arrival: Arrival | None  # None: there is nothing to check in
    targets: Targets


async def answer_check_in(
    call: Call,
    organization: Organization,
    *,
    registrar: Submits,
    in_thread: InThread[_Found],
    cors: RawHeaders,
) -> Messages | Refusal:
    """Answer the call; raises what the registrar raises.

    `in_thread` runs what reads the database.
    """
    asked = await read_asked(call.receive, call.headers, call.query_string)
    if isinstance(asked, Refusal):
        return asked
    origins = tuple(call.directory.origins_of(organization.id))
    root_url = call.directory.root_url(organization)
    found = await in_thread(lambda: _find(asked, organization, root_url, origins))
    if asked.redirect and not found.targets.allow(asked.redirect):
        return _NOT_ALLOWED
    if found.arrival is not None:
        await registrar.submit(found.arrival.check_in(organization.id))
    return _go_on(asked.redirect or found.targets.default, cors)


def _find(asked: Asked, organization: Organization, root_url: str, origins: tuple[str, ...]) -> _Found:
    with reading():
        found = find_arrival(organization.id, asked.registration, asked.session)
        if found is None:
            # Whoever guesses learns nothing of any event.
            return _Found(None, Targets(origins=origins))
        arrival = found.arrival if isinstance(found, Unplaced) else found
        targets = arrival.targets(load_public_urls(organization.id, root_url), origins)
    return _Found(None if isinstance(found, Unplaced) else arrival, targets)


def _go_on(url: str | None, cors: RawHeaders) -> Messages:
    headers = [NO_STORE, _NO_REFERRER, *cors]
    if url is None:
        return empty_reply(204, headers)
    return empty_reply(302, [(b"location", as_sent(url).encode()), (b"content-length", b"0"), *headers])
