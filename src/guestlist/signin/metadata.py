"""What is known of identity providers: issuer and keys, kept for ten minutes at most (contract 7.1)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final
from uuid import UUID

from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.people.subjects import is_issuer
from guestlist.signin.fetching import ProviderUnavailable
from guestlist.signin.keys import VerificationKey, read_keys

# Asked again in the background after this time; used no longer than the contract allows if that fails.
FRESH_SECONDS: Final = 5 * 60.0
KEPT_SECONDS_MAX: Final = 10 * 60.0
# What this server itself knows costs a look into its database.
LOCAL_SECONDS_MAX: Final = 10.0
# Tokens with made-up keys must not make us hammer a provider.
ASKED_AGAIN_SECONDS_MIN: Final = 10.0
PROVIDERS_MAX: Final = 1000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Provider:
    """Who signs tokens, and with which keys."""

    issuer: str
    keys: tuple[VerificationKey, ...]


# Where what is known of a provider comes from: its metadata endpoint; or, of this server's own accounts, the
# organization that has them. Those go by no address, since it would have to be stored, and the server may move.
Place = str | UUID
FindLocal = Callable[[UUID], Provider]
Fetch = Callable[[str], Awaitable[dict[str, Any]]]

_find_local: list[FindLocal] = []


def register_local_provider(find: FindLocal) -> None:
    """Have a function asked for the provider that the accounts of an organization are.

    It runs in a thread, may use the database, and may raise ProviderUnavailable.
    """
    _find_local[:] = [find]


def local_provider(organization_id: UUID) -> Provider:
    """Give the provider that an organization's own accounts are. Blocks; raises ProviderUnavailable."""
    (find,) = _find_local
    return find(organization_id)


@dataclass(slots=True)
class _Entry:
    """What was learned at one endpoint, and when. Times are monotonic seconds."""

    is_local: bool
    provider: Provider | None = None
    loaded_at: float = 0.0
    asked_at: float | None = None  # the end of the last attempt
    problem: ProviderUnavailable | None = None  # of the last attempt
    asking: asyncio.Task[None] | None = None

    def usable(self, now: float) -> Provider | None:
        kept_seconds = LOCAL_SECONDS_MAX if self.is_local else KEPT_SECONDS_MAX
        return self.provider if now - self.loaded_at < kept_seconds else None

    def is_due(self, now: float) -> bool:
        return self.provider is None or (not self.is_local and now - self.loaded_at >= FRESH_SECONDS)

    def may_be_asked(self, now: float) -> bool:
        if self.asking is not None or self.asked_at is None or (self.is_local and self.problem is None):
            return True
        return now - self.asked_at >= ASKED_AGAIN_SECONDS_MIN


class Providers:
    """The providers that a process knows. To be used on one event loop.

    Each is asked by one request at a time, for which all others wait. That this server's own accounts are meant is
    never said by an address: an organization states where its root is, and must not come to stand in the place of a
    provider that another one relies on.
    """

    def __init__(
        self,
        fetch: Fetch,
        *,
        find_local: FindLocal = local_provider,
        threads: Executor | None = None,
        monotonic: Callable[[], float] = monotonic,
    ) -> None:
        self._fetch = fetch
        self._find_local = find_local
        self._threads = threads
        self._monotonic = monotonic
        self._entries: dict[Place, _Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    async def get(self, place: Place) -> Provider:
        """Give the provider at a place. Raises ProviderUnavailable."""
        entry = self._entry(place)
        now = self._monotonic()
        usable = entry.usable(now)
        if usable is not None:
            if entry.is_due(now) and entry.may_be_asked(now):
                self._ask(place, entry)
            return usable
        if entry.may_be_asked(now):
            await asyncio.shield(self._ask(place, entry))
            usable = entry.usable(self._monotonic())
        if usable is None:
            raise entry.problem or ProviderUnavailable(RefusalReason.PROVIDER_UNREACHABLE, "nothing is known of it")
        return usable

    async def get_newer(self, place: Place, known: Provider) -> Provider:
        """Ask anew, since a token does not go with what `known` says; `known` if that brings nothing."""
        entry = self._entry(place)
        if entry.provider is known and entry.may_be_asked(self._monotonic()):
            await asyncio.shield(self._ask(place, entry))
        return entry.usable(self._monotonic()) or known

    async def close(self) -> None:
        """Ask nobody any longer."""
        asking = [entry.asking for entry in self._entries.values() if entry.asking is not None]
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    def _entry(self, place: Place) -> _Entry:
        entry = self._entries.get(place)
        if entry is None:
            if len(self._entries) >= PROVIDERS_MAX:
                self._entries.pop(next(iter(self._entries)))
            entry = self._entries[place] = _Entry(is_local=isinstance(place, UUID))
        return entry

    def _ask(self, place: Place, entry: _Entry) -> asyncio.Task[None]:
        if entry.asking is None:
            entry.asking = asyncio.ensure_future(self._load(place, entry))
        return entry.asking

    async def _load(self, place: Place, entry: _Entry) -> None:
        begun_at = self._monotonic()
        try:
            provider = await (self._find(place) if isinstance(place, UUID) else self._read(place))
        except ProviderUnavailable as problem:
            log.warning("An identity provider cannot be used", extra={"endpoint": str(place), "problem": str(problem)})
            entry.problem = problem
        except Exception:
            log.exception("Asking an identity provider failed")
            entry.problem = ProviderUnavailable(RefusalReason.PROVIDER_UNREACHABLE, "asking it failed")
        else:
            entry.provider, entry.problem = provider, None
            entry.loaded_at = begun_at
        finally:
            entry.asked_at = self._monotonic()
            entry.asking = None

    async def _find(self, organization_id: UUID) -> Provider:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._find_local, organization_id)

    async def _read(self, endpoint: str) -> Provider:
        metadata = await self._fetch(endpoint)
        issuer, keys_address = metadata.get("issuer"), metadata.get("jwks_uri")
        if not is_issuer(issuer) or not isinstance(keys_address, str):
            raise ProviderUnavailable(RefusalReason.PROVIDER_UNUSABLE, "it names no issuer or no keys")
        keys = read_keys(await self._fetch(keys_address))
        if not keys:
            raise ProviderUnavailable(RefusalReason.PROVIDER_UNUSABLE, "it has no key that could be used")
        return Provider(issuer, keys)
