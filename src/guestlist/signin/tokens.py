"""Verifies tokens of identity providers (contract 7.1, RFC 7519). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeGuard

import msgspec
from joserfc import jws
from joserfc.errors import JoseError

from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.signin.keys import ALGORITHMS, VerificationKey
from guestlist.signin.metadata import Provider

TOKEN_BYTES_MAX: Final = 16 * 1024
LEEWAY_SECONDS: Final = 5 * 60

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SignInRefusal:
    """A sign-in that does not count. `came` and `expected` are of issuers or audiences, as they stand in the token."""

    reason: RefusalReason
    came: str = ""
    expected: str = ""


class _Registry(jws.JWSRegistry):
    """Which headers are read: certificates may stand in them, so they may be as long as the token."""

    max_header_length = TOKEN_BYTES_MAX

    def __init__(self) -> None:
        # RFC 7515, 4: what is not known of a header is ignored, unless it says that it must not be.
        super().__init__(algorithms=ALGORITHMS, strict_check_header=False)


_REGISTRY: Final = _Registry()


@dataclass(frozen=True, slots=True)
class UnverifiedToken:
    """What stands in a token, as anybody may have written it."""

    signature: jws.CompactSignature
    algorithm: str
    kid: str | None
    claims: Claims


def parse_token(token: bytes) -> UnverifiedToken | SignInRefusal:
    """Take a token apart. Only one of an algorithm that is allowed is given back."""
    malformed = SignInRefusal(RefusalReason.BEARER_MALFORMED)
    if len(token) > TOKEN_BYTES_MAX:
        return malformed
    try:
        signature = jws.extract_compact(token, registry=_REGISTRY)
        header = signature.headers()
        claims = msgspec.json.decode(signature.payload or b"")
    # The header is untrusted JSON, so it may be any value in any depth.
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        return malformed
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(claims, dict) or not isinstance(kid, str | None):
        return malformed
    # No extension that a token may call critical is known here, and b64 is forbidden in a JWT (RFC 7797, 7).
    if "crit" in header or "b64" in header:
        return malformed
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        return SignInRefusal(RefusalReason.BEARER_ALGORITHM)
    return UnverifiedToken(signature, algorithm, kid, claims)


def check_claims(claims: Claims, *, issuer: str, client_id: str, now: datetime) -> SignInRefusal | None:
    """Check whose token it is, for whom, and when it holds. To be done before the signature, which costs more."""
    came = claims.get("iss")
    if came != issuer:
        return SignInRefusal(RefusalReason.BEARER_ISSUER, _shown(came), issuer)
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        return SignInRefusal(RefusalReason.BEARER_AUDIENCE, ", ".join(_shown(one) for one in audiences), client_id)
    return _check_times(claims, now.timestamp())


def _check_times(claims: Claims, now: float) -> SignInRefusal | None:
    until, since, made = claims.get("exp"), claims.get("nbf", 0), claims.get("iat", 0)
    if not (_is_time(until) and _is_time(since) and _is_time(made)):
        return SignInRefusal(RefusalReason.BEARER_CLAIMS)
    if now >= until + LEEWAY_SECONDS:
        return SignInRefusal(RefusalReason.BEARER_EXPIRED)
    if max(since, made) > now + LEEWAY_SECONDS:
        return SignInRefusal(RefusalReason.BEARER_NOT_YET_VALID)
    return None


def check_signature(token: UnverifiedToken, provider: Provider) -> SignInRefusal | None:
    """Check who signed. A token without key id may be signed with any key of its algorithm."""
    keys = [key for key in provider.keys if key.fits(kid=token.kid, algorithm=token.algorithm)]
    if any(_is_signed(token, key) for key in keys):
        return None
    is_known = bool(keys) and token.kid is not None
    return SignInRefusal(RefusalReason.BEARER_SIGNATURE if is_known else RefusalReason.BEARER_KEY_UNKNOWN)


def _is_signed(token: UnverifiedToken, key: VerificationKey) -> bool:
    try:
        return jws.validate_compact(token.signature, key.key, registry=_REGISTRY)
    except (JoseError, ValueError, TypeError):
        return False


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else "?"
