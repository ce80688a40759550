"""Who a bearer token says that its sender is (contract 7.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.signin.claims import read_identity
from guestlist.signin.fetching import ProviderUnavailable
from guestlist.signin.identity import Identity
from guestlist.signin.metadata import Providers
from guestlist.signin.tokens import SignInRefusal, check_claims, check_signature, parse_token


class TokenVerifier:
    """Verifies tokens by what the providers publish. To be used on one event loop."""

    def __init__(self, providers: Providers) -> None:
        self._providers = providers

    async def verify(
        self, token: bytes, *, client_id: str, metadata_endpoint: str, now: datetime, has_own_accounts: bool = False
    ) -> Identity | SignInRefusal:
        """Give who signed in; `token` is that of the header, without its scheme.

        `has_own_accounts`: the client is one of this server's own provider.
        """
        parsed = parse_token(token)
        if isinstance(parsed, SignInRefusal):
            return parsed
        try:
            provider = await self._providers.get(metadata_endpoint, may_be_local=has_own_accounts)
        except ProviderUnavailable as problem:
            return SignInRefusal(problem.reason)
        refusal = check_claims(parsed.claims, issuer=provider.issuer, client_id=client_id, now=now)
        if refusal is not None:
            return refusal
        refusal = check_signature(parsed, provider)
        if refusal is not None and refusal.reason is RefusalReason.BEARER_KEY_UNKNOWN:
            newer = await self._providers.get_newer(metadata_endpoint, provider, may_be_local=has_own_accounts)
            # It may be another provider's by now.
            if newer.issuer == provider.issuer:
                refusal = check_signature(parsed, newer)
        if refusal is not None:
            return refusal
        identity = read_identity(parsed.claims)
        if identity is None:
            return SignInRefusal(RefusalReason.BEARER_CLAIMS)
        return replace(identity, are_names_stated=has_own_accounts)
