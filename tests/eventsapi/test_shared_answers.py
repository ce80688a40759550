"""Tests of snapshots as HTTP answers (contract 1.5, 2.5)."""

import gzip
from uuid import UUID

import pytest
import zstandard
from starlette.types import Message

from guestlist.eventsapi.encodings import encode
from guestlist.eventsapi.shared_answers import messages
from guestlist.eventsapi.snapshots.shelf import Built, Snapshot, SnapshotKey

BODY = b'{"name":"Tide gauges as open data"}' * 50
ORIGIN = b"https://a.example"


def a_snapshot(body: bytes = BODY) -> Snapshot:
    key = SnapshotKey(UUID(int=1), "v2.0", "event")
    return Snapshot(key, Built(revision=1, forms=encode(body)))


def ask(snapshot: Snapshot, origin: bytes | None = ORIGIN, **headers: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    sent = {name.replace("_", "-").encode(): value for name, value in headers.items()}
    start, end = messages(snapshot, sent, origin)
    assert end["more_body"] is False
    return start["status"], _headers(start), end["body"]


def _headers(start: Message) -> dict[bytes, bytes]:
    names = [name for name, _ in start["headers"]]
    assert len(set(names)) == len(names)
    return dict(start["headers"])


def test_a_plain_answer_says_what_it_is_and_who_may_read_it() -> None:
    status, headers, body = ask(a_snapshot())

    assert (status, body) == (200, BODY)
    assert headers == {
        b"etag": encode(BODY)[0].etag,
        b"cache-control": b"no-cache",
        b"vary": b"Origin, Accept-Encoding",
        b"access-control-allow-origin": ORIGIN,
        b"access-control-expose-headers": b"Content-Length, Content-Type, Retry-After",
        b"content-type": b"application/json; charset=utf-8",
        b"content-length": b"%d" % len(BODY),
    }


def test_without_an_origin_there_are_no_cross_origin_headers() -> None:
    _, headers, _ = ask(a_snapshot(), None)

    assert not [name for name in headers if name.startswith(b"access-control")]
    assert headers[b"vary"] == b"Origin, Accept-Encoding"


def test_each_coding_has_its_own_body_length_and_tag() -> None:
    snapshot = a_snapshot()

    _, plain, _ = ask(snapshot)
    _, zipped, zipped_body = ask(snapshot, accept_encoding=b"gzip, deflate")
    _, packed, packed_body = ask(snapshot, accept_encoding=b"gzip, zstd")

    assert (zipped[b"content-encoding"], packed[b"content-encoding"]) == (b"gzip", b"zstd")
    assert gzip.decompress(zipped_body) == BODY
    assert zstandard.ZstdDecompressor().decompress(packed_body) == BODY
    assert zipped[b"content-length"] == b"%d" % len(zipped_body)
    assert len({plain[b"etag"], zipped[b"etag"], packed[b"etag"]}) == 3


def test_a_short_answer_stays_plain_whatever_the_caller_takes() -> None:
    _, headers, body = ask(a_snapshot(b"59"), accept_encoding=b"gzip, zstd")

    assert body == b"59"
    assert b"content-encoding" not in headers


@pytest.mark.parametrize("accept_encoding", [b"", b"gzip", b"zstd"])
def test_the_tag_of_any_coding_gives_304_with_that_tag_and_no_body(accept_encoding: bytes) -> None:
    snapshot = a_snapshot()
    for form in encode(BODY):
        status, headers, body = ask(snapshot, if_none_match=form.etag, accept_encoding=accept_encoding)

        assert (status, body) == (304, b"")
        assert headers == {
            b"etag": form.etag,
            b"cache-control": b"no-cache",
            b"vary": b"Origin, Accept-Encoding",
            b"access-control-allow-origin": ORIGIN,
            b"access-control-expose-headers": b"Content-Length, Content-Type, Retry-After",
        }


@pytest.mark.parametrize("pattern", [b"%s", b"W/%s", b'"x", %s', b'%s,"x"', b'"x" , W/%s , "y"', b"*", b'"x", *'])
def test_if_none_match_takes_lists_weak_tags_and_a_star(pattern: bytes) -> None:
    tag = encode(BODY)[0].etag

    status, _, _ = ask(a_snapshot(), if_none_match=pattern.replace(b"%s", tag))

    assert status == 304


@pytest.mark.parametrize("offered", [b"", b'"other"', b"other", b'W/"other"', b"**", encode(BODY)[0].etag[1:-1]])
def test_another_tag_gives_the_whole_answer(offered: bytes) -> None:
    assert ask(a_snapshot(), if_none_match=offered)[0] == 200


def test_one_origins_headers_never_reach_another() -> None:
    snapshot = a_snapshot()

    first = ask(snapshot, b"https://a.example")[1][b"access-control-allow-origin"]
    second = ask(snapshot, b"https://b.example")[1][b"access-control-allow-origin"]

    assert (first, second) == (b"https://a.example", b"https://b.example")


def test_what_is_kept_for_origins_is_bounded() -> None:
    snapshot = a_snapshot()

    for number in range(1000):
        ask(snapshot, b"https://a%d.example" % number)

    assert len(snapshot.starts) <= 64
