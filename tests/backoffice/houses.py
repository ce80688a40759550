"""Organizations that have one of everything, each text of which carries the organization's mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Model

from guestlist import clock, ids
from guestlist.accounts.models import Membership, User
from guestlist.catalog import models as catalog
from guestlist.catalog.choices import ColumnType, Frequency, Table
from guestlist.mail.kinds import MailKind
from guestlist.mail.models import Bounce, BounceKind, MailTemplate
from guestlist.organizations.models import Organization, RefusedRequest, WebApplication
from guestlist.outbox.models import OutboxMessage
from guestlist.people.matching import email_key, name_key
from guestlist.people.models import Contact
from guestlist.registration import models as registration
from guestlist.registration.models import RegistrationStatus
from tests.builders import make_event, make_field, make_organization, make_pass, make_session, make_track

PASSWORD = "a tide table and a lantern"
Role = Membership.Role


@dataclass(frozen=True, kw_only=True)
class House:
    """An organization with one record of every table, and a member of staff of every role."""

    mark: str  # in lowercase letters; every text of the organization holds it, in this or another letter case
    organization: Organization
    users: dict[str, User]  # by role
    event: catalog.Event
    records: dict[type[Model], Model]  # one of every table

    def pk(self, model: type[Model]) -> Any:
        return self.records[model].pk


def make_member(organization: Organization, role: str, email: str | None = None, **columns: Any) -> User:
    """Make a user who works for an organization."""
    email = email or f"{role}@{organization.slug}.example"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD, **columns)
    Membership.objects.create(user=user, organization=organization, role=role)
    return user


def make_house(mark: str) -> House:
    """Fill a new organization."""
    name = mark.capitalize()
    organization = make_organization(slug=mark, name=f"{name} House", tagline=f"{name} tagline")
    users = {role: make_member(organization, role, name=f"{name} {role}") for role in Role.values}
    event = make_event(organization, f"{name}_Days", description=f"{name} description", shows_waitlist=True, capacity=9)
    made = [
        *Membership.objects.filter(organization=organization)[:1],
        users[Role.OWNER],
        organization,
        event,
        *_places(organization, name),
        *_programme(event, name),
        *_settings(organization, event, name, users[Role.OWNER]),
    ]
    records: dict[type[Model], Model] = {type(record): record for record in made}
    records |= _people(event, name, records)
    return House(mark=mark, organization=organization, users=users, event=event, records=records)


def _places(organization: Organization, name: str) -> list[Model]:
    building = catalog.Building.objects.create(organization=organization, name=f"{name} Building", city=f"{name}ville")
    room = catalog.Room.objects.create(building=building, name=f"{name} Room", capacity=80)
    return [building, room, catalog.Layout.objects.create(room=room, name=f"{name} Layout", capacity=40)]


def _programme(event: catalog.Event, name: str) -> list[Model]:
    session = make_session(event, f"{name} Session")
    track = make_track(event, f"{name} Track")
    session.tracks.add(track)
    speaker = catalog.Speaker.objects.create(organization=event.organization, name=f"{name} Speaker")
    event_pass = make_pass(event, f"{name} Pass")
    event_pass.sessions.add(session)
    return [
        session,
        track,
        speaker,
        event_pass,
        catalog.SpeakerEngagement.objects.create(event=event, session=session, speaker=speaker),
        catalog.Sponsorship.objects.create(event=event, sponsor_name=f"{name} Sponsor", topic=f"{name} topic"),
    ]


def _settings(organization: Organization, event: catalog.Event, name: str, owner: User) -> list[Model]:
    mark = name.lower()
    web_application = WebApplication.objects.create(
        organization=organization, name=f"{name} Website", origin=f"https://{mark}.example", token=f"tk_{mark}"
    )
    field = make_field(event, f"{name} Question")
    master = make_event(organization, f"{name}_Weekly", is_series_master=True)
    now = clock.now()
    return [
        web_application,
        RefusedRequest.objects.create(
            id=ids.new_id(),
            organization=organization,
            web_application=web_application,
            reason="origin_differs",
            base="v2.0",
            origin=f"https://{mark}-elsewhere.example",
            expected_origin=web_application.origin,
            method="GET",
            path="events/published",
            count=7,
            first_at=now,
            last_at=now,
        ),
        field,
        catalog.EventCustomRegistrationField.objects.get(event=event, field=field),
        catalog.PaymentProvider.objects.create(organization=organization, name=f"{name} Payments"),
        catalog.CustomColumn.objects.create(
            organization=organization,
            table=Table.EVENT,
            name=f"{mark}_column",
            label=f"{name} Column",
            column_type=ColumnType.TEXT,
        ),
        catalog.WebsiteEntityConfiguration.objects.create(
            organization=organization, name=f"{name} Configuration", table=Table.EVENT, columns=[f"{mark}_column"]
        ),
        catalog.EventTeamMember.objects.create(event=event, user=owner, role=f"{name} host"),
        catalog.EventSeries.objects.create(
            organization=organization,
            name=f"{name} Series",
            master=master,
            readable_prefix=f"{name}_Weekly",
            frequency=Frequency.WEEKLY,
            ends_after=3,
        ),
    ]


def _people(event: catalog.Event, name: str, records: dict[type[Model], Any]) -> dict[type[Model], Model]:
    person = {"first_name": f"{name}Ada", "last_name": f"{name}Visitor", "email": f"ada@{name.lower()}.example"}
    contact = Contact.objects.create(
        organization=event.organization,
        email_key=email_key(person["email"]),
        name_key=name_key(person["first_name"], person["last_name"]),
        **person,
    )
    registered = registration.Registration.objects.create(
        event=event, contact=contact, public_id=f"GL-{name}", status=RegistrationStatus.REGISTERED, **person
    )
    made: list[Model] = [
        contact,
        registered,
        registration.SessionRegistration.objects.create(
            registration=registered, session=records[catalog.Session], status=RegistrationStatus.REGISTERED
        ),
        registration.AttendeePass.objects.create(
            registration=registered, event_pass=records[catalog.Pass], public_id=f"GL-{name}-pass"
        ),
        registration.Response.objects.create(
            registration=registered,
            field=records[catalog.CustomRegistrationField],
            given_id=str(records[catalog.CustomRegistrationField].pk),
            value=f"{name} answer",
        ),
        registration.WaitlistItem.objects.create(
            event=event, contact=contact, registration_id=ids.new_id(), sequence=1, **person
        ),
        registration.Purchase.objects.create(
            event=event,
            registered_by=contact,
            status="open",
            expires_at=clock.now() + timedelta(hours=1),
            total_minor=24000,
            currency="EUR",
        ),
    ]
    made += _mails(registered, name)
    return {type(record): record for record in made}


def _mails(registered: registration.Registration, name: str) -> list[Model]:
    organization = registered.event.organization
    message = OutboxMessage.objects.create(
        organization=organization,
        kind="registration.added",
        payload={"event": str(registered.event_id), "registration": str(registered.pk)},
        about_id=registered.pk,
        failed_at=clock.now(),
        last_error=f"{name} mailbox is full",
    )
    return [
        MailTemplate.objects.create(
            organization=organization,
            kind=MailKind.CONFIRMATION,
            language="en",
            subject=f"{name} subject",
            text=f"{name} text for {{{{first_name}}}}",
        ),
        message,
        Bounce.objects.create(
            organization=organization,
            message=message,
            registration_id=registered.pk,
            address=email_key(registered.email),
            what=BounceKind.BOUNCED,
            reason=f"{name} mailbox is full",
        ),
    ]
