"""Tests of cross-origin headers (contract 2.5)."""

from uuid import UUID

import pytest

from guestlist.eventsapi.access.cors import answer_headers, is_preflight, known_origin, preflight_headers
from guestlist.eventsapi.access.directory import Directory, Organization, WebApplication

ORGANIZATION = Organization(UUID(int=1), "main")
OTHER = Organization(UUID(int=2), "other")
A = WebApplication(id=UUID(int=11), organization_id=ORGANIZATION.id, origin="https://a.example", token="tk_a")
B = WebApplication(id=UUID(int=12), organization_id=ORGANIZATION.id, origin="https://b.example", token="tk_b")
OFF = WebApplication(
    id=UUID(int=13), organization_id=ORGANIZATION.id, origin="https://off.example", token="tk_off", is_active=False
)
FOREIGN = WebApplication(id=UUID(int=14), organization_id=OTHER.id, origin="https://f.example", token="tk_f")
DIRECTORY = Directory([ORGANIZATION, OTHER], [A, B, OFF, FOREIGN], public_url="https://g.example")


@pytest.mark.parametrize(
    ("token", "origin", "is_known"),
    [
        ("tk_a", "https://a.example", True),
        ("tk_a", "HTTPS://A.example:443", True),
        ("tk_a", "https://b.example", False),
        ("tk_a", "null", False),
        ("tk_a", None, False),
        (None, "https://b.example", True),
        ("", "https://b.example", True),
        ("wrong", "https://b.example", True),
        ("wrong", "https://c.example", False),
        (None, "https://f.example", False),
        (None, "https://off.example", False),
        ("tk_off", "https://off.example", True),
        ("tk_off", "https://a.example", False),
    ],
)
def test_an_origin_is_known_by_the_token_else_by_the_organization(
    token: str | None, origin: str | None, is_known: bool
) -> None:
    sent = None if origin is None else origin.encode()

    known = known_origin(
        DIRECTORY,
        ORGANIZATION,
        token=None if token is None else token.encode(),
        origin=sent,
    )

    assert known == (sent if is_known else None)


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("OPTIONS", {b"origin": b"https://a.example", b"access-control-request-method": b"GET"}, True),
        ("OPTIONS", {b"origin": b"https://a.example"}, False),
        ("OPTIONS", {b"access-control-request-method": b"GET"}, False),
        ("GET", {b"origin": b"https://a.example", b"access-control-request-method": b"GET"}, False),
    ],
)
def test_a_preflight_is_known_by_its_headers(method: str, headers: dict[bytes, bytes], expected: bool) -> None:
    assert is_preflight(method, headers) is expected


def test_a_preflight_from_a_known_origin_may_send_what_it_asks_for() -> None:
    headers = dict(preflight_headers(b"https://A.example", b"authorization,content-type, X-Trace-2"))

    assert headers == {
        b"access-control-allow-origin": b"https://A.example",
        b"access-control-allow-methods": b"GET, HEAD, POST, OPTIONS",
        b"access-control-allow-headers": b"Content-Type, Authorization, X-Trace-2",
        b"access-control-max-age": b"600",
        b"vary": b"Origin, Access-Control-Request-Headers",
    }


def test_only_plain_header_names_are_allowed() -> None:
    requested = b"x-good, x_bad, x:bad, x bad, \r\nx-evil: 1, *, , \xff"

    allowed = dict(preflight_headers(b"https://a.example", requested))[b"access-control-allow-headers"]

    assert allowed == b"Content-Type, Authorization, x-good"


def test_an_unknown_origin_gets_no_cross_origin_headers() -> None:
    assert preflight_headers(None, b"authorization") == [(b"vary", b"Origin, Access-Control-Request-Headers")]
    assert answer_headers(None) == [(b"vary", b"Origin")]


def test_an_answer_to_a_known_origin_lets_it_read_the_named_headers() -> None:
    headers = dict(answer_headers(b"https://a.example"))

    assert headers == {
        b"access-control-allow-origin": b"https://a.example",
        b"access-control-expose-headers": b"Content-Length, Content-Type, Retry-After",
        b"vary": b"Origin",
    }
