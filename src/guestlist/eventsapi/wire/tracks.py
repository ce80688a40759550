"""Session tracks (contract 4.5)."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, UnsetType

from guestlist.eventsapi.wire.base import Answer, CustomFields, doc


class Track(Answer, frozen=True, kw_only=True):
    """An external session track. Its sessions come from `tracks/{trackId}/sessions`."""

    id: UUID
    name: str
    description: Annotated[str | None, doc("Plain text.")]
    description_html: Annotated[str | UnsetType | None, doc("The description as clean HTML, if it has one.")] = UNSET
    custom_fields: CustomFields
