"""Tests of how long a provider's metadata and keys are kept, and how often it is asked (contract 7.1)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.people.subjects import ISSUER_LENGTH_MAX, OWN_ISSUER
from guestlist.signin import metadata
from guestlist.signin.fetching import ProviderUnavailable
from guestlist.signin.metadata import (
    ASKED_AGAIN_SECONDS_MIN,
    FRESH_SECONDS,
    KEPT_SECONDS_MAX,
    LOCAL_SECONDS_MAX,
    Place,
    Provider,
    Providers,
    local_provider,
    register_local_provider,
)
from tests.signin.signing import ISSUER, a_provider, key_set, rsa_key

ENDPOINT = f"{ISSUER}/.well-known/openid-configuration?p=policy"
KEYS = f"{ISSUER}/keys"
OWN = UUID(int=7)


class Web:
    """Gives out the documents of providers, and counts how often they are asked for. Time stands still."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.documents: dict[str, Any] = {
            ENDPOINT: {"issuer": ISSUER, "jwks_uri": KEYS},
            KEYS: key_set(rsa_key("one")),
        }
        self.asked: list[str] = []
        self.is_down = False
        self.gate: asyncio.Event | None = None
        self.local: Provider | None = None
        self.providers = Providers(self.fetch, find_local=self.find_local, monotonic=lambda: self.now)

    def find_local(self, _organization_id: UUID) -> Provider:
        if self.local is None:
            raise ProviderUnavailable(RefusalReason.PROVIDER_UNREACHABLE, "it is gone")
        return self.local

    async def fetch(self, address: str) -> dict[str, Any]:
        self.asked.append(address)
        if self.gate is not None:
            await self.gate.wait()
        if self.is_down:
            raise ProviderUnavailable(RefusalReason.PROVIDER_UNREACHABLE, "it is down")
        return dict(self.documents[address])

    @property
    def times_asked(self) -> int:
        return self.asked.count(ENDPOINT)

    async def kids(self, place: Place = ENDPOINT) -> list[str | None]:
        return [key.kid for key in (await self.providers.get(place)).keys]


def scenario(act: Callable[[Web], Awaitable[None]]) -> Callable[[], None]:
    """Make a test of a coroutine that gets a web of its own."""

    def test() -> None:
        async def run() -> None:
            web = Web()
            await act(web)
            await web.providers.close()

        asyncio.run(run())

    test.__doc__ = act.__doc__
    return test


async def settle() -> None:
    """Let what goes on in the background come to its end."""
    while len(asyncio.all_tasks()) > 1:
        await asyncio.sleep(0)


@scenario
async def test_a_provider_is_asked_once_and_then_known(web: Web) -> None:
    for _ in range(3):
        assert await web.providers.get(ENDPOINT) == a_provider(rsa_key("one"))

    assert web.asked == [ENDPOINT, KEYS]


@scenario
async def test_a_provider_is_asked_by_one_request_at_a_time_for_all(web: Web) -> None:
    web.gate = asyncio.Event()
    waiting = [asyncio.create_task(web.providers.get(ENDPOINT)) for _ in range(20)]
    while not web.asked:
        await asyncio.sleep(0)
    waiting[0].cancel()
    web.gate.set()

    answers = await asyncio.gather(*waiting[1:])

    assert len({answer.issuer for answer in answers}) == 1
    assert web.asked == [ENDPOINT, KEYS]


@scenario
async def test_what_is_no_longer_fresh_is_used_while_it_is_asked_for_again(web: Web) -> None:
    await web.kids()
    web.documents[KEYS] = key_set(rsa_key("two"))
    web.now += FRESH_SECONDS

    assert await web.kids() == ["one"]
    await settle()
    assert await web.kids() == ["two"]
    assert web.times_asked == 2


@scenario
async def test_while_a_provider_is_down_what_is_known_goes_on_for_ten_minutes(web: Web) -> None:
    await web.kids()
    web.is_down = True
    for _ in range(59):
        web.now += 10
        assert await web.kids() == ["one"]
        await settle()

    web.now += KEPT_SECONDS_MAX - 590
    with pytest.raises(ProviderUnavailable):
        await web.kids()

    # From five minutes on, asked every ten seconds and no oftener.
    assert web.times_asked == 1 + 31


@scenario
async def test_a_provider_that_is_down_is_not_hammered(web: Web) -> None:
    web.is_down = True
    for _ in range(20):
        with pytest.raises(ProviderUnavailable) as caught:
            await web.kids()
        assert caught.value.reason is RefusalReason.PROVIDER_UNREACHABLE
    assert web.times_asked == 1

    web.is_down = False
    web.now += ASKED_AGAIN_SECONDS_MIN
    assert await web.kids() == ["one"]


@scenario
async def test_for_an_unknown_key_a_provider_is_asked_again_but_not_hammered(web: Web) -> None:
    known = await web.providers.get(ENDPOINT)
    web.documents[KEYS] = key_set(rsa_key("one"), rsa_key("two"))
    for _ in range(20):
        assert await web.providers.get_newer(ENDPOINT, known) is known
    assert web.times_asked == 1

    web.now += ASKED_AGAIN_SECONDS_MIN
    newer = [await web.providers.get_newer(ENDPOINT, known) for _ in range(20)]

    assert {tuple(key.kid for key in provider.keys) for provider in newer} == {("one", "two")}
    assert web.times_asked == 2


@scenario
async def test_when_asking_for_an_unknown_key_fails_what_is_known_stays(web: Web) -> None:
    known = await web.providers.get(ENDPOINT)
    web.is_down = True
    web.now += ASKED_AGAIN_SECONDS_MIN

    assert await web.providers.get_newer(ENDPOINT, known) is known
    assert await web.providers.get(ENDPOINT) is known


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"issuer": ISSUER},
        {"jwks_uri": KEYS},
        {"issuer": "", "jwks_uri": KEYS},
        {"issuer": 5, "jwks_uri": KEYS},
        {"issuer": OWN_ISSUER, "jwks_uri": KEYS},
        {"issuer": "x" * (ISSUER_LENGTH_MAX + 1), "jwks_uri": KEYS},
        {"issuer": "a\0b", "jwks_uri": KEYS},
        {"issuer": ISSUER, "jwks_uri": [KEYS]},
        {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/no-keys"},
    ],
)
def test_metadata_without_issuer_or_keys_are_unusable(document: dict[str, Any]) -> None:
    async def run() -> RefusalReason:
        web = Web()
        web.documents |= {ENDPOINT: document, f"{ISSUER}/no-keys": {"keys": []}}
        with pytest.raises(ProviderUnavailable) as caught:
            await web.kids()
        return caught.value.reason

    assert asyncio.run(run()) is RefusalReason.PROVIDER_UNUSABLE


@scenario
async def test_a_failure_that_nobody_foresaw_is_one_of_that_endpoint_alone(web: Web) -> None:
    del web.documents[KEYS]  # the stub raises KeyError

    with pytest.raises(ProviderUnavailable):
        await web.kids()

    web.now += ASKED_AGAIN_SECONDS_MIN
    web.documents[KEYS] = key_set(rsa_key("one"))
    assert await web.kids() == ["one"]


@scenario
async def test_what_this_server_itself_provides_is_never_fetched_and_soon_looked_up_again(web: Web) -> None:
    web.local = a_provider(rsa_key("own"))
    assert await web.kids(OWN) == ["own"]
    web.local = a_provider(rsa_key("own, newer"))
    assert await web.kids(OWN) == ["own"]

    known = await web.providers.get(OWN)
    newer = await web.providers.get_newer(OWN, known)
    assert [key.kid for key in newer.keys] == ["own, newer"]

    web.local = None
    web.now += LOCAL_SECONDS_MAX
    with pytest.raises(ProviderUnavailable):
        await web.kids(OWN)
    assert web.asked == []


@scenario
async def test_what_this_server_provides_never_stands_in_the_place_of_a_provider_of_others(web: Web) -> None:
    web.local = a_provider(rsa_key("own"))

    assert await web.kids(OWN) == ["own"]
    assert await web.kids() == ["one"]
    assert await web.kids(OWN) == ["own"]


@scenario
async def test_only_so_many_endpoints_are_kept(web: Web) -> None:
    for number in range(metadata.PROVIDERS_MAX + 5):
        endpoint = f"{ISSUER}/{number}"
        web.documents[endpoint] = web.documents[ENDPOINT]
        await web.providers.get(endpoint)

    assert len(web.providers) == metadata.PROVIDERS_MAX


def test_one_function_knows_the_own_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "_find_local", [])
    own = a_provider()
    register_local_provider(lambda _organization_id: a_provider(rsa_key("older")))
    register_local_provider(lambda _organization_id: own)

    assert local_provider(OWN) is own
