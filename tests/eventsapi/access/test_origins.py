"""Tests of browser origins (contract 2.2 and 2.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.eventsapi.access.origins import OriginError, _is_same_origin, is_same_origin, normalize_origin
from guestlist.limits import NAME_LENGTH_MAX


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        ("https://events.lindenhof.example", "https://events.lindenhof.example"),
        ("HTTPS://Events.Lindenhof.EXAMPLE", "https://events.lindenhof.example"),
        ("https://a.example:443", "https://a.example"),
        ("http://a.example:80", "http://a.example"),
        ("http://a.example:443", "http://a.example:443"),
        ("http://localhost:4200", "http://localhost:4200"),
        ("http://localhost:04200", "http://localhost:4200"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:4200", "http://[::1]:4200"),
        ("  https://a.example ", "https://a.example"),
        ("capacitor://localhost", "capacitor://localhost"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_is_stored_in_one_form(given_text: str, stored: str) -> None:
    assert normalize_origin(given_text) == stored


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://a.example/", "slash"),
        ("https://a.example/events", "path"),
        ("https://a.example?x=1", "query"),
        ("https://a.example#top", "fragment"),
        ("https://me@a.example", "user part"),
        ("https://me:secret@a.example", "user part"),
        ("https://*.example", "wildcard"),
        ("*", "wildcard"),
        ("null", "scheme"),
        ("", "scheme"),
        ("a.example", "scheme"),
        ("https://", "scheme"),
        ("https://a.example:", "scheme"),
        ("https://a.example:0", "port"),
        ("https://a.example:70000", "port"),
        ("https://a b.example", "scheme"),
        ("https://bücher.example", "xn--"),
        ("https://a.example\n", None),
        ("https://" + "a" * 600, "characters"),
    ],
)
def test_what_no_browser_would_send_is_refused_with_its_reason(text: str, reason: str | None) -> None:
    if reason is None:
        assert normalize_origin(text) == "https://a.example"
        return

    with pytest.raises(OriginError, match=reason):
        normalize_origin(text)


@pytest.mark.parametrize(
    ("sent", "stored", "same"),
    [
        ("https://a.example", "https://a.example", True),
        ("HTTPS://A.Example", "https://a.example", True),
        ("https://a.example:443", "https://a.example", True),
        ("http://a.example:80", "http://a.example", True),
        ("https://a.example/", "https://a.example", False),
        ("https://a.example:8443", "https://a.example", False),
        ("http://a.example", "https://a.example", False),
        ("http://a.example:443", "https://a.example", False),
        ("https://www.a.example", "https://a.example", False),
        ("https://a.example.evil.example", "https://a.example", False),
        ("null", "https://a.example", False),
        ("", "https://a.example", False),
        ("https://a.example https://b.example", "https://a.example", False),
        ("https://a.exampl\u0065\u0301", "https://a.example", False),
        ("https://\u212a.example", "https://k.example", False),
    ],
)
def test_two_origins_are_the_same_only_by_the_table(sent: str, stored: str, same: bool) -> None:
    assert is_same_origin(sent, stored) is same


@given(st.text())
def test_a_stored_origin_is_its_own_normal_form(text: str) -> None:
    try:
        stored = normalize_origin(text)
    except OriginError:
        return

    assert normalize_origin(stored) == stored
    assert is_same_origin(stored, stored)
    assert is_same_origin(stored.upper(), stored)


def test_the_longest_origin_is_known_with_its_port_and_a_longer_one_is_not_even_remembered() -> None:
    stored = normalize_origin("https://" + "a" * (NAME_LENGTH_MAX - len("https://")))
    before = _is_same_origin.cache_info().currsize

    assert is_same_origin(stored.upper() + ":00443", stored)
    assert not is_same_origin(stored + ":000443", stored)
    assert _is_same_origin.cache_info().currsize <= before + 1
