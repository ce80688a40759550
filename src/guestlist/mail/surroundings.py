"""The addresses that mails name, of an organization and of its events."""

from __future__ import annotations

from uuid import UUID

from guestlist import environment
from guestlist.calendars import Party
from guestlist.catalog.models import Event
from guestlist.database.configuration import READING
from guestlist.mail.facts import Surroundings
from guestlist.organizations.models import Organization
from guestlist.registration.personal import links
from guestlist.website.addresses import page_for_people, world_addresses


def sender_address() -> str:
    """Give the address that mails come from; "" while there is no mail setting."""
    email = environment.current().email
    return email.sender if email else ""


def sender_name(organization: Organization) -> str:
    """Give the name that stands beside it."""
    return organization.mail_name.strip() or organization.name


def surroundings_of(event: Event) -> Surroundings:
    """Load what the mails about an event name, inside a reading transaction."""
    organization = event.organization
    addresses = world_addresses(organization)
    return Surroundings(
        root=addresses.root,
        event_url=page_for_people(event, organization, addresses) or "",
        sender=Party(organization.reply_to or sender_address(), sender_name(organization)),
    )


def my_link(registration_id: UUID, organization_id: UUID, root: str) -> str:
    """Give the address at which somebody sees and changes their own registration, below the root."""
    signed = links.key_of(registration_id, using=READING).signed(organization_id)
    return f"{root}/my/{signed}/"
