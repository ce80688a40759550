"""A made-up mail of each kind, to see how its text looks: for the preview and the test mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from guestlist import clock
from guestlist.calendars import Party
from guestlist.catalog.models import Building, Event, Room, Session
from guestlist.mail.composing import Facts
from guestlist.mail.facts import CalendarMaker, Reader, Surroundings, event_values, moment, offer_terms, session_line
from guestlist.mail.kinds import MailKind
from guestlist.mail.surroundings import sender_address, sender_name
from guestlist.organizations.models import Organization
from guestlist.website.addresses import world_addresses
from guestlist.website.shown.prices import amount

_CODE: Final = "SAMPLE-0000-0000"
_WITH_CODE: Final = (
    MailKind.CONFIRMATION,
    MailKind.WAITLIST_REGISTERED,
    MailKind.SESSIONS_CHANGED,
    MailKind.REMINDER,
)
_PRICE_MINOR: Final = 24000


def sample_facts(kind: MailKind, organization: Organization, language: str) -> Facts:
    """Give facts about a made-up event and person, with a value for every placeholder of the kind."""
    with translation.override(language):
        event, session = _event(organization), None
        session = _session(event)
        surroundings = _surroundings(organization)
        reader = Reader(first_name="Mara", last_name="Oyelaran", my_url=f"{surroundings.root}/my/")
        until = event.starts_at - timedelta(days=7)
        calendar = CalendarMaker(event=event, surroundings=surroundings, sequence=0)
        return Facts(
            values={
                **event_values(event, reader, surroundings),
                "registration_id": _CODE,
                "pass_name": _("Two-day pass"),
                "sessions": [session_line(session, event)],
                "waiting_sessions": [],
                "waits_for": event.name,
                "position": "3",
                "offered": event.name,
                "cancelled": event.name,
                "still_waits_for": "",
                "resumed": event.name,
                "offered_until": moment(until, event),
                "offer_terms": offer_terms(until, event),
                "changes": [_("%(name)s: the place is %(now)s.") % {"name": event.name, "now": _("Great hall")}],
                "amount": amount(_PRICE_MINOR, "EUR"),
                "pay_until": moment(until, event),
                "pay_link": f"{surroundings.root}/",
            },
            calendars=(calendar.file([session]),) if kind in _WITH_CODE else (),
            code=_CODE if kind in _WITH_CODE else "",
        )


def _surroundings(organization: Organization) -> Surroundings:
    pages = world_addresses(organization)
    sender = Party(organization.reply_to or sender_address(), sender_name(organization))
    return Surroundings(root=pages.root, event_url=pages.home, sender=sender)


def _event(organization: Organization) -> Event:
    starts_at = (clock.now() + timedelta(days=30)).replace(hour=8, minute=0, second=0, microsecond=0)
    building = Building(
        name=_("Town hall"), address_line1=_("1 Market Square"), postal_code="12345", city=_("Sampletown")
    )
    return Event(
        organization=organization,
        name=_("A sample event"),
        readable_event_id="sample",
        time_zone="Europe/Berlin",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=9),
        building=building,
        room=Room(building=building, name=_("Great hall")),
    )


def _session(event: Event) -> Session:
    return Session(
        event=event,
        name=_("A sample session"),
        starts_at=event.starts_at + timedelta(hours=1),
        ends_at=event.starts_at + timedelta(hours=2),
    )
