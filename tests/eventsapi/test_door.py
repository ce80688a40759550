"""Tests of the front door: what it answers itself and what goes on."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from starlette.types import Message, Receive, Scope, Send

from guestlist.eventsapi.access.directory import Directory, DirectoryKeeper, Organization
from guestlist.eventsapi.access.forwarding import Forwarding
from guestlist.eventsapi.door import Door
from guestlist.eventsapi.encodings import encode
from guestlist.eventsapi.known_calls import CALL_BYTES_MAX, KNOWN_CALLS_MAX, KnownCalls
from guestlist.eventsapi.snapshots.shelf import Built, Snapshot, SnapshotKey, SnapshotShelf
from guestlist.organizations.journal import Change, ChangeKind

ORGANIZATION = Organization(UUID(int=1), "main")
KEY = SnapshotKey(ORGANIZATION.id, "v2.0", "published_events")
HOST, PATH, QUERY, ORIGIN = (
    b"g.example",
    b"/EvtMgmt/api/v2.0/events/published",
    b"emApplicationtoken=t",
    b"https://a.example",
)
CALL = (HOST, PATH, QUERY, ORIGIN)


class Doorway:
    """A door with one known call, and a note of what went on behind it."""

    def __init__(self) -> None:
        self.directories = DirectoryKeeper(lambda: Directory([ORGANIZATION], (), public_url="https://g.example"))
        self.directories.reload()
        self.shelf = SnapshotShelf()
        self.known_calls = KnownCalls(self.directories, self.shelf)
        self.door = Door(self.known_calls, Forwarding(), self._behind)
        self.gone_on: list[Scope] = []
        self.snapshot = self.keep()

    def keep(self, revision: int = 1) -> Snapshot:
        snapshot, _ = self.shelf.end(self.shelf.begin(KEY), Built(revision=revision, forms=encode(b"[]")))
        assert isinstance(snapshot, Snapshot)
        self.known_calls.remember(CALL, snapshot, self.directories.current)
        return snapshot

    def ask(self, **changes: Any) -> list[Message]:
        headers = [(b"host", HOST), (b"origin", ORIGIN)]
        scope = {
            "type": "http", "method": "GET", "scheme": "https", "client": ("192.0.2.1", 5000),
            "raw_path": PATH, "query_string": QUERY, "headers": headers,
        }  # fmt: skip
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            raise AssertionError("nothing is to be received")

        asyncio.run(self.door(scope | changes, receive, send))
        return sent

    async def _behind(self, scope: Scope, _receive: Receive, _send: Send) -> None:
        self.gone_on.append(scope)


@pytest.fixture
def doorway() -> Doorway:
    return Doorway()


def test_a_known_call_is_answered_at_the_door(doorway: Doorway) -> None:
    start, end = doorway.ask()

    assert (start["status"], end["body"]) == (200, b"[]")
    assert (b"access-control-allow-origin", ORIGIN) in start["headers"]
    assert not doorway.gone_on


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"raw_path": PATH + b"/"},
        {"query_string": b"emApplicationtoken=u"},
        {"query_string": b"emApplicationtoken=t&emApplicationtoken=t"},
        {"headers": [(b"host", HOST)]},
        {"headers": [(b"host", HOST), (b"origin", b"https://b.example")]},
        {"headers": [(b"host", b"other.example"), (b"origin", ORIGIN)]},
        {"headers": [(b"host", HOST), (b"origin", ORIGIN), (b"authorization", b"Bearer x")]},
        {"headers": []},
        {"type": "lifespan"},
        {"type": "websocket"},
    ],
)
def test_whatever_differs_goes_on(doorway: Doorway, changes: dict[str, Any]) -> None:
    assert doorway.ask(**changes) == []
    assert len(doorway.gone_on) == 1


def test_a_dropped_answer_is_not_served_and_the_next_one_is(doorway: Doorway) -> None:
    doorway.shelf.drop(ORGANIZATION.id, 2, [Change(ChangeKind.EVERYTHING)])
    assert doorway.ask() == []

    doorway.keep(revision=2)

    assert doorway.ask()


def test_a_new_directory_makes_every_call_be_checked_again(doorway: Doorway) -> None:
    admitted_by = doorway.directories.current
    doorway.directories.reload()
    assert doorway.ask() == []

    doorway.known_calls.remember(CALL, doorway.snapshot, admitted_by)
    assert doorway.ask() == []

    doorway.known_calls.remember(CALL, doorway.snapshot, doorway.directories.current)
    assert doorway.ask()


def test_the_number_of_remembered_calls_is_bounded(doorway: Doorway) -> None:
    for number in range(2 * KNOWN_CALLS_MAX):
        call = (HOST, PATH, b"%d" % number, ORIGIN)
        doorway.known_calls.remember(call, doorway.snapshot, doorway.directories.current)

    assert len(doorway.known_calls) <= KNOWN_CALLS_MAX


def test_a_remembered_call_does_not_hold_a_dropped_answer(doorway: Doorway) -> None:
    doorway.snapshot = None  # type: ignore[assignment]
    doorway.shelf.drop_everything(ORGANIZATION.id, 2)

    assert doorway.known_calls.find(CALL) is None


@pytest.mark.parametrize("position", range(4))
def test_a_very_long_call_is_not_remembered(doorway: Doorway, position: int) -> None:
    parts = list(CALL)
    parts[position] += b"x" * CALL_BYTES_MAX
    call = (parts[0], parts[1], parts[2], parts[3])

    doorway.known_calls.remember(call, doorway.snapshot, doorway.directories.current)

    assert doorway.known_calls.find(call) is None
    assert doorway.known_calls.find(CALL) is doorway.snapshot
