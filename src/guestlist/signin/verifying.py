"""Who a bearer token says that its sender is (contract 7.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.people.subjects import OWN_ISSUER
from guestlist.signin.claims import read_identity
from guestlist.signin.fetching import ProviderUnavailable
from guestlist.signin.identity import Identity
from guestlist.signin.metadata import Place, Provider, Providers
from guestlist.signin.tokens import SignInRefusal, UnverifiedToken, check_claims, check_signature, parse_token

# What may be because we know a provider as it was.
_MOVES: Final = frozenset({RefusalReason.BEARER_KEY_UNKNOWN})
_OWN_MOVES: Final = _MOVES | {RefusalReason.BEARER_ISSUER}


class TokenVerifier:
    """Verifies tokens by what the providers publish. To be used on one event loop."""

    def __init__(self, providers: Providers) -> None:
        self._providers = providers

    async def verify(self, token: bytes, *, client_id: str, place: Place, now: datetime) -> Identity | SignInRefusal:
        """Give who signed in; `token` is that of the header, without its scheme. `place`: of who may sign it."""
        parsed = parse_token(token)
        if isinstance(parsed, SignInRefusal):
            return parsed
        try:
            provider = await self._providers.get(place)
        except ProviderUnavailable as problem:
            return SignInRefusal(problem.reason)
        is_own = isinstance(place, UUID)
        refusal = _check(parsed, provider, client_id, now)
        if refusal is not None and refusal.reason in (_OWN_MOVES if is_own else _MOVES):
            newer = await self._providers.get_newer(place, provider)
            # It may be another provider's by now; what is here is always our own, but its root may have moved.
            if is_own or newer.issuer == provider.issuer:
                refusal = _check(parsed, newer, client_id, now)
        if refusal is not None:
            return refusal
        identity = read_identity(parsed.claims, issuer=OWN_ISSUER if is_own else provider.issuer)
        if identity is None:
            return SignInRefusal(RefusalReason.BEARER_CLAIMS)
        return replace(identity, are_names_stated=is_own)


def _check(token: UnverifiedToken, provider: Provider, client_id: str, now: datetime) -> SignInRefusal | None:
    refusal = check_claims(token.claims, issuer=provider.issuer, client_id=client_id, now=now)
    return refusal or check_signature(token, provider)
