"""Which property of the file is which column of the catalog, in both directions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import IntegerChoices

from guestlist.catalog.choices import (
    Audience,
    EventStyle,
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
from guestlist.catalog.models.base import Record
from guestlist.ids import parse_guid
from guestlist.importers.eventfile.choices import find_choice, labels
from guestlist.importers.eventfile.parts import Part
from guestlist.texts import clean_html, html_to_text


@dataclass(frozen=True, slots=True)
class Column:
    """A property of the file and its column. `read` makes the column's value, `show` the file's."""

    part: str
    model: str
    read: Callable[[Any], Any]
    show: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Markup:
    """A text and its version in HTML: without a text of its own it is that of the HTML."""

    part: str
    model: str


Columns = tuple[Column | Markup, ...]


def to_columns(part: Part, columns: Columns) -> dict[str, Any]:
    """Give the column values that a part of the file states."""
    values: dict[str, Any] = {}
    for column in columns:
        given = getattr(part, column.part)
        if isinstance(column, Column):
            values[column.model] = column.read(given)
            continue
        html = clean_html(getattr(part, f"{column.part}_html") or "")
        values[column.model] = html_to_text(html) if given is None else given
        values[f"{column.model}_html"] = html
    return values


def to_properties(record: Record, columns: Columns) -> dict[str, Any]:
    """Give the attributes of the part that states a record."""
    values: dict[str, Any] = {}
    for column in columns:
        stored = getattr(record, column.model)
        if isinstance(column, Column):
            values[column.part] = column.show(stored)
        else:
            html = getattr(record, f"{column.model}_html")
            # A blank beside markup is said, lest it be made of the markup.
            values[column.part] = stored if stored or html else None
            values[f"{column.part}_html"] = html or None
    return values


def _same(value: Any) -> Any:
    return value


def _or_blank(value: str | None) -> str:
    return value or ""


def _or_none(value: str) -> str | None:
    return value or None


def _texts(**names: str) -> Columns:
    return tuple(Column(part, model, _or_blank, _or_none) for part, model in names.items())


def _plain(**names: str) -> Columns:
    return tuple(Column(part, model, _same, _same) for part, model in names.items())


def _choice(part: str, model: str, choices: type[IntegerChoices], *, is_labelled: bool = False) -> Column:
    """Read labels and numbers; show numbers where the wire has them, else labels."""

    def read(value: int | str | None) -> int | None:
        return None if value is None else find_choice(choices, value)

    def show(stored: int | None) -> int | str | None:
        return labels(choices).get(stored, stored) if is_labelled and stored is not None else stored

    return Column(part, model, read, show)


def _read_html(value: str | None) -> str:
    return clean_html(value or "")


def _read_guid(value: str | None) -> Any:
    return parse_guid(value) if value else None


def _show_guid(value: Any) -> str | None:
    return str(value) if value else None


_STYLES: Final[Mapping[str, str]] = {"Outbound": EventStyle.OUTBOUND.value, "RealTime": EventStyle.REAL_TIME.value}
_STYLE_NAMES: Final = {value: name for name, value in _STYLES.items()}

_EVERY_RECORD: Final = _plain(is_active="is_active", custom_columns="custom_columns")
_CALENDAR: Final[Columns] = (
    Column("calendar_html", "calendar_html", _read_html, _or_none),
    *_texts(calendar_text="calendar_text"),
)
_PLACE: Final = _plain(custom_columns="custom_columns")

EVENT: Final[Columns] = (
    *_texts(
        event_name="name",
        registration_form="registration_form",
        website_message="website_message",
        public_event_url="public_event_url",
        streaming_url="streaming_url",
    ),
    *_plain(
        max_capacity="capacity",
        show_waitlist="shows_waitlist",
        autoregister_waitlist_items="auto_registers_waitlist",
        show_automatic_registration_checkbox="offers_auto_register_choice",
        invitations_per_slot="invitations_per_slot",
        offer_hours="offer_hours",
        keep_parties_together="keeps_parties_together",
        show_waitlist_position="shows_waitlist_position",
        reminder_hours="reminder_hours",
        allow_custom_agenda="allows_custom_agenda",
        one_session_only="one_session_only",
        session_required="session_required",
        allow_anonymous_registrations="allows_anonymous_registrations",
        enable_multi_attendee_registration="allows_multi_attendee",
        enable_captcha="needs_captcha",
        is_template="is_template",
    ),
    _choice("publish_status", "publish_status", PublishStatus, is_labelled=True),
    _choice("event_type", "event_type", EventType),
    _choice("event_format", "event_format", Format),
    _choice("event_language", "language", Language),
    _choice("streaming_provider", "streaming_provider", StreamingProvider),
    Column("style", "style", _STYLES.__getitem__, _STYLE_NAMES.__getitem__),
    Markup("description", "description"),
    *_CALENDAR,
    *_EVERY_RECORD,
)

SESSION: Final[Columns] = (
    *_texts(
        name="name",
        session_summary="summary",
        session_objectives="objectives",
        session_pre_requisites="prerequisites",
        streaming_url="streaming_url",
    ),
    *_plain(max_capacity="capacity", show_waitlist="shows_waitlist"),
    _choice("publish_status", "publish_status", PublishStatus, is_labelled=True),
    _choice("session_type", "session_type", SessionType),
    _choice("session_format", "session_format", Format),
    _choice("streaming_provider", "streaming_provider", StreamingProvider),
    _choice("language", "language", Language),
    _choice("audience", "audience", Audience, is_labelled=True),
    _choice("cameras_permitted", "cameras_permitted", YesNo),
    _choice("recordings_permitted", "recordings_permitted", YesNo),
    Markup("detailed_description", "detailed_description"),
    *_CALENDAR,
    *_EVERY_RECORD,
)

TRACK: Final[Columns] = (
    *_texts(name="name"),
    _choice("publish_status", "publish_status", PublishStatus, is_labelled=True),
    _choice("track_type", "track_type", TrackType, is_labelled=True),
    _choice("audience", "audience", Audience, is_labelled=True),
    Markup("description", "description"),
    *_EVERY_RECORD,
)

SPEAKER: Final[Columns] = (
    *_texts(
        name="name",
        title="title",
        accomplishments="accomplishments",
        publications="publications",
        email="email",
        blog="blog",
        website="website",
        linkedin="linkedin",
        twitter="twitter",
    ),
    Markup("about", "about"),
    *_EVERY_RECORD,
)

# Without price and currency, which only make sense together.
PASS: Final[Columns] = (
    *_texts(pass_name="name", description="description"),
    *_plain(allocated="allocated"),
    *_EVERY_RECORD,
)

# Without amount and currency.
SPONSORSHIP: Final[Columns] = (
    *_texts(sponsor_name="sponsor_name", sponsorship_topic="topic", description="description"),
    Column("sponsor_id", "sponsor_id", _read_guid, _show_guid),
    _choice("sponsorship_type", "sponsorship_type", SponsorshipType, is_labelled=True),
    _choice("sponsorship_category", "category", SponsorshipCategory, is_labelled=True),
    *_EVERY_RECORD,
)

FIELD: Final[Columns] = (
    *_texts(text="text", choices="choices", logical_name="logical_name"),
    *_plain(is_required="is_required"),
    _choice("type", "field_type", FieldType),
    *_EVERY_RECORD,
)

BUILDING: Final[Columns] = (
    *_texts(
        name="name",
        description="description",
        additional_facilities="additional_facilities",
        address_line1="address_line1",
        address_line2="address_line2",
        address_line3="address_line3",
        city="city",
        state_province="state_province",
        postal_code="postal_code",
        country="country",
        telephone1="telephone1",
        telephone2="telephone2",
        telephone3="telephone3",
        email="email",
        website="website",
        wifi_ssid="wifi_ssid",
        wifi_password="wifi_password",
    ),
    *_plain(
        accessible_toilets="accessible_toilets",
        disabled_access="disabled_access",
        disabled_parking="disabled_parking",
        public_telephone_available="public_telephone_available",
        wifi_available="wifi_available",
        publish_wifi="publishes_wifi",
    ),
    *_PLACE,
)

ROOM: Final[Columns] = (
    *_texts(name="name", description="description"),
    *_plain(disabled_access="disabled_access", capacity="capacity"),
    *_PLACE,
)
