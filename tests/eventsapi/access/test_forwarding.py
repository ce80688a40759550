"""Tests of what a proxy may say about the address that was called."""

from ipaddress import ip_network
from typing import Any

import pytest

from guestlist.eventsapi.access.forwarding import Forwarding

FORWARDED = {
    b"host": b"127.0.0.1:8000",
    b"x-forwarded-host": b"events.example, inner.example",
    b"x-forwarded-proto": b"HTTPS",
}


def a_scope(client: str | None) -> dict[str, Any]:
    return {"scheme": "http", "client": None if client is None else (client, 5000)}


def test_a_trusted_proxy_tells_what_the_browser_called() -> None:
    forwarding = Forwarding([ip_network("10.0.0.0/8")])

    assert forwarding.host(a_scope("10.1.2.3"), FORWARDED) == b"events.example"
    assert forwarding.scheme(a_scope("10.1.2.3"), FORWARDED) == "https"


@pytest.mark.parametrize("client", ["192.0.2.1", "::1", "unix:/run/x", None])
def test_nobody_else_is_believed(client: str | None) -> None:
    forwarding = Forwarding([ip_network("10.0.0.0/8")])

    assert forwarding.host(a_scope(client), FORWARDED) == b"127.0.0.1:8000"
    assert forwarding.scheme(a_scope(client), FORWARDED) == "http"


def test_without_trusted_proxies_the_headers_mean_nothing() -> None:
    assert Forwarding().host(a_scope("10.1.2.3"), FORWARDED) == b"127.0.0.1:8000"
    assert Forwarding().scheme(a_scope("10.1.2.3"), FORWARDED) == "http"


def test_a_proxy_that_says_nothing_changes_nothing() -> None:
    forwarding = Forwarding([ip_network("10.0.0.0/8")])

    assert forwarding.host(a_scope("10.1.2.3"), {b"host": b"a.example"}) == b"a.example"
    assert forwarding.scheme(a_scope("10.1.2.3"), {b"x-forwarded-proto": b"gopher"}) == "http"
    assert forwarding.host(a_scope("10.1.2.3"), {}) == b""
