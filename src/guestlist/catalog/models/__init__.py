"""The catalog's tables."""

from guestlist.catalog.models.events import Event, PaymentProvider
from guestlist.catalog.models.fields import (
    CustomColumn,
    CustomRegistrationField,
    EventCustomRegistrationField,
    WebsiteEntityConfiguration,
)
from guestlist.catalog.models.places import Building, Layout, Room
from guestlist.catalog.models.programme import (
    Pass,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
    Sponsorship,
)

__all__ = [
    "Building",
    "CustomColumn",
    "CustomRegistrationField",
    "Event",
    "EventCustomRegistrationField",
    "Layout",
    "Pass",
    "PaymentProvider",
    "Room",
    "Session",
    "SessionTrack",
    "Speaker",
    "SpeakerEngagement",
    "Sponsorship",
    "WebsiteEntityConfiguration",
]
