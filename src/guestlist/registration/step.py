"""The step around the rules: lock the events, load, decide, write. Runs inside the caller's transaction.

Requests of the API reach it through the registrar's thread. The back office, importers, commands and the task process
call it in a transaction of their own (`journal.writing()`), never through the thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import connections

from guestlist import clock, ids
from guestlist.database.configuration import READING, WRITING
from guestlist.database.sql import Sql
from guestlist.database.transactions import reading
from guestlist.organizations.journal import ChangeKind, Changes
from guestlist.people.matching import Person
from guestlist.registration.requests import Conflict, Idempotency, Reply, Request
from guestlist.registration.rules.attendance import Admission, CheckInAnswer
from guestlist.registration.rules.by_hand import screen_by_hand
from guestlist.registration.rules.commands import (
    Cancel,
    CancelOwn,
    ChangeLimits,
    CheckIn,
    ClosePurchase,
    Command,
    Decidable,
    ExpireOffers,
    Finalize,
    Promote,
    Register,
    RegisterByHand,
    RegisterByHandScreened,
    RegisterScreened,
    TakeUp,
    WaitingPerson,
)
from guestlist.registration.rules.decide import decide
from guestlist.registration.rules.decisions import (
    AddPurchase,
    AddRegistration,
    AddSessionRegistration,
    CancelRegistration,
    CancelSessionRegistration,
    Decision,
    Declined,
    Done,
    Effect,
    EndPurchase,
    ErrorCode,
    InviteWaitlistItem,
    LeaveSession,
    MoveToPass,
    Outcome,
    Reason,
    Refused,
    RemoveWaitlistItem,
    RestOffer,
    SetLimits,
)
from guestlist.registration.rules.refusals import refuse
from guestlist.registration.rules.screen import Screened, screen, spent_captcha
from guestlist.registration.store import captchas, keys
from guestlist.registration.store.aftermath import stored_outcome
from guestlist.registration.store.consents import Consents
from guestlist.registration.store.contacts import ContactBook, look_up
from guestlist.registration.store.events import LoadedEvent, LoadedSessions, load_events, lock, resolve
from guestlist.registration.store.logbook import Logbook
from guestlist.registration.store.outgoing import Outgoing
from guestlist.registration.store.paying import LoadedPurchases
from guestlist.registration.store.states import Purchases, load_states
from guestlist.registration.store.taking_up import load_people
from guestlist.registration.store.writes import Writes


def perform(
    requests: Sequence[Request],
    *,
    changes: Changes,
    now: datetime | None = None,
    is_late: Callable[[int], bool] = lambda _: False,
) -> list[Reply]:
    """Decide requests, oldest first, and store what was decided.

    Args:
        requests: any number, for any events of any organizations.
        changes: takes up what becomes visible; written by `journal.writing()` around this call.
        now: aware UTC; one reading serves the whole batch. None: the moment in which the events are locked. An
            older one would let a purchase be completed whose seats went to somebody else meanwhile.
        is_late: asked for each request by its index, once the events are locked: one whose caller has waited too
            long for that is decided no more (contract 5.3, rule 20).

    Returns:
        As many replies; the i-th answers requests[i]. They hold once the caller's transaction is committed.
    """
    batch = _Batch(Sql(connections[WRITING]))
    batch.open(requests, now, is_late)
    batch.screen()
    batch.answer_kept()
    batch.use_captchas()
    batch.find_people()
    batch.decide()
    batch.store(changes)
    return [batch.replies[index] for index in range(len(requests))]


def find_stored(request: Request) -> Outcome | None:
    """Look up whether a registration request was stored after all; None: it was not, or need not be known.

    For a retry after the connection broke in a commit. Every other command may simply be repeated.
    """
    if not isinstance(request.command, Register):
        return None
    registration_ids = [attendee.registration_id for attendee in request.command.attendees]
    with reading():
        return stored_outcome(Sql(connections[READING]), registration_ids)


@dataclass(slots=True)
class _Entry:
    """A request of the batch for an event that exists."""

    index: int
    request: Request
    event: LoadedEvent
    book: ContactBook

    @property
    def event_id(self) -> UUID:
        return self.event.record.id


_People = dict[UUID, tuple[ContactBook, Person]]  # by registration id


@dataclass(slots=True)
class _Batch:
    """One run of the step. Its methods are the stages, in order; what has an `int` for key is by request index."""

    sql: Sql
    now: datetime = field(init=False)
    replies: dict[int, Reply] = field(default_factory=dict)
    entries: list[_Entry] = field(default_factory=list)  # whose answers this batch has to find
    events: dict[UUID, LoadedEvent] = field(default_factory=dict)
    books: dict[UUID, ContactBook] = field(default_factory=dict)  # by event
    # Requests under a key that an earlier one of the batch carries: index -> index of that one.
    repeats: dict[int, int] = field(default_factory=dict)
    sessions: LoadedSessions = field(init=False)
    screened: dict[int, Screened] = field(default_factory=dict)
    purchases: Purchases = field(default_factory=dict)
    commands: dict[int, Decidable] = field(default_factory=dict)
    decisions: dict[int, Decision] = field(default_factory=dict)

    def open(self, requests: Sequence[Request], now: datetime | None, is_late: Callable[[int], bool]) -> None:
        """Find, lock and load the events; answer requests that are late, or for events that do not exist."""
        references = [(request.organization_id, request.event_reference) for request in requests]
        found = resolve(self.sql, references)
        lock(self.sql, found.values())
        self.now = now or clock.now()
        self.events = load_events(self.sql, sorted(set(found.values())), self.now)
        self.sessions = LoadedSessions(self.sql, self.events, self.now)
        by_organization: dict[UUID, ContactBook] = {}
        for event_id, event in self.events.items():
            organization = event.organization
            book = ContactBook(self.sql, organization.id, organization.matching_strategy)
            self.books[event_id] = by_organization.setdefault(organization.id, book)
        for index, (request, reference) in enumerate(zip(requests, references, strict=True)):
            if is_late(index):
                self.replies[index] = refuse(ErrorCode.REQUEST_TIMED_OUT)
            elif (known := found.get(reference)) in self.books:
                self.entries.append(_Entry(index, request, self.events[known], self.books[known]))
            else:
                self.replies[index] = _for_no_event(request.command)

    def screen(self) -> None:
        """Apply the rules that need no counts."""
        self.sessions.load(
            choice.session_id
            for entry in self.entries
            if isinstance(entry.request.command, Register | RegisterByHand)
            for attendee in entry.request.command.attendees
            for choice in attendee.sessions
        )
        for entry in self.entries:
            result = self._screen_one(entry)
            if isinstance(result, Screened):
                self.screened[entry.index] = result
            elif result is not None:
                self.replies[entry.index] = result

    def _screen_one(self, entry: _Entry) -> Screened | Refused | Declined | None:
        command, settings = entry.request.command, entry.event.settings
        if isinstance(command, Register):
            return screen(command, settings, self.sessions.of(entry.event_id), self.now)
        if isinstance(command, RegisterByHand):
            return screen_by_hand(command, settings, self.sessions.of(entry.event_id))
        return None

    def answer_kept(self) -> None:
        """Answer what was answered before under the same idempotency key, also within this batch.

        After screening: a request whose answer will not be kept leaves its key to those behind it.
        """
        keyed = [(entry, key) for entry in self.entries if (key := entry.request.idempotency) is not None]
        kept = keys.load_kept(self.sql, [(entry.event_id, key) for entry, key in keyed], self.now)
        first: dict[keys.Place, tuple[int, str]] = {}
        answered: set[int] = set()
        for entry, key in keyed:
            place = (key.web_application_id, entry.event_id, key.key)
            if place not in kept and place not in first:
                if keys.is_kept(self.replies.get(entry.index)):
                    first[place] = (entry.index, key.body_digest)
                continue
            answered.add(entry.index)
            digest = kept[place][0] if place in kept else first[place][1]
            if digest != key.body_digest:
                self.replies[entry.index] = Conflict()
            elif place in kept:
                self.replies[entry.index] = kept[place][1]
            else:
                self.repeats[entry.index] = first[place][0]
        self.entries = [entry for entry in self.entries if entry.index not in answered]

    def use_captchas(self) -> None:
        """Use up the captchas of requests that come to rule 12, and refuse those whose captcha was used before.

        After the kept answers: who repeats a request gets its answer, and an HTTP error uses nothing up.
        """
        spent = {entry.index: key for entry in self.entries if (key := _captcha_of(entry, self.now)) is not None}
        unused = captchas.use(self.sql, spent.values(), self.now)
        for index, key in spent.items():
            if key in unused:
                unused.discard(key)
            else:
                self.screened.pop(index, None)
                self.replies[index] = refuse(ErrorCode.FINALIZATION_NOT_ALLOWED)

    def find_people(self) -> None:
        """Find the contacts of all whom the commands may register: attendees of requests, and of purchases."""
        bought = LoadedPurchases(
            self.sql,
            (
                command.purchase_id
                for entry in self.entries
                if isinstance(command := entry.request.command, Finalize | ClosePurchase) and command.purchase_id
            ),
        )
        people = self._attendees() | self._buyers(bought)
        by_book: dict[ContactBook, list[Person]] = {}
        for book, person in people.values():
            by_book.setdefault(book, []).append(person)
        look_up(self.sql, by_book)
        contact_ids = {key: book.contact_id(person) for key, (book, person) in people.items()}
        self.purchases = bought.states(contact_ids)
        self._complete_commands(contact_ids, self._waiting_people())

    def _attendees(self) -> _People:
        people: _People = {}
        for entry in self.entries:
            if screened := self.screened.get(entry.index):
                owner_id = entry.event.record.owner_id
                for attendee in screened.attendees:
                    person = Person(attendee.first_name, attendee.last_name, attendee.email, owner_id)
                    people[attendee.registration_id] = (entry.book, person)
        return people

    def _buyers(self, bought: LoadedPurchases) -> _People:
        owners = {event_id: event.record.owner_id for event_id, event in self.events.items()}
        return {
            key: (self.books[event_id], person)
            for event_id, buyers in bought.people(owners).items()
            if event_id in self.books  # else the purchase is not of an event that the commands name
            for key, person in buyers.items()
        }

    def _waiting_people(self) -> Mapping[UUID, WaitingPerson]:
        """Find who takes up an offered place, by the item."""
        taken_up = [command for entry in self.entries if isinstance(command := entry.request.command, TakeUp)]
        return load_people(self.sql, taken_up, self.events, self.now)

    def _complete_commands(self, contact_ids: Mapping[UUID, UUID], waiting: Mapping[UUID, WaitingPerson]) -> None:
        """Make of each request that is not answered yet what the rules take."""
        for entry in self.entries:
            command = entry.request.command
            if isinstance(command, Finalize):
                demo_payment = entry.event.organization.demo_payment
                self.commands[entry.index] = replace(command, demo_payment_enabled=demo_payment)
            elif isinstance(command, TakeUp):
                self.commands[entry.index] = replace(command, person=waiting.get(command.item_id))
            elif not isinstance(command, Register | RegisterByHand):
                self.commands[entry.index] = command
            elif screened := self.screened.get(entry.index):
                found = tuple([contact_ids[attendee.registration_id] for attendee in screened.attendees])
                if isinstance(command, Register):
                    self.commands[entry.index] = RegisterScreened(command, screened.attendees, found)
                else:
                    self.commands[entry.index] = RegisterByHandScreened(command, screened.attendees, found)

    def decide(self) -> None:
        """Load the rest of the state and let the rules decide, event by event, oldest request first."""
        indexes: dict[UUID, list[int]] = {}
        for entry in self.entries:
            if entry.index in self.commands:
                indexes.setdefault(entry.event_id, []).append(entry.index)
        commands = {event_id: [self.commands[index] for index in of] for event_id, of in indexes.items()}
        states = load_states(self.sql, commands, self.sessions, self.purchases, self.books, self.now)
        for event_id, of_event in indexes.items():
            decisions = decide(commands[event_id], states[event_id], self.now, ids.new_id)
            self.decisions |= zip(of_event, decisions, strict=True)
        for index, decision in self.decisions.items():
            self.replies[index] = decision.outcome
        for index, earlier in self.repeats.items():
            self.replies[index] = self.replies[earlier]

    def store(self, changes: Changes) -> None:
        """Write what was decided, what must happen later, the kept answers, and what became visible."""
        writes = Writes(self.sql, self.now, self.events)
        outgoing = Outgoing(self.sql, self.now)
        logbook = Logbook(self.sql, self.now)
        consents = Consents(self.sql, self.now)
        kept: list[tuple[UUID, Idempotency, Outcome]] = []
        for entry in self.entries:
            request, reply = entry.request, self.replies[entry.index]
            if request.idempotency and not isinstance(reply, Conflict):
                kept.append((entry.event_id, request.idempotency, reply))
            if decision := self.decisions.get(entry.index):
                writes.add(entry.event_id, decision.effects)
                if not request.is_silent:
                    outgoing.add(request.organization_id, entry.event_id, decision.effects)
                logbook.add(entry.event_id, request, decision.notes)
                consents.add(entry.event, request.command, decision.effects)
                _note_changes(changes, request.organization_id, entry.event_id, decision.effects)
        writes.store(self.books)
        outgoing.store()
        logbook.store()
        consents.store()
        keys.store_kept(self.sql, kept, self.now)


def _captcha_of(entry: _Entry, now: datetime) -> str | None:
    command = entry.request.command
    return spent_captcha(command, entry.event.settings, now) if isinstance(command, Register) else None


def _for_no_event(command: Command) -> Outcome:
    if isinstance(command, Register | Finalize):
        return refuse(ErrorCode.EVENT_NOT_FOUND)
    if isinstance(command, Cancel | CancelOwn | ClosePurchase | ChangeLimits | Promote | ExpireOffers):
        return Done(changed=False)
    if isinstance(command, CheckIn):
        return CheckInAnswer(Admission.UNKNOWN)
    return Declined(Reason.UNKNOWN_EVENT)


def _note_changes(changes: Changes, organization_id: UUID, event_id: UUID, effects: Iterable[Effect]) -> None:
    """Tell the journal which answers of the API the effects change."""
    for effect in effects:
        for kind in _VISIBLE.get(type(effect), _COUNTS + _SESSIONS if _moves_held_place(effect) else ()):
            changes.add(organization_id, kind, event_id)


def _moves_held_place(effect: Effect) -> bool:
    """Tell whether a timed offer begins or ends. One that lapses has held nothing since its time was over."""
    match effect:
        case InviteWaitlistItem():
            return effect.offered_until is not None
        case RemoveWaitlistItem():
            return effect.held_place
    return False


_COUNTS = (ChangeKind.COUNTS,)
_SESSIONS = (ChangeKind.SESSION_COUNTS,)
_VISIBLE: dict[type, tuple[ChangeKind, ...]] = {
    AddRegistration: _COUNTS,
    AddSessionRegistration: _SESSIONS,
    AddPurchase: _COUNTS + _SESSIONS,
    EndPurchase: _COUNTS + _SESSIONS,
    CancelRegistration: _COUNTS + _SESSIONS,
    CancelSessionRegistration: _SESSIONS,
    LeaveSession: _SESSIONS,
    MoveToPass: _COUNTS,
    RestOffer: _COUNTS + _SESSIONS,
    SetLimits: (ChangeKind.EVENT, ChangeKind.PROGRAMME),
}
