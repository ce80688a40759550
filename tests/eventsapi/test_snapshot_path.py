"""Tests of the snapshot path: what it answers itself and what goes on."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from starlette.types import Message, Receive, Scope, Send

from guestlist.eventsapi.access.directory import Directory, DirectoryKeeper, Organization
from guestlist.eventsapi.access.forwarding import Forwarding
from guestlist.eventsapi.encodings import encode
from guestlist.eventsapi.known_calls import CALL_BYTES_MAX, KNOWN_CALLS_MAX, KnownCalls
from guestlist.eventsapi.snapshot_path import SnapshotPath
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


class KnownPath:
    """A snapshot path with one known call, and a note of what went on behind it."""

    def __init__(self) -> None:
        self.directories = DirectoryKeeper(lambda: Directory([ORGANIZATION], (), public_url="https://g.example"))
        self.directories.reload()
        self.shelf = SnapshotShelf()
        self.known_calls = KnownCalls(self.directories, self.shelf)
        self.snapshot_path = SnapshotPath(self.known_calls, Forwarding(), self._behind)
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

        asyncio.run(self.snapshot_path(scope | changes, receive, send))
        return sent

    async def _behind(self, scope: Scope, _receive: Receive, _send: Send) -> None:
        self.gone_on.append(scope)


@pytest.fixture
def path() -> KnownPath:
    return KnownPath()


def test_a_known_call_is_answered_by_the_snapshot_path(path: KnownPath) -> None:
    start, end = path.ask()

    assert (start["status"], end["body"]) == (200, b"[]")
    assert (b"access-control-allow-origin", ORIGIN) in start["headers"]
    assert not path.gone_on


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
def test_whatever_differs_goes_on(path: KnownPath, changes: dict[str, Any]) -> None:
    assert path.ask(**changes) == []
    assert len(path.gone_on) == 1


def test_a_dropped_answer_is_not_served_and_the_next_one_is(path: KnownPath) -> None:
    path.shelf.drop(ORGANIZATION.id, 2, [Change(ChangeKind.EVERYTHING)])
    assert path.ask() == []

    path.keep(revision=2)

    assert path.ask()


def test_a_new_directory_makes_every_call_be_checked_again(path: KnownPath) -> None:
    admitted_by = path.directories.current
    path.directories.reload()
    assert path.ask() == []

    path.known_calls.remember(CALL, path.snapshot, admitted_by)
    assert path.ask() == []

    path.known_calls.remember(CALL, path.snapshot, path.directories.current)
    assert path.ask()


def test_the_number_of_remembered_calls_is_bounded(path: KnownPath) -> None:
    for number in range(2 * KNOWN_CALLS_MAX):
        call = (HOST, PATH, b"%d" % number, ORIGIN)
        path.known_calls.remember(call, path.snapshot, path.directories.current)

    assert len(path.known_calls) <= KNOWN_CALLS_MAX


def test_a_remembered_call_does_not_hold_a_dropped_answer(path: KnownPath) -> None:
    path.snapshot = None  # type: ignore[assignment]
    path.shelf.drop_everything(ORGANIZATION.id, 2)

    assert path.known_calls.find(CALL) is None


@pytest.mark.parametrize("position", range(4))
def test_a_very_long_call_is_not_remembered(path: KnownPath, position: int) -> None:
    parts = list(CALL)
    parts[position] += b"x" * CALL_BYTES_MAX
    call = (parts[0], parts[1], parts[2], parts[3])

    path.known_calls.remember(call, path.snapshot, path.directories.current)

    assert path.known_calls.find(call) is None
    assert path.known_calls.find(CALL) is path.snapshot
