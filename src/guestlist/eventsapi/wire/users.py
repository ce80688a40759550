"""The signed-in user (contract 4.11)."""

from typing import Annotated, Final
from uuid import UUID

from guestlist.eventsapi.wire.base import Answer, doc


class User(Answer, frozen=True, kw_only=True):
    """The caller, as far as known."""

    id: Annotated[UUID | None, doc("The contact; null if anonymous.")]
    first_name: str | None
    last_name: str | None
    email: str | None
    is_anonymous: bool


ANONYMOUS_USER: Final = User(id=None, first_name=None, last_name=None, email=None, is_anonymous=True)
