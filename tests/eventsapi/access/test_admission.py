"""Tests of who may call, and in which order that is checked (contract 2.3, 2.4, 2.7)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guestlist.eventsapi.access.admission import Caller, admit, credentials, query_parameters, token_in
from guestlist.eventsapi.access.directory import Address, Base, Directory, Organization, WebApplication
from guestlist.eventsapi.replies import Refusal

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
DIRECTORY = Directory([ORGANIZATION, OTHER], [SITE, OFF, FOREIGN, ROTATED], public_url="https://g.example")

NO_TOKEN = Refusal(400, "The web application token is missing.")
NO_ORIGIN = Refusal(400, "The Origin header is missing.")
BAD_TOKEN = Refusal(401, "The web application token is not valid.")
BAD_ORIGIN = Refusal(401, "This origin is not allowed for the web application token.")


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
) -> Caller | Refusal:
    sent = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    if origin is not None:
        sent[b"origin"] = origin.encode()
    given_credentials = credentials(sent, query.encode(), scheme=scheme, host=host)
    return admit(DIRECTORY, Address(organization, base, ()), given_credentials, now=now)


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
    assert call(query) == NO_TOKEN


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
    assert call(query) == BAD_TOKEN


def test_an_empty_first_token_counts_although_a_second_one_would_be_right() -> None:
    assert call("emApplicationtoken=&emApplicationtoken=tk_site") == NO_TOKEN


def test_a_plus_in_a_token_is_a_plus() -> None:
    assert token_in(b"emApplicationtoken=a+b") == b"a+b"


@pytest.mark.parametrize("token", ["tk_off", "tk_foreign", "tk_old"])
def test_a_token_that_is_switched_off_foreign_or_replaced_is_401(token: str) -> None:
    answer = call(f"emApplicationtoken={token}")

    assert isinstance(answer, Refusal)
    assert answer.status == 401


def test_a_replaced_token_works_until_its_time_but_is_checked_every_time() -> None:
    answer = call("emApplicationtoken=tk_old", now=NOON - timedelta(seconds=1))

    assert isinstance(answer, Caller)
    assert not answer.has_lasting_token


def test_where_no_organization_has_the_address_the_token_names_it() -> None:
    assert isinstance(call("emApplicationtoken=tk_foreign", organization=None), Caller)


def test_the_origin_is_required_on_v2_and_optional_on_rt() -> None:
    assert call(origin=None) == NO_ORIGIN
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
    assert call(origin=origin, base=base) == BAD_ORIGIN


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
    assert call(origin=None, scheme=scheme, host=host, sec_fetch_site=sec_fetch_site) == NO_ORIGIN


@pytest.mark.parametrize(
    "authorization", ["Bearer abc", "bearer abc", "BEARER", "Bearer  ", "Basic x, Bearer abc", "Bearer abc, Basic x"]
)
@pytest.mark.parametrize("base", ["v2.0", "rt"])
def test_any_bearer_is_401_as_long_as_nobody_can_sign_in(authorization: str, base: Base) -> None:
    answer = call(authorization=authorization, base=base)

    assert isinstance(answer, Refusal)
    assert answer.status == 401


@pytest.mark.parametrize("authorization", ["Basic abc", "", "Bearertoken", "Digest x", ", ,Basic x"])
def test_other_authorization_schemes_are_ignored(authorization: str) -> None:
    assert isinstance(call(authorization=authorization), Caller)


def test_checks_come_in_the_contracts_order() -> None:
    everything_wrong = call("", origin=None, authorization="Bearer x")
    origin_missing_and_token_wrong = call("emApplicationtoken=wrong", origin=None)
    token_and_origin_wrong = call("emApplicationtoken=wrong", origin="https://b.example")
    origin_and_bearer_wrong = call(origin="https://b.example", authorization="Bearer x")

    assert everything_wrong == NO_TOKEN
    assert origin_missing_and_token_wrong == NO_ORIGIN
    assert token_and_origin_wrong == BAD_TOKEN
    assert origin_and_bearer_wrong == BAD_ORIGIN


@given(st.binary(max_size=200))
def test_no_query_breaks_the_reading_of_parameters(query: bytes) -> None:
    list(query_parameters(query))


@given(st.binary(min_size=1, max_size=60))
def test_every_token_survives_percent_encoding_once(token: bytes) -> None:
    assert token_in(b"x=1&emApplicationtoken=" + quote(token, safe="").encode()) == token
