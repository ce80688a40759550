"""The table of operations: it drives routing, the OpenAPI document and reading (contract 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec

from guestlist.eventsapi.wire.base import Count
from guestlist.eventsapi.wire.events import Event
from guestlist.eventsapi.wire.fields import CustomRegistrationField
from guestlist.eventsapi.wire.passes import Pass
from guestlist.eventsapi.wire.programme import Session, Speaker
from guestlist.eventsapi.wire.registrations import (
    FinalizeRequest,
    RegistrationRequest,
    RegistrationResult,
)
from guestlist.eventsapi.wire.sponsorships import Sponsorship
from guestlist.eventsapi.wire.tracks import Track
from guestlist.eventsapi.wire.users import User

Base = Literal["v2.0", "rt"]
BASES: Final[tuple[Base, ...]] = ("v2.0", "rt")
Verb = Literal["GET", "POST"]

# The one path parameter that is not always a GUID: a readable event id, or the event's GUID (OD-6).
READABLE_EVENT_ID: Final = "readableEventId"


class Image:
    """Stands for a picture among the response types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One row of contract 3. A GET also answers HEAD."""

    name: str
    path: str  # relative to the base; `{…}` is a parameter
    response: Any  # a type that msgspec can describe, or Image
    tag: str
    summary: str
    description: str = ""
    verb: Verb = "GET"
    request: type[msgspec.Struct] | None = None
    needs_token: bool = True
    # Every anonymous caller of an organization gets the same answer, so that it may be kept.
    is_shared: bool = True
    # Query parameters that only the RT base knows; GUIDs, all optional, combined with AND.
    rt_filters: tuple[str, ...] = ()
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
        name="session",
        path="sessions/{sessionId}",
        response=Session,
        tag="Programme",
        summary="Show a live session of a published event",
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
        name="authenticated_user",
        path="users/authenticated",
        response=User,
        tag="Users",
        summary="Show who is calling",
        description="Without a bearer token the caller is anonymous.",
        is_shared=False,
    ),
)

BY_NAME: Final = {operation.name: operation for operation in OPERATIONS}


def _by_template() -> dict[str, dict[Verb, Operation]]:
    found: dict[str, dict[Verb, Operation]] = {}
    for operation in OPERATIONS:
        found.setdefault(operation.path, {})[operation.verb] = operation
    return found


BY_TEMPLATE: Final = _by_template()


def _by_length() -> dict[int, list[tuple[str, tuple[str, ...]]]]:
    """Group the templates by their number of segments, literal segments before parameters."""
    found: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
    for template in sorted(BY_TEMPLATE, key=lambda path: path.replace("{", "~")):
        segments = tuple(template.split("/"))
        found.setdefault(len(segments), []).append((template, segments))
    return found


_TEMPLATES_BY_LENGTH: Final = _by_length()


def match(segments: Sequence[str]) -> tuple[str, dict[str, str]] | None:
    """Find the path template of a path below the base, and what stands in its parameters.

    Args:
        segments: the path's parts, percent-decoded, without the empty one of a trailing slash.

    Returns:
        The template (a key of BY_TEMPLATE, whose verbs are the allowed ones) and the parameters by
        name; None if no operation has such a path. Literal parts match in any letter case (OD-7).
    """
    for template, parts in _TEMPLATES_BY_LENGTH.get(len(segments), ()):
        params = _params(parts, segments)
        if params is not None:
            return template, params
    return None


def _params(parts: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    params: dict[str, str] = {}
    for part, segment in zip(parts, segments, strict=True):
        if part.startswith("{"):
            if not segment:
                return None
            params[part[1:-1]] = segment
        elif part != segment.lower():
            return None
    return params
