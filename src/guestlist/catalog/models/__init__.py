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
from guestlist.catalog.models.series import EventSeries
from guestlist.catalog.models.team import EventTeamMember

__all__ = [
    "Building",
    "CustomColumn",
    "CustomRegistrationField",
    "Event",
    "EventCustomRegistrationField",
    "EventSeries",
    "EventTeamMember",
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
