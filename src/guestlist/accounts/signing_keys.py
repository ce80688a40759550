"""The keys that sign the tokens of attendee accounts: made here, stored encrypted, shared by all nodes, replaceable."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils.crypto import salted_hmac

from guestlist import clock
from guestlist.accounts.models import SigningKey

_BITS: Final = 2048
_SALT: Final = "guestlist.signing_key"
# A replaced key goes on proving the tokens that it signed; they last an hour.
REPLACED_KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key that may prove tokens."""

    pem: str
    created_at: datetime


def signing_keys() -> list[PrivateKey]:
    """Give the keys that prove tokens, the one that signs first; the first of all is made when it is missing.

    A key that was encrypted with another secret key is left out.
    """
    found = _readable(_lasting(list(SigningKey.objects.all())))
    return found or [make_key()]


def make_key() -> PrivateKey:
    """Make a key that signs from now on. Those before it prove their tokens for a day, then they are forgotten."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    made = SigningKey.objects.create(encrypted=_cipher().encrypt(pem).decode(), created_at=clock.now())
    rows = list(SigningKey.objects.all())
    lasting = {row.id for row in _lasting(rows)}
    SigningKey.objects.filter(id__in=[row.id for row in rows if row.id not in lasting]).delete()
    return PrivateKey(pem.decode(), made.created_at)


def _lasting(rows: list[SigningKey]) -> list[SigningKey]:
    """Give the newest, and those that were replaced lately."""
    since = clock.now() - REPLACED_KEPT
    return [row for position, row in enumerate(rows) if position == 0 or rows[position - 1].created_at > since]


def _readable(rows: list[SigningKey]) -> list[PrivateKey]:
    cipher = _cipher()
    found = []
    for row in rows:
        try:
            found.append(PrivateKey(cipher.decrypt(row.encrypted.encode()).decode(), row.created_at))
        except InvalidToken:
            continue
    return found


def _cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(salted_hmac(_SALT, "encryption", algorithm="sha256").digest()))
