"""What is stored of a registration that came through the website, person by person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guestlist import clock
from guestlist.catalog.models import Event, Session
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.people.names import erased_name, full_name
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    PersonalLink,
    Purchase,
    PurchaseAttendee,
    PurchaseSession,
    Registration,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.names import quoted
from guestlist.registration.personal.links import PersonalKey
from guestlist.registration.rules.decisions import PurchaseStatus
from guestlist.website.registration.keys import Key
from guestlist.website.shown.moments import Span, short_date


class Status(StrEnum):
    """What somebody has of the event, or of one of its sessions."""

    REGISTERED = "registered"
    HELD = "held"  # until it is paid for
    WAITING = "waiting"
    FOR_SESSIONS = "for_sessions"  # waits for sessions alone, and gets a place at the event with the first of them
    INVITED = "invited"  # a place is free and waits to be taken
    ON_HOLD = "on_hold"  # a session that waits for the place at the event
    LAPSED = "lapsed"  # it was not paid for in time
    CANCELLED = "cancelled"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ChosenSession:
    """A session that somebody has a place in or waits for."""

    session: Session
    status: Status
    time_zone: str
    overlaps: str = ""  # names of the others at the same time

    @property
    def name(self) -> str:
        """Give its name."""
        return self.session.name

    @property
    def times(self) -> str:
        """Give its day and times at the event."""
        span = Span(self.session.starts_at, self.session.ends_at, self.time_zone)
        return f"{short_date(span.start.local.date())}, {span.times}"


@dataclass(slots=True)
class Person:
    """One person of the form."""

    position: int  # from 0
    name: str = ""
    email: str = ""
    status: Status = Status.NOTHING
    public_id: str = ""
    registration_id: UUID | None = None  # where they have a place
    pass_name: str = ""
    personal: str = ""  # signed, of the personal page; "" where there is none, or its first link was replaced
    is_automatic: bool = False  # the queue registers them; else it invites them
    chosen: list[tuple[Session, Status]] = field(default_factory=list)
    sessions: list[ChosenSession] = field(default_factory=list)  # by start


@dataclass(frozen=True, slots=True)
class Stored:
    """All that came of one form, as it is now."""

    people: list[Person]
    purchase: Purchase | None
    now: datetime

    @property
    def is_held(self) -> bool:
        """Tell whether places are held that can still be paid for."""
        return self.purchase is not None and _is_open(self.purchase, self.now)

    @property
    def waits_for_invitation(self) -> bool:
        """Tell whether somebody waits who will be asked before they are registered."""
        waiting = (Status.WAITING, Status.FOR_SESSIONS)
        return any(person.status in waiting and not person.is_automatic for person in self.people)

    def has(self, status: Status) -> bool:
        """Tell whether somebody has this of the event."""
        return any(person.status == status for person in self.people)


def load_stored(event: Event, key: Key) -> Stored:
    """Read what is stored under the ids of a form, in one moment."""
    with reading():
        people = {own_id: Person(position) for position, own_id in enumerate(key.registration_ids)}
        now = clock.now()
        purchase = _add_buyers(people, event, now)
        _add_registered(people, event)
        _add_waiting(people, event)
        _add_links(people, event)
    for person in people.values():
        person.sessions = in_order(person.chosen, event.time_zone)
    return Stored(list(people.values()), purchase, now)


_People = Mapping[UUID, Person]


def _add_buyers(people: _People, event: Event, now: datetime) -> Purchase | None:
    buyers = list(
        PurchaseAttendee.objects.using(READING)
        .filter(id__in=list(people), purchase__event_id=event.id)
        .select_related("purchase", "event_pass")
    )
    if not buyers:
        return None
    purchase = buyers[0].purchase
    status = Status.HELD if _is_open(purchase, now) else Status.LAPSED
    for buyer in buyers:
        person = people[buyer.id]
        person.name, person.status = full_name(buyer.first_name, buyer.last_name), status
        person.email = buyer.email
        person.pass_name = buyer.event_pass.name
    if status == Status.HELD:
        chosen = PurchaseSession.objects.using(READING).filter(attendee_id__in=[buyer.id for buyer in buyers])
        for row in chosen.select_related("session"):
            people[row.attendee_id].chosen.append((row.session, Status.ON_HOLD if row.waitlisted else Status.HELD))
    return purchase


def _add_registered(people: _People, event: Event) -> None:
    rows = Registration.objects.using(READING).filter(id__in=list(people), event_id=event.id)
    active = set()
    for row in rows:
        person = people[row.id]
        person.name = full_name(row.first_name, row.last_name) if row.erased_at is None else erased_name()
        person.email, person.public_id = row.email, row.public_id
        person.status = Status.REGISTERED if row.status in ACTIVE_STATUSES else Status.CANCELLED
        if person.status == Status.REGISTERED:
            person.registration_id = row.id
            active.add(row.id)
    passes = AttendeePass.objects.using(READING).filter(registration_id__in=active, is_active=True)
    for held in passes.select_related("event_pass"):
        people[held.registration_id].pass_name = held.event_pass.name
    seats = SessionRegistration.objects.using(READING).filter(registration_id__in=active, status__in=ACTIVE_STATUSES)
    for seat in seats.select_related("session"):
        people[seat.registration_id].chosen.append((seat.session, Status.REGISTERED))


def _add_waiting(people: _People, event: Event) -> None:
    items = WaitlistItem.objects.using(READING).filter(registration_id__in=list(people), event_id=event.id)
    for item in _by_event_first(items.select_related("session")):
        person = people[item.registration_id]
        status = Status.INVITED if item.invited else Status.ON_HOLD if item.on_hold else Status.WAITING
        if person.status == Status.NOTHING:
            person.name, person.email = full_name(item.first_name, item.last_name), item.email
            person.status = Status.FOR_SESSIONS if item.session else status
            person.is_automatic = item.auto_register
        if item.session:
            person.chosen.append((item.session, status))


def _add_links(people: _People, event: Event) -> None:
    """Add the first link of each person: whoever has a link replaced means whoever holds this page, too."""
    replaced = PersonalLink.objects.using(READING).filter(pk__in=list(people), version__gt=0)
    gone = set(replaced.values_list("pk", flat=True))
    for own_id, person in people.items():
        if own_id not in gone and person.status not in (Status.NOTHING, Status.LAPSED):
            person.personal = PersonalKey(own_id).signed(event.organization_id)


def _by_event_first(items: Iterable[WaitlistItem]) -> list[WaitlistItem]:
    return sorted(items, key=lambda item: item.session_id is not None)


def in_order(chosen: list[tuple[Session, Status]], time_zone: str) -> list[ChosenSession]:
    """Give somebody's sessions by their start, each with those at the same time."""
    ordered = sorted(chosen, key=lambda each: (each[0].starts_at, each[0].name))
    return [
        ChosenSession(session, status, time_zone, overlaps=_overlapping(session, [other for other, _ in ordered]))
        for session, status in ordered
    ]


def _overlapping(session: Session, others: list[Session]) -> str:
    return ", ".join(
        quoted(other.name)
        for other in others
        if other.id != session.id and other.starts_at < session.ends_at and session.starts_at < other.ends_at
    )


def _is_open(purchase: Purchase, now: datetime) -> bool:
    return purchase.status == PurchaseStatus.OPEN and purchase.expires_at > now
