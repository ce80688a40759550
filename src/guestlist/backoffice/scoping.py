"""Which organization a record belongs to: the one place that knows the way from each table."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet

from guestlist.accounts.models import Membership, User
from guestlist.catalog import models as catalog
from guestlist.mail.models import Bounce, MailTemplate
from guestlist.organizations.models import Organization, RefusedRequest, WebApplication
from guestlist.outbox.models import OutboxMessage
from guestlist.people.models import Contact
from guestlist.registration import models as registration

M = TypeVar("M", bound=Model)

# Lookups from each table to its organization.
_OF_ORGANIZATION: Final = "organization"
_OF_EVENT: Final = "event__organization"
LOOKUPS: Final[dict[type[Model], str]] = {
    Organization: "pk",
    Membership: _OF_ORGANIZATION,
    User: "memberships__organization",
    WebApplication: _OF_ORGANIZATION,
    RefusedRequest: _OF_ORGANIZATION,
    Contact: _OF_ORGANIZATION,
    catalog.Event: _OF_ORGANIZATION,
    catalog.Session: _OF_EVENT,
    catalog.SessionTrack: _OF_EVENT,
    catalog.Speaker: _OF_ORGANIZATION,
    catalog.SpeakerEngagement: _OF_EVENT,
    catalog.Sponsorship: _OF_EVENT,
    catalog.Pass: _OF_EVENT,
    catalog.Building: _OF_ORGANIZATION,
    catalog.Room: "building__organization",
    catalog.Layout: "room__building__organization",
    catalog.PaymentProvider: _OF_ORGANIZATION,
    catalog.CustomRegistrationField: _OF_ORGANIZATION,
    catalog.EventCustomRegistrationField: _OF_EVENT,
    catalog.CustomColumn: _OF_ORGANIZATION,
    catalog.WebsiteEntityConfiguration: _OF_ORGANIZATION,
    catalog.EventSeries: _OF_ORGANIZATION,
    catalog.EventTeamMember: _OF_EVENT,
    registration.Registration: _OF_EVENT,
    registration.SessionRegistration: "registration__event__organization",
    registration.AttendeePass: "registration__event__organization",
    registration.Response: "registration__event__organization",
    registration.WaitlistItem: _OF_EVENT,
    registration.Purchase: _OF_EVENT,
    registration.RegistrationLogEntry: _OF_EVENT,
    registration.CheckIn: "registration__event__organization",
    MailTemplate: _OF_ORGANIZATION,
    OutboxMessage: _OF_ORGANIZATION,
    Bounce: _OF_ORGANIZATION,
}


def scoped(queryset: QuerySet[M], organization: Organization) -> QuerySet[M]:
    """Keep what belongs to an organization. A table that nobody gave a place in LOOKUPS raises KeyError."""
    conditions: dict[str, Any] = {LOOKUPS[queryset.model]: organization.pk}
    return queryset.filter(**conditions)
