"""Mails to people who wait, or whom a place was offered."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple
from uuid import UUID

from guestlist.catalog.models import Event, Session
from guestlist.database.configuration import READING
from guestlist.mail.changed import is_cancelled
from guestlist.mail.composing import Facts
from guestlist.mail.drafts.draft import EVENT_PARTS, PLACE_OF_SESSION, Draft, Drafter, parts_of_event
from guestlist.mail.facts import Reader, event_values, moment, offer_terms
from guestlist.mail.kinds import MailKind
from guestlist.mail.surroundings import my_link, surroundings_of
from guestlist.outbox.models import NotSent, OutboxMessage
from guestlist.people.models import Contact
from guestlist.registration.models import Registration, WaitlistItem
from guestlist.registration.positions import position_of


def session_ids_waited_for(registration_id: UUID) -> list[UUID]:
    """Give the sessions that somebody waits for, in the order of the queues."""
    items = WaitlistItem.objects.using(READING).filter(registration_id=registration_id, session__isnull=False)
    return list(items.order_by("sequence").values_list("session_id", flat=True))


def sessions_waited_for(registration_id: UUID) -> list[Session]:
    """Load the sessions that somebody waits for, with their places, in the order of the queues."""
    session_ids = session_ids_waited_for(registration_id)
    if not session_ids:  # as is usual: nothing need be asked
        return []
    sessions = Session.objects.using(READING).select_related(*PLACE_OF_SESSION).in_bulk(session_ids)
    return [sessions[session_id] for session_id in session_ids]


def waiting_place(item: WaitlistItem) -> str:
    """Give what somebody waits for."""
    return item.session.name if item.session else item.event.name


def waiting(kind: MailKind, *, invited: bool) -> Drafter:
    """Make the draft of a mail to somebody who waits, or whom places are offered."""

    def draft(message: OutboxMessage) -> Draft | NotSent:
        items = [item for item in _items_of(message) if not item.on_hold and item.invited == invited]
        if not items:
            return NotSent.NOTHING_TO_TELL
        return _about_item(kind, items[0], lambda: _waiting_facts(items))

    return draft


def _about_item(kind: MailKind, item: WaitlistItem, facts: Callable[[], Facts]) -> Draft:
    return Draft(
        kind=kind,
        organization=item.event.organization,
        first_name=item.first_name,
        last_name=item.last_name,
        address=item.email,
        language=item.language,
        registration_id=item.registration_id,
        facts=facts,
    )


def _waiting_facts(items: list[WaitlistItem]) -> Facts:
    first, event = items[0], items[0].event
    surroundings = surroundings_of(event)
    reader = Reader(
        first_name=first.first_name,
        last_name=first.last_name,
        my_url=my_link(first.registration_id, event.organization_id, surroundings.root),
    )
    places = ", ".join(map(waiting_place, items))
    # Of several offers the first to end is the one to act upon.
    until = min((item.offered_until for item in items if item.offered_until), default=None)
    position = position_of(first, using=READING) if event.shows_waitlist_position else None
    return Facts(
        values={
            **event_values(event, reader, surroundings),
            "waits_for": places,
            "position": str(position) if position else "",
            "offered": places,
            "offered_until": moment(until, event) if until else "",
            "offer_terms": offer_terms(until, event),
        }
    )


def offer_lapsed(message: OutboxMessage) -> Draft | NotSent:
    """Tell that an offer has ended. Its waitlist item is gone: the message says who it was, by the contact."""
    event = event_of(message)
    person = _lapsed_person(message)
    if event is None or person is None:
        return NotSent.NOTHING_TO_TELL
    first_name, last_name, address, language = person

    def facts() -> Facts:
        session = Session.objects.using(READING).filter(event=event, id=message.payload.get("session")).first()
        reader = Reader(first_name=first_name, last_name=last_name)
        return Facts(
            values={
                **event_values(event, reader, surroundings_of(event)),
                "offered": session.name if session else event.name,
            }
        )

    return Draft(
        kind=MailKind.OFFER_LAPSED,
        organization=event.organization,
        first_name=first_name,
        last_name=last_name,
        address=address,
        language=language,
        registration_id=message.about_id,
        facts=facts,
    )


def cancelled(message: OutboxMessage) -> Draft | NotSent:
    """Tell somebody who waits that the event, or sessions of it, will not take place."""
    items = _items_of(message)
    gone = [item for item in items if any(map(is_cancelled, _named(item, message.payload["cancelled"])))]
    if not gone:
        return NotSent.NOTHING_TO_TELL
    return _about_item(MailKind.WAITLIST_CANCELLED, gone[0], lambda: _cancelled_facts(gone, items))


def resumed(message: OutboxMessage) -> Draft | NotSent:
    """Tell somebody who waits that the event, or sessions of it, will take place after all."""
    items = [item for item in _items_of(message) if item.event.is_live and not any(map(is_cancelled, _whole(item)))]
    back = [item for item in items if _named(item, message.payload["resumed"])]
    if not back:
        return NotSent.NOTHING_TO_TELL
    event = back[0].event
    name = event.name if str(event.id) in message.payload["resumed"] else ", ".join(map(waiting_place, back))

    def facts() -> Facts:
        return Facts(values={**_waiting_facts(items).values, "resumed": name})

    return _about_item(MailKind.WAITLIST_RESUMED, back[0], facts)


def _items_of(message: OutboxMessage) -> list[WaitlistItem]:
    """Load what somebody waits for, in the order of the queues, with events, sessions and their places."""
    rows = WaitlistItem.objects.using(READING).filter(
        registration_id=message.payload["registration"], event__organization=message.organization_id
    )
    places = [f"session__{part}" for part in PLACE_OF_SESSION]
    items = rows.select_related(*parts_of_event(), *places)
    # Put in order here: for so many columns Django would take longer to ask for it than the query takes.
    return sorted(items.order_by(), key=lambda item: item.sequence)


def _whole(item: WaitlistItem) -> list[Event | Session]:
    """Give what has to take place for an item to be worth anything."""
    return [item.event, item.session] if item.session else [item.event]


def _named(item: WaitlistItem, records: Collection[str]) -> list[Event | Session]:
    return [record for record in _whole(item) if str(record.id) in records]


def _cancelled_facts(gone: list[WaitlistItem], items: list[WaitlistItem]) -> Facts:
    first, event = gone[0], gone[0].event
    left = [item for item in items if not any(map(is_cancelled, _whole(item)))]
    return Facts(
        values={
            **event_values(
                event, Reader(first_name=first.first_name, last_name=first.last_name), surroundings_of(event)
            ),
            "cancelled": event.name if is_cancelled(event) else ", ".join(map(waiting_place, gone)),
            "still_waits_for": ", ".join(map(waiting_place, left)),
        }
    )


class _Person(NamedTuple):
    first_name: str
    last_name: str
    address: str
    language: str


def _lapsed_person(message: OutboxMessage) -> _Person | None:
    """Find who had the offer: by their registration, where it was a session's, else by their contact."""
    registered = Registration.objects.using(READING).filter(
        id=message.payload.get("registration"), event__organization=message.organization_id, erased_at=None
    )
    if row := registered.values_list("first_name", "last_name", "email", "language").first():
        return _Person(*row)
    contacts = Contact.objects.using(READING).filter(
        id=message.payload.get("contact"), organization=message.organization_id, erased_at=None
    )
    known = contacts.values_list("first_name", "last_name", "email").first()
    return _Person(*known, message.payload.get("language", "")) if known else None


def event_of(message: OutboxMessage) -> Event | None:
    """Find the event that a message names, with its place."""
    events = Event.objects.using(READING).filter(organization=message.organization_id)
    return events.select_related(*EVENT_PARTS).filter(id=message.payload.get("event")).first()
