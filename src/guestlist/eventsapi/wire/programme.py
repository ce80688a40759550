"""Sessions and speakers, which hold each other (contract 4.2, 4.6, 4.12)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from guestlist.eventsapi.wire.base import Answer, Count, CustomFields, LocalTime, UtcTime, doc
from guestlist.eventsapi.wire.places import Building, Room


class AnySession(Answer, frozen=True, kw_only=True):
    """What a session says, wherever it appears."""

    id: UUID
    name: str
    session_summary: str | None
    detailed_description: Annotated[str | None, doc("Plain text.")]
    detailed_description_html: Annotated[
        str | UnsetType | None, doc("The detailed description as clean HTML, if it has one.")
    ] = UNSET
    session_objectives: str | None
    session_pre_requisites: str | None
    session_type: Annotated[
        int | None,
        doc(
            "100000000 hands-on/lab, 100000001 keynote, 100000002 general, "
            "100000003 brainstorming, 100000004 breakout, 100000005 training."
        ),
    ]
    session_format: Annotated[int | None, doc("100000001 on site, 100000002 webinar, 100000003 hybrid.")]
    language: Annotated[int | None, doc("The spoken language: 100000000 English, 100000001 French and so on.")]
    cameras_permitted: Annotated[int | None, doc("100000001 yes, 100000002 no.")]
    recordings_permitted: Annotated[int | None, doc("100000001 yes, 100000002 no.")]
    start_time: Annotated[LocalTime, doc("Wall-clock time in the event's zone.")]
    end_time: Annotated[LocalTime, doc("Wall-clock time in the event's zone.")]
    start_time_utc: UtcTime = field(name="startTimeUTC")
    end_time_utc: UtcTime = field(name="endTimeUTC")
    time_zone: Annotated[int, doc("Dynamics time zone code of the event.")]
    max_capacity: Annotated[Count, doc("Seats; 0 when there is no limit.")]
    is_capacity_restricted: Annotated[bool, doc("Whether there is a limit. If not, ignore `maxCapacity`.")]
    registration_count: Annotated[Count, doc("Seats taken, those held by open purchases included.")]
    user_eligible_to_register: Annotated[bool, doc("The signed-in caller may register for this single session now.")]
    already_registered: Annotated[bool, doc("The signed-in caller is registered for it.")]
    building: Annotated[Building | None, doc("The session's own building, if it has one.")]
    room: Annotated[Room | None, doc("The session's own room, if it has one.")]
    speakers: list[SpeakerOfSession] | None
    custom_fields: CustomFields


class Session(AnySession, frozen=True, kw_only=True):
    """A session of a published event, with its speakers."""

    speakers: list[SpeakerOfSession]


class SessionOfSpeaker(AnySession, frozen=True, kw_only=True):
    """A session inside a speaker: its `speakers` are null."""

    speakers: None


class Speaker(Answer, frozen=True, kw_only=True):
    """A speaker, with the sessions of this event."""

    id: UUID
    name: str
    title: Annotated[str | None, doc("Job title or form of address.")]
    about: Annotated[str | None, doc("Plain text.")]
    about_html: Annotated[str | UnsetType | None, doc("`about` as clean HTML, if it has one.")] = UNSET
    accomplishments: str | None
    publications: str | None
    email: Annotated[str | None, doc("The public address of the speaker.")]
    blog: Annotated[str | None, doc("Absolute http(s) address.")]
    website: Annotated[str | None, doc("Absolute http(s) address.")]
    linkedin: Annotated[str | None, doc("Absolute http(s) address.")]
    twitter: Annotated[str | None, doc("Absolute http(s) address.")]
    image: Annotated[None, doc("Always null here; see `imageUrl`.")]
    image_url: Annotated[str | None, doc("Where the picture is, relative to the base of the API.")]
    sessions: list[SessionOfSpeaker]
    custom_fields: CustomFields


class SpeakerOfSession(Speaker, frozen=True, kw_only=True):
    """A speaker inside a session: its `sessions` are empty."""

    sessions: Annotated[list[SessionOfSpeaker], Meta(max_length=0)]
