"""Content codings: which one a caller takes, and a body in each of them (contract 1.5)."""

from __future__ import annotations

import gzip
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import zstandard

# Below this a coding saves less than one packet.
COMPRESSED_BYTES_MIN: Final = 500
GZIP_LEVEL: Final = 6
GZIP_LEVEL_ONCE: Final = 1  # for a body that is sent once: a third of the time, an eighth larger
ZSTD_LEVEL: Final = 3
# In the order in which they are preferred when a caller takes both equally gladly: zstd packs and
# unpacks several times faster at about the same size.
CODINGS: Final = ("zstd", "gzip")
IDENTITY: Final = "identity"
# No client sends more; choices are remembered by the whole header.
ACCEPT_ENCODING_BYTES_MAX: Final = 256


@dataclass(frozen=True, slots=True)
class Encoded:
    """One body in one coding. `etag` is strong and quoted; each coding has its own."""

    coding: str
    body: bytes
    etag: bytes


def encode(body: bytes) -> tuple[Encoded, ...]:
    """Give a body in every coding that is worth it; the plain one comes first."""
    digest = urlsafe_b64encode(blake2b(body, digest_size=15).digest())
    plain = Encoded(IDENTITY, body, b'"%s"' % digest)
    if len(body) <= COMPRESSED_BYTES_MIN:
        return (plain,)
    smaller = {
        "zstd": zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body),
        "gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
    }
    return (
        plain,
        *(
            Encoded(coding, packed, b'"%s-%s"' % (digest, coding.encode()))
            for coding, packed in smaller.items()
            if len(packed) < len(body)
        ),
    )


def encode_once(body: bytes, coding: str) -> tuple[str, bytes]:
    """Give a body that is sent once in a coding, if it is worth it, and the coding that it has then."""
    if coding == IDENTITY or len(body) <= COMPRESSED_BYTES_MIN:
        return IDENTITY, body
    if coding == "zstd":
        return coding, zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body)
    return coding, gzip.compress(body, GZIP_LEVEL_ONCE, mtime=0)


def choose_coding(accept_encoding: bytes) -> str:
    """Give the coding for an `Accept-Encoding` header; `identity` when it names none of ours, or is far too long.

    The plain form is never refused: a caller that excludes it and takes nothing of ours gets it.
    """
    return _choose_coding(accept_encoding) if len(accept_encoding) <= ACCEPT_ENCODING_BYTES_MAX else IDENTITY


@lru_cache(maxsize=1024)
def _choose_coding(accept_encoding: bytes) -> str:
    weights = _weights(accept_encoding.decode("latin-1"))
    rest = weights.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: weights.get(coding, rest))
    weight = weights.get(best, rest)
    return best if weight > 0 and weight >= weights.get(IDENTITY, 0.0) else IDENTITY


def _weights(header: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name:
            weights["gzip" if name == "x-gzip" else name] = _weight(parameters)
    return weights


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0.0 <= weight <= 1.0 else 0.0
    return 1.0
