"""Loads all else that the rules must know for the commands of a batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from uuid import UUID

from guestlist.database.sql import Sql, places, table
from guestlist.registration import counts
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    Registration,
    RegistrationStatus,
    SessionRegistration,
)
from guestlist.registration.rules.commands import (
    Attendance,
    ChangeAnswers,
    ChangeChoices,
    ChangeLimits,
    ChangeSession,
    Decidable,
    EditDetails,
    Finalize,
    JoinSession,
    OnRegistration,
    RegisterByHandScreened,
    RegisterScreened,
)
from guestlist.registration.rules.state import EventState, PurchaseState, RegistrationState, WaitlistItemState
from guestlist.registration.store.attending import Attending, load_attending
from guestlist.registration.store.check_ins import load_check_ins
from guestlist.registration.store.contacts import ContactBook
from guestlist.registration.store.events import LoadedSessions
from guestlist.registration.store.waiting import events_waited_for, load_queues

Commands = Mapping[UUID, Sequence[Decidable]]  # by event, oldest first
Books = Mapping[UUID, ContactBook]  # by event
Purchases = Mapping[UUID, Mapping[UUID, PurchaseState]]  # by event and own id
Registrations = dict[UUID, dict[UUID, RegistrationState]]  # by event and own id


def load_states(
    sql: Sql, commands: Commands, sessions: LoadedSessions, purchases: Purchases, books: Books, now: datetime
) -> dict[UUID, EventState]:
    """Load the state of every event that has commands, with exactly what these may touch.

    Args:
        sql: inside the transaction that holds the events' locks.
        commands: whose people have contacts, be it in memory.
        sessions: those that the commands name; others are added.
        purchases: those that the commands name.
        books: of the events' organizations.
        now: aware UTC.
    """
    every = [command for of_event in commands.values() for command in of_event]
    named = {command.registration_id for command in every if isinstance(command, OnRegistration)}
    registrations = load_registrations(sql, sorted(named | _buyers(commands, purchases)))
    seats = counts.of_events(list(commands), now, using=sql.connection.alias)
    full = {
        event_id
        for event_id in commands
        if (capacity := sessions.events[event_id].settings.capacity) is not None and seats.taken(event_id) >= capacity
    }
    queues = _load_queues(sql, commands, books, full, registrations)
    attending = _load_attending(sql, commands, purchases, registrations, books)
    _load_holders(sql, commands, attending, registrations)
    check_ins = load_check_ins(sql, [command for command in every if isinstance(command, Attendance)])
    for command in every:
        if isinstance(command, ChangeLimits):
            sessions.load(command.session_capacities or ())
        elif isinstance(command, ChangeSession):
            sessions.load([command.joins_id])
        elif isinstance(command, ChangeChoices):
            sessions.load([*command.joins, *command.waits_for])
        elif isinstance(command, JoinSession):
            sessions.load([command.session_id])
    for event_id in commands:
        sessions.load(item.session_id for item in queues.get(event_id, ()))
        sessions.load(s for r in registrations.get(event_id, {}).values() for _, s in r.sessions)
        sessions.load(s for p in purchases.get(event_id, {}).values() for s in _sessions_of(p))
    return {
        event_id: EventState(
            settings=sessions.events[event_id].settings,
            taken=seats.taken(event_id),
            sessions=sessions.of(event_id),
            waitlist=queues.get(event_id, ()),
            attending=attending.get(event_id, {}),
            purchases=purchases.get(event_id, {}),
            registrations=registrations.get(event_id, {}),
            offered=seats.offered[event_id],
            check_ins=check_ins,
        )
        for event_id in commands
    }


def _buyers(commands: Commands, purchases: Purchases) -> set[UUID]:
    """Give the ids that buyers are to be registered under: somebody may be registered by one of them already."""
    return {
        buyer.registration_id
        for event_id, of_event in commands.items()
        for command in of_event
        if isinstance(command, Finalize) and command.purchase_id
        if (purchase := purchases.get(event_id, {}).get(command.purchase_id)) is not None
        for buyer in purchase.attendees
    }


def _sessions_of(purchase: PurchaseState) -> Iterator[UUID]:
    for attendee in purchase.attendees:
        yield from attendee.session_ids
        yield from attendee.waitlisted_session_ids


def _load_queues(
    sql: Sql, commands: Commands, books: Books, full: Set[UUID], registrations: Registrations
) -> dict[UUID, list[WaitlistItemState]]:
    """Load the queues of the events where they may move: whole, so that nobody in them is overtaken."""
    moving: list[UUID] = []
    known: dict[UUID, set[UUID]] = {}
    for event_id, of_event in commands.items():
        registering = [c for c in of_event if isinstance(c, RegisterScreened) and not _moves(c, event_id in full)]
        still = [command for command in of_event if _is_still(command, registrations.get(event_id, {}))]
        if len(registering) + len(still) < len(of_event):
            moving.append(event_id)
        else:
            contact_ids = {contact_id for command in registering for contact_id in command.contact_ids}
            known[event_id] = {contact_id for contact_id in contact_ids if not books[event_id].is_new(contact_id)}
    # Whoever gets a place waits for it no longer, so an offer may become free; and nobody waits twice.
    return load_queues(sql, [*moving, *events_waited_for(sql, known)])


def _is_still(command: Decidable, registrations: Mapping[UUID, RegistrationState]) -> bool:
    """Tell whether a command opens no place, joins no queue, and is not about somebody who waits."""
    if isinstance(command, ChangeAnswers):
        return command.registration_id in registrations
    return isinstance(command, Attendance | EditDetails)


def _moves(command: RegisterScreened, event_is_full: bool) -> bool:
    """Tell whether a request makes a queue move. Joining that of a full event does not."""
    return any(
        not event_is_full if attendee.waitlisted else attendee.waitlisted_session_ids for attendee in command.attendees
    )


def _load_attending(
    sql: Sql, commands: Commands, purchases: Purchases, registrations: Registrations, books: Books
) -> dict[UUID, Attending]:
    """Load what places those have who join a queue or are registered by hand; whoever is new has none."""
    people = {
        event_id: {
            contact_id
            for command in of_event
            for contact_id in _asked_for(command, purchases.get(event_id, {}), registrations.get(event_id, {}))
            if not books[event_id].is_new(contact_id)
        }
        for event_id, of_event in commands.items()
    }
    return load_attending(sql, {event_id: contact_ids for event_id, contact_ids in people.items() if contact_ids})


def _asked_for(
    command: Decidable, purchases: Mapping[UUID, PurchaseState], registrations: Mapping[UUID, RegistrationState]
) -> Iterator[UUID]:
    """Give the contacts whom a command may put into a queue, or must not register twice."""
    if isinstance(command, RegisterByHandScreened):
        yield from command.contact_ids
    elif isinstance(command, RegisterScreened):
        for attendee, contact_id in zip(command.attendees, command.contact_ids, strict=True):
            if attendee.waitlisted or attendee.waitlisted_session_ids:
                yield contact_id
    elif isinstance(command, Finalize) and command.purchase_id:
        purchase = purchases.get(command.purchase_id)
        for buyer in purchase.attendees if purchase else ():
            if buyer.waitlisted_session_ids:
                yield buyer.contact_id
    elif isinstance(command, JoinSession):
        yield command.contact_id
    elif isinstance(command, ChangeChoices) and command.registration_id in registrations:
        yield registrations[command.registration_id].contact_id


def _load_holders(
    sql: Sql, commands: Commands, attending: Mapping[UUID, Attending], registrations: Registrations
) -> None:
    """Add the registrations of those who join a session by what pass they have."""
    wanted = {
        registration_id
        for event_id, of_event in commands.items()
        for command in of_event
        if isinstance(command, JoinSession)
        for registration_id in attending.get(event_id, {}).get((command.contact_id, None), ())
    }
    for event_id, found in load_registrations(sql, sorted(wanted)).items():
        registrations.setdefault(event_id, {}).update(found)


def load_registrations(sql: Sql, registration_ids: Sequence[UUID]) -> Registrations:
    """Load event registrations with their active session registrations: event id -> id -> state."""
    if not registration_ids:
        return {}
    among = places(registration_ids)
    sessions: dict[UUID, list[tuple[UUID, UUID]]] = {}
    attended: dict[UUID, set[UUID]] = {}
    for own_id, registration_id, session_id, status in sql.rows(
        f"SELECT id, registration_id, session_id, status FROM {table(SessionRegistration)}"
        f" WHERE registration_id IN ({among}) AND status IN (%s, %s) ORDER BY id",
        [*registration_ids, *ACTIVE_STATUSES],
    ):
        sessions.setdefault(sql.key(registration_id), []).append((sql.key(own_id), sql.key(session_id)))
        if status == RegistrationStatus.CHECKED_IN:
            attended.setdefault(sql.key(registration_id), set()).add(sql.key(session_id))
    registrations: Registrations = {}
    for own_id, event_id, contact_id, status, pass_id, registered_by_id in sql.rows(
        "SELECT registration.id, registration.event_id, registration.contact_id,"
        " registration.status, held.event_pass_id, registration.registered_by_id"
        f" FROM {table(Registration)} registration"
        f" LEFT JOIN {table(AttendeePass)} held"
        " ON held.registration_id = registration.id AND held.is_active"
        f" WHERE registration.id IN ({among})",
        registration_ids,
    ):
        key = sql.key(own_id)
        registrations.setdefault(sql.key(event_id), {})[key] = RegistrationState(
            id=key,
            contact_id=sql.key(contact_id),
            is_active=status in ACTIVE_STATUSES,
            is_checked_in=status == RegistrationStatus.CHECKED_IN,
            pass_id=sql.uuid(pass_id),
            sessions=tuple(sessions.get(key, ())),
            attended_ids=frozenset(attended.get(key, ())),
            registered_by_id=sql.uuid(registered_by_id),
        )
    return registrations
