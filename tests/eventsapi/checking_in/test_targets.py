"""Where a check-in may lead to: a table of the tricks of open redirects (contract 9.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.eventsapi.checking_in.targets import Targets, as_sent, streams_of

STREAM = "https://teams.example/l/meetup?x=1"
TARGETS = Targets(
    streams=(STREAM,),
    event_url="https://pages.lindenhof.example:443/days?id=1",
    origins=(
        "https://events.lindenhof.example",
        "http://localhost:4200",
        "app://portal",
        "https://xn--hfen-loa.example",
    ),
)

ALLOWED = [
    STREAM,
    "https://events.lindenhof.example",
    "https://events.lindenhof.example/",
    "https://events.lindenhof.example/live",
    "https://events.lindenhof.example?x=https://evil.example/",
    "https://events.lindenhof.example#/live/@me",
    "https://events.lindenhof.example/a//b/../c",
    "https://events.lindenhof.example/@evil.example",
    "HTTPS://Events.Lindenhof.EXAMPLE/Live",
    "https://events.lindenhof.example:443/live",
    "http://localhost:4200/live",
    "https://pages.lindenhof.example/other",
    "https://events.lindenhof.example/häfen?ü=ö#ä",
    "https://xn--hfen-loa.example/live",
]

REFUSED = [
    "",
    "/",
    "/live",
    "live",
    "//events.lindenhof.example/live",
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "https://evil.example",
    "https://evil.example/https://events.lindenhof.example",
    "https://evil.example?https://events.lindenhof.example",
    "https://evil.example#https://events.lindenhof.example",
    "https://evil.example\\@events.lindenhof.example",
    "https://events.lindenhof.example\\@evil.example",
    "https://events.lindenhof.example\\.evil.example",
    "https://events.lindenhof.example/\\evil.example",
    "https://events.lindenhof.example@evil.example",
    "https://events.lindenhof.example:443@evil.example",
    "https://events.lindenhof.example:x@evil.example/",
    "https://user@events.lindenhof.example/",
    "https://user:password@events.lindenhof.example/",
    "https://events.lindenhof.example.evil.example",
    "https://events.lindenhof.example.",
    "https://events.lindenhof.example./live",
    "https://events.lindenhof.exampleevil",
    "https://evilevents.lindenhof.example",
    "https://www.events.lindenhof.example",
    "https://lindenhof.example",
    "https://events.lindenhof.example:8443/",
    "https://events.lindenhof.example:/",
    "https://events.lindenhof.example:443443/",
    "https://events.lindenhof.example:0443x/",
    "https://events.lindenhof.example%23.evil.example",
    "https://events.lindenhof.example%2f@evil.example",
    "https://events.lindenhof.example%00.evil.example",
    "https://events%2elindenhof.example/",
    "http://events.lindenhof.example/live",
    "http://localhost/live",
    "http://pages.lindenhof.example/",
    "ftp://events.lindenhof.example/",
    "javascript://events.lindenhof.example/%0aalert(1)",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "app://portal/live",
    "https://ev\u0435nts.lindenhof.example/",
    "https://events\u3002lindenhof.example/",
    "https://events.lindenhof.example\uff0fevil.example",
    "https://events.lindenhof.example\u2044evil.example",
    "https://häfen.example/live",
    "https://events.lindenhof.example\t.evil.example",
    "https://events.lindenhof.example/\tx",
    "https://events.lindenhof.example/ x",
    "ht\ntps://events.lindenhof.example/",
    "https://\nevents.lindenhof.example/",
    "https://events.lindenhof.example/\r\nSet-Cookie: a=b",
    "https://events.lindenhof.example/\r\n\r\n<script>",
    "\x00https://events.lindenhof.example/",
    "https://events.lindenhof.example\x00.evil.example/",
    "https://[::1]/",
    "https://[events.lindenhof.example]/",
    "https://events.lindenhof.example/\ud800",
    f"{STREAM}&more",
    "https://teams.example/",
    "https://teams.example/l/meetup",
    "https://events.lindenhof.example/" + "x" * 2000,
]


@pytest.mark.parametrize("url", ALLOWED, ids=range(len(ALLOWED)))
def test_the_stream_and_known_origins_may_be_gone_to(url: str) -> None:
    assert TARGETS.allow(url)


@pytest.mark.parametrize("url", REFUSED, ids=range(len(REFUSED)))
def test_nothing_else_may_be_gone_to(url: str) -> None:
    assert not TARGETS.allow(url)


def test_without_anything_known_nothing_may_be_gone_to() -> None:
    assert not any(Targets().allow(url) for url in [*ALLOWED, *REFUSED])


def test_an_event_url_that_no_browser_calls_by_an_origin_opens_no_other() -> None:
    targets = Targets(event_url="https://user@pages.example/x")

    assert not targets.allow("https://user@pages.example/x")
    assert not targets.allow("https://pages.example/")


def test_who_names_nothing_goes_to_the_stream_else_to_the_events_page() -> None:
    assert TARGETS.default == STREAM
    assert Targets(event_url="https://a.example/").default == "https://a.example/"
    assert Targets(origins=("https://a.example",)).default is None


def test_only_web_addresses_are_streams() -> None:
    assert streams_of("", " https://a.example/x ", "javascript:alert(1)", "teams", "https://a b") == (
        "https://a.example/x",
    )


@given(url=st.text())
def test_what_is_sent_is_ascii_and_what_is_allowed_stays_on_one_line(url: str) -> None:
    assert as_sent(url).isascii()
    prefixed = f"https://events.lindenhof.example/{url}"
    if TARGETS.allow(prefixed):
        assert as_sent(prefixed).isprintable()
        assert " " not in as_sent(prefixed)
