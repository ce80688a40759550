"""Signing in at a real provider: its tokens at the front door, and what becomes of them when it changes its keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import httpx
import pytest

from guestlist import environment
from guestlist.frontdoor import make_application
from guestlist.organizations.models import Organization
from guestlist.people.models import Contact
from guestlist.signin import metadata
from tests.builders import make_organization, make_web_application
from tests.databases import Database
from tests.eventsapi.site import Site, rt, running
from tests.signin.real_provider import RealProvider, Tokens, running_provider


@pytest.fixture(scope="module")
def provider() -> Iterator[RealProvider]:
    with running_provider() as provider:
        yield provider


@dataclass
class World:
    """A site with a website for each client of the provider."""

    site: Site
    organization: Organization
    tokens: dict[str, str]  # client id -> web application token

    def who(self, bearer: str, *, client_id: str = "website", base: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {bearer}"}
        return self.site.get("users/authenticated", token=self.tokens[client_id], headers=headers, base=base)


@pytest.fixture
def world(database: Database, provider: RealProvider) -> Iterator[World]:
    Organization.objects.all().delete()
    organization = make_organization("main")
    tokens = {
        client_id: make_web_application(
            organization, name=client_id, client_id=client_id, metadata_endpoint=provider.metadata_endpoint
        ).token
        for client_id in ("website", "website-ps", "website-es")
    }
    settings = replace(environment.current(), oidc_trusted_hosts=frozenset({provider.host}))
    with running(make_application(settings)) as site:
        yield World(site, organization, tokens)


def mara(answer: httpx.Response) -> tuple[int, str, str, str]:
    body = answer.json()
    return answer.status_code, body["firstName"], body["lastName"], body["email"]


MARA = (200, "Mara", "Oyelaran", "mara@oyelaran.example")


def test_an_id_token_and_an_access_token_say_who_is_calling(world: World, provider: RealProvider) -> None:
    tokens = provider.sign_in()

    assert tokens.id_token != tokens.access_token
    for bearer in (tokens.id_token, tokens.access_token):
        assert mara(world.who(bearer)) == MARA
        assert mara(world.who(bearer, base=rt(world.organization.id))) == MARA
    assert Contact.objects.filter(organization=world.organization, subject="mara").count() == 1


@pytest.mark.parametrize("client_id", ["website-ps", "website-es"])
def test_other_algorithms_serve_as_well(world: World, provider: RealProvider, client_id: str) -> None:
    assert mara(world.who(provider.sign_in(client_id=client_id).id_token, client_id=client_id)) == MARA


def test_a_token_for_one_website_is_none_for_another(world: World, provider: RealProvider) -> None:
    for bearer in _both(provider.sign_in()):
        answer = world.who(bearer, client_id="website-es")

        assert answer.status_code == 401
        assert answer.json() == {"Message": "The sign-in was made for another website."}


def test_two_people_are_two_users(world: World, provider: RealProvider) -> None:
    for login in ("mara", "ilse"):
        assert world.who(provider.sign_in(login).id_token).json()["email"] == f"{login}@oyelaran.example"


def test_new_keys_are_found_at_once_and_old_tokens_end_with_their_keys(
    world: World, provider: RealProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "ASKED_AGAIN_SECONDS_MIN", 0.0)
    before = provider.sign_in().id_token
    assert world.who(before).status_code == 200

    provider.rotate()
    still = world.who(before)
    after = world.who(provider.sign_in().id_token)
    gone = world.who(before)

    # Until somebody shows a token with a new key, what is known of the old ones holds.
    assert [still.status_code, after.status_code, gone.status_code] == [200, 200, 401]


def test_a_changed_token_is_refused(world: World, provider: RealProvider) -> None:
    mine, theirs = provider.sign_in("mara").id_token.split("."), provider.sign_in("ilse").id_token.split(".")

    assert world.who(".".join([mine[0], theirs[1], mine[2]])).status_code == 401


def _both(tokens: Tokens) -> tuple[str, str]:
    return tokens.id_token, tokens.access_token
