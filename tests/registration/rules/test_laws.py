"""Laws that hold for every event, whatever people ask for in whatever order."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from guestlist.registration.rules.commands import (
    Cancel,
    CancelByHand,
    ChangeChoices,
    ChangeLimits,
    ChangeSession,
    ClosePurchase,
    InviteWaiting,
    JoinSession,
    MovePass,
    Promote,
    RegisterWaiting,
    RemoveWaiting,
)
from guestlist.registration.rules.decisions import (
    AddRegistration,
    AddSessionRegistration,
    AddWaitlistItem,
    CancelRegistration,
    Decision,
    Declined,
    Done,
    InviteWaitlistItem,
    PlaceKind,
    PurchaseStatus,
    Refused,
    ReleaseHold,
)
from guestlist.registration.rules.state import EventState, WaitlistItemState
from tests.registration.rules.stories import Happening, Story, free_seats, stories

# What moves places without being asked for one.
ORGANIZING = (Cancel, ChangeLimits, ClosePurchase, Promote, CancelByHand, MovePass, InviteWaiting, RemoveWaiting)


@effort(max_examples=1000)
@given(stories)
def test_every_decision_keeps_every_law(story: Story):
    """`World` itself refuses a second end of a purchase, a second cancelling, a second seat in one session."""
    for happening in story.tell():
        for law in LAWS:
            law(happening)


def never_more_is_given_than_is_free(happening: Happening) -> None:
    """Or the outcome says of what, and how much more."""
    before, after, outcome = happening.before, happening.after, happening.decision.outcome
    counts = {(PlaceKind.EVENT, None): (before.taken, after.taken, after.settings.capacity)}
    for key, session in after.sessions.items():
        counts[PlaceKind.SESSION, key] = (before.sessions[key].taken, session.taken, session.capacity)
    for old, new in zip(before.settings.passes, after.settings.passes, strict=True):
        counts[PlaceKind.PASS, new.id] = (old.taken, new.taken, new.allocated)
    overbooked = {(s.kind, s.id): s.missing for s in outcome.overbooked} if isinstance(outcome, Done) else {}
    for place, (taken_before, taken_after, limit) in counts.items():
        if taken_after > taken_before and limit is not None:
            assert taken_after - max(taken_before, limit) <= overbooked.get(place, 0)


def whoever_is_refused_changes_nothing(happening: Happening) -> None:
    if isinstance(happening.decision.outcome, Refused | Declined):
        assert happening.decision.effects == ()
        assert happening.decision.notes == ()
        assert happening.after == happening.before


def no_place_stays_free_while_somebody_waits_who_could_have_it(happening: Happening) -> None:
    """More free places than invitations, and somebody not invited who fits: then a queue was not served.

    A purchase past its time that nobody closed yet frees its places for those who ask, not yet for the queues.
    """
    state = happening.after
    is_open = [p for p in state.purchases.values() if p.status == PurchaseStatus.OPEN]
    if any(purchase.expires_at <= happening.now for purchase in is_open):
        return
    for item in state.waitlist:
        if not item.invited and _fits(item, state) and _is_served(item, state):
            assert _open_beyond_doubt(state, item.session_id) <= 0


def nobody_is_overtaken_in_a_queue(happening: Happening) -> None:
    """Whoever is served by a queue stood before everybody who could have been served and still waits.

    Sessions on hold are no part of their queue until they are released, nor are people who lack the event seat. Staff
    may pass people by.
    """
    still_waiting = {item.id for item in happening.after.waitlist if not item.invited}
    for key in (None, *happening.before.sessions):
        line = _line(happening, key)
        served = [
            # Of several items for one registration the others are only cleared away.
            _is_served_by_queue(item, happening.decision)
            and _is_first_of_its_kind(item, line)
            and not _is_called_up_by_hand(item, happening)
            for item in line
        ]
        waits = [
            item.id in still_waiting and not item.on_hold and (key is None or item.has_registration) for item in line
        ]
        if any(waits):
            assert not any(served[waits.index(True) :])


def whoever_is_called_up_out_of_turn_is_said_to_be(happening: Happening) -> None:
    command, outcome = happening.command, happening.decision.outcome
    if isinstance(command, InviteWaiting | RegisterWaiting) and isinstance(outcome, Done) and outcome.changed:
        (item,) = [item for item in happening.before.waitlist if item.id == command.item_id]
        older = [
            other
            for other in happening.before.waitlist
            if other.session_id == item.session_id and other.sequence < item.sequence
            if not other.invited and not other.on_hold
        ]
        assert sum(overtaken.people for overtaken in outcome.overtaken) == len(older)


def nobody_waits_for_a_place_that_they_have(happening: Happening) -> None:
    after = happening.after
    assert not [item for item in after.waitlist if after.attending.get((item.contact_id, item.session_id))]


def nobody_stands_twice_in_a_queue(happening: Happening) -> None:
    places = [(item.contact_id, item.session_id) for item in happening.after.waitlist]
    assert len(places) == len(set(places))


def nobody_waits_for_a_place_that_they_have_just_got(happening: Happening) -> None:
    effects = happening.decision.effects
    arrived = {effect.contact_id for effect in effects if isinstance(effect, AddRegistration)}
    old = {item.id for item in happening.before.waitlist}
    for item in happening.after.waitlist:
        if item.id not in old:
            continue
        if item.session_id is None or item.on_hold:
            assert item.contact_id not in arrived
        else:
            assert AddSessionRegistration(item.registration_id, item.session_id) not in effects


def no_queue_registers_anybody_who_has_a_place(happening: Happening) -> None:
    """Whoever registers themselves may do so twice (contract 5.4)."""
    before, effects = happening.before, happening.decision.effects
    registered = Counter({contact: len(ids) for (contact, key), ids in before.attending.items() if key is None})
    waiting = {item.registration_id for item in before.waitlist if not item.has_registration}
    waiting |= {e.registration_id for e in effects if isinstance(e, AddWaitlistItem) and e.session_id is None}
    for effect in effects:
        if isinstance(effect, CancelRegistration):
            registered[before.registrations[effect.registration_id].contact_id] -= 1
        elif isinstance(effect, AddRegistration):
            assert not (effect.registration_id in waiting and registered[effect.contact_id])
            registered[effect.contact_id] += 1


def nobody_is_left_waiting_for_a_session_without_a_waitlist(happening: Happening) -> None:
    """A session on hold that is full when it is tried is waited for only where one can wait."""
    released = {effect.item_id for effect in happening.decision.effects if isinstance(effect, ReleaseHold)}
    for item in happening.before.waitlist:
        if item.on_hold and item.session_id is not None and item.id in released:
            assert happening.before.sessions[item.session_id].has_waitlist


def no_queue_of_a_paid_event_registers_anybody(happening: Happening) -> None:
    if happening.after.settings.is_paid and isinstance(happening.command, ORGANIZING):
        effects = happening.decision.effects
        assert not any(isinstance(effect, AddRegistration | AddSessionRegistration) for effect in effects)


def every_session_on_hold_belongs_to_somebody_who_waits_for_the_event(happening: Happening) -> None:
    waitlist = happening.after.waitlist
    waiting = {item.contact_id for item in waitlist if item.session_id is None}
    assert all(item.contact_id in waiting for item in waitlist if item.on_hold)


LAWS = (
    whoever_is_called_up_out_of_turn_is_said_to_be,
    never_more_is_given_than_is_free,
    whoever_is_refused_changes_nothing,
    no_place_stays_free_while_somebody_waits_who_could_have_it,
    nobody_is_overtaken_in_a_queue,
    nobody_waits_for_a_place_that_they_have,
    nobody_stands_twice_in_a_queue,
    nobody_waits_for_a_place_that_they_have_just_got,
    no_queue_registers_anybody_who_has_a_place,
    nobody_is_left_waiting_for_a_session_without_a_waitlist,
    no_queue_of_a_paid_event_registers_anybody,
    every_session_on_hold_belongs_to_somebody_who_waits_for_the_event,
)


@effort(max_examples=400)
@given(stories, st.integers(2, 20))
def test_a_batch_is_decided_like_the_same_commands_one_by_one(story: Story, size: int):
    deque(story.tell(), maxlen=0)
    commands = [command for _ in range(size) if (command := story.next_command()) is not None]
    together, apart = story.world, deepcopy(story.world)

    decisions = together.run_all(commands)
    singles = [apart.run(command) for command in commands]

    assert [_without_names(d) for d in decisions] == [_without_names(d) for d in singles]
    assert together.state() == apart.state()


@effort(max_examples=200)
@given(stories)
def test_giving_everything_back_leaves_nothing_taken(story: Story):
    deque(story.tell(), maxlen=0)
    world = story.world
    for purchase in list(world.purchases.values()):
        registered = [buyer.registration_id in world.registrations for buyer in purchase.attendees]
        assert registered == [purchase.status == PurchaseStatus.COMPLETED] * len(registered)
        world.run(ClosePurchase(purchase.id, cancelled=True))

    while active := [key for key, row in world.registrations.items() if row.is_active]:
        decision = world.run(Cancel(active[0]))
        assert CancelRegistration(active[0]) in decision.effects

    state = world.state()
    assert state.taken == 0
    assert all(session.taken == 0 for session in state.sessions.values())
    assert all(event_pass.taken == 0 for event_pass in state.settings.passes)
    assert len(world.ended) == len(set(world.ended)) == len(world.purchases)


def _without_names(decision: Decision) -> Decision:
    """Leave out what a batch knows of its own attendees and the store looks up otherwise."""
    effects = []
    for effect in decision.effects:
        if isinstance(effect, AddRegistration):
            effects.append(replace(effect, attendee=None, registered_by_id=None))
        elif isinstance(effect, AddWaitlistItem):
            effects.append(replace(effect, attendee=None, added_by_id=None))
        else:
            effects.append(effect)
    return Decision(decision.outcome, effects, decision.notes)


def _open_beyond_doubt(state: EventState, session_id: UUID | None) -> int:
    """Count the free places of event or session, less one for everybody invited."""
    if session_id is None:
        free = free_seats(state.settings.capacity, state.taken)
        if state.settings.is_paid:
            free = min(free, sum(max(0, p.allocated - p.taken) for p in state.settings.passes))
    else:
        session = state.sessions[session_id]
        free = free_seats(session.capacity, session.taken)
    return free - len([i for i in state.waitlist if i.session_id == session_id and i.invited])


def _fits(item: WaitlistItemState, state: EventState) -> bool:
    if item.session_id is None or item.has_registration:
        return True
    return not item.on_hold and _open_beyond_doubt(state, None) > 0


def _is_served(item: WaitlistItemState, state: EventState) -> bool:
    if not state.settings.is_live or item.session_id is None:
        return state.settings.is_live and state.settings.has_waitlist
    session = state.sessions[item.session_id]
    return session.is_live and session.has_waitlist


def _line(happening: Happening, key: UUID | None) -> list[WaitlistItemState]:
    """Give those of a queue who are not invited, then those who join it by the decision.

    Of the latter it is not said whether they have the event seat; without it they need not have been served.
    """
    old = [item for item in happening.before.waitlist if item.session_id == key and not item.invited]
    new = [
        WaitlistItemState(
            e.item_id,
            0,
            e.contact_id,
            e.registration_id,
            key,
            e.auto_register,
            invited=False,
            on_hold=e.on_hold,
            has_registration=False,
            party_id=e.party_id,
        )
        for e in happening.decision.effects
        if isinstance(e, AddWaitlistItem) and e.session_id == key
    ]
    return old + new


def _is_first_of_its_kind(item: WaitlistItemState, line: Sequence[WaitlistItemState]) -> bool:
    return item is next(other for other in line if other.registration_id == item.registration_id)


def _is_called_up_by_hand(item: WaitlistItemState, happening: Happening) -> bool:
    """Tell whether the command itself gives somebody the place: staff's, or their own, of a place that is free."""
    match happening.command:
        case InviteWaiting(item_id) | RegisterWaiting(item_id):
            called = next(i for i in happening.before.waitlist if i.id == item_id)
            return item.registration_id == called.registration_id
        case ChangeSession(registration_id, _, joins_id):
            return (item.registration_id, item.session_id) == (registration_id, joins_id)
        case ChangeChoices(registration_id, joins):
            return item.registration_id == registration_id and item.session_id in joins
        case JoinSession(contact_id, session_id):
            return (item.contact_id, item.session_id) == (contact_id, session_id)
    return False


def _is_served_by_queue(item: WaitlistItemState, decision: Decision) -> bool:
    if any(isinstance(effect, InviteWaitlistItem) and effect.item_id == item.id for effect in decision.effects):
        return True
    if item.on_hold:
        return False
    if item.session_id is not None:
        return AddSessionRegistration(item.registration_id, item.session_id) in decision.effects
    registered = [effect.registration_id for effect in decision.effects if isinstance(effect, AddRegistration)]
    return item.registration_id in registered
