"""The body of every answer whose status is 400 or above (contract 2.7)."""

from typing import Annotated

from msgspec import field

from guestlist.eventsapi.wire.base import Answer, doc


class ErrorBody(Answer, frozen=True, kw_only=True):
    """What went wrong."""

    message: Annotated[str, doc("One plain English sentence, fit for display.")] = field(name="Message")
