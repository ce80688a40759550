"""The keys of an identity provider with which a token may be signed (contract 7.1, RFC 7517)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

# Never "none", and never an HMAC, whose key is a secret.
ALGORITHMS: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "ES256"})
_CURVE: Final = "P-256"
_RSA_BITS_MIN: Final = 2048
_RSA_BITS_MAX: Final = 8192
# The usual one has 17 bits. The work of a signature's check grows with it, and is done on the event loop.
_RSA_EXPONENT_BITS_MAX: Final = 64
KEYS_MAX: Final = 50


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key. `kid` and `algorithm` are None where the provider does not tell them."""

    key: RSAKey | ECKey
    kid: str | None
    algorithm: str | None

    def fits(self, *, kid: str | None, algorithm: str) -> bool:
        """Tell whether a token with this header may be signed with the key. A token without `kid` may be with any."""
        has_kind = algorithm.startswith("ES") == isinstance(self.key, ECKey)
        return has_kind and kid in {None, self.kid} and self.algorithm in {None, algorithm}


def read_keys(document: Mapping[str, Any]) -> tuple[VerificationKey, ...]:
    """Read a key set; keys for other purposes, of other kinds or too weak are left out."""
    listed = document.get("keys")
    if not isinstance(listed, list):
        return ()
    keys = (_read_key(entry) for entry in listed[:KEYS_MAX] if isinstance(entry, dict))
    return tuple(key for key in keys if key is not None)


def _read_key(entry: Mapping[str, Any]) -> VerificationKey | None:
    kid, algorithm = entry.get("kid"), entry.get("alg")
    operations = entry.get("key_ops")
    # Any of it may be of any kind: a list is in no set.
    if entry.get("use") not in (None, "sig") or (isinstance(operations, list) and "verify" not in operations):
        return None
    if algorithm is not None and not (isinstance(algorithm, str) and algorithm in ALGORITHMS):
        return None
    try:
        key = _import(entry)
    except (JoseError, ValueError, TypeError):
        return None
    return VerificationKey(key, kid if isinstance(kid, str) else None, algorithm) if key is not None else None


def _import(entry: Mapping[str, Any]) -> RSAKey | ECKey | None:
    """Import the public part alone. Raises JoseError, ValueError, TypeError."""
    if entry.get("kty") == "RSA":
        modulus = str(entry["n"]) if "n" in entry else ""
        if not _RSA_BITS_MIN <= len(modulus) * 6 <= _RSA_BITS_MAX + 24:  # before any arithmetic
            return None
        rsa = RSAKey.import_key({"kty": "RSA", "n": modulus, "e": entry.get("e", "")})
        exponent = rsa.public_key.public_numbers().e
        is_fit = _RSA_BITS_MIN <= rsa.public_key.key_size <= _RSA_BITS_MAX
        return rsa if is_fit and exponent.bit_length() <= _RSA_EXPONENT_BITS_MAX else None
    if entry.get("kty") == "EC" and entry.get("crv") == _CURVE:
        return ECKey.import_key({"kty": "EC", "crv": _CURVE, "x": entry.get("x", ""), "y": entry.get("y", "")})
    return None
