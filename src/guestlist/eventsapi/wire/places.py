"""Buildings and rooms (contract 4.3, 4.4)."""

from typing import Annotated
from uuid import UUID

from msgspec import field

from guestlist.eventsapi.wire.base import Answer, CustomFields, doc


class Building(Answer, frozen=True, kw_only=True):
    """A building where an event or a session takes place."""

    id: UUID
    name: str
    description: str | None
    additional_facilities: str | None
    address_line1: str | None
    address_line2: str | None
    address_line3: str | None
    city: str | None
    state_province: str | None
    postal_code: str | None
    country: str | None
    address_composite: Annotated[
        str,
        doc(
            "The seven address parts joined by single spaces, blank ones included: "
            "an address without any part is six spaces."
        ),
    ]
    telephone1: str | None
    telephone2: str | None
    telephone3: str | None
    email: str | None
    website: str | None
    accessible_toilets: bool
    disabled_access: bool
    disabled_parking: bool
    public_telephone_available: bool
    wifi_available: bool
    wifi_ssid: Annotated[str | None, doc("Null unless the organizer publishes the Wi-Fi details.")] = field(
        name="wifiSSID"
    )
    wifi_password: Annotated[str | None, doc("Null unless the organizer publishes the Wi-Fi details.")]
    custom_fields: CustomFields


class Room(Answer, frozen=True, kw_only=True):
    """A room of the building that stands beside it on the same record."""

    id: UUID
    name: str
    description: str | None
    disabled_access: bool
    custom_fields: CustomFields
