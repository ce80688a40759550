"""Keys and tokens of a made-up identity provider."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, KeySet, RSAKey

from guestlist.signin.keys import read_keys
from guestlist.signin.metadata import Provider

ISSUER = "https://id.lindenhof.example"
CLIENT_ID = "website"
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
ANY_ALGORITHM = jws.JWSRegistry(algorithms=[*jws.JWSRegistry.algorithms], strict_check_header=False)


def rsa_key(kid: str = "one") -> RSAKey:
    """Give the same key for the same name."""
    return _rsa_key(kid)


@cache
def _rsa_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid})


def ec_key(kid: str = "curve", curve: str = "P-256") -> ECKey:
    """Give the same key for the same name and curve."""
    return _ec_key(kid, curve)


@cache
def _ec_key(kid: str, curve: str) -> ECKey:
    return ECKey.generate_key(curve, {"kid": kid})


def key_set(*keys: RSAKey | ECKey) -> dict[str, Any]:
    return dict(KeySet(list(keys)).as_dict())


def a_provider(*keys: RSAKey | ECKey, issuer: str = ISSUER) -> Provider:
    return Provider(issuer, read_keys(key_set(*keys or (rsa_key(),))))


def claims_of(**changes: Any) -> dict[str, Any]:
    """Give claims that are accepted at noon; a change to None leaves one out."""
    noon = int(NOON.timestamp())
    claims = {
        "iss": ISSUER,
        "aud": CLIENT_ID,
        "sub": "mara",
        "iat": noon - 60,
        "exp": noon + 600,
        "email": "mara@oyelaran.example",
        "given_name": "Mara",
        "family_name": "Oyelaran",
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def a_token(
    key: Any = None, *, algorithm: str = "RS256", header: dict[str, Any] | None = None, **changes: Any
) -> bytes:
    """Sign claims (see `claims_of`). `header` adds to algorithm and key id; None there leaves one out."""
    key = key if key is not None else rsa_key()
    full = {"alg": algorithm, "kid": key.kid} | (header or {})
    protected = {name: value for name, value in full.items() if value is not None}
    payload = json.dumps(claims_of(**changes))
    return jws.serialize_compact(protected, payload, key, registry=ANY_ALGORITHM).encode()
