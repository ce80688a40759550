"""Tests of who may call, and in which order that is checked (contract 2.3, 2.4, 2.7)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.eventsapi.access.admission import Caller, admit, bearer_in, credentials, query_parameters, token_in
from guestlist.eventsapi.access.directory import Address, Base, Directory, Organization, WebApplication
from guestlist.eventsapi.access.refusing import QUOTED_LENGTH_MAX, AccessRefusal
from guestlist.organizations.refusal_reasons import RefusalReason

ORGANIZATION = Organization(UUID(int=1), "main")
OTHER = Organization(UUID(int=2), "other")
SITE = WebApplication(
    id=UUID(int=11), organization_id=ORGANIZATION.id, origin="https://events.lindenhof.example", token="tk_site"
)
OFF = WebApplication(
    id=UUID(int=12), organization_id=ORGANIZATION.id, origin=SITE.origin, token="tk_off", is_active=False
)
FOREIGN = WebApplication(id=UUID(int=13), organization_id=OTHER.id, origin=SITE.origin, token="tk_foreign")
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
ROTATED = WebApplication(
    id=UUID(int=14),
    organization_id=ORGANIZATION.id,
    origin=SITE.origin,
    token="tk_new",
    previous_token="tk_old",
    previous_token_until_at=NOON,
)
WITH_SIGN_IN = WebApplication(
    id=UUID(int=15),
    organization_id=ORGANIZATION.id,
    origin=SITE.origin,
    token="tk_sign_in",
    client_id="website",
    metadata_endpoint="https://id.example/.well-known/openid-configuration",
)
HALF = replace(WITH_SIGN_IN, id=UUID(int=16), token="tk_half", metadata_endpoint="")
DIRECTORY = Directory(
    [ORGANIZATION, OTHER], [SITE, OFF, FOREIGN, ROTATED, WITH_SIGN_IN, HALF], public_url="https://g.example"
)

NO_TOKEN = (400, RefusalReason.TOKEN_MISSING)
NO_ORIGIN = (400, RefusalReason.ORIGIN_MISSING)
BAD_TOKEN = (401, RefusalReason.TOKEN_UNKNOWN)
BAD_ORIGIN = (401, RefusalReason.ORIGIN_DIFFERS)
NO_SIGN_IN = (401, RefusalReason.SIGN_IN_NOT_POSSIBLE)


def call(
    query: str = "emApplicationtoken=tk_site",
    *,
    origin: str | None = SITE.origin,
    base: Base = "v2.0",
    now: datetime = NOON,
    organization: Organization | None = ORGANIZATION,
    scheme: str = "https",
    host: str = "g.example",
    **headers: str,
) -> Caller | AccessRefusal:
    sent = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    if origin is not None:
        sent[b"origin"] = origin.encode()
    given_credentials = credentials(sent, query.encode(), scheme=scheme, host=host)
    return admit(DIRECTORY, Address(organization, base, ()), given_credentials, now=now)


def refused(query: str = "emApplicationtoken=tk_site", **changes: Any) -> tuple[int, RefusalReason]:
    answer = call(query, **changes)
    assert isinstance(answer, AccessRefusal)
    return answer.status, answer.reason


def sentence(query: str = "emApplicationtoken=tk_site", **changes: Any) -> str:
    answer = call(query, **changes)
    assert isinstance(answer, AccessRefusal)
    return answer.message


def test_token_and_origin_together_admit_their_web_application() -> None:
    assert call() == Caller(web_application=SITE, origin=SITE.origin.encode(), has_lasting_token=True)


@pytest.mark.parametrize(
    "query",
    [
        "EMAPPLICATIONTOKEN=tk_site",
        "api-version=1&emapplicationtoken=tk_site&ts=5",
        "emApplicationtoken=tk%5Fsite",
        "em%41pplicationtoken=tk_site",
        "emApplicationtoken=tk_site&emApplicationtoken=wrong",
        "&&emApplicationtoken=tk_site",
    ],
)
def test_the_token_is_found_in_any_spelling_of_its_parameter(query: str) -> None:
    assert isinstance(call(query), Caller)


@pytest.mark.parametrize("query", ["", "x=1", "emApplicationtoken", "emApplicationtoken=", "tk_site"])
def test_without_a_token_the_request_is_incomplete(query: str) -> None:
    assert refused(query) == NO_TOKEN


@pytest.mark.parametrize(
    "query",
    [
        "emApplicationtoken=wrong",
        "emApplicationtoken=TK_SITE",
        "emApplicationtoken=tk_site%20",
        "emApplicationtoken=tk%255Fsite",
        "emApplicationtoken=%ff%fe",
        "emApplicationtoken=wrong&emApplicationtoken=tk_site",
    ],
)
def test_an_unknown_token_is_refused(query: str) -> None:
    assert refused(query) == BAD_TOKEN


def test_an_empty_first_token_counts_although_a_second_one_would_be_right() -> None:
    assert refused("emApplicationtoken=&emApplicationtoken=tk_site") == NO_TOKEN


def test_a_plus_in_a_token_is_a_plus() -> None:
    assert token_in(b"emApplicationtoken=a+b") == b"a+b"


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("tk_off", RefusalReason.SWITCHED_OFF),
        ("tk_foreign", RefusalReason.OTHER_ORGANIZATION),
        ("tk_old", RefusalReason.TOKEN_REPLACED),
    ],
)
def test_a_token_that_is_switched_off_foreign_or_replaced_is_401(token: str, reason: RefusalReason) -> None:
    assert refused(f"emApplicationtoken={token}") == (401, reason)


def test_a_replaced_token_works_until_its_time_but_is_checked_every_time() -> None:
    answer = call("emApplicationtoken=tk_old", now=NOON - timedelta(seconds=1))

    assert isinstance(answer, Caller)
    assert not answer.has_lasting_token


def test_where_no_organization_has_the_address_the_token_names_it() -> None:
    assert isinstance(call("emApplicationtoken=tk_foreign", organization=None), Caller)


def test_the_origin_is_required_on_v2_and_optional_on_rt() -> None:
    assert refused(origin=None) == NO_ORIGIN
    assert call(origin=None, base="rt") == Caller(web_application=SITE, origin=None, has_lasting_token=True)


@pytest.mark.parametrize("base", ["v2.0", "rt"])
@pytest.mark.parametrize(
    "origin",
    [
        "https://events.lindenhof.example/",
        "http://events.lindenhof.example",
        "https://events.lindenhof.example:8443",
        "https://www.events.lindenhof.example",
        "https://lindenhof.example",
        "null",
        "",
        "https://évènement.example",
    ],
)
def test_another_origin_is_refused_on_both_bases(base: Base, origin: str) -> None:
    assert refused(origin=origin, base=base) == BAD_ORIGIN


@pytest.mark.parametrize("origin", ["HTTPS://Events.Lindenhof.Example", "https://events.lindenhof.example:443"])
def test_another_spelling_of_the_same_origin_is_admitted_and_echoed_as_sent(origin: str) -> None:
    answer = call(origin=origin)

    assert isinstance(answer, Caller)
    assert answer.origin == origin.encode()


def test_a_page_of_the_same_origin_needs_no_origin_header() -> None:
    answer = call(origin=None, host="events.lindenhof.example", sec_fetch_site="same-origin")

    assert answer == Caller(web_application=SITE, origin=None, has_lasting_token=True)


@pytest.mark.parametrize(
    ("scheme", "host", "sec_fetch_site"),
    [
        ("https", "g.example", "same-origin"),
        ("http", "events.lindenhof.example", "same-origin"),
        ("https", "events.lindenhof.example", "same-site"),
        ("https", "events.lindenhof.example", "none"),
    ],
)
def test_a_missing_origin_stays_missing_unless_the_page_has_the_called_origin(
    scheme: str, host: str, sec_fetch_site: str
) -> None:
    assert refused(origin=None, scheme=scheme, host=host, sec_fetch_site=sec_fetch_site) == NO_ORIGIN


@pytest.mark.parametrize(
    "authorization", ["Bearer abc", "bearer abc", "BEARER", "Bearer  ", "Basic x, Bearer abc", "Bearer abc, Basic x"]
)
@pytest.mark.parametrize("base", ["v2.0", "rt"])
def test_any_bearer_is_401_where_nobody_can_sign_in(authorization: str, base: Base) -> None:
    assert refused(authorization=authorization, base=base) == NO_SIGN_IN
    assert refused("emApplicationtoken=tk_half", authorization=authorization, base=base) == NO_SIGN_IN


def test_where_visitors_can_sign_in_a_bearer_may_come_and_is_nobodys_until_it_is_verified() -> None:
    answer = call("emApplicationtoken=tk_sign_in", authorization="Bearer abc")

    assert isinstance(answer, Caller)
    assert answer.identity is None


@pytest.mark.parametrize(
    ("authorization", "token"),
    [
        ("Bearer a.b.c", b"a.b.c"),
        ("bearer a.b.c", b"a.b.c"),
        ("  BEARER   a.b.c  ", b"a.b.c"),
        ("Basic x, Bearer a.b.c", b"a.b.c"),
        ("Bearer a.b.c, Basic x", b"a.b.c"),
        ("Bearer", b""),
        ("Bearer ", b""),
        ("Bearer a b", b""),
        ("Bearer a, Bearer b", b""),
        ("Bearer a, Bearer a", b""),
        ("Basic x", None),
        ("Bearertoken", None),
        ("", None),
    ],
)
def test_exactly_one_bearer_is_a_token(authorization: str, token: bytes | None) -> None:
    assert bearer_in(authorization.encode()) == token


@pytest.mark.parametrize("authorization", ["Basic abc", "", "Bearertoken", "Digest x", ", ,Basic x"])
def test_other_authorization_schemes_are_ignored(authorization: str) -> None:
    assert isinstance(call(authorization=authorization), Caller)


def test_checks_come_in_the_contracts_order() -> None:
    everything_wrong = refused("", origin=None, authorization="Bearer x")
    origin_missing_and_token_wrong = refused("emApplicationtoken=wrong", origin=None)
    token_and_origin_wrong = refused("emApplicationtoken=wrong", origin="https://b.example")
    origin_and_bearer_wrong = refused(origin="https://b.example", authorization="Bearer x")

    assert everything_wrong == NO_TOKEN
    assert origin_missing_and_token_wrong == NO_ORIGIN
    assert token_and_origin_wrong == BAD_TOKEN
    assert origin_and_bearer_wrong == BAD_ORIGIN


def test_a_missing_origin_is_named_to_whoever_has_a_token_for_it_and_to_nobody_else() -> None:
    assert sentence(origin=None).endswith(f"must add the header Origin: {SITE.origin}.")
    for token in ("wrong", "tk_off", "tk_foreign", "tk_old"):
        told = sentence(f"emApplicationtoken={token}", origin=None)

        assert told.startswith("The Origin header is missing: ")
        assert SITE.origin not in told


def test_a_wrong_origin_is_told_with_the_one_that_is_registered() -> None:
    assert sentence(origin="https://a.example") == (
        "The origin https://a.example is not allowed for the web application token;"
        f" it is registered for {SITE.origin}."
    )
    assert sentence(origin="").startswith("An empty origin is not allowed")


def test_an_unknown_token_is_told_by_its_beginning_and_its_length() -> None:
    assert sentence("emApplicationtoken=undefined") == (
        "The web application token is not valid: nobody has the one that begins with undefi and is 9 characters long."
    )


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=300))
def test_what_came_is_told_short_and_harmless(sent: str) -> None:
    told = sentence(origin=sent).removeprefix("The origin ").partition(" is not allowed")[0]

    assert len(told) <= QUOTED_LENGTH_MAX
    assert told.isprintable()
    assert not set(told) & set("<>&")


@given(st.binary(max_size=200))
def test_no_query_breaks_the_reading_of_parameters(query: bytes) -> None:
    list(query_parameters(query))


@given(st.binary(min_size=1, max_size=60))
def test_every_token_survives_percent_encoding_once(token: bytes) -> None:
    assert token_in(b"x=1&emApplicationtoken=" + quote(token, safe="").encode()) == token
