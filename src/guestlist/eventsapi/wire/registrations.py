"""Registering and finalizing: what is asked and what is answered (contract 4.10, 5.1, 6.4).

The request structs take exactly the casing of the contract and refuse what they do not know;
`bodies` reads everything else that callers may send.
"""

from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta, field

from guestlist import limits
from guestlist.eventsapi.wire.base import Answer, doc


class Request(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True, gc=False):
    """An object that callers send."""


class HipObject(Request, frozen=True, kw_only=True):
    """The answer to a captcha. Absent properties are None."""

    solution: str | None = field(name="Solution", default=None)
    token: str | None = field(name="Token", default=None)
    type: str | None = field(name="Type", default=None)
    flow_id: str | None = field(name="FlowId", default=None)


class Response(Request, frozen=True, kw_only=True):
    """An answer to a custom registration field."""

    id: Annotated[str, doc("The id of the field, or the logical name of a column, in any letter case.")]
    value: Annotated[
        str | None,
        doc("Text, `Yes` or `No`, or a choice; several choices are joined by a comma and a space."),
    ] = None
    values: Annotated[
        Annotated[list[str], Meta(max_length=limits.VALUES_PER_RESPONSE_MAX)] | None,
        doc("The choices, of a multiple choice field."),
    ] = None


class AttendeeSession(Request, frozen=True, kw_only=True):
    """A session that an attendee chooses."""

    session_id: str
    waitlisted: Annotated[bool | None, doc("The attendee asks for this session's waitlist.")] = None


class Attendee(Request, frozen=True, kw_only=True):
    """A person to register."""

    first_name: Annotated[str, doc("Required, at most 50 characters.")]
    last_name: Annotated[str, doc("Required, at most 50 characters.")]
    email: Annotated[str, doc("Required, at most 100 characters.")]
    pass_id: Annotated[str | None, doc("Empty or null: no pass.")] = None
    waitlisted: Annotated[bool | None, doc("The attendee asks for the event's waitlist.")] = None
    auto_register: Annotated[
        bool | None, doc("Register this waiting attendee without asking, where that may be chosen.")
    ] = None
    responses: Annotated[list[Response], Meta(max_length=limits.RESPONSES_PER_ATTENDEE_MAX)] | None = None
    attendee_sessions: Annotated[list[AttendeeSession], Meta(max_length=limits.SESSIONS_PER_ATTENDEE_MAX)] | None = None


class RegistrationRequest(Request, frozen=True, kw_only=True):
    """Register one or more people for an event. `attendees` is empty if missing or null."""

    attendees: list[Attendee]
    hip_object: Annotated[HipObject | None, doc("The captcha answer, if the event needs one.")] = None
    consent: Annotated[
        bool | None, doc("The visitor agreed to the event's `consentText`, for all attendees; it is recorded.")
    ] = None


class FinalizeRequest(Request, frozen=True, kw_only=True):
    """Turn a purchase into registrations. `purchase_id` is empty if missing or null."""

    purchase_id: str
    hip_object: Annotated[HipObject | None, doc("The captcha answer that was given at registration.")] = None


class NothingAsked(Request, frozen=True, kw_only=True):
    """The body of a call whose address says everything: an empty object."""


STATUS_SUCCESS: Final = "Success"
STATUS_INITIATED: Final = "Initiated"
STATUS_REDIRECT: Final = "Redirect"
STATUS_ERROR: Final = "Error"


class RegistrationResult(Answer, frozen=True, kw_only=True):
    """What became of a registration or a purchase."""

    status: Annotated[
        str,
        msgspec.Meta(
            description="Anything but the first three is a failure.",
            extra_json_schema={"enum": [STATUS_SUCCESS, STATUS_INITIATED, STATUS_REDIRECT, STATUS_ERROR]},
        ),
    ]
    error_message: Annotated[str | None, doc("English text for display.")]
    error_code: Annotated[str | None, doc("Key for translations; never null on a failure.")]
    redirect_url: Annotated[str | None, doc("Where the visitor pays; with `Redirect`.")]
    purchase_id: Annotated[UUID | None, doc("With `Initiated` and `Redirect`.")]
