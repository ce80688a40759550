"""Logical names of built-in columns, and where their values stand (contract 11).

An organization may list any of these for `customFields`, beside columns of its own. The names are
those of the system that organizations come from. Columns that are private there (costs, the linked
contact, Wi-Fi details) are not here, so they cannot be published by listing them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from guestlist.catalog.choices import EventStyle, Table
from guestlist.catalog.models import Event
from guestlist.eventsapi.reading.links import web_address
from guestlist.eventsapi.reading.times import local_text, utc_text
from guestlist.money import to_wire

# From a record, and the event that it is shown with, to the JSON value.
Column = Callable[[Any, Event], object]

_YES_FIRST: Final = (100000001, 100000002)  # numbers of yes and no (contract B.5)
_NO_FIRST: Final = (100000002, 100000001)  # B.5b


def _plain(attribute: str) -> Column:
    def value(record: Any, _event: Event) -> object:
        found = getattr(record, attribute)
        return None if found == "" else found

    return value


def _link(attribute: str) -> Column:
    def value(record: Any, _event: Event) -> object:
        return web_address(getattr(record, attribute))

    return value


def _choice(attribute: str) -> Column:
    def value(record: Any, _event: Event) -> object:
        found = getattr(record, attribute)
        return None if found is None else {"Value": found}

    return value


def _yes_no(attribute: str, numbers: tuple[int, int]) -> Column:
    yes, no = numbers

    def value(record: Any, _event: Event) -> object:
        return {"Value": yes if getattr(record, attribute) else no}

    return value


def _local(attribute: str) -> Column:
    def value(record: Any, event: Event) -> object:
        found = getattr(record, attribute)
        return None if found is None else local_text(found, event.time_zone)

    return value


def _money(attribute: str) -> Column:
    def value(record: Any, _event: Event) -> object:
        found = getattr(record, attribute)
        return None if found is None else {"Value": to_wire(found, record.currency)}

    return value


def _lookup(attribute: str, table: str) -> Column:
    def value(record: Any, _event: Event) -> object:
        found = getattr(record, attribute)
        return None if found is None else _reference(found.id, table, found.name)

    return value


def _key(record: Any, _event: Event) -> object:
    return record.id


def _created(record: Any, _event: Event) -> object:
    return utc_text(record.created_at)


def _state(record: Any, _event: Event) -> object:
    return {"Value": 0 if record.is_active else 1}


def _status(record: Any, _event: Event) -> object:
    return {"Value": 1 if record.is_active else 2}


def _event(_record: Any, event: Event) -> object:
    return _reference(event.id, "msevtmgt_event", event.name)


def _sponsor(record: Any, _event: Event) -> object:
    if record.sponsor_id is None:
        return None
    return _reference(record.sponsor_id, "account", record.sponsor_name or None)


def _style(record: Any, _event: Event) -> object:
    return {"Value": 100000001 if record.style == EventStyle.OUTBOUND else 100000002}


def _minutes(record: Any, _event: Event) -> object:
    return int((record.ends_at - record.starts_at).total_seconds() // 60)


def _reference(record_id: object, table: str, name: str | None) -> dict[str, object]:
    return {"Id": record_id, "LogicalName": table, "Name": name}


_EVERY_TABLE: Final[Mapping[str, Column]] = {
    "statecode": _state,
    "statuscode": _status,
    "createdon": _created,
}
_BUILDING: Final = _lookup("building", "msevtmgt_building")
_ROOM: Final = _lookup("room", "msevtmgt_room")

COLUMNS: Final[Mapping[str, Mapping[str, Column]]] = {
    Table.EVENT: {
        **_EVERY_TABLE,
        "msevtmgt_eventid": _key,
        "msevtmgt_name": _plain("name"),
        "msevtmgt_readableeventid": _plain("readable_event_id"),
        "msevtmgt_description": _plain("description"),
        "msevtmgt_eventtype": _choice("event_type"),
        "msevtmgt_eventformat": _choice("event_format"),
        "msevtmgt_language": _choice("language"),
        "msevtmgt_publishstatus": _choice("publish_status"),
        "msevtmgt_sourcesystem": _style,
        "msevtmgt_eventstartdate": _local("starts_at"),
        "msevtmgt_eventenddate": _local("ends_at"),
        "msevtmgt_maximumeventcapacity": _plain("capacity"),
        "msevtmgt_showwaitlist": _plain("shows_waitlist"),
        "msevtmgt_waitlistthisevent": _yes_no("shows_waitlist", _NO_FIRST),
        "msevtmgt_autoregisterwaitlistitems": _plain("auto_registers_waitlist"),
        "msevtmgt_showautomaticregistrationcheckbox": _plain("offers_auto_register_choice"),
        "msevtmgt_numberofinvitations": _plain("invitations_per_slot"),
        "msevtmgt_allowcustomagenda": _plain("allows_custom_agenda"),
        "msevtmgt_allowanonymousregistrations": _plain("allows_anonymous_registrations"),
        "msevtmgt_enablemultiattendeeregistration": _plain("allows_multi_attendee"),
        "msevtmgt_enablecaptcha": _plain("needs_captcha"),
        "msevtmgt_setregistrationsenddate": _plain("has_registration_end"),
        "msevtmgt_stopwebsiteregistrationson": _local("registration_ends_at"),
        "msevtmgt_websitemessage": _plain("website_message"),
        "msevtmgt_publiceventurl": _link("public_event_url"),
        "msevtmgt_building": _BUILDING,
        "msevtmgt_room": _ROOM,
        "msevtmgt_layout": _lookup("layout", "msevtmgt_layout"),
    },
    Table.SESSION: {
        **_EVERY_TABLE,
        "msevtmgt_sessionid": _key,
        "msevtmgt_name": _plain("name"),
        "msevtmgt_event": _event,
        "msevtmgt_starttime": _local("starts_at"),
        "msevtmgt_endtime": _local("ends_at"),
        "msevtmgt_durationmins": _minutes,
        "msevtmgt_publishstatus": _choice("publish_status"),
        "msevtmgt_sessiontype": _choice("session_type"),
        "msevtmgt_sessionformat": _choice("session_format"),
        "msevtmgt_language": _choice("language"),
        "msevtmgt_audiencetype": _choice("audience"),
        "msevtmgt_sessionsummary": _plain("summary"),
        "msevtmgt_detaileddescription": _plain("detailed_description"),
        "msevtmgt_sessionobjectives": _plain("objectives"),
        "msevtmgt_sessionprerequisites": _plain("prerequisites"),
        "msevtmgt_sessionmaxcapacity": _plain("capacity"),
        "msevtmgt_showwaitlist": _plain("shows_waitlist"),
        "msevtmgt_cameraspermitted": _choice("cameras_permitted"),
        "msevtmgt_recordingspermitted": _choice("recordings_permitted"),
        "msevtmgt_building": _BUILDING,
        "msevtmgt_room": _ROOM,
    },
    Table.SESSION_TRACK: {
        **_EVERY_TABLE,
        "msevtmgt_sessiontrackid": _key,
        "msevtmgt_name": _plain("name"),
        "msevtmgt_eventid": _event,
        "msevtmgt_description": _plain("description"),
        "msevtmgt_publishstatus": _choice("publish_status"),
        "msevtmgt_tracktype": _choice("track_type"),
        "msevtmgt_audiencetype": _choice("audience"),
    },
    Table.SPEAKER: {
        **_EVERY_TABLE,
        "msevtmgt_speakerid": _key,
        "msevtmgt_name": _plain("name"),
        "msevtmgt_title": _plain("title"),
        "msevtmgt_about": _plain("about"),
        "msevtmgt_accomplishments": _plain("accomplishments"),
        "msevtmgt_publications": _plain("publications"),
        "msevtmgt_email": _plain("email"),
        "msevtmgt_blog": _link("blog"),
        "msevtmgt_website": _link("website"),
        "msevtmgt_linkedin": _link("linkedin"),
        "msevtmgt_twitter": _link("twitter"),
    },
    Table.SPONSORSHIP: {
        **_EVERY_TABLE,
        "msevtmgt_sponsorshipid": _key,
        "msevtmgt_name": _plain("topic"),
        "msevtmgt_event": _event,
        "msevtmgt_sponsor": _sponsor,
        "msevtmgt_description": _plain("description"),
        "msevtmgt_sponsorshiptype": _choice("sponsorship_type"),
        "msevtmgt_sponsorshipcategory": _choice("category"),
        "msevtmgt_sponsorshipamount": _money("amount_minor"),
    },
    Table.PASS: {
        **_EVERY_TABLE,
        "msevtmgt_passid": _key,
        "msevtmgt_name": _plain("name"),
        "msevtmgt_eventid": _event,
        "msevtmgt_passprice": _money("price_minor"),
        "msevtmgt_noofpassesallocated": _plain("allocated"),
    },
    Table.BUILDING: {
        **_EVERY_TABLE,
        "msevtmgt_buildingid": _key,
        "msevtmgt_name": _plain("name"),
        "msevtmgt_description": _plain("description"),
        "msevtmgt_additionalfacilities": _plain("additional_facilities"),
        "msevtmgt_addressline1": _plain("address_line1"),
        "msevtmgt_addressline2": _plain("address_line2"),
        "msevtmgt_addressline3": _plain("address_line3"),
        "msevtmgt_city": _plain("city"),
        "msevtmgt_stateprovince": _plain("state_province"),
        "msevtmgt_postalcode": _plain("postal_code"),
        "msevtmgt_country": _plain("country"),
        "msevtmgt_telephone1": _plain("telephone1"),
        "msevtmgt_telephone2": _plain("telephone2"),
        "msevtmgt_telephone3": _plain("telephone3"),
        "msevtmgt_email": _plain("email"),
        "msevtmgt_website": _link("website"),
        "msevtmgt_accessibletoilets": _yes_no("accessible_toilets", _YES_FIRST),
        "msevtmgt_disabledaccess": _yes_no("disabled_access", _YES_FIRST),
        "msevtmgt_disabledparking": _yes_no("disabled_parking", _YES_FIRST),
        "msevtmgt_publictelephoneavailable": _yes_no("public_telephone_available", _YES_FIRST),
        "msevtmgt_wifiavailable": _yes_no("wifi_available", _YES_FIRST),
    },
    Table.ROOM: {
        **_EVERY_TABLE,
        "msevtmgt_roomid": _key,
        "msevtmgt_name": _plain("name"),
        "msevtmgt_building": _BUILDING,
        "msevtmgt_capacity": _plain("capacity"),
        "msevtmgt_description": _plain("description"),
        "msevtmgt_disabledaccess": _yes_no("disabled_access", _NO_FIRST),
    },
    Table.CUSTOM_REGISTRATION_FIELD: {
        **_EVERY_TABLE,
        "msevtmgt_customregistrationfieldid": _key,
        "msevtmgt_text": _plain("text"),
        "msevtmgt_type": _choice("field_type"),
        "msevtmgt_isrequired": _plain("is_required"),
        "msevtmgt_choices": _plain("choices"),
    },
}
