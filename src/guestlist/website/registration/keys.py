"""What a registration of the website goes by: ids derived from the form, and the signed part of its address."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer

from guestlist import ids
from guestlist.catalog.models import Event
from guestlist.limits import ATTENDEES_PER_REQUEST_MAX
from guestlist.website.registration.given import Given

_SALT: Final = "guestlist.website.registration"
_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Key:
    """Stands for one form that was sent: the same form sent again has the same key, and so the same ids."""

    id: UUID
    people: int

    @property
    def registration_ids(self) -> list[UUID]:
        """Give the ids of the registrations of its people, in the form's order."""
        return [ids.derived_id(self.id, str(position)) for position in range(self.people)]

    @property
    def purchase_id(self) -> UUID:
        """Give the id of the purchase, if it leads to one."""
        return ids.derived_id(self.id, "purchase")

    def signed(self, event: Event) -> str:
        """Give what the address of the confirmation carries: nobody can guess it, and it holds nothing personal."""
        content = urlsafe_b64encode(self.id.bytes + bytes([self.people])).decode()
        return _signer(event).sign(content.rstrip("="))


def key_of(given: Given, event: Event) -> Key:
    """Give the key of a form: of its token, which is random, and of everything in it."""
    return Key(ids.derived_id(event.id, _SALT, given.digest()), len(given.attendees))


def read_key(signed: str, event: Event) -> Key | None:
    """Read what stands in an address; None: we have not signed it for this event."""
    try:
        content = urlsafe_b64decode(_signer(event).unsign(signed) + "=")
    except (BadSignature, ValueError):
        return None
    if len(content) != _ID_BYTES + 1 or not 1 <= content[-1] <= ATTENDEES_PER_REQUEST_MAX:
        return None
    return Key(UUID(bytes=content[:_ID_BYTES]), content[-1])


def _signer(event: Event) -> Signer:
    return Signer(salt=f"{_SALT}:{event.id}", sep=".")
