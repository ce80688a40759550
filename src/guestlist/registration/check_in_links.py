"""The signed links by which people check themselves in where an event is streamed (contract 8, OD-75).

A link stands for an event registration, and perhaps for one session. It opens nothing at another organization, and
shows nothing of the person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer

_SALT: Final = "guestlist.check_in_link"
_CONTENT: Final = re.compile(r"([0-9a-f]{32})([0-9a-f]{32})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class CheckInKey:
    """What a link stands for."""

    registration_id: UUID
    session_id: UUID | None = None  # None: the event

    def signed(self, organization_id: UUID) -> str:
        """Give what the address of the link carries."""
        session = self.session_id.hex if self.session_id else ""
        return _signer(organization_id).sign(f"{self.registration_id.hex}{session}")

    def url(self, organization_id: UUID, root_url: str) -> str:
        """Give the link. `root_url`: the organization's root, without a slash at its end."""
        return f"{root_url}/checkin/{self.signed(organization_id)}/"


def read(signed: str, organization_id: UUID) -> CheckInKey | None:
    """Read what stands in an address; None: it was not signed for this organization."""
    try:
        content = _CONTENT.fullmatch(_signer(organization_id).unsign(signed))
    except BadSignature:
        return None
    if content is None:
        return None
    return CheckInKey(UUID(content[1]), UUID(content[2]) if content[2] else None)


def _signer(organization_id: UUID) -> Signer:
    return Signer(salt=f"{_SALT}:{organization_id}", sep=".")
