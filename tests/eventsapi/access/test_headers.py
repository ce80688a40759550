"""Tests of reading a request's header fields."""

from guestlist.eventsapi.access.headers import request_headers


def test_each_field_is_found_by_its_name() -> None:
    assert request_headers([(b"host", b"g.example"), (b"origin", b"https://a.example")]) == {
        b"host": b"g.example",
        b"origin": b"https://a.example",
    }


def test_a_field_that_is_sent_repeatedly_is_one_list() -> None:
    fields = [(b"accept-encoding", b"gzip"), (b"host", b"g.example"), (b"accept-encoding", b"br;q=0, zstd")]

    assert request_headers(fields) == {b"accept-encoding": b"gzip, br;q=0, zstd", b"host": b"g.example"}
