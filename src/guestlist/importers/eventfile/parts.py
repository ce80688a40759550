"""The event file as structs: property names of the wire, defaults of a new record (contract appendix D).

`DERIVED` names properties of the wire that the server derives; a file may carry them, they are ignored.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import NODEFAULT, UNSET, Meta, Struct, field

from guestlist import limits
from guestlist.catalog.choices import (
    Audience,
    EventType,
    FieldType,
    Format,
    Language,
    PublishStatus,
    SessionType,
    SponsorshipCategory,
    SponsorshipType,
    StreamingProvider,
    TrackType,
    YesNo,
)
from guestlist.importers.eventfile.fields import (
    PASSES_MAX,
    Address,
    Capacity,
    Columns,
    Currency,
    Line,
    LogicalName,
    Name,
    OptionalGuid,
    OptionalTime,
    PageAddress,
    Picture,
    Price,
    ReadableId,
    Text,
    Time,
    Zone,
    choice,
    doc,
)


class Part(Struct, rename="camel", forbid_unknown_fields=True):
    """An object of the event file."""

    DERIVED: ClassVar[frozenset[str]] = frozenset({"customFields"})


def is_given(value: object) -> bool:
    """Tell whether a required property has a value; while a file is checked it may lack one."""
    return value is not UNSET


def to_json(part: Part) -> dict[str, Any]:
    """Give the properties of a part that do not have their defaults, in their order."""
    properties = {}
    for info in msgspec.structs.fields(part):
        value = getattr(part, info.name)
        default = info.default if info.default_factory is NODEFAULT else info.default_factory()
        if is_given(value) and value != default:
            properties[info.encode_name] = _plain(value)
    return properties


def _plain(value: Any) -> Any:
    if isinstance(value, Part):
        return to_json(value)
    return [_plain(each) for each in value] if isinstance(value, list) else value


class BuildingPart(Part, kw_only=True):
    """A building of the organization. One that states nothing but id and name refers to what is there."""

    DERIVED = frozenset({"customFields", "addressComposite"})

    id: OptionalGuid = None
    name: Name
    description: Text = None
    additional_facilities: Text = None
    address_line1: Line = None
    address_line2: Line = None
    address_line3: Line = None
    city: Line = None
    state_province: Line = None
    postal_code: Line = None
    country: Line = None
    telephone1: Line = None
    telephone2: Line = None
    telephone3: Line = None
    email: Line = None
    website: Line = None
    accessible_toilets: bool = False
    disabled_access: bool = False
    disabled_parking: bool = False
    public_telephone_available: bool = False
    wifi_available: bool = False
    wifi_ssid: Line = field(default=None, name="wifiSSID")
    wifi_password: Line = None
    publish_wifi: Annotated[bool, doc("Whether answers carry the Wi-Fi details.")] = False
    custom_columns: Columns = field(default_factory=dict)


class RoomPart(Part, kw_only=True):
    """A room. It is in the building beside it, else in the event's, unless it names its own."""

    id: OptionalGuid = None
    name: Name
    description: Text = None
    disabled_access: bool = False
    capacity: Capacity | None = None
    building: Annotated[BuildingPart | None, doc("Where the room is, if not in the building beside it.")] = None
    custom_columns: Columns = field(default_factory=dict)


class PaymentPart(Part, kw_only=True):
    """How visitors pay (contract 6.2, 6.3)."""

    DERIVED = frozenset()

    page_url: Annotated[PageAddress, doc("The payment page; without one the website has its own.")] = None
    timeout_minutes: Annotated[int, Meta(ge=1, le=limits.PURCHASE_TIMEOUT_MINUTES_MAX)] = (
        limits.PURCHASE_TIMEOUT_MINUTES_DEFAULT
    )


_OfferHours = Annotated[int, Meta(ge=1, le=limits.OFFER_HOURS_MAX)]
_ReminderHours = Annotated[int, Meta(ge=1, le=limits.REMINDER_HOURS_MAX)]


class EventPart(Part, kw_only=True):
    """The event itself (contract 4.1)."""

    DERIVED = frozenset(
        {"customFields", "startDateUTC", "endDateUTC", "timeZoneName", "isCapacityRestricted", "registrationCount"}
    )

    event_id: OptionalGuid = None
    readable_event_id: ReadableId = None
    event_name: Name
    publish_status: Annotated[int | str, choice(PublishStatus, is_nullable=False)] = "Draft"
    style: Annotated[Literal["Outbound", "RealTime"], doc("Whose habits the event follows.")] = "Outbound"
    start_date: Time
    end_date: Time
    time_zone: Annotated[Zone, doc("A time zone code, or an IANA zone.")]
    description: Text = None
    description_html: Annotated[Text, doc("The description with markup; `description` is made of it if absent.")] = None
    calendar_html: Annotated[Text, doc("What a calendar entry says, with markup and {{wildcards}}.")] = None
    calendar_text: Annotated[Text, doc("The same as plain text; neither is made of the other.")] = None
    event_type: Annotated[int | str | None, choice(EventType)] = None
    event_format: Annotated[int | str | None, choice(Format)] = Format.ON_SITE.value
    event_language: Annotated[int | str | None, choice(Language)] = None
    building: BuildingPart | None = None
    room: RoomPart | None = None
    max_capacity: Annotated[Capacity | None, doc("Seats, 0 included; null: no limit.")] = None
    show_waitlist: bool = False
    autoregister_waitlist_items: bool = True
    show_automatic_registration_checkbox: bool = False
    invitations_per_slot: Annotated[int, Meta(ge=1, le=limits.CAPACITY_MAX)] = 1
    offer_hours: Annotated[_OfferHours | None, doc("How long an invited person holds the place; null: not at all.")] = (
        None
    )
    keep_parties_together: Annotated[bool, doc("Who asked for places together gets them together.")] = False
    show_waitlist_position: Annotated[bool, doc("Whoever waits may see their place in line.")] = False
    reminder_hours: Annotated[_ReminderHours | None, doc("Before the start people get a mail; null: none.")] = None
    allow_custom_agenda: bool = False
    one_session_only: bool = False
    session_required: bool = False
    allow_anonymous_registrations: bool = True
    enable_multi_attendee_registration: bool = True
    enable_captcha: bool = False
    registration_form: Text = None
    registration_start_date: Annotated[OptionalTime, doc("When registration opens.")] = None
    stop_registration_date: Annotated[OptionalTime, doc("When registration ends.")] = None
    set_registration_end_date: Annotated[bool | None, doc("Whether that applies; null: if it is given.")] = None
    website_message: Text = None
    public_event_url: Address = None
    streaming_provider: Annotated[int | str | None, choice(StreamingProvider)] = None
    streaming_url: Annotated[PageAddress, doc("Where the event is streamed; without one it is not.")] = None
    image: Picture = None
    payment: PaymentPart | None = None
    custom_columns: Columns = field(default_factory=dict)
    is_template: Annotated[bool, doc("A template is never visible.")] = False
    is_active: Annotated[bool, doc("An inactive record is hidden.")] = True


class TrackPart(Part, kw_only=True):
    """A session track (contract 4.5)."""

    id: OptionalGuid = None
    name: Name
    publish_status: Annotated[int | str, choice(PublishStatus, is_nullable=False)] = "Draft"
    track_type: Annotated[int | str | None, choice(TrackType)] = None
    audience: Annotated[int | str | None, choice(Audience)] = None
    description: Text = None
    description_html: Text = None
    custom_columns: Columns = field(default_factory=dict)
    is_active: bool = True


class SpeakerPart(Part, kw_only=True):
    """A speaker (contract 4.6)."""

    DERIVED = frozenset({"customFields", "imageUrl", "sessions"})

    id: OptionalGuid = None
    name: Name
    title: Line = None
    about: Text = None
    about_html: Text = None
    accomplishments: Text = None
    publications: Text = None
    email: Line = None
    blog: Address = None
    website: Address = None
    linkedin: Address = None
    twitter: Address = None
    image: Picture = None
    engaged_for_event: Annotated[
        bool | None, doc("Whether the event itself engages the speaker; null: if no session does.")
    ] = None
    custom_columns: Columns = field(default_factory=dict)
    is_active: bool = True


class SessionPart(Part, kw_only=True):
    """A session (contract 4.2)."""

    DERIVED = frozenset(
        {
            "customFields",
            "startTimeUTC",
            "endTimeUTC",
            "timeZone",
            "isCapacityRestricted",
            "registrationCount",
            "userEligibleToRegister",
            "alreadyRegistered",
            "speakers",
        }
    )

    id: OptionalGuid = None
    name: Name
    publish_status: Annotated[int | str, choice(PublishStatus, is_nullable=False)] = "Draft"
    start_time: Time
    end_time: Time
    session_summary: Text = None
    detailed_description: Text = None
    detailed_description_html: Text = None
    calendar_html: Annotated[Text, doc("What a calendar entry says, with markup and {{wildcards}}.")] = None
    calendar_text: Annotated[Text, doc("The same as plain text; neither is made of the other.")] = None
    session_objectives: Text = None
    session_pre_requisites: Text = None
    session_type: Annotated[int | str | None, choice(SessionType)] = None
    session_format: Annotated[int | str | None, choice(Format)] = Format.ON_SITE.value
    language: Annotated[int | str | None, choice(Language)] = None
    audience: Annotated[int | str | None, choice(Audience)] = None
    cameras_permitted: Annotated[int | str | None, choice(YesNo)] = YesNo.YES.value
    recordings_permitted: Annotated[int | str | None, choice(YesNo)] = None
    max_capacity: Capacity | None = None
    show_waitlist: Annotated[bool | None, doc("Real-time style only; null: the event's switch counts.")] = None
    streaming_provider: Annotated[int | str | None, choice(StreamingProvider)] = None
    streaming_url: Annotated[PageAddress, doc("Where the session is streamed; without one it is not.")] = None
    building: BuildingPart | None = None
    room: RoomPart | None = None
    track_ids: Annotated[list[str], doc("Ids or names of tracks of this file.")] = field(default_factory=list)
    speaker_ids: Annotated[list[str], doc("Ids or names of speakers of this file.")] = field(default_factory=list)
    custom_columns: Columns = field(default_factory=dict)
    is_active: bool = True


class PassPart(Part, kw_only=True):
    """A pass (contract 4.8)."""

    DERIVED = frozenset({"customFields", "currencySymbol", "numberOfPassesLeft", "numberOfPassesSold", "sessions"})

    pass_id: OptionalGuid = None
    pass_name: Name
    price: Price = 0.0
    currency: Currency = None
    allocated: Annotated[int, Meta(ge=0, le=PASSES_MAX, description="Passes on offer; 0 hides the pass.")] = 0
    description: Text = None
    session_ids: Annotated[list[str], doc("Ids or names of the eligible sessions.")] = field(default_factory=list)
    custom_columns: Columns = field(default_factory=dict)
    is_active: bool = True


class SponsorshipPart(Part, kw_only=True):
    """A sponsorship (contract 4.7). It needs a name, a topic or an id."""

    id: OptionalGuid = None
    sponsor_id: OptionalGuid = None
    sponsor_name: Line = None
    sponsorship_topic: Line = None
    description: Text = None
    logo: Picture = None
    sponsorship_type: Annotated[int | str | None, choice(SponsorshipType)] = None
    sponsorship_category: Annotated[int | str | None, choice(SponsorshipCategory)] = None
    amount: Price | None = None
    currency: Currency = None
    custom_columns: Columns = field(default_factory=dict)
    is_active: bool = True


class FieldPart(Part, kw_only=True):
    """A custom registration field (contract 4.9), asked in the order of the list."""

    custom_registration_field_id: OptionalGuid = None
    text: Name
    type: Annotated[int | str, choice(FieldType, is_nullable=False)] = FieldType.SIMPLE_TEXT.value
    is_required: bool = False
    choices: Annotated[Text, doc("One choice per line.")] = None
    logical_name: LogicalName = None
    custom_columns: Columns = field(default_factory=dict)
    is_active: bool = True


class Content(Part, kw_only=True):
    """A whole event: what the file does not name, the event does not have."""

    DERIVED = frozenset({"$schema"})

    guestlist: Annotated[Literal[1], doc("The version of the format.")] = 1
    event: EventPart
    tracks: list[TrackPart] = field(default_factory=list)
    speakers: list[SpeakerPart] = field(default_factory=list)
    sessions: list[SessionPart] = field(default_factory=list)
    passes: list[PassPart] = field(default_factory=list)
    sponsorships: list[SponsorshipPart] = field(default_factory=list)
    custom_registration_fields: list[FieldPart] = field(default_factory=list)
