"""Tests of reading request bodies (contract 2.7)."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.types import Message

from guestlist import limits
from guestlist.eventsapi import request_bodies
from guestlist.eventsapi.replies import Refusal, error_reply
from guestlist.eventsapi.request_bodies import CallerGone, read_body, read_json_body, replayed


class Caller:
    """Sends a body in parts, and counts how many were taken."""

    def __init__(self, parts: Iterable[bytes], *, hangs_up: bool = False) -> None:
        parts = list(parts)
        self.messages: list[Message] = [
            {"type": "http.request", "body": part, "more_body": hangs_up or number < len(parts)}
            for number, part in enumerate(parts, 1)
        ]
        if hangs_up:
            self.messages.append({"type": "http.disconnect"})
        self.taken = 0

    async def receive(self) -> Message:
        self.taken += 1
        return self.messages[self.taken - 1]


def read(caller: Caller, **headers: str) -> bytes | Refusal:
    sent = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    return asyncio.run(read_json_body(caller.receive, sent))


def status(answer: bytes | Refusal) -> int:
    assert isinstance(answer, Refusal)
    return answer.status


def test_a_body_in_parts_is_put_together() -> None:
    assert read(Caller([b'{"a', b'":', b"1}"])) == b'{"a":1}'


def test_a_body_of_exactly_the_limit_is_read() -> None:
    assert read(Caller([b" " * limits.BODY_BYTES_MAX])) == b" " * limits.BODY_BYTES_MAX


def test_a_larger_body_is_read_to_its_end_before_it_is_refused() -> None:
    caller = Caller([b" " * limits.BODY_BYTES_MAX] * 10)

    assert status(read(caller)) == 413
    assert caller.taken == 10


def test_an_endless_body_is_not_read_to_its_end() -> None:
    caller = Caller([b" " * limits.BODY_BYTES_MAX] * 100)

    assert status(read(caller)) == 413
    assert caller.taken == limits.BODY_DRAIN_BYTES_MAX // limits.BODY_BYTES_MAX + 1


def test_a_body_that_announces_itself_as_far_too_large_is_not_read_at_all() -> None:
    caller = Caller([b""])

    assert status(read(caller, content_length=str(limits.BODY_DRAIN_BYTES_MAX + 1))) == 413
    assert caller.taken == 0


def test_a_length_that_is_no_number_is_ignored() -> None:
    assert read(Caller([b"{}"]), content_length="many") == b"{}"
    assert read(Caller([b"{}"]), content_length="9" * 5000) == b"{}"


def test_a_caller_who_hangs_up_gets_no_answer() -> None:
    with pytest.raises(CallerGone):
        read(Caller([b'{"a'], hangs_up=True))


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON; charset=utf-8",
        "text/json",
        "application/vnd.api+json",
        "application/problem+json;x=y",
        "",
        " ; charset=utf-8",
    ],
)
def test_json_by_any_of_its_names_is_taken(content_type: str) -> None:
    assert read(Caller([b"{}"]), content_type=content_type) == b"{}"


def test_a_missing_content_type_is_read_as_json() -> None:
    assert read(Caller([b"{}"])) == b"{}"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "image/svg+json", "json"]
)
def test_other_content_types_are_refused(content_type: str) -> None:
    assert status(read(Caller([b"{}"]), content_type=content_type)) == 415


def test_too_large_comes_before_not_json() -> None:
    caller = Caller([b" " * (limits.BODY_BYTES_MAX + 1)])

    assert status(read(caller, content_type="text/plain")) == 413


def test_a_body_that_does_not_end_in_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_bodies, "BODY_SECONDS_MAX", 0.01)

    async def drip() -> Message:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def stop_sending() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("it never comes")

    for receive in (drip, stop_sending):
        assert status(asyncio.run(read_json_body(receive, {}))) == 408


def test_who_was_too_slow_is_hung_up_on() -> None:
    start, _ = error_reply(Refusal(408, "Too slow."), [])

    assert (b"connection", b"close") in start["headers"]


def test_a_body_of_any_type_is_read_for_who_does_not_want_json() -> None:
    caller = Caller([b"a=", b"1"])

    assert asyncio.run(read_body(caller.receive, {b"content-type": b"application/x-www-form-urlencoded"})) == b"a=1"


def test_a_body_that_was_read_is_received_again_and_then_what_follows() -> None:
    gone = {"type": "http.disconnect"}

    async def follow() -> Message:
        return gone

    async def read_twice() -> list[Message]:
        receive = replayed(b"a=1", follow)
        return [await receive(), await receive()]

    assert asyncio.run(read_twice()) == [{"type": "http.request", "body": b"a=1", "more_body": False}, gone]
