"""Laws of what goes beyond the contract: timed offers, and parties that keep together, in every history."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from copy import deepcopy
from uuid import UUID

from hypothesis import given
from hypothesis import settings as effort

from guestlist.registration.rules.commands import (
    Cancel,
    CancelByHand,
    CancelOwn,
    ChangeChoices,
    ExpireOffers,
    InviteWaiting,
    MovePass,
    RegisterWaiting,
    RemoveWaiting,
)
from guestlist.registration.rules.decisions import (
    AddPurchase,
    AddRegistration,
    AddSessionRegistration,
    Done,
    InviteWaitlistItem,
    LapseOffer,
    PurchaseOpened,
    PurchaseStatus,
    RemoveWaitlistItem,
)
from guestlist.registration.rules.state import EventState, WaitlistItemState
from tests.registration.rules import test_laws
from tests.registration.rules.builders import an_attendee
from tests.registration.rules.stories import PASSES, PEOPLE, Happening, Story, free_seats, stories_beyond
from tests.registration.rules.world import contact

# What moves somebody out of a queue who did not ask for it by registering.
LEAVING = (RemoveWaiting, Cancel, CancelByHand, CancelOwn, ChangeChoices, MovePass)


@effort(max_examples=1000)
@given(stories_beyond)
def test_every_decision_keeps_every_law(story: Story):
    """Of the contract's laws those hold unchanged that say nothing about who is next."""
    for happening in story.tell():
        for law in (*UNCHANGED, *LAWS):
            law(happening)


@effort(max_examples=300)
@given(stories_beyond)
def test_whoever_has_an_offer_gets_the_place(story: Story):
    for _ in story.tell():
        state = story.world.state()
        for item in state.waitlist:
            if item.session_id is None and item.holds_at(story.world.now) and _can_be_sold(state):
                world = deepcopy(story.world)
                outcome = world.register(_coming_back(item, state))
                assert isinstance(outcome, Done | PurchaseOpened), outcome
                assert not any(i.holds_at(world.now) for i in world.state().waitlist if i.id == item.id)


@effort(max_examples=200)
@given(stories_beyond)
def test_when_all_time_is_over_nothing_is_held(story: Story):
    deque(story.tell(), maxlen=0)
    world = story.world
    for purchase in list(world.purchases.values()):
        world.run(test_laws.ClosePurchase(purchase.id, cancelled=True))
    world.now = world.event.ends_at
    world.run(ExpireOffers())

    state = world.state()

    assert state.offered == 0
    assert not [item for item in state.waitlist if item.offered_until is not None]
    assert state.taken == len([row for row in world.registrations.values() if row.is_active])


def no_place_stays_free_while_somebody_waits_who_could_have_it(happening: Happening) -> None:
    state, now = happening.after, happening.now
    is_overdue = any(p.status == PurchaseStatus.OPEN and p.expires_at <= now for p in state.purchases.values())
    if is_overdue or any(item.has_lapsed(now) for item in state.waitlist):
        return
    for party in _parties(state, [item for item in state.waitlist if not item.invited and not item.on_hold]):
        key = party[0].session_id
        if _is_over(state, key, happening) or not test_laws._is_served(party[0], state):
            continue
        lacking = [item for item in party if key is not None and not item.has_registration]
        if not lacking or len(lacking) <= _open(state, None):
            assert len(party) > _open(state, key)


def nobody_is_overtaken_but_by_smaller_parties(happening: Happening) -> None:
    still_waiting = {item.id for item in happening.after.waitlist if not item.invited}
    gone = {effect.item_id for effect in happening.decision.effects if isinstance(effect, RemoveWaitlistItem)}
    for key in (None, *happening.before.sessions):
        line = test_laws._line(happening, key)
        # Whoever leaves without a place is of the party no longer when it is served.
        staying = [item for item in line if item.id not in gone or _is_served(item, happening, line)]
        passed = 0  # the smallest party that was passed over
        for party in _parties(happening.before, [item for item in staying if not item.on_hold]):
            if any(_is_served(item, happening, line) for item in party):
                assert not passed or (happening.before.settings.keeps_parties and len(party) < passed)
            elif all(item.id in still_waiting and (key is None or item.has_registration) for item in party):
                passed = min(passed or len(party), len(party))


def parties_are_served_whole(happening: Happening) -> None:
    """Those who leave by themselves, or by staff's hand, are of the party no longer."""
    if not happening.before.settings.keeps_parties:
        return
    still_waiting = {item.id for item in happening.after.waitlist if not item.invited}
    for key in (None, *happening.before.sessions):
        line = [item for item in test_laws._line(happening, key) if not item.on_hold]
        for party in _parties(happening.before, line):
            is_any_served = any(_is_served(item, happening, line) for item in party if not _is_named(item, happening))
            assert not (is_any_served and any(item.id in still_waiting for item in party))


def no_offer_ends_before_its_time(happening: Happening) -> None:
    """But by its own person, who comes or goes, or by staff's hand. While they pay the purchase holds the place."""
    before, after = happening.before, {item.id: item for item in happening.after.waitlist}
    effects = happening.decision.effects
    arrived = {effect.registration_id for effect in effects if isinstance(effect, AddSessionRegistration)}
    people = {effect.contact_id for effect in effects if isinstance(effect, AddRegistration)}
    people |= {before.registrations[key].contact_id for key in arrived if key in before.registrations}
    buyers = {key for e in effects if isinstance(e, AddPurchase) for _, key in e.attendees}
    for item in before.waitlist:
        if not item.holds_at(happening.now) or isinstance(happening.command, LEAVING):
            continue
        now_there = after.get(item.id)
        if now_there is None:
            assert item.contact_id in people
        elif not now_there.holds_at(happening.now):
            assert item.contact_id in buyers
        else:
            assert now_there.offered_until == item.offered_until


def no_offer_lasts_beyond_the_end(happening: Happening) -> None:
    state = happening.after
    for item in state.waitlist:
        if item.offered_until is not None:
            assert item.offered_until <= state.settings.ends_at
            assert item.session_id is None or item.offered_until <= state.sessions[item.session_id].ends_at


def every_offer_has_a_time_where_offers_are_timed(happening: Happening) -> None:
    is_timed = happening.before.settings.offer_hours is not None
    for effect in happening.decision.effects:
        if isinstance(effect, InviteWaitlistItem):
            assert (effect.offered_until is not None) == is_timed
            assert effect.offered_until is None or effect.offered_until > happening.now


def what_is_past_its_time_leaves_and_nothing_else(happening: Happening) -> None:
    lapsed = {effect.item_id for effect in happening.decision.effects if isinstance(effect, LapseOffer)}
    due = {item.id for item in happening.before.waitlist if item.has_lapsed(happening.now)}
    assert lapsed <= due
    for item in happening.before.waitlist:
        if item.id in lapsed:
            assert happening.before.settings.is_live
            assert item.session_id is None or happening.before.sessions[item.session_id].is_live
    if isinstance(happening.command, ExpireOffers):
        assert not [item for item in happening.after.waitlist if item.has_lapsed(happening.now)]
        # Off the air nobody could come: they wait again.
        assert not (due - lapsed) or not _is_all_on_air(happening.before)


def passes_are_kept_for_those_who_have_offers(happening: Happening) -> None:
    """Offers get no pass more than there are, and others leave them theirs, but by overbooking and lowered numbers.

    Those show later, too: of an oversold pass that somebody gives back nothing is left for the offer that they had.
    """
    before, after = happening.before, happening.after
    outcome = happening.decision.outcome
    if not after.settings.is_paid or not before.settings.is_paid or (isinstance(outcome, Done) and outcome.overbooked):
        return
    if isinstance(happening.command, test_laws.ChangeLimits):
        return
    gone = max(0, _oversold(before) - _oversold(after))
    assert after.offered - _passes_left(after) <= max(0, before.offered - _passes_left(before)) + gone


LAWS = (
    no_place_stays_free_while_somebody_waits_who_could_have_it,
    nobody_is_overtaken_but_by_smaller_parties,
    parties_are_served_whole,
    no_offer_ends_before_its_time,
    no_offer_lasts_beyond_the_end,
    every_offer_has_a_time_where_offers_are_timed,
    what_is_past_its_time_leaves_and_nothing_else,
    passes_are_kept_for_those_who_have_offers,
)
_ABOUT_WHO_IS_NEXT = (
    test_laws.no_place_stays_free_while_somebody_waits_who_could_have_it,
    test_laws.nobody_is_overtaken_in_a_queue,
)
UNCHANGED = [law for law in test_laws.LAWS if law not in _ABOUT_WHO_IS_NEXT]


def _parties(state: EventState, items: Sequence[WaitlistItemState]) -> Iterator[list[WaitlistItemState]]:
    """Give those who are served together: each alone, or all of a party that stands in the same queue."""
    parties: dict[tuple[UUID | None, UUID], list[WaitlistItemState]] = {}
    for item in items:
        key = (item.party_id if state.settings.keeps_parties else None) or item.id
        parties.setdefault((item.session_id, key), []).append(item)
    return iter(parties.values())


def _open(state: EventState, key: UUID | None) -> int:
    """Count the places that are free and on offer to nobody, timed or not."""
    if key is None:
        free = free_seats(state.settings.capacity, state.taken)
        if state.settings.is_paid:
            free = min(free, _passes_left(state) - state.offered)
    else:
        free = free_seats(state.sessions[key].capacity, state.sessions[key].taken)
    invited = [i for i in state.waitlist if i.session_id == key and i.invited and i.offered_until is None]
    return free - len(invited)


def _passes_left(state: EventState) -> int:
    return sum(max(0, p.allocated - p.taken) for p in state.settings.passes)


def _oversold(state: EventState) -> int:
    return sum(max(0, p.taken - p.allocated) for p in state.settings.passes)


def _is_over(state: EventState, key: UUID | None, happening: Happening) -> bool:
    return happening.now >= (state.settings if key is None else state.sessions[key]).ends_at


def _is_all_on_air(state: EventState) -> bool:
    return state.settings.is_live and all(session.is_live for session in state.sessions.values())


def _is_served(item: WaitlistItemState, happening: Happening, line: Sequence[WaitlistItemState]) -> bool:
    return (
        test_laws._is_served_by_queue(item, happening.decision)
        and test_laws._is_first_of_its_kind(item, line)
        and not test_laws._is_called_up_by_hand(item, happening)
    )


def _is_named(item: WaitlistItemState, happening: Happening) -> bool:
    return isinstance(happening.command, InviteWaiting | RegisterWaiting) and item.id == happening.command.item_id


def _can_be_sold(state: EventState) -> bool:
    return state.settings.is_live and (not state.settings.is_paid or _passes_left(state) > 0)


def _coming_back(item: WaitlistItemState, state: EventState):
    name = next(name for name in PEOPLE if contact(name) == item.contact_id)
    left = [name for name, p in zip(PASSES, state.settings.passes, strict=False) if p.allocated > p.taken]
    return an_attendee(name, holds=left[0] if state.settings.is_paid else "")
