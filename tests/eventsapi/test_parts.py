"""Parts of an answer, as players ask for them (RFC 9110, section 14)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.eventsapi.parts import part_reply

BODY = b"0123456789"


def asked_for(wanted: bytes | None, body: bytes = BODY) -> tuple[int, bytes, dict[bytes, bytes]]:
    start, content = part_reply(body, [(b"content-type", b"audio/wav")], wanted)
    return start["status"], content["body"], dict(start["headers"])


@pytest.mark.parametrize(
    ("wanted", "part", "place"),
    [
        (b"bytes=0-1", b"01", b"bytes 0-1/10"),
        (b"bytes=0-", BODY, b"bytes 0-9/10"),
        (b"bytes=8-", b"89", b"bytes 8-9/10"),
        (b"bytes=8-100", b"89", b"bytes 8-9/10"),
        (b"bytes=-3", b"789", b"bytes 7-9/10"),
        (b"bytes=-100", BODY, b"bytes 0-9/10"),
    ],
)
def test_a_part_is_answered_with_where_it_lies(wanted: bytes, part: bytes, place: bytes) -> None:
    status, body, headers = asked_for(wanted)

    assert (status, body) == (206, part)
    assert headers[b"content-range"] == place
    assert headers[b"content-length"] == b"%d" % len(part)
    assert headers[b"content-type"] == b"audio/wav"


@pytest.mark.parametrize("wanted", [None, b"", b"bytes=-", b"bytes=5-2", b"bytes=0-1,4-5", b"lines=1-2", b"bytes=a-b"])
def test_whatever_is_not_one_part_gets_everything(wanted: bytes | None) -> None:
    status, body, headers = asked_for(wanted)

    assert (status, body, headers[b"accept-ranges"]) == (200, BODY, b"bytes")
    assert b"content-range" not in headers


@pytest.mark.parametrize("wanted", [b"bytes=10-", b"bytes=10-12", b"bytes=-0"])
def test_a_part_behind_the_end_is_refused_with_the_length(wanted: bytes) -> None:
    status, body, headers = asked_for(wanted)

    assert (status, body, headers[b"content-range"]) == (416, b"", b"bytes */10")


@given(st.binary(min_size=1), st.integers(1, 7))
def test_parts_one_after_the_other_are_the_whole(body: bytes, size: int) -> None:
    parts = [asked_for(b"bytes=%d-%d" % (at, at + size - 1), body)[1] for at in range(0, len(body), size)]

    assert b"".join(parts) == body
