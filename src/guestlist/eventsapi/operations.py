"""The table of operations: it drives routing, the OpenAPI document and reading (contract 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec

from guestlist.eventsapi.wire.base import Count
from guestlist.eventsapi.wire.captchas import Captcha
from guestlist.eventsapi.wire.check_ins import CheckInRequest
from guestlist.eventsapi.wire.events import Event
from guestlist.eventsapi.wire.fields import CustomRegistrationField
from guestlist.eventsapi.wire.passes import Pass
from guestlist.eventsapi.wire.programme import Session, Speaker
from guestlist.eventsapi.wire.registrations import (
    FinalizeRequest,
    NothingAsked,
    RegistrationRequest,
    RegistrationResult,
)
from guestlist.eventsapi.wire.sponsorships import Sponsorship
from guestlist.eventsapi.wire.tracks import Track
from guestlist.eventsapi.wire.users import MyRegistration, User, WaitlistItem

Base = Literal["v2.0", "rt"]
BASES: Final[tuple[Base, ...]] = ("v2.0", "rt")
Verb = Literal["GET", "POST"]

# The one path parameter that is not always a GUID: a readable event id, or the event's GUID (OD-6).
READABLE_EVENT_ID: Final = "readableEventId"


class Image:
    """Stands for a picture among the response types."""


@dataclass(frozen=True, slots=True)
class File:
    """Stands for an answer that is neither JSON nor a record's picture."""

    media_type: str  # without parameters
    is_tagged: bool = False  # it has an ETag


class Onwards:
    """Stands for being sent on, or for nothing where there is nowhere to go, among the response types."""


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """A parameter of the query beside the token."""

    name: str
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One row of contract 3. A GET also answers HEAD."""

    name: str
    path: str  # relative to the base; `{…}` is a parameter
    response: Any  # a type that msgspec can describe, Image, a File, or Onwards
    tag: str
    summary: str
    description: str = ""
    verb: Verb = "GET"
    request: type[msgspec.Struct] | None = None
    # The body may be left out; `{}` says the same.
    is_body_optional: bool = False
    # The body may also be an HTML form with the same names.
    takes_form: bool = False
    needs_token: bool = True
    # A bearer token that is sent must be valid.
    takes_bearer: bool = True
    # Without a bearer token the answer is 401.
    needs_bearer: bool = False
    # Every anonymous caller of an organization gets the same answer, so that it may be kept.
    is_shared: bool = True
    # The answer holds sessions, which tell a signed-in caller what they are to them.
    has_sessions: bool = False
    # Query parameters that only the RT base knows; GUIDs, all optional, combined with AND.
    rt_filters: tuple[str, ...] = ()
    query: tuple[QueryParameter, ...] = ()
    takes_idempotency_key: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """Give the names in the path, from left to right."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    @property
    def guid_parameters(self) -> tuple[str, ...]:
        """Give the names in the path that must hold a GUID, else the answer is 400."""
        return tuple(name for name in self.parameters if name != READABLE_EVENT_ID)

    @property
    def is_image(self) -> bool:
        """Tell whether the answer is a picture instead of JSON."""
        return self.response is Image

    @property
    def is_json(self) -> bool:
        """Tell whether the answer is JSON."""
        return not (self.is_image or self.is_file or self.sends_on)

    @property
    def is_file(self) -> bool:
        """Tell whether the answer is a file."""
        return isinstance(self.response, File)

    @property
    def is_tagged(self) -> bool:
        """Tell whether the answer has an ETag."""
        return self.is_shared or self.is_image or (isinstance(self.response, File) and self.response.is_tagged)

    @property
    def sends_on(self) -> bool:
        """Tell whether the answer is the address to go on to."""
        return self.response is Onwards

    @property
    def is_for_everybody(self) -> bool:
        """Tell whether scripts of every origin may read the answer: what anybody may read, and changes nothing."""
        return not self.needs_token and self.verb == "GET"


OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        name="published_events",
        path="events/published",
        response=list[Event],
        tag="Events",
        summary="List the published events",
        description="By start, then name. Ended events stay listed until somebody stops them.",
        rt_filters=("businessUnitId", "webappId"),
    ),
    Operation(
        name="event",
        path="events/{readableEventId}",
        response=Event,
        tag="Events",
        summary="Show a published event",
    ),
    Operation(
        name="event_sessions",
        path="events/{readableEventId}/sessions",
        response=list[Session],
        tag="Programme",
        summary="List the sessions of an event",
        description="By start, then name. Only live sessions are listed.",
        has_sessions=True,
    ),
    Operation(
        name="event_tracks",
        path="events/{readableEventId}/tracks",
        response=list[Track],
        tag="Programme",
        summary="List the session tracks of an event",
        description="By name. Only live external tracks are listed, also those without a session.",
    ),
    Operation(
        name="event_speakers",
        path="events/{readableEventId}/speakers",
        response=list[Speaker],
        tag="Programme",
        summary="List the speakers of an event",
        description="By name, each with the live sessions of this event.",
        has_sessions=True,
    ),
    Operation(
        name="event_sponsorships",
        path="events/{readableEventId}/sponsorships",
        response=list[Sponsorship],
        tag="Events",
        summary="List the sponsorships of an event",
        description="By name of the sponsor.",
    ),
    Operation(
        name="event_passes",
        path="events/{readableEventId}/passes",
        response=list[Pass],
        tag="Events",
        summary="List the passes of an event",
        description="By price, then name. An event with at least one pass is a paid event.",
        has_sessions=True,
    ),
    Operation(
        name="event_custom_registration_fields",
        path="events/{readableEventId}/custom-registration-fields",
        response=list[CustomRegistrationField],
        tag="Registration",
        summary="List the questions of an event's registration form",
        description="In the order in which to ask them.",
    ),
    Operation(
        name="event_registration_count",
        path="events/{readableEventId}/registrations/count",
        response=Count,
        tag="Registration",
        summary="Count the seats taken at an event",
        description="Seats held by open purchases count. Never more than the event's limit.",
    ),
    Operation(
        name="captcha",
        path="events/{readableEventId}/captcha",
        response=Captcha,
        tag="Registration",
        summary="Issue a captcha for one registration",
        description=(
            "For one registration for this event, within 20 minutes. The script at `HipUrl` draws it and hands over the"
            " answer, which goes into the `hipObject` of the registration. An event without a captcha answers as well."
        ),
        is_shared=False,
    ),
    Operation(
        name="register",
        verb="POST",
        path="events/{readableEventId}/registrations",
        request=RegistrationRequest,
        response=RegistrationResult,
        tag="Registration",
        summary="Register one or more people for an event",
        description=(
            "A request that breaks a rule of the event (it is full, a field is missing) is "
            "answered with 200 and a result whose `status` is `Error`. When the status is "
            "`Success`, the registrations are stored. Property names are matched without regard "
            "to case, unknown ones are ignored, and a missing one counts as null."
        ),
        is_shared=False,
        takes_idempotency_key=True,
    ),
    Operation(
        name="finalize",
        verb="POST",
        path="events/{readableEventId}/registrations/finalize",
        request=FinalizeRequest,
        response=RegistrationResult,
        tag="Registration",
        summary="Turn a purchase into registrations, for demonstrations",
        description="Works only where the organization has switched on demo payment confirmation.",
        is_shared=False,
    ),
    Operation(
        name="register_for_session",
        verb="POST",
        path="events/{readableEventId}/sessions/{sessionId}/registrations",
        request=NothingAsked,
        is_body_optional=True,
        response=bool,
        tag="Registration",
        summary="Register the caller for one session",
        description=(
            "For those who have a pass that opens the session. `true`: the caller is registered for it now; `false`: "
            "the caller is not eligible, as `userEligibleToRegister` of the session tells."
        ),
        needs_bearer=True,
        is_shared=False,
    ),
    Operation(
        name="session",
        path="sessions/{sessionId}",
        response=Session,
        tag="Programme",
        summary="Show a live session of a published event",
        has_sessions=True,
    ),
    Operation(
        name="session_registration_count",
        path="sessions/{sessionId}/registrations/count",
        response=Count,
        tag="Registration",
        summary="Count the seats taken in a session",
        description="Seats held by open purchases count.",
    ),
    Operation(
        name="track_sessions",
        path="tracks/{trackId}/sessions",
        response=list[Session],
        tag="Programme",
        summary="List the sessions of a session track",
        description="By start, then name. Only live sessions are listed.",
        has_sessions=True,
    ),
    Operation(
        name="speaker_image",
        path="speakers/{speakerId}/image",
        response=Image,
        tag="Pictures",
        summary="Show the picture of a speaker",
        needs_token=False,
        is_shared=False,
    ),
    Operation(
        name="sponsorship_logo",
        path="sponsorships/{sponsorshipId}/logo",
        response=Image,
        tag="Pictures",
        summary="Show the logo of a sponsorship",
        needs_token=False,
        is_shared=False,
    ),
    Operation(
        name="event_qr_code",
        path="events/{readableEventId}/qrcode",
        response=File("image/png", is_tagged=True),
        tag="Pictures",
        summary="Show the address of an event as a QR code",
        description="It holds `publicEventUrl`, with error correction M, and has 300 by 300 pixels or more.",
        is_shared=False,
        takes_bearer=False,
    ),
    Operation(
        name="calendar",
        path="calendar/personal/ics",
        response=File("text/calendar"),
        tag="Calendar",
        summary="Give a calendar file of events and sessions",
        description=(
            '`data` is a JSON array of at most 50 objects `{"readableEventId": …, "sessionId": …, "data": {…}}`. '
            "With `sessionId` the entry is the session. The inner `data` fills the wildcards `{{name}}` of the "
            "calendar content: texts, numbers or booleans of at most 1,000 characters. If one event or session is not "
            "published, the answer is 404."
        ),
        needs_token=False,
        is_shared=False,
        query=(QueryParameter("data", is_required=True),),
    ),
    Operation(
        name="check_in",
        verb="POST",
        path="checkins",
        request=CheckInRequest,
        takes_form=True,
        response=Onwards,
        tag="Check-in",
        summary="Check a person in and send them on",
        description=(
            "Made for links to streams: the person is sent on whether there was something to check in or not. Nobody "
            "is checked in more than 120 minutes before the start; the first time counts. `redirectUri` must be the "
            "stream's address, or have the origin of the event's page or of one of the organization's web "
            "applications."
        ),
        needs_token=False,
        is_shared=False,
        query=(QueryParameter("redirectUri", is_required=False),),
    ),
    Operation(
        name="authenticated_user",
        path="users/authenticated",
        response=User,
        tag="Users",
        summary="Show who is calling",
        description="Without a bearer token the caller is anonymous.",
        is_shared=False,
    ),
    Operation(
        name="my_registrations",
        path="users/authenticated/registrations",
        response=list[MyRegistration],
        tag="Users",
        summary="List the caller's registrations",
        description="The active ones that the caller has or has made for others, of past events as well. Newest first.",
        needs_bearer=True,
        is_shared=False,
    ),
    Operation(
        name="my_waitlist_items",
        path="users/authenticated/waitlist-items",
        response=list[WaitlistItem],
        tag="Users",
        summary="List the places that the caller waits for",
        description="Those of people whom the caller added are among them. Newest first.",
        needs_bearer=True,
        is_shared=False,
    ),
    Operation(
        name="cancel",
        verb="POST",
        path="users/authenticated/registrations/{registrationId}/cancel",
        request=NothingAsked,
        is_body_optional=True,
        response=bool,
        tag="Users",
        summary="Cancel a registration of the caller",
        description=(
            "The id of an event registration cancels it with all its sessions, that of a session registration the one "
            "session. `false`: there is no such registration of the caller, or it cannot be cancelled any more."
        ),
        needs_bearer=True,
        is_shared=False,
    ),
)

BY_NAME: Final = {operation.name: operation for operation in OPERATIONS}
