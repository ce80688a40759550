"""Tests of sign-ins at the front door: what is refused, with which words, and what the doctor notes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from guestlist import environment
from guestlist.eventsapi import refusals
from guestlist.eventsapi.operations import OPERATIONS
from guestlist.frontdoor import make_application
from guestlist.organizations import web_applications
from guestlist.organizations.models import Organization, RefusedRequest, WebApplication
from guestlist.organizations.refused_requests import latest
from tests.builders import ORIGIN, make_event, make_organization, make_web_application
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.site import Site, rt, running
from tests.signin.documents import Documents, serving
from tests.signin.signing import CLIENT_ID, ISSUER, a_token, key_set, rsa_key
from tests.waiting import eventually

READ = "events/published"


@dataclass
class World:
    """A site whose web application signs visitors in at a provider on this machine. It is noon."""

    site: Site
    organization: Organization
    web_application: WebApplication
    other: WebApplication  # another organization's, of the same provider
    provider: Documents

    def ask(self, bearer: bytes | None, path: str = READ, method: str = "GET", **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {bearer.decode()}"} if bearer is not None else {}
        return self.site.ask(method, path, headers=headers | options.pop("headers", {}), **options)

    def noted(self) -> list[RefusedRequest]:
        """Give what the doctor knows, as soon as it knows something."""
        assert eventually(lambda: latest(self.organization.id))
        return latest(self.organization.id)


@pytest.fixture
def world(database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(refusals, "WRITE_SECONDS", 0.01)
    Organization.objects.all().delete()
    organization = make_organization("main")
    make_event(organization)
    with serving() as provider:
        keys = provider.put("/keys", key_set(rsa_key("one")))
        sign_in = {
            "client_id": CLIENT_ID,
            "metadata_endpoint": provider.put("/metadata", {"issuer": ISSUER, "jwks_uri": keys}),
        }
        web_application = make_web_application(organization, **sign_in)
        other = make_web_application(make_organization("other"), **sign_in | {"client_id": "another"})
        settings = replace(environment.current(), oidc_trusted_hosts=frozenset({provider.host}))
        with running(make_application(settings)) as site:
            site.token = web_application.token
            yield World(site, organization, web_application, other, provider)


def message(answer: httpx.Response) -> str:
    """Give the sentence of an error, after checking what all errors have in common."""
    assert list(answer.json()) == ["Message"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    return str(answer.json()["Message"])


def test_a_valid_sign_in_is_admitted_on_both_bases(world: World) -> None:
    token = a_token()

    assert world.ask(token).status_code == 200
    assert world.ask(token, base=rt(world.organization.id), origin=None).status_code == 200
    assert [path for path, _ in world.provider.asked] == ["/metadata", "/keys"]


@pytest.mark.parametrize(
    ("token", "reason", "word", "claims"),
    [
        (b"opaque", "bearer_malformed", "cannot be read", ("", "")),
        (b"a, Bearer b", "bearer_malformed", "cannot be read", ("", "")),
        (b"", "bearer_malformed", "cannot be read", ("", "")),
        (a_token(iss="https://b.example/<b>"), "bearer_issuer", "provider", ("https://b.example/?b?", ISSUER)),
        (a_token(aud=["other", "third"]), "bearer_audience", "another website", ("other, third", CLIENT_ID)),
        (a_token(exp=1), "bearer_expired", "expired", ("", "")),
        (a_token(nbf=9_999_999_999), "bearer_not_yet_valid", "not valid yet", ("", "")),
        (a_token(exp=None), "bearer_claims", "until when", ("", "")),
        (a_token(rsa_key("two")), "bearer_key_unknown", "does not know the key", ("", "")),
        (a_token(rsa_key("two"), header={"kid": "one"}), "bearer_signature", "signature", ("", "")),
    ],
    ids=range(10),
)
def test_a_sign_in_that_does_not_count_is_401_in_plain_words_and_the_doctor_knows_more(
    world: World, token: bytes, reason: str, word: str, claims: tuple[str, str]
) -> None:
    answer = world.ask(token)

    assert answer.status_code == 401
    assert word in message(answer)
    (row,) = world.noted()
    assert (row.reason, (row.claim, row.expected_claim), row.path) == (reason, claims, READ)
    assert not any(part in str(vars(row)) for part in token.decode().split(".") if len(part) > 10)


def test_what_visitors_read_tells_nothing_of_the_inside(world: World) -> None:
    for token in (a_token(iss="https://elsewhere.example"), a_token(aud="elsewhere")):
        told = message(world.ask(token))

        assert not any(word in told for word in ("elsewhere", ISSUER, "http"))


def test_claims_of_any_length_are_noted_shortened(world: World) -> None:
    world.ask(a_token(iss="x" * 5000))

    (row,) = world.noted()
    assert row.claim == "x" * 200


def test_without_a_provider_any_bearer_is_401(world: World) -> None:
    plain = make_web_application(world.organization, client_id=CLIENT_ID)
    with running() as site:
        answer = site.get(READ, token=plain.token, headers={"Authorization": f"Bearer {a_token().decode()}"})

    assert answer.status_code == 401
    assert "Signing in is not possible" in message(answer)


def test_a_sign_in_for_one_organizations_website_is_none_for_anothers(world: World) -> None:
    token = a_token()

    assert world.ask(token).status_code == 200
    assert world.ask(token, base=rt(world.other.organization_id)).status_code == 401
    assert world.ask(token, token=world.other.token, base=rt(world.other.organization_id)).status_code == 401


def test_a_provider_that_cannot_be_asked_is_503_with_retry_after(world: World) -> None:
    world.provider.answers.clear()

    answer = world.ask(a_token())

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "10"
    assert "later" in message(answer)
    assert world.noted()[0].reason == "provider_unreachable"


def test_a_provider_inside_the_network_is_not_called_unless_the_operator_trusts_it(world: World) -> None:
    with running() as site:
        site.token = world.web_application.token
        answer = site.get(READ, headers={"Authorization": f"Bearer {a_token().decode()}"})

    assert answer.status_code == 503
    assert world.noted()[0].reason == "provider_not_allowed"
    assert world.provider.asked == []


def test_the_sign_in_is_checked_after_token_and_origin_and_before_the_rest(world: World) -> None:
    expired = a_token(exp=1)

    assert "web application token" in message(world.ask(expired, token="wrong"))
    assert world.ask(expired, origin="https://elsewhere.example").json()["Message"].startswith("The origin")
    assert world.ask(expired, "sessions/no-guid").status_code == 401
    assert world.ask(expired, "nowhere").status_code == 404
    assert world.ask(expired, READ, "POST").status_code == 405
    assert world.ask(expired, "events/Nowhere").status_code == 401
    assert world.ask(expired, "events/Harbour_Data_Days/registrations", "POST", content=b"no json").status_code == 401
    assert world.ask(a_token(), "sessions/no-guid").status_code == 400
    assert world.ask(a_token(), "events/Nowhere").status_code == 404


def test_what_signed_in_callers_alone_get_is_401_without_a_sign_in(world: World) -> None:
    for operation in (operation for operation in OPERATIONS if operation.needs_bearer):
        path = operation.path.replace("{readableEventId}", "Harbour_Data_Days").replace("{", "").replace("}", "")
        answer = world.ask(None, path, operation.verb)

        assert answer.status_code == 401
        assert "sign in" in message(answer)
    assert {row.reason for row in world.noted()} == {"bearer_missing"}


def test_other_schemes_are_ignored(world: World) -> None:
    assert world.site.get(READ, headers={"Authorization": "Basic abc"}).status_code == 200


def test_an_answer_to_a_signed_in_caller_is_never_stored_and_never_a_304(world: World) -> None:
    anonymous = world.ask(None)

    answer = world.ask(a_token(), headers={"If-None-Match": anonymous.headers["etag"]})

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert answer.json() == anonymous.json()


def test_a_known_call_is_no_way_round_the_sign_in(world: World) -> None:
    for token, status in ((None, 200), (None, 200), (a_token(exp=1), 401), (a_token(), 200), (None, 200), (b"x", 401)):
        assert world.ask(token).status_code == status

    assert "etag" in world.ask(None).headers


def test_a_web_application_that_loses_its_provider_takes_no_sign_in_from_then_on(world: World) -> None:
    assert world.ask(a_token()).status_code == 200
    world.web_application.metadata_endpoint = ""
    web_applications.store(world.web_application, "metadata_endpoint")

    assert world.ask(a_token()).status_code == 401


def test_a_preflight_asks_for_no_sign_in(world: World) -> None:
    asking = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}

    answer = world.ask(None, "users/authenticated/registrations", "OPTIONS", headers=asking)

    assert answer.status_code == 204
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert not latest(world.organization.id)
