"""Custom registration fields (contract 4.9)."""

from typing import Annotated
from uuid import UUID

from guestlist.eventsapi.wire.base import Answer, CustomFields, doc


class CustomRegistrationField(Answer, frozen=True, kw_only=True):
    """A question of the event's registration form."""

    custom_registration_field_id: Annotated[UUID, doc("The `id` of a response to it.")]
    text: Annotated[str, doc("The label.")]
    type: Annotated[
        int,
        doc("100000000 simple text, 100000001 boolean, 100000002 multiple choice, 100000003 single choice."),
    ]
    is_required: bool
    choices: Annotated[
        str | None,
        doc("One choice per line, separated by a line feed; null for text and boolean."),
    ]
    custom_fields: CustomFields
