"""What the personal page of somebody shows: what they have, what they wait for, and what they may do about it now.

It asks the rules that will decide, with what the database holds at this moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import Q

from guestlist import clock, ids
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Pass, Session
from guestlist.database.configuration import READING
from guestlist.database.sql import Sql
from guestlist.database.transactions import reading
from guestlist.organizations.models import Organization
from guestlist.registration.models import (
    AttendeePass,
    PurchaseAttendee,
    Registration,
    RegistrationStatus,
    Response,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.personal import links
from guestlist.registration.personal.links import PersonalKey
from guestlist.registration.personal.view import (
    Closed,
    OfferedSession,
    OwnAnswer,
    OwnItem,
    OwnSession,
    PassOffer,
    Paying,
    Personal,
    PersonalState,
)
from guestlist.registration.positions import position_of
from guestlist.registration.rules.choices import choice_obstacle, choosing_obstacle, leave_obstacle
from guestlist.registration.rules.commands import ChangeChoices
from guestlist.registration.rules.decisions import PurchaseStatus, Reason
from guestlist.registration.rules.ledger import UNLIMITED, Ledger
from guestlist.registration.rules.self_service import (
    answers_obstacle,
    cancel_obstacle,
    free_for,
    needs_pass,
    take_up_obstacle,
)
from guestlist.registration.store.contacts import ContactBook
from guestlist.registration.store.events import LoadedSessions, load_events
from guestlist.registration.store.states import load_states

_STATES = {
    RegistrationStatus.REGISTERED: PersonalState.REGISTERED,
    RegistrationStatus.CHECKED_IN: PersonalState.CHECKED_IN,
    RegistrationStatus.CANCELLED: PersonalState.CANCELLED,
}


def load(organization: Organization, key: PersonalKey) -> Personal | Closed:
    """Load what a personal link opens, as it is at one moment; or say why it opens nothing."""
    with reading():
        now = clock.now()
        subject = _find(organization, key, now)
        if subject is None or not links.is_present(key, using=READING):
            return Closed.GONE
        if now >= subject.event.ends_at:
            return Closed.EXPIRED
        return _tell(key, subject, _read_ledger(organization, key, subject, now))


@dataclass(frozen=True, slots=True)
class _Subject:
    """Whom a link is of; at least one of the three is there."""

    event: Event
    registration: Registration | None
    items: Sequence[WaitlistItem]
    purchased: PurchaseAttendee | None

    @property
    def person(self) -> Registration | WaitlistItem | PurchaseAttendee:
        person = self.registration or (self.items[0] if self.items else self.purchased)
        assert person is not None
        return person

    @property
    def is_active(self) -> bool:
        return self.registration is not None and self.registration.status != RegistrationStatus.CANCELLED


def _find(organization: Organization, key: PersonalKey, now: datetime) -> _Subject | None:
    own = {"event__organization": organization}
    registration = (
        Registration.objects.using(READING)
        .select_related("event")
        .filter(pk=key.registration_id, erased_at=None, **own)
        .first()
    )
    items = list(
        WaitlistItem.objects.using(READING)
        .select_related("event", "session")
        .filter(registration_id=key.registration_id, **own)
    )
    purchased = None if registration else _find_purchase(organization, key, items, now)
    if registration is not None:
        return _Subject(registration.event, registration, items, None)
    if purchased is not None:
        return _Subject(purchased.purchase.event, None, items, purchased)
    return _Subject(items[0].event, None, items, None) if items else None


def _find_purchase(
    organization: Organization, key: PersonalKey, items: Sequence[WaitlistItem], now: datetime
) -> PurchaseAttendee | None:
    """Find what somebody is about to pay for; somebody who waits may have tried before, under another id."""
    wanted = Q(pk=key.registration_id)
    for item in items[:1]:
        wanted |= Q(
            purchase__event=item.event_id,
            first_name=item.first_name,
            last_name=item.last_name,
            email=item.email,
        )
    return (
        PurchaseAttendee.objects.using(READING)
        .select_related("purchase__event", "event_pass")
        .filter(
            wanted,
            purchase__event__organization=organization,
            purchase__status=PurchaseStatus.OPEN.value,
            purchase__expires_at__gt=now,
        )
        .order_by("-purchase__created_at")
        .first()
    )


def _read_ledger(organization: Organization, key: PersonalKey, subject: _Subject, now: datetime) -> Ledger:
    """Read the event as the rules are told of it when they decide."""
    sql = Sql(connections[READING])
    event_id = subject.event.id
    sessions = LoadedSessions(sql, load_events(sql, [event_id], now), now)
    command = ChangeChoices(key.registration_id, joins=_live_session_ids(subject) if subject.is_active else ())
    book = ContactBook(sql, organization.id, organization.matching_strategy)
    states = load_states(sql, {event_id: [command]}, sessions, {}, {event_id: book}, now)
    return Ledger(states[event_id], now, ids.new_id)


def _live_session_ids(subject: _Subject) -> list[UUID]:
    live = Session.objects.using(READING).filter(event=subject.event, publish_status=PublishStatus.LIVE, is_active=True)
    return list(live.values_list("id", flat=True))


def _tell(key: PersonalKey, subject: _Subject, ledger: Ledger) -> Personal:
    person, registration, purchased = subject.person, subject.registration, subject.purchased
    event_pass = _pass_of(subject)
    since = person.purchase.created_at if isinstance(person, PurchaseAttendee) else person.created_at
    return Personal(
        key=key,
        event=subject.event,
        state=_state(subject),
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        language=person.language,
        since=since,
        public_id=registration.public_id if registration else "",
        pass_name=event_pass.name if event_pass else "",
        has_paid_pass=event_pass is not None and event_pass.price_minor > 0,
        sessions=_sessions(key, subject, ledger),
        offered=_offered(key, subject, ledger),
        waiting=_waiting(subject, ledger),
        answers=_answers(subject, ledger),
        paying=_paying(purchased) if purchased else None,
        choosing_obstacle=choosing_obstacle(ledger),
        cancel_obstacle=cancel_obstacle(ledger, key.registration_id),
        answers_obstacle=answers_obstacle(ledger, key.registration_id),
    )


def _state(subject: _Subject) -> PersonalState:
    if subject.registration is not None:
        return _STATES[RegistrationStatus(subject.registration.status)]
    return PersonalState.PAYING if subject.purchased else PersonalState.WAITING


def _pass_of(subject: _Subject) -> Pass | None:
    if subject.purchased is not None:
        return subject.purchased.event_pass
    if subject.registration is None:
        return None
    passes = AttendeePass.objects.using(READING).select_related("event_pass")
    held = passes.filter(registration=subject.registration, is_active=True).first()
    return held.event_pass if held else None


def _sessions(key: PersonalKey, subject: _Subject, ledger: Ledger) -> tuple[OwnSession, ...]:
    registration = ledger.registrations.get(key.registration_id)
    if registration is None or not subject.is_active:
        return ()
    rows = (
        SessionRegistration.objects.using(READING)
        .select_related("session")
        .filter(pk__in=registration.sessions)
        .order_by("session__starts_at", "session__name", "id")
    )
    return tuple(
        [
            OwnSession(
                row.session,
                row.id,
                row.status == RegistrationStatus.CHECKED_IN,
                leave_obstacle(ledger, registration, row.session_id),
            )
            for row in rows
        ]
    )


def _offered(key: PersonalKey, subject: _Subject, ledger: Ledger) -> tuple[OfferedSession, ...]:
    registration = ledger.registrations.get(key.registration_id)
    if registration is None or not subject.is_active:
        return ()
    taken = {*registration.session_ids, *[item.session_id for item in subject.items]}
    obstacles = {
        session_id: choice_obstacle(ledger, registration, session_id)
        for session_id, state in ledger.session_states.items()
        if state.is_live and session_id not in taken
    }
    # What nobody chooses here, or this pass does not open, is no choice at all.
    shown = [key for key, why in obstacles.items() if why not in (Reason.NOT_OFFERED, Reason.NOT_COVERED)]
    sessions = Session.objects.using(READING).filter(pk__in=shown).order_by("starts_at", "name", "id")
    offered = []
    for session in sessions:
        free = free_for(ledger, registration.contact_id, session.id)
        obstacle = obstacles[session.id] or (Reason.FULL if free <= 0 else None)
        has_waitlist = ledger.session_states[session.id].has_waitlist
        offered.append(OfferedSession(session, _number(free), obstacle, has_waitlist))
    return tuple(offered)


def _number(free: int) -> int | None:
    return None if free >= UNLIMITED else max(0, free)


def _waiting(subject: _Subject, ledger: Ledger) -> tuple[OwnItem, ...]:
    told = []
    for item in subject.items:
        state = ledger.waitlist.get(item.id)
        assert state is not None, "queues are read whole"
        told.append(
            OwnItem(
                item.id,
                item.session,
                item.invited,
                item.offered_until,
                item.on_hold,
                item.auto_register,
                position_of(item) if subject.event.shows_waitlist_position else None,
                take_up_obstacle(ledger, state),
                _passes(ledger) if needs_pass(ledger, state) else (),
            )
        )
    return tuple(told)


def _passes(ledger: Ledger) -> tuple[PassOffer, ...]:
    """Give the passes on offer, sold out or not."""
    offered = [key for key, event_pass in ledger.passes.items() if event_pass.allocated > 0]
    passes = Pass.objects.using(READING).filter(pk__in=offered).order_by("price_minor", "name", "id")
    return tuple([PassOffer(event_pass, ledger.passes[event_pass.id].left) for event_pass in passes])


def _answers(subject: _Subject, ledger: Ledger) -> tuple[OwnAnswer, ...]:
    said = {
        str(field_id): (value, tuple(values or ())) for field_id, value, values in _kept_answers(subject) if field_id
    }
    return tuple([OwnAnswer(field, *said.get(str(field.id), ("", ()))) for field in ledger.settings.fields])


def _kept_answers(subject: _Subject) -> Iterable[tuple[Any, str, Sequence[str] | None]]:
    person = subject.person
    if isinstance(person, Registration):
        responses = Response.objects.using(READING).filter(registration=person)
        return responses.values_list("field_id", "value", "chosen")
    return [(field_id, value, values) for field_id, _given_id, value, values in person.answers]


def _paying(purchased: PurchaseAttendee) -> Paying:
    purchase = purchased.purchase
    return Paying(purchase.id, purchase.expires_at, purchase.redirect_url)
