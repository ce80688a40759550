"""Captchas without a memory: all that a captcha is stands, signed, in its flow id (contract 5.10).

Nothing is stored when one is asked for, and every worker and node can draw and check it. Only that it was used is
stored, with the registration.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

from guestlist.limits import CAPTCHA_SECONDS
from guestlist.organizations.models import CaptchaKind

_SALT: Final = "guestlist.captcha"
# How the kinds are written in a flow id.
_KINDS: Final = (CaptchaKind.PICTURE, CaptchaKind.PROOF_OF_WORK)
_ID_BYTES: Final = 16
_TIME_BYTES: Final = 5
_NONCE_BYTES: Final = 16
_BYTES: Final = 1 + _TIME_BYTES + 2 * _ID_BYTES + _NONCE_BYTES
# Longer than any that was ever issued.
_LENGTH_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Flow:
    """One captcha for one registration for one event."""

    organization_id: UUID
    event_id: UUID
    kind: CaptchaKind
    issued_at: datetime  # aware UTC, whole seconds
    nonce: bytes

    @property
    def expires_at(self) -> datetime:
        """Give when an answer comes too late."""
        return self.issued_at + timedelta(seconds=CAPTCHA_SECONDS)

    @property
    def id(self) -> str:
        """Give the signed flow id: letters, digits, `-`, `_` and one full stop."""
        return _signer().sign(urlsafe_b64encode(self._content).decode().rstrip("="))

    @property
    def key(self) -> str:
        """Give what is stored once the captcha is used: 64 hexadecimal digits, which tell nothing."""
        return sha256(self._content).hexdigest()

    @property
    def token(self) -> str:
        """Give what the script hands over beside the solution: 32 hexadecimal digits that belong to this flow alone."""
        return self.secret("token").hex()[:32]

    def secret(self, purpose: str) -> bytes:
        """Derive 32 bytes that nobody can know without the server's secret key."""
        return salted_hmac(f"{_SALT}.{purpose}", self._content, algorithm="sha256").digest()

    def owns(self, token: str) -> bool:
        """Tell whether a token belongs to this flow."""
        return compare_digest(self.token.encode(), token.encode(errors="surrogatepass"))

    @property
    def _content(self) -> bytes:
        return b"".join(
            (
                bytes([_KINDS.index(self.kind)]),
                int(self.issued_at.timestamp()).to_bytes(_TIME_BYTES, "big"),
                self.organization_id.bytes,
                self.event_id.bytes,
                self.nonce,
            )
        )


def issue(organization_id: UUID, event_id: UUID, kind: CaptchaKind, now: datetime) -> Flow:
    """Make a captcha that never was before."""
    return Flow(organization_id, event_id, kind, now.replace(microsecond=0), secrets.token_bytes(_NONCE_BYTES))


def issue_again(flow: Flow, now: datetime, kind: CaptchaKind | None = None) -> Flow:
    """Make another captcha for the same event, of the same kind unless one is named."""
    return issue(flow.organization_id, flow.event_id, kind or flow.kind, now)


def read(flow_id: str) -> Flow | None:
    """Read a flow id; None: we have not issued it. Whether it is still in time says `expires_at`."""
    if len(flow_id) > _LENGTH_MAX:
        return None
    try:
        content = urlsafe_b64decode(_signer().unsign(flow_id) + "==")
    except (BadSignature, ValueError):
        return None
    if len(content) != _BYTES or content[0] >= len(_KINDS):
        return None
    ids_start = 1 + _TIME_BYTES
    return Flow(
        organization_id=UUID(bytes=content[ids_start : ids_start + _ID_BYTES]),
        event_id=UUID(bytes=content[ids_start + _ID_BYTES : ids_start + 2 * _ID_BYTES]),
        kind=_KINDS[content[0]],
        issued_at=datetime.fromtimestamp(int.from_bytes(content[1:ids_start], "big"), UTC),
        nonce=content[ids_start + 2 * _ID_BYTES :],
    )


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")
