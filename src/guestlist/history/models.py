"""Tables of former states, beside the records of the catalog and the settings (django-simple-history).

They see what is saved record by record: what people do in the back office. Imports and the registrar write in bulk and
have reports and logs of their own. Contacts and registrations are left out: a history would
keep what people asked to erase.
"""

from simple_history import register

from guestlist.accounts.models import Membership
from guestlist.catalog.models import (
    Building,
    CustomColumn,
    CustomRegistrationField,
    Event,
    EventCustomRegistrationField,
    EventSeries,
    EventTeamMember,
    Layout,
    Pass,
    PaymentProvider,
    Room,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
    Sponsorship,
    WebsiteEntityConfiguration,
)
from guestlist.organizations.models import Organization, WebApplication

_APP = "guestlist.history"
# A token is no matter for the history, and a revision is a counter.
_LEFT_OUT = {
    Organization: ["revision"],
    WebApplication: ["token", "previous_token"],
    Event: ["readable_event_key"],
}

for _model in (
    Building,
    CustomColumn,
    CustomRegistrationField,
    Event,
    EventCustomRegistrationField,
    EventSeries,
    EventTeamMember,
    Layout,
    Membership,
    Organization,
    Pass,
    PaymentProvider,
    Room,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
    Sponsorship,
    WebApplication,
    WebsiteEntityConfiguration,
):
    register(_model, app=_APP, excluded_fields=_LEFT_OUT.get(_model, []))
