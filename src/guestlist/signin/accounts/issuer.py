"""What Guestlist says of itself as an OpenID Connect provider, one for each organization with attendee accounts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from joserfc.jwk import RSAKey

from guestlist import environment
from guestlist.accounts.signing_keys import signing_keys
from guestlist.organizations.addresses import root_url
from guestlist.organizations.models import Organization
from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.signin.fetching import ProviderUnavailable
from guestlist.signin.keys import read_keys
from guestlist.signin.metadata import Provider

ALGORITHM: Final = "RS256"
SCOPES: Final = ("openid", "email", "profile")

# Below an organization's root.
CONFIGURATION_PATH: Final = ".well-known/openid-configuration"
KEYS_PATH: Final = ".well-known/jwks.json"
AUTHORIZE_PATH: Final = "account/authorize"
TOKEN_PATH: Final = "account/token"
USER_INFO_PATH: Final = "account/userinfo"
END_SESSION_PATH: Final = "account/end-session"

_KEYS_READ_MAX: Final = 16


def issuer(organization: Organization) -> str:
    """Give the name under which an organization's tokens are issued: its root."""
    return root_url(organization, environment.current().public_url)


def metadata_endpoint(organization: Organization) -> str:
    """Give the address of the metadata, as a web application names it."""
    return f"{issuer(organization)}/{CONFIGURATION_PATH}"


def metadata(organization: Organization) -> dict[str, Any]:
    """Give the OpenID Connect metadata document."""
    root = issuer(organization)
    return {
        "issuer": root,
        "authorization_endpoint": f"{root}/{AUTHORIZE_PATH}",
        "token_endpoint": f"{root}/{TOKEN_PATH}",
        "userinfo_endpoint": f"{root}/{USER_INFO_PATH}",
        "end_session_endpoint": f"{root}/{END_SESSION_PATH}",
        "jwks_uri": f"{root}/{KEYS_PATH}",
        "scopes_supported": list(SCOPES),
        "claims_supported": ["sub", "email", "email_verified", "given_name", "family_name", "name"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "claims_parameter_supported": False,
    }


def public_keys() -> dict[str, Any]:
    """Give the key set that proves the tokens; the same for all organizations."""
    return {"keys": [dict(_public_key(key.pem)) for key in signing_keys()]}


def provider_of(organization_id: UUID) -> Provider:
    """Give the provider that an organization's accounts are. Reads the database; raises ProviderUnavailable.

    Where the accounts are switched off it has no keys, so that no token is good.
    """
    organization = Organization.objects.filter(pk=organization_id).first()
    if organization is None:
        raise ProviderUnavailable(RefusalReason.PROVIDER_UNREACHABLE, "there is no such organization")
    return Provider(issuer(organization), read_keys(public_keys()) if organization.has_attendee_accounts else ())


# Reading a private key takes tens of milliseconds, as it is checked, too; and anybody may ask for the public ones.
@lru_cache(maxsize=_KEYS_READ_MAX)
def _public_key(pem: str) -> Mapping[str, Any]:
    key = RSAKey.import_key(pem, {"use": "sig", "alg": ALGORITHM})
    return {**key.as_dict(private=False), "kid": key.thumbprint()}
