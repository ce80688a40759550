"""Tests of content codings (contract 1.5)."""

import gzip

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from guestlist.eventsapi.encodings import (
    ACCEPT_ENCODING_BYTES_MAX,
    _choose_coding,
    choose_coding,
    encode,
    encode_once,
)

UNPACK = {"gzip": gzip.decompress, "zstd": zstandard.ZstdDecompressor().decompress, "identity": bytes}


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (b"", "identity"),
        (b"gzip", "gzip"),
        (b"GZIP", "gzip"),
        (b"x-gzip", "gzip"),
        (b"zstd", "zstd"),
        (b"gzip, deflate, br", "gzip"),
        (b"gzip, deflate, br, zstd", "zstd"),
        (b"gzip;q=1.0, zstd;q=0.5", "gzip"),
        (b"gzip;q=0", "identity"),
        (b"gzip ; q=0.5 , identity;q=1", "identity"),
        (b"*", "zstd"),
        (b"*;q=0.1, gzip;q=0.9", "gzip"),
        (b"zstd;q=0, *", "gzip"),
        (b"identity;q=0", "identity"),
        (b"br", "identity"),
        (b"gzip;q=abc", "identity"),
        (b"gzip;q=nan", "identity"),
        (b",,;", "identity"),
    ],
)
def test_the_caller_gets_the_coding_it_likes_best(header: bytes, coding: str) -> None:
    assert choose_coding(header) == coding


@given(st.binary(max_size=200))
def test_no_accept_encoding_header_breaks_the_choice(header: bytes) -> None:
    assert choose_coding(header) in {"identity", "gzip", "zstd"}


def test_a_long_body_is_kept_in_every_coding_each_with_its_own_tag() -> None:
    body = b'{"name":"Tide gauges"}' * 100

    forms = {form.coding: form for form in encode(body)}

    assert forms["identity"].body == body
    assert gzip.decompress(forms["gzip"].body) == body
    assert zstandard.ZstdDecompressor().decompress(forms["zstd"].body) == body
    assert len({form.etag for form in forms.values()}) == 3
    assert all(form.etag.startswith(b'"') and form.etag.endswith(b'"') for form in forms.values())


def test_a_short_body_is_kept_plain_only() -> None:
    assert [form.coding for form in encode(b"[]")] == ["identity"]


def test_the_same_body_always_has_the_same_tag_and_another_body_another() -> None:
    assert encode(b"59")[0].etag == encode(b"59")[0].etag
    assert encode(b"59")[0].etag != encode(b"60")[0].etag


def test_packing_is_the_same_at_any_time() -> None:
    body = b"x" * 1000

    assert encode(body) == encode(body)


def test_a_header_that_is_far_too_long_chooses_nothing_and_is_not_remembered() -> None:
    before = _choose_coding.cache_info().currsize

    assert choose_coding(b"gzip" + b" " * ACCEPT_ENCODING_BYTES_MAX) == "identity"
    assert _choose_coding.cache_info().currsize == before


@pytest.mark.parametrize("coding", ["gzip", "zstd", "identity"])
def test_a_body_that_is_sent_once_is_coded_as_wanted_if_it_is_long(coding: str) -> None:
    long, short = b"tide gauge " * 100, b"tide gauge"

    used, packed = encode_once(long, coding)

    assert used == coding
    assert UNPACK[coding](packed) == long
    assert encode_once(short, coding) == ("identity", short)
