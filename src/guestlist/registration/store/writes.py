"""Turns the effects of a batch's decisions into rows, and stores them in bulk.

With `waiting.py`, `paying.py`, `alterations.py`, `check_ins.py`, `logbook.py` and `contacts.py` these are the only
modules that write the tables of registration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from guestlist import ids
from guestlist.catalog.models import Event, Pass, Session
from guestlist.database.sql import Sql, table
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    Registration,
    RegistrationStatus,
    Response,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.rules.attendance import AddCheckIn, EndCheckIn, MarkCheckedIn
from guestlist.registration.rules.decisions import (
    AddPurchase,
    AddRegistration,
    AddSessionRegistration,
    AddWaitlistItem,
    CancelRegistration,
    CancelSessionRegistration,
    ChangeDetails,
    ChangeKeptAnswers,
    Effect,
    EndPurchase,
    InviteWaitlistItem,
    LapseOffer,
    LeaveSession,
    MoveToPass,
    PurchaseStatus,
    ReleaseHold,
    RemoveWaitlistItem,
    RestOffer,
    SetAutoRegister,
    SetLimits,
    TakeBackOffer,
)
from guestlist.registration.store import paying, waiting
from guestlist.registration.store.alterations import (
    PASS_COLUMNS,
    RESPONSE_COLUMNS,
    answered_anew,
    store_alterations,
    store_kept_answers,
    store_leaving,
)
from guestlist.registration.store.check_ins import AttendanceEffect, store_check_ins
from guestlist.registration.store.contacts import ContactBook
from guestlist.registration.store.events import LoadedEvent
from guestlist.registration.store.persons import (
    PersonKept,
    from_attendee,
    load_persons,
)

_CANCEL = f"SET status = %s, cancelled_at = %s WHERE status IN {ACTIVE_STATUSES} AND"


@dataclass(slots=True)
class Writes:
    """Collects the effects of one batch: `add` those of every decision, then `store` once."""

    sql: Sql
    now: datetime
    events: Mapping[UUID, LoadedEvent]
    _registrations: list[tuple[UUID, AddRegistration]] = field(default_factory=list)
    _sessions: list[AddSessionRegistration] = field(default_factory=list)
    _queue: waiting.QueueWrites = field(default_factory=waiting.QueueWrites)
    _purchases: list[tuple[UUID, AddPurchase]] = field(default_factory=list)
    _ended: list[EndPurchase] = field(default_factory=list)
    _cancelled: list[UUID] = field(default_factory=list)
    _cancelled_sessions: list[UUID] = field(default_factory=list)
    _left: list[LeaveSession] = field(default_factory=list)
    _altered: list[MoveToPass | ChangeDetails] = field(default_factory=list)
    _kept: list[ChangeKeptAnswers] = field(default_factory=list)
    _attendance: list[AttendanceEffect] = field(default_factory=list)
    _limits: list[tuple[UUID, SetLimits | SetAutoRegister]] = field(default_factory=list)

    def add(self, event_id: UUID, effects: Iterable[Effect]) -> None:
        """Take up what was decided for one command."""
        for effect in effects:
            match effect:
                case AddRegistration():
                    self._registrations.append((event_id, effect))
                case AddSessionRegistration():
                    self._sessions.append(effect)
                case AddWaitlistItem():
                    self._queue.add(event_id, effect)
                case RemoveWaitlistItem() | LapseOffer():
                    self._queue.remove(effect.item_id)
                case InviteWaitlistItem():
                    self._queue.invite(effect)
                case TakeBackOffer():
                    self._queue.take_back(effect.item_id)
                case RestOffer():
                    self._queue.rest(effect)
                case ReleaseHold():
                    self._queue.release(effect)
                case AddPurchase():
                    self._purchases.append((event_id, effect))
                case EndPurchase():
                    self._ended.append(effect)
                case CancelRegistration():
                    self._cancelled.append(effect.registration_id)
                case CancelSessionRegistration():
                    self._cancelled_sessions.append(effect.session_registration_id)
                case LeaveSession():
                    self._leave(effect)
                case MoveToPass() | ChangeDetails():
                    self._altered.append(effect)
                case ChangeKeptAnswers():
                    self._kept.append(effect)
                case AddCheckIn() | EndCheckIn() | MarkCheckedIn():
                    self._attendance.append(effect)
                case SetLimits() | SetAutoRegister():
                    self._limits.append((event_id, effect))

    def store(self, books: Mapping[UUID, ContactBook]) -> None:
        """Write everything. `books`: the contacts of each event's organization, by event id."""
        store_kept_answers(self.sql, self._kept)
        people = self._people()
        self._store_contacts(books)
        paying.store_ends(self.sql, self._ended, self.now)
        paying.store_purchases(self.sql, self._purchases, self.events, self.now)
        # A place in a session that is left may be taken again; a registration is cancelled with all that it got before.
        self._store_left_sessions()
        self._store_registrations(people)
        self._store_sessions()
        store_alterations(self.sql, self._altered, self.now)
        store_check_ins(self.sql, self._attendance, self.now)
        self._store_cancellations()
        self._queue.store(self.sql, people, self.now)
        self._store_limits()

    def _leave(self, effect: LeaveSession) -> None:
        given = AddSessionRegistration(effect.registration_id, effect.session_id)
        if given in self._sessions:  # by an earlier command of the batch, so it is not stored yet
            self._sessions.remove(given)
        else:
            self._left.append(effect)

    def _people(self) -> dict[UUID, PersonKept]:
        """Find who the decisions are about: in the requests of this batch, else in what was stored before."""
        people: dict[UUID, PersonKept] = {}
        unknown = []
        for _, effect in self._placed():
            if effect.attendee is None:
                unknown.append(_kept_under(effect))
            else:
                by = effect.registered_by_id if isinstance(effect, AddRegistration) else effect.added_by_id
                people[effect.registration_id] = from_attendee(effect.attendee, by)
        paid_ids = [end.purchase_id for end in self._ended if end.status == PurchaseStatus.COMPLETED]
        known = load_persons(self.sql, (key for key in unknown if key not in people), paid_ids)
        for _, effect in self._registrations:
            if effect.bought_as is not None and effect.attendee is None:
                people[effect.registration_id] = known[effect.bought_as]
        people = known | people
        # Of people whose request, or place, is in this batch as well.
        for changed in self._kept:
            if (person := people.get(changed.registration_id)) is not None:
                answers = answered_anew(person.answers, changed)
                people[changed.registration_id] = replace(person, answers=answers)
        return people

    def _placed(self) -> list[tuple[UUID, AddRegistration | AddWaitlistItem]]:
        """Give everything that needs a person, with its event."""
        return [*self._registrations, *self._queue.added()]

    def _store_contacts(self, books: Mapping[UUID, ContactBook]) -> None:
        used: dict[ContactBook, dict[UUID, dict[str, str]]] = {}
        for event_id, effect in self._placed():
            columns = dict(effect.attendee.contact_columns) if effect.attendee else {}
            contacts = used.setdefault(books[event_id], {})
            contacts.setdefault(effect.contact_id, {}).update(columns)
        for book, contacts in used.items():
            book.store(contacts, self.now)

    def _store_registrations(self, people: Mapping[UUID, PersonKept]) -> None:
        registrations: list[tuple[Any, ...]] = []
        passes: list[tuple[Any, ...]] = []
        responses: list[tuple[Any, ...]] = []
        for event_id, effect in self._registrations:
            key = effect.registration_id
            person = people[key]
            registrations.append(
                (
                    key,
                    event_id,
                    effect.contact_id,
                    effect.registered_by_id or person.added_by_id,
                    person.purchase_id,
                    person.first_name,
                    person.last_name,
                    person.email,
                    ids.new_public_registration_id(),
                    person.language,
                    RegistrationStatus.REGISTERED.value,
                    self.now,
                )
            )
            if effect.pass_id is not None:
                public_id = ids.new_public_registration_id()
                passes.append((ids.new_id(), key, effect.pass_id, public_id, True, self.now))
            responses += [
                (key, UUID(field_id) if field_id else None, given_id, value, chosen)
                for field_id, given_id, value, chosen in person.answers
            ]
        self.sql.insert(Registration, _REGISTRATION_COLUMNS, registrations)
        self.sql.insert(AttendeePass, PASS_COLUMNS, passes)
        self.sql.insert(Response, RESPONSE_COLUMNS, responses)

    def _store_sessions(self) -> None:
        status = RegistrationStatus.REGISTERED.value
        self.sql.insert(
            SessionRegistration,
            ("id", "registration_id", "session_id", "status", "created_at"),
            [(ids.new_id(), added.registration_id, added.session_id, status, self.now) for added in self._sessions],
        )

    def _store_left_sessions(self) -> None:
        values = (RegistrationStatus.CANCELLED.value, self.now)
        for key in self._cancelled_sessions:
            self.sql.run(f"UPDATE {table(SessionRegistration)} {_CANCEL} id = %s", [*values, key])
        store_leaving(self.sql, self._left, self.now)

    def _store_cancellations(self) -> None:
        sql = self.sql
        values = (RegistrationStatus.CANCELLED.value, self.now)
        for key in self._cancelled:
            sql.run(f"UPDATE {table(Registration)} {_CANCEL} id = %s", [*values, key])
            sql.run(
                f"UPDATE {table(SessionRegistration)} {_CANCEL} registration_id = %s",
                [*values, key],
            )
            sql.run(
                f"UPDATE {table(AttendeePass)} SET is_active = %s WHERE registration_id = %s",
                [False, key],
            )

    def _store_limits(self) -> None:
        for event_id, effect in self._limits:
            if isinstance(effect, SetAutoRegister):
                self.sql.run(
                    f"UPDATE {table(WaitlistItem)} SET auto_register = %s WHERE event_id = %s",
                    [True, event_id],
                )
            else:
                self._set_limits(event_id, effect)

    def _set_limits(self, event_id: UUID, effect: SetLimits) -> None:
        run = self.sql.run
        if effect.sets_event_capacity:
            run(
                f"UPDATE {table(Event)} SET capacity = %s WHERE id = %s",
                [effect.event_capacity, event_id],
            )
        if effect.auto_registers is not None:
            run(
                f"UPDATE {table(Event)} SET auto_registers_waitlist = %s WHERE id = %s",
                [effect.auto_registers, event_id],
            )
        for session_id, capacity in effect.session_capacities:
            run(
                f"UPDATE {table(Session)} SET capacity = %s WHERE id = %s AND event_id = %s",
                [capacity, session_id, event_id],
            )
        for pass_id, allocated in effect.pass_allocations:
            run(
                f"UPDATE {table(Pass)} SET allocated = %s WHERE id = %s AND event_id = %s",
                [allocated, pass_id, event_id],
            )


def _kept_under(effect: AddRegistration | AddWaitlistItem) -> UUID:
    """Give the id under which names and answers were kept since somebody asked for a place."""
    bought_as = effect.bought_as if isinstance(effect, AddRegistration) else None
    return bought_as or effect.registration_id


_REGISTRATION_COLUMNS = (
    "id",
    "event_id",
    "contact_id",
    "registered_by_id",
    "purchase_id",
    "first_name",
    "last_name",
    "email",
    "public_id",
    "language",
    "status",
    "created_at",
)
