"""The signed links by which people see and change their own registration, without an account.

A link stands for a registration id, which somebody who waits has as well. It holds nothing personal, nobody can guess
it, and it opens nothing at another organization. It ends with its event, or when it is replaced: each link has the
version of its day, and only the present one opens.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import F

from guestlist.registration.models import PersonalLink

_SALT: Final = "guestlist.personal_link"
_ID_BYTES: Final = 16
_VERSION_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class PersonalKey:
    """What a link stands for."""

    registration_id: UUID
    version: int = 0

    def signed(self, organization_id: UUID) -> str:
        """Give what the address of the link carries."""
        content = self.registration_id.bytes + self.version.to_bytes(_VERSION_BYTES, "big")
        return _signer(organization_id).sign(urlsafe_b64encode(content).decode().rstrip("="))


def read(signed: str, organization_id: UUID) -> PersonalKey | None:
    """Read what stands in an address; None: it was not signed for this organization.

    Whether its version is the present one says `is_present`.
    """
    try:
        content = urlsafe_b64decode(_signer(organization_id).unsign(signed) + "==")
    except (BadSignature, ValueError):
        return None
    if len(content) != _ID_BYTES + _VERSION_BYTES:
        return None
    return PersonalKey(UUID(bytes=content[:_ID_BYTES]), int.from_bytes(content[_ID_BYTES:], "big"))


def is_present(key: PersonalKey, *, using: str = "default") -> bool:
    """Tell whether a link has not been replaced."""
    return key.version == _version(key.registration_id, using)


def key_of(registration_id: UUID, *, using: str = "default") -> PersonalKey:
    """Give the key of the present link of a registration, or of somebody who waits."""
    return PersonalKey(registration_id, _version(registration_id, using))


def keys_of(registration_ids: Collection[UUID], *, using: str = "default") -> dict[UUID, PersonalKey]:
    """Give the keys of several, by their ids, with one query."""
    links = PersonalLink.objects.using(using).filter(registration_id__in=registration_ids)
    versions = dict(links.values_list("registration_id", "version"))
    return {key: PersonalKey(key, versions.get(key, 0)) for key in registration_ids}


def replace(registration_id: UUID) -> None:
    """Let no link that was given out so far open the registration any longer. Inside the caller's transaction."""
    PersonalLink.objects.get_or_create(registration_id=registration_id)
    PersonalLink.objects.filter(registration_id=registration_id).update(version=F("version") + 1)


def _version(registration_id: UUID, using: str) -> int:
    versions = PersonalLink.objects.using(using).filter(registration_id=registration_id)
    return versions.values_list("version", flat=True).first() or 0


def _signer(organization_id: UUID) -> Signer:
    return Signer(salt=f"{_SALT}:{organization_id}", sep=".")
