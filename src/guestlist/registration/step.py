"""The step around the rules: lock the events, load, decide, write. Runs inside the caller's transaction.

Requests of the API reach it through the registrar's thread. The back office, importers, commands and the task process
call it in a transaction of their own (`journal.writing()`), never through the thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import connections

from guestlist import ids
from guestlist.database.configuration import READING, WRITING
from guestlist.database.sql import Sql
from guestlist.database.transactions import reading
from guestlist.organizations.journal import ChangeKind, Changes
from guestlist.people.matching import Person
from guestlist.registration import counts
from guestlist.registration.requests import Conflict, Reply, Request
from guestlist.registration.rules.commands import (
    Cancel,
    ChangeLimits,
    ClosePurchase,
    Command,
    Finalize,
    Register,
    RegisterScreened,
)
from guestlist.registration.rules.decide import decide
from guestlist.registration.rules.decisions import (
    AddPurchase,
    AddRegistration,
    AddSessionRegistration,
    CancelRegistration,
    CancelSessionRegistration,
    Decision,
    Done,
    Effect,
    EndPurchase,
    ErrorCode,
    Outcome,
    Refused,
    SetLimits,
)
from guestlist.registration.rules.screen import Screened, screen
from guestlist.registration.rules.state import (
    EventState,
    PurchaseState,
    SessionState,
    WaitlistItemState,
)
from guestlist.registration.store import keys
from guestlist.registration.store.aftermath import stored_outcome
from guestlist.registration.store.contacts import ContactBook
from guestlist.registration.store.events import (
    LoadedEvent,
    load_events,
    load_sessions,
    lock,
    resolve,
)
from guestlist.registration.store.outgoing import Outgoing
from guestlist.registration.store.states import (
    LoadedPurchases,
    load_items_of,
    load_queues,
    load_registrations,
)
from guestlist.registration.store.writes import Writes

NOT_FOUND = Refused(ErrorCode.EVENT_NOT_FOUND, "This event does not exist.")


def perform(requests: Sequence[Request], *, now: datetime, changes: Changes) -> list[Reply]:
    """Decide requests, oldest first, and store what was decided.

    Args:
        requests: any number, for any events of any organizations.
        now: aware UTC; one reading serves the whole batch.
        changes: takes up what becomes visible; written by `journal.writing()` around this call.

    Returns:
        As many replies; the i-th answers requests[i]. They hold once the caller's transaction is committed.
    """
    batch = _Batch(Sql(connections[WRITING]), requests, now)
    batch.load()
    batch.answer_kept()
    batch.screen()
    batch.decide()
    batch.store(changes)
    return [batch.replies[index] for index in range(len(requests))]


@dataclass(slots=True)
class _Batch:
    """One run of the step; `replies` and `commands` are by the request's index."""

    sql: Sql
    requests: Sequence[Request]
    now: datetime
    replies: dict[int, Reply] = field(default_factory=dict)
    event_ids: list[UUID | None] = field(default_factory=list)
    events: dict[UUID, LoadedEvent] = field(default_factory=dict)
    books: dict[UUID, ContactBook] = field(default_factory=dict)
    sessions: dict[UUID, dict[UUID, SessionState]] = field(default_factory=dict)
    commands: dict[int, Command | RegisterScreened] = field(default_factory=dict)
    # Requests under a key that an earlier one of the batch carries: index -> index of that one.
    repeats: dict[int, int] = field(default_factory=dict)
    new_keys: set[int] = field(default_factory=set)
    decisions: dict[int, Decision] = field(default_factory=dict)

    def load(self) -> None:
        """Find, lock and load the events; answer requests for events that do not exist."""
        references = [(r.organization_id, r.event_reference) for r in self.requests]
        found = resolve(self.sql, references)
        lock(self.sql, found.values())
        self.events = load_events(self.sql, sorted(set(found.values())), self.now)
        by_organization: dict[UUID, ContactBook] = {}
        for event_id, event in self.events.items():
            organization = event.organization
            self.books[event_id] = by_organization.setdefault(
                organization.id,
                ContactBook(self.sql, organization.id, organization.matching_strategy),
            )
        self.event_ids = [found.get(reference) for reference in references]
        for index, event_id in enumerate(self.event_ids):
            if event_id not in self.events:
                self.replies[index] = _for_no_event(self.requests[index].command)

    def answer_kept(self) -> None:
        """Answer what was answered before under the same idempotency key, also within this batch."""
        keyed = [
            (index, event_id, request.idempotency)
            for index, (request, event_id) in enumerate(zip(self.requests, self.event_ids, strict=True))
            if request.idempotency and event_id and index not in self.replies
        ]
        kept = keys.load_kept(self.sql, ((event_id, key) for _, event_id, key in keyed), self.now)
        first: dict[tuple[UUID, UUID, str], tuple[int, str]] = {}
        for index, event_id, key in keyed:
            place = (key.web_application_id, event_id, key.key)
            if place in kept:
                digest, outcome = kept[place]
                self.replies[index] = outcome if digest == key.body_digest else Conflict()
            elif place in first:
                earlier, digest = first[place]
                if digest == key.body_digest:
                    self.repeats[index] = earlier
                else:
                    self.replies[index] = Conflict()
            else:
                first[place] = (index, key.body_digest)
                self.new_keys.add(index)

    def screen(self) -> None:
        """Apply the rules that need no counts, and find the contacts of those who pass."""
        open_requests = [
            (index, self.requests[index].command, event_id)
            for index, event_id in enumerate(self.event_ids)
            if event_id and index not in self.replies and index not in self.repeats
        ]
        self._load_sessions(
            choice.session_id
            for _, command, _ in open_requests
            if isinstance(command, Register)
            for attendee in command.attendees
            for choice in attendee.sessions
        )
        screened: dict[int, tuple[UUID, Screened]] = {}
        for index, command, event_id in open_requests:
            event = self.events[event_id]
            if isinstance(command, Register):
                result = screen(command, event.settings, self.sessions[event_id], self.now)
                if isinstance(result, Refused):
                    self.replies[index] = result
                else:
                    screened[index] = (event_id, result)
            elif isinstance(command, Finalize):
                demo = event.organization.demo_payment
                self.commands[index] = replace(command, demo_payment_enabled=demo)
            else:
                self.commands[index] = command
        self._find_contacts(screened)

    def _find_contacts(self, screened: dict[int, tuple[UUID, Screened]]) -> None:
        people: dict[int, list[Person]] = {}
        for index, (event_id, result) in screened.items():
            owner_id = self.events[event_id].record.owner_id
            people[index] = [
                Person(attendee.first_name, attendee.last_name, attendee.email, owner_id)
                for attendee in result.attendees
            ]
        by_book: dict[ContactBook, list[Person]] = {}
        for index, persons in people.items():
            by_book.setdefault(self.books[screened[index][0]], []).extend(persons)
        for book, persons in by_book.items():
            book.look_up(persons)
        for index, (event_id, result) in screened.items():
            command = self.requests[index].command
            assert isinstance(command, Register)
            contact_ids = tuple(self.books[event_id].contact_id(p) for p in people[index])
            self.commands[index] = RegisterScreened(command, result.attendees, contact_ids)

    def decide(self) -> None:
        """Load the rest of the state and let the rules decide, event by event."""
        states = self._states()
        by_event: dict[UUID, list[int]] = {}
        for index in sorted(self.commands):
            event_id = self.event_ids[index]
            assert event_id is not None
            by_event.setdefault(event_id, []).append(index)
        for event_id, indexes in by_event.items():
            commands = [self.commands[index] for index in indexes]
            decisions = decide(commands, states[event_id], self.now, ids.new_id)
            self.decisions |= zip(indexes, decisions, strict=True)
        for index, decision in self.decisions.items():
            self.replies[index] = decision.outcome
        for index, earlier in self.repeats.items():
            self.replies[index] = self.replies[earlier]

    def _states(self) -> dict[UUID, EventState]:
        commands = list(self.commands.values())
        registrations = load_registrations(
            self.sql, sorted({c.registration_id for c in commands if isinstance(c, Cancel)})
        )
        purchases = self._load_purchases()
        queues = self._load_queues()
        self._load_sessions(
            [
                *(a for event in purchases.values() for p in event.values() for a in sessions_of(p)),
                *(s for event in registrations.values() for r in event.values() for _, s in r.sessions),
                *(item.session_id for items in queues.values() for item in items),
                *(s for c in commands if isinstance(c, ChangeLimits) for s in c.session_capacities or ()),
            ]
        )
        seats = counts.event_seats(self.sql, list(self.events), self.now)
        return {
            event_id: EventState(
                settings=event.settings,
                taken=seats.get(event_id, 0),
                sessions=self.sessions.get(event_id, {}),
                waitlist=queues.get(event_id, ()),
                purchases=purchases.get(event_id, {}),
                registrations=registrations.get(event_id, {}),
            )
            for event_id, event in self.events.items()
        }

    def _load_purchases(self) -> dict[UUID, dict[UUID, PurchaseState]]:
        """Load the purchases that commands name; the contacts of their people are found or made now."""
        purchases = LoadedPurchases(
            self.sql,
            (
                command.purchase_id
                for command in self.commands.values()
                if isinstance(command, Finalize | ClosePurchase) and command.purchase_id
            ),
        )
        owners = {event_id: event.record.owner_id for event_id, event in self.events.items()}
        contact_ids: dict[UUID, UUID] = {}
        for event_id, people in purchases.people(owners).items():
            if event_id in self.books:  # else it is not of an event that the commands name
                book = self.books[event_id]
                book.look_up(people.values())
                contact_ids |= {key: book.contact_id(person) for key, person in people.items()}
        return purchases.states(contact_ids)

    def _load_queues(self) -> dict[UUID, list[WaitlistItemState]]:
        """Load whole queues where they may move, else only what the people of the batch wait for."""
        moving: set[UUID] = set()
        waiting: dict[UUID, set[UUID]] = {}
        for index, command in self.commands.items():
            event_id = self.event_ids[index]
            assert event_id is not None
            if not isinstance(command, RegisterScreened) or joins_queue(command):
                moving.add(event_id)
            else:
                book = self.books[event_id]
                known = {key for key in command.contact_ids if not book.is_new(key)}
                waiting.setdefault(event_id, set()).update(known)
        rest = {event_id: people for event_id, people in waiting.items() if event_id not in moving}
        people = sorted(set().union(*rest.values())) if rest else []
        return load_queues(self.sql, sorted(moving)) | load_items_of(self.sql, sorted(rest), people)

    def _load_sessions(self, session_ids: Iterable[UUID | None]) -> None:
        known = {key for sessions in self.sessions.values() for key in sessions}
        wanted = {key for key in session_ids if key is not None} - known
        for event_id, more in load_sessions(self.sql, wanted, self.events, self.now).items():
            self.sessions.setdefault(event_id, {}).update(more)

    def store(self, changes: Changes) -> None:
        """Write what was decided, what must happen later, the kept answers, and what became visible."""
        writes = Writes(self.sql, self.now, self.events)
        outgoing = Outgoing(self.sql, self.now)
        for index, decision in self.decisions.items():
            event_id = self.event_ids[index]
            assert event_id is not None
            organization_id = self.requests[index].organization_id
            writes.add(event_id, self.requests[index].command, decision.effects)
            outgoing.add(organization_id, event_id, decision.effects)
            note_changes(changes, organization_id, event_id, decision.effects)
        writes.store(self.books)
        outgoing.store()
        keys.store_kept(
            self.sql,
            [
                (event_id, request.idempotency, outcome)
                for index, (request, event_id) in enumerate(zip(self.requests, self.event_ids, strict=True))
                if index in self.new_keys
                and event_id
                and request.idempotency
                and not isinstance(outcome := self.replies[index], Conflict)
            ],
            self.now,
        )


def _for_no_event(command: Command) -> Outcome:
    if isinstance(command, Register | Finalize):
        return NOT_FOUND
    return Done(changed=False)


def joins_queue(command: RegisterScreened) -> bool:
    """Tell whether an attendee asks for a waitlist, so that the queues run."""
    return any(attendee.waitlisted or attendee.waitlisted_session_ids for attendee in command.attendees)


def sessions_of(purchase: PurchaseState) -> Iterator[UUID]:
    """Give the sessions that a purchase's people chose."""
    for attendee in purchase.attendees:
        yield from attendee.session_ids
        yield from attendee.waitlisted_session_ids


def note_changes(changes: Changes, organization_id: UUID, event_id: UUID, effects: Iterable[Effect]) -> None:
    """Tell the journal which answers of the API the effects change."""
    for effect in effects:
        for kind in _VISIBLE.get(type(effect), ()):
            changes.add(organization_id, kind, event_id)


_COUNTS = (ChangeKind.COUNTS,)
_SESSIONS = (ChangeKind.SESSION_COUNTS,)
_VISIBLE: dict[type, tuple[ChangeKind, ...]] = {
    AddRegistration: _COUNTS,
    AddSessionRegistration: _SESSIONS,
    AddPurchase: _COUNTS + _SESSIONS,
    EndPurchase: _COUNTS + _SESSIONS,
    CancelRegistration: _COUNTS + _SESSIONS,
    CancelSessionRegistration: _SESSIONS,
    SetLimits: (ChangeKind.EVENT, ChangeKind.PROGRAMME),
}


def find_stored(request: Request) -> Outcome | None:
    """Look up whether a registration request was stored after all; None: it was not, or need not be known.

    For a retry after the connection broke in a commit. Every other command may simply be repeated.
    """
    if not isinstance(request.command, Register):
        return None
    registration_ids = [attendee.registration_id for attendee in request.command.attendees]
    with reading():
        return stored_outcome(Sql(connections[READING]), registration_ids)
