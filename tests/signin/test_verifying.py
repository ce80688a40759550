"""Tests of a token's way from the header to a person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.people.subjects import OWN_ISSUER
from guestlist.signin.fetching import ProviderUnavailable
from guestlist.signin.identity import Identity
from guestlist.signin.keys import read_keys
from guestlist.signin.metadata import ASKED_AGAIN_SECONDS_MIN, Place, Provider, Providers
from guestlist.signin.tokens import SignInRefusal
from guestlist.signin.verifying import TokenVerifier
from tests.signin.signing import CLIENT_ID, ISSUER, NOON, a_token, key_set, rsa_key

ENDPOINT = f"{ISSUER}/.well-known/openid-configuration"
Outcome = Identity | SignInRefusal
MARA = Identity("mara", "Mara", "Oyelaran", "mara@oyelaran.example", issuer=ISSUER)
ORGANIZATION_ID = UUID(int=7)


class World:
    """A provider whose keys may change, and the time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.issuer = ISSUER
        self.keys = key_set(rsa_key("one"))
        self.times_asked = 0
        self.is_down = False

    async def fetch(self, address: str) -> dict[str, Any]:
        if self.is_down:
            raise ProviderUnavailable(RefusalReason.PROVIDER_NOT_ALLOWED, "no")
        if address == ENDPOINT:
            self.times_asked += 1
            return {"issuer": self.issuer, "jwks_uri": f"{ISSUER}/keys"}
        return self.keys

    def find_local(self, organization_id: UUID) -> Provider:
        assert organization_id == ORGANIZATION_ID
        self.times_asked += 1
        return Provider(self.issuer, read_keys(self.keys))

    def verify(
        self,
        *tokens: bytes,
        before_each: Callable[[int], None] = lambda _number: None,
        place: Place = ENDPOINT,
    ) -> list[Outcome]:
        """Verify tokens one after the other; `before_each` gets the number of the next one, from 0."""

        async def run() -> list[Outcome]:
            providers = Providers(self.fetch, find_local=self.find_local, monotonic=lambda: self.now)
            verifier = TokenVerifier(providers)
            outcomes = []
            for number, token in enumerate(tokens):
                before_each(number)
                outcomes.append(await verifier.verify(token, client_id=CLIENT_ID, place=place, now=NOON))
            await providers.close()
            return outcomes

        return asyncio.run(run())


def test_a_valid_token_is_a_person() -> None:
    assert World().verify(a_token()) == [MARA]


def test_what_is_no_token_costs_the_provider_nothing() -> None:
    world = World()

    world.verify(b"opaque", b"", b"x" * 99_999)

    assert world.times_asked == 0


def test_a_rotated_key_is_found_and_made_up_ones_do_not_hammer_the_provider() -> None:
    world = World()
    made_up = [a_token(rsa_key("three"), header={"kid": f"made-up-{number}"}) for number in range(30)]

    def rotate(number: int) -> None:
        if number == 1:
            world.keys = key_set(rsa_key("one"), rsa_key("two"))
            world.now += ASKED_AGAIN_SECONDS_MIN

    outcomes = world.verify(a_token(), a_token(rsa_key("two")), *made_up, before_each=rotate)

    assert outcomes[:2] == [MARA, MARA]
    assert set(outcomes[2:]) == {SignInRefusal(RefusalReason.BEARER_KEY_UNKNOWN)}
    assert world.times_asked == 2


def test_keys_that_another_issuer_has_taken_over_count_nothing() -> None:
    world = World()

    def take_over(number: int) -> None:
        if number == 1:
            world.issuer, world.keys = "https://thief.example", key_set(rsa_key("thief"))
            world.now += ASKED_AGAIN_SECONDS_MIN

    outcomes = world.verify(a_token(), a_token(rsa_key("thief")), before_each=take_over)

    assert outcomes == [MARA, SignInRefusal(RefusalReason.BEARER_KEY_UNKNOWN)]


def test_a_token_with_wrong_claims_does_not_make_the_provider_be_asked_again() -> None:
    world = World()
    thief = rsa_key("thief")

    def wait(_number: int) -> None:
        world.now += 60

    outcomes = world.verify(a_token(thief, iss="x"), a_token(thief, aud="x"), a_token(thief, exp=1), before_each=wait)

    assert [outcome.reason for outcome in outcomes if isinstance(outcome, SignInRefusal)] == [
        RefusalReason.BEARER_ISSUER,
        RefusalReason.BEARER_AUDIENCE,
        RefusalReason.BEARER_EXPIRED,
    ]
    assert world.times_asked == 1


def test_a_provider_that_cannot_be_asked_is_the_reason() -> None:
    world = World()
    world.is_down = True

    assert world.verify(a_token()) == [SignInRefusal(RefusalReason.PROVIDER_NOT_ALLOWED)]


@pytest.mark.parametrize("subject", [None, "", "x" * 301, "a\0b"], ids=["none", "blank", "long", "nul"])
def test_a_token_of_nobody_is_refused(subject: str | None) -> None:
    assert World().verify(a_token(sub=subject)) == [SignInRefusal(RefusalReason.BEARER_CLAIMS)]


def test_of_this_servers_own_accounts_a_person_has_one_name_wherever_the_root_is() -> None:
    world = World()

    def move(number: int) -> None:
        if number == 1:
            world.issuer = "https://moved.example"

    outcomes = world.verify(
        a_token(), a_token(iss="https://moved.example"), a_token(), before_each=move, place=ORGANIZATION_ID
    )

    # Names are what somebody wrote there; and what the old root issued ends with it.
    own = replace(MARA, issuer=OWN_ISSUER, are_names_stated=True)
    assert outcomes == [own, own, SignInRefusal(RefusalReason.BEARER_ISSUER, ISSUER, "https://moved.example")]


def test_a_wrong_issuer_does_not_make_another_provider_be_asked_again() -> None:
    world = World()

    def wait(_number: int) -> None:
        world.now += ASKED_AGAIN_SECONDS_MIN

    world.verify(a_token(), a_token(iss="https://moved.example"), before_each=wait)

    assert world.times_asked == 1
