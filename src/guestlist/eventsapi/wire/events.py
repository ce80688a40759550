"""Events (contract 4.1)."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, UnsetType, field

from guestlist.eventsapi.wire.base import Answer, Count, CustomFields, LocalTime, UtcTime, doc
from guestlist.eventsapi.wire.places import Building, Room


class Event(Answer, frozen=True, kw_only=True):
    """A published event."""

    event_id: UUID
    readable_event_id: Annotated[str, doc("The event's address in paths.")]
    event_name: str
    description: Annotated[str | None, doc("Plain text.")]
    description_html: Annotated[str | UnsetType | None, doc("The description as clean HTML, if it has one.")] = UNSET
    event_type: Annotated[
        int | None,
        doc(
            "100000001 executive briefing, 100000002 conference, 100000003 demonstration, "
            "100000004 training, 100000005 webcast."
        ),
    ]
    event_format: Annotated[int | None, doc("100000001 on site, 100000002 webinar, 100000003 hybrid.")]
    event_language: Annotated[int | None, doc("The spoken language: 100000000 English, 100000001 French and so on.")]
    start_date: Annotated[LocalTime, doc("Wall-clock time in the event's zone.")]
    start_date_utc: UtcTime = field(name="startDateUTC")
    end_date: Annotated[LocalTime, doc("Wall-clock time in the event's zone.")]
    end_date_utc: UtcTime = field(name="endDateUTC")
    time_zone: Annotated[int, doc("Dynamics time zone code; 0 is a valid one.")]
    time_zone_name: Annotated[str, doc("Display name of the time zone code.")]
    max_capacity: Annotated[Count, doc("Seats; 0 when there is no limit.")]
    is_capacity_restricted: Annotated[bool, doc("Whether there is a limit. If not, ignore `maxCapacity`.")]
    registration_count: Annotated[
        Count, doc("Seats taken, those held by open purchases included; never above the limit.")
    ]
    show_waitlist: Annotated[bool, doc("Full events and sessions take waitlist entries.")]
    autoregister_waitlist_items: Annotated[
        bool, doc("Waiting people are registered without being asked. False on paid events.")
    ]
    show_automatic_registration_checkbox: Annotated[bool, doc("The visitor may choose automatic registration.")]
    allow_custom_agenda: Annotated[bool, doc("Visitors choose sessions one by one.")]
    allow_anonymous_registrations: Annotated[bool, doc("If false, visitors must sign in before they register.")]
    enable_multi_attendee_registration: Annotated[bool, doc("More than one attendee per request is allowed.")]
    enable_captcha: Annotated[bool, doc("A registration needs a captcha answer.")]
    registration_form: Annotated[str | None, doc("HTML to embed in place of the website's own form.")]
    set_registration_end_date: Annotated[bool, doc("Whether a closing time applies.")]
    stop_registration_date: Annotated[UtcTime | None, doc("The closing time.")]
    website_message: Annotated[str | None, doc("Shown once registration is closed.")]
    public_event_url: Annotated[str | None, doc("The event's page on the website.")]
    image: Annotated[str | None, doc("Absolute address of the event's picture.")]
    building: Building | None
    room: Room | None
    custom_fields: CustomFields
    consent_text: Annotated[
        str | None, doc("What visitors are to agree to when they register, as plain text; null if nothing is asked.")
    ]
