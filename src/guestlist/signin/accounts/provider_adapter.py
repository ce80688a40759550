"""What allauth's OpenID Connect provider asks us: who issues, which keys sign, what tokens hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, PrivateKey

from guestlist.accounts.models import User
from guestlist.accounts.signing_keys import signing_keys
from guestlist.signin.accounts.claims import claims_of, has_proved_address
from guestlist.signin.accounts.issuer import issuer

_OF_SCOPE = {"email": ("email", "email_verified"), "profile": ("given_name", "family_name", "name")}


class ProviderAdapter(DefaultOIDCAdapter):
    """Access tokens and ID tokens alike are proof of who signed in (contract 7.1)."""

    def get_issuer(self) -> str:
        return issuer(self.request.organization_here)

    def list_private_keys(self, *, did_activate: bool | None = None, is_active: bool | None = None) -> list[PrivateKey]:
        """Give every key: those that no longer prove anything are gone already."""
        del did_activate, is_active
        return [PrivateKey(pem=key.pem, issued_at=key.created_at) for key in signing_keys()]

    def get_claims(
        self,
        purpose: str,
        user: User,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **_others: Any,
    ) -> dict[str, Any]:
        """Give the claims of the scopes that were asked for, for an ID token or the user info endpoint."""
        del purpose, client, email
        wanted = {"sub", *(claim for scope in scopes for claim in _OF_SCOPE.get(scope, ()))}
        return {claim: value for claim, value in claims_of(user).items() if claim in wanted}

    def populate_access_token(
        self, access_token: dict[str, Any], *, client: Client, scopes: Iterable[str], user: User, **_others: Any
    ) -> None:
        """Make an access token one that the Events API takes: of the client, and with every claim it looks for."""
        del scopes
        access_token.update(claims_of(user), aud=client.id)

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:
        """Give the user a code was made for, unless it was switched off meanwhile or never proved its address."""
        user: User | None = super().get_user_by_sub(client, sub)
        return user if user is not None and has_proved_address(user) else None
