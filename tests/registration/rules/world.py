"""An event in memory: rows, the state read from them, and the effects of decisions folded back into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, assert_never
from uuid import UUID

from guestlist.registration.rules.attendance import AddCheckIn, EndCheckIn, MarkCheckedIn
from guestlist.registration.rules.by_hand import screen_by_hand
from guestlist.registration.rules.commands import (
    Attendee,
    Cancel,
    Decidable,
    Register,
    RegisterByHand,
    RegisterByHandScreened,
    RegisterScreened,
)
from guestlist.registration.rules.decide import decide
from guestlist.registration.rules.decisions import (
    AddPurchase,
    AddRegistration,
    AddSessionRegistration,
    AddWaitlistItem,
    CancelRegistration,
    CancelSessionRegistration,
    ChangeDetails,
    ChangeKeptAnswers,
    Decision,
    Declined,
    Effect,
    EndPurchase,
    InviteWaitlistItem,
    LapseOffer,
    LeaveSession,
    MoveToPass,
    Outcome,
    PurchaseStatus,
    Refused,
    ReleaseHold,
    RemoveWaitlistItem,
    RestOffer,
    SetAutoRegister,
    SetLimits,
    TakeBackOffer,
)
from guestlist.registration.rules.screen import screen
from guestlist.registration.rules.state import (
    CheckInState,
    EventSettings,
    EventState,
    PurchaseAttendeeState,
    PurchaseState,
    RegistrationState,
    SessionState,
    WaitlistItemState,
)
from tests.registration.rules.builders import NOON, a_new_id, an_id


@dataclass
class RegistrationRow:
    contact_id: UUID
    pass_id: UUID | None
    registered_by_id: UUID | None
    is_active: bool = True
    is_checked_in: bool = False
    sessions: dict[UUID, UUID] = field(default_factory=dict)  # active ones: own id -> session
    attended_ids: frozenset[UUID] = frozenset()  # sessions
    details: ChangeDetails | None = None  # what was changed last


@dataclass
class ItemRow:
    sequence: int
    contact_id: UUID
    registration_id: UUID
    session_id: UUID | None
    auto_register: bool
    on_hold: bool
    invited: bool = False
    offered_until: datetime | None = None
    paying_until: datetime | None = None
    party_id: UUID | None = None


class World:
    """One event with everybody in it. People are known by their first name in lower case."""

    def __init__(self, event: EventSettings, sessions: Sequence[SessionState] = (), now: datetime = NOON) -> None:
        self.event = event
        self.sessions = {session.id: session for session in sessions}
        self.now = now
        self.registrations: dict[UUID, RegistrationRow] = {}
        self.items: dict[UUID, ItemRow] = {}
        self.purchases: dict[UUID, PurchaseState] = {}
        self.check_ins: dict[UUID, CheckInState] = {}
        self.captchas: dict[UUID, Mapping[str, str] | None] = {}
        self.ended: list[UUID] = []
        self._sequence = 0
        self._items_made = 0
        self._session_registrations_made = 0

    # What happens.

    def screened(self, request: Register) -> RegisterScreened | Refused:
        """Screen a request and find its people: one contact for each e-mail address."""
        result = screen(request, self.event, self.sessions, self.now)
        if isinstance(result, Refused):
            return result
        contact_ids = tuple(an_id(attendee.email) for attendee in result.attendees)
        return RegisterScreened(request, result.attendees, contact_ids)

    def register(self, *attendees: Attendee, **changes: Any) -> Outcome:
        """Screen and decide one request."""
        asked = self.screened(replace(Register(attendees, a_new_id()), **changes))
        if isinstance(asked, Refused):
            return asked
        return self.run(asked).outcome

    def screened_by_hand(self, request: RegisterByHand) -> RegisterByHandScreened | Declined:
        """Check what staff give, and find the people."""
        result = screen_by_hand(request, self.event, self.sessions)
        if isinstance(result, Declined):
            return result
        contact_ids = tuple(an_id(attendee.email) for attendee in result.attendees)
        return RegisterByHandScreened(request, result.attendees, contact_ids)

    def register_by_hand(self, *attendees: Attendee, **changes: Any) -> Outcome:
        """Let staff register people."""
        asked = self.screened_by_hand(RegisterByHand(attendees, **changes))
        if isinstance(asked, Declined):
            return asked
        return self.run(asked).outcome

    def cancel(self, name: str) -> Outcome:
        """Cancel the oldest active registration of a person."""
        return self.run(Cancel(self.registration_of(name))).outcome

    def cancel_session(self, name: str, session: str) -> Outcome:
        """Cancel a person's place in a session."""
        for registration_id, row in self._active():
            for own_id, session_id in row.sessions.items():
                if row.contact_id == contact(name) and session_id == an_id(session):
                    return self.run(Cancel(registration_id, own_id)).outcome
        raise LookupError(name)

    def run(self, command: Decidable) -> Decision:
        """Decide one command and store its effects."""
        return self.run_all([command])[0]

    def run_all(self, commands: Sequence[Decidable]) -> list[Decision]:
        """Decide a batch and store its effects."""
        decisions = decide(commands, self.state(), self.now, self._next_id)
        for decision in decisions:
            for effect in decision.effects:
                self._apply(effect)
        return decisions

    def wait(self, **duration: float) -> None:
        """Let time pass."""
        self.now += timedelta(**duration)

    # What is.

    def state(self) -> EventState:
        """Read the event as the shell would."""
        held = [purchase for purchase in self.purchases.values() if self._holds(purchase)]
        buyers = [buyer for purchase in held for buyer in purchase.attendees]
        active = [row for _, row in self._active()]
        seats = [s for row in active for s in row.sessions.values()] + [s for b in buyers for s in b.session_ids]
        sold = [row.pass_id for row in active] + [buyer.pass_id for buyer in buyers]
        passes = tuple(replace(p, taken=sold.count(p.id)) for p in self.event.passes)
        waitlist = [self._item_state(item_id, row) for item_id, row in self.items.items()]
        offers = [item for item in waitlist if item.holds_at(self.now)]
        seats += [item.session_id for item in offers if item.session_id is not None]
        # However many offers somebody has, they come to the event once.
        offered = len({item.contact_id for item in offers if item.session_id is None or not item.has_registration})
        return EventState(
            settings=replace(self.event, passes=passes),
            taken=len(active) + len(buyers) + offered,
            offered=offered,
            sessions={s.id: replace(s, taken=seats.count(s.id)) for s in self.sessions.values()},
            attending=self._attending(),
            waitlist=waitlist,
            purchases=dict(self.purchases),
            registrations={key: _registration_state(key, row) for key, row in self.registrations.items()},
            check_ins=list(self.check_ins.values()),
        )

    def registered(self) -> list[str]:
        """Name the people with an active registration, in the order of registering."""
        return [self._name(row.contact_id) for _, row in self._active()]

    def in_session(self, session: str) -> list[str]:
        """Name the people with a place in a session."""
        return [
            self._name(row.contact_id)
            for _, row in self._active()
            for session_id in row.sessions.values()
            if session_id == an_id(session)
        ]

    def waiting(self, session: str | None = None) -> list[str]:
        """Describe the queue of the event or a session: names, with "(invited)" or "(on hold)"."""
        key = None if session is None else an_id(session)
        return [
            self._name(row.contact_id) + " (invited)" * row.invited + " (on hold)" * row.on_hold
            for row in self.items.values()
            if row.session_id == key
        ]

    def registration_of(self, name: str) -> UUID:
        """Find the oldest active registration of a person."""
        return next(key for key, row in self._active() if row.contact_id == contact(name))

    def item_of(self, name: str, session: str | None = None) -> UUID:
        """Find where a person waits."""
        key = None if session is None else an_id(session)
        found = (key_ for key_, row in self.items.items() if (row.contact_id, row.session_id) == (contact(name), key))
        return next(found)

    def _name(self, contact_id: UUID) -> str:
        return _NAMES[contact_id]

    def _active(self) -> Iterable[tuple[UUID, RegistrationRow]]:
        return [(key, row) for key, row in self.registrations.items() if row.is_active]

    def _holds(self, purchase: PurchaseState) -> bool:
        return purchase.status == PurchaseStatus.OPEN and purchase.expires_at > self.now

    def _item_state(self, item_id: UUID, row: ItemRow) -> WaitlistItemState:
        registration = self.registrations.get(row.registration_id)
        return WaitlistItemState(
            id=item_id,
            sequence=row.sequence,
            contact_id=row.contact_id,
            registration_id=row.registration_id,
            session_id=row.session_id,
            auto_register=row.auto_register,
            invited=row.invited,
            on_hold=row.on_hold,
            has_registration=registration is not None and registration.is_active,
            offered_until=row.offered_until,
            paying_until=row.paying_until,
            party_id=row.party_id,
        )

    def _attending(self) -> dict[tuple[UUID, UUID | None], list[UUID]]:
        """Give everybody's registrations, by person and session; for the event itself under None."""
        attending: dict[tuple[UUID, UUID | None], list[UUID]] = {}
        for registration_id, row in self._active():
            for key in (None, *row.sessions.values()):
                attending.setdefault((row.contact_id, key), []).append(registration_id)
        return attending

    def _next_id(self) -> UUID:
        self._items_made += 1
        return UUID(int=(1 << 100) + self._items_made)

    # What effects do; each assertion is a promise of the rules to the store.

    def _apply(self, effect: Effect) -> None:
        match effect:
            case AddRegistration():
                self._add_registration(effect)
            case AddSessionRegistration():
                row = self.registrations[effect.registration_id]
                assert row.is_active
                assert effect.session_id not in row.sessions.values(), "twice in one session"
                self._session_registrations_made += 1
                own_id = UUID(int=(1 << 101) + self._session_registrations_made)
                row.sessions[own_id] = effect.session_id
            case AddWaitlistItem():
                self._add_item(effect)
            case RemoveWaitlistItem() | LapseOffer():
                del self.items[effect.item_id]
            case TakeBackOffer():
                item = self.items[effect.item_id]
                assert item.offered_until is not None
                item.invited, item.offered_until, item.paying_until = False, None, None
            case RestOffer():
                item = self.items[effect.item_id]
                assert item.offered_until is not None
                item.paying_until = effect.paying_until
            case InviteWaitlistItem():
                item = self.items[effect.item_id]
                assert not item.invited
                assert not item.on_hold
                item.invited, item.offered_until = True, effect.offered_until
            case ReleaseHold():
                item = self.items[effect.item_id]
                assert self.registrations[effect.registration_id].is_active
                item.on_hold = False
                item.registration_id = effect.registration_id
            case SetAutoRegister():
                for item in self.items.values():
                    item.auto_register = True
            case AddPurchase():
                self._add_purchase(effect)
            case EndPurchase():
                purchase = self.purchases[effect.purchase_id]
                assert purchase.status == PurchaseStatus.OPEN, "ended twice"
                self.purchases[purchase.id] = replace(purchase, status=effect.status)
                self.ended.append(purchase.id)
            case CancelRegistration():
                row = self.registrations[effect.registration_id]
                assert row.is_active, "cancelled twice"
                row.is_active = False
            case CancelSessionRegistration():
                for row in self.registrations.values():
                    row.sessions.pop(effect.session_registration_id, None)
            case LeaveSession():
                row = self.registrations[effect.registration_id]
                assert effect.session_id in row.sessions.values()
                row.sessions = {key: session for key, session in row.sessions.items() if session != effect.session_id}
            case MoveToPass():
                row = self.registrations[effect.registration_id]
                assert row.is_active
                row.pass_id = effect.pass_id
            case ChangeDetails():
                self.registrations[effect.registration_id].details = effect
            case ChangeKeptAnswers():
                assert effect.registration_id not in self.registrations
                assert any(row.registration_id == effect.registration_id for row in self.items.values())
            case AddCheckIn() | EndCheckIn() | MarkCheckedIn():
                self._attend(effect)
            case SetLimits():
                self._set_limits(effect)
            case _:
                assert_never(effect)

    def _add_registration(self, effect: AddRegistration) -> None:
        assert effect.registration_id not in self.registrations, "registered twice"
        if effect.attendee is None:
            # The store must find the person's name and answers somewhere.
            waiting = {row.registration_id for row in self.items.values()}
            paying = {b.registration_id for p in self.purchases.values() for b in p.attendees}
            assert (effect.bought_as or effect.registration_id) in waiting | paying
        self.registrations[effect.registration_id] = RegistrationRow(
            effect.contact_id, effect.pass_id, effect.registered_by_id
        )

    def _add_item(self, effect: AddWaitlistItem) -> None:
        assert effect.item_id not in self.items
        self._sequence += 1
        self.items[effect.item_id] = ItemRow(
            self._sequence,
            effect.contact_id,
            effect.registration_id,
            effect.session_id,
            effect.auto_register,
            effect.on_hold,
            party_id=effect.party_id,
        )

    def _add_purchase(self, effect: AddPurchase) -> None:
        buyers = []
        for attendee, contact_id in effect.attendees:
            assert attendee.pass_id is not None
            buyers.append(
                PurchaseAttendeeState(
                    attendee.registration_id,
                    contact_id,
                    attendee.pass_id,
                    attendee.session_ids,
                    attendee.waitlisted_session_ids,
                )
            )
        self.purchases[effect.purchase_id] = PurchaseState(
            effect.purchase_id, PurchaseStatus.OPEN, effect.expires_at, effect.captcha, buyers
        )

    def _attend(self, effect: AddCheckIn | EndCheckIn | MarkCheckedIn) -> None:
        match effect:
            case AddCheckIn():
                place = (effect.registration_id, effect.session_id)
                others = [one for one in self.check_ins.values() if (one.registration_id, one.session_id) == place]
                assert effect.check_in_id not in self.check_ins, "one scan twice"
                assert not (effect.counts and any(one.counts for one in others)), "two count"
                self.check_ins[effect.check_in_id] = CheckInState(
                    effect.check_in_id, *place, effect.at, counts=effect.counts
                )
            case EndCheckIn():
                ended = self.check_ins[effect.check_in_id]
                assert ended.counts
                self.check_ins[ended.id] = replace(ended, counts=False)
            case MarkCheckedIn():
                row = self.registrations[effect.registration_id]
                if effect.session_id is None:
                    row.is_checked_in = effect.is_checked_in
                elif effect.is_checked_in:
                    row.attended_ids |= {effect.session_id}
                else:
                    row.attended_ids -= {effect.session_id}

    def _set_limits(self, effect: SetLimits) -> None:
        if effect.sets_event_capacity:
            self.event = replace(self.event, capacity=effect.event_capacity)
        for session_id, capacity in effect.session_capacities:
            self.sessions[session_id] = replace(self.sessions[session_id], capacity=capacity)
        allocations = dict(effect.pass_allocations)
        passes = [replace(p, allocated=allocations.get(p.id, p.allocated)) for p in self.event.passes]
        self.event = replace(self.event, passes=tuple(passes))
        if effect.auto_registers is not None:
            self.event = replace(self.event, auto_registers=effect.auto_registers)


def _registration_state(registration_id: UUID, row: RegistrationRow) -> RegistrationState:
    return RegistrationState(
        id=registration_id,
        contact_id=row.contact_id,
        is_active=row.is_active,
        is_checked_in=row.is_checked_in,
        pass_id=row.pass_id,
        sessions=tuple(row.sessions.items()),
        attended_ids=row.attended_ids,
        registered_by_id=row.registered_by_id,
    )


_PEOPLE = ("mara", "ann", "bob", "cyd", "dan", "eve", "fay", "gus", "hal", "ida")


def contact(name: str) -> UUID:
    """Give the contact of a person made by `an_attendee`."""
    return an_id(f"{name}@oyelaran.example")


_NAMES = {contact(name): name for name in _PEOPLE}
