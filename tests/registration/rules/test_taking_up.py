"""Somebody who was invited takes the place (contract 5.8)."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist.registration.rules.commands import (
    ChangeLimits,
    Finalize,
    InviteWaiting,
    RegisterWaiting,
    TakeUp,
    WaitingPerson,
)
from guestlist.registration.rules.decisions import (
    AddRegistration,
    Declined,
    Done,
    Outcome,
    PlaceKind,
    PurchaseOpened,
    Reason,
    Refused,
    ScreenedAttendee,
    Shortage,
)
from guestlist.registration.rules.notes import What
from guestlist.registration.rules.state import EventStyle
from tests.registration.rules.builders import EVENT_END, a_new_id, a_pass, a_session, an_attendee, an_id, settings
from tests.registration.rules.world import World, contact

LOCK, DAY = an_id("lock"), an_id("day")
EVENT_IS_FULL = Declined(Reason.FULL, shortages=(Shortage(PlaceKind.EVENT, None, 1),))


def a_full_event(**changes: Any) -> World:
    """Mara is in; Ann waits, for a session as well; then Bob."""
    event = settings(**{"capacity": 1, "has_waitlist": True, "offers_sessions": True} | changes)
    world = World(event, [a_session("lock", capacity=1)])
    world.register_by_hand(an_attendee("mara"))
    world.register(an_attendee("ann", waitlisted=True, wants=["lock"] if event.offers_sessions else []))
    world.register(an_attendee("bob", waitlisted=True))
    return world


def take_up(world: World, name: str = "ann", session: str | None = None, **values: Any) -> TakeUp:
    """Make the command as the shell completes it."""
    item = world.items[item_id := world.item_of(name, session)]
    attendee = ScreenedAttendee(
        registration_id=item.registration_id,
        first_name=name.title(),
        last_name="Oyelaran",
        email=f"{name}@oyelaran.example",
        pass_id=values.get("pass_id"),
        waitlisted=False,
        auto_register=False,
        answers=(),
        session_ids=() if item.session_id is None else (item.session_id,),
        waitlisted_session_ids=(),
    )
    person = WaitingPerson(attendee, values.pop("added_by_id", None), values.pop("purchase", None))
    return TakeUp(item_id, a_new_id(), person=person, **values)


def answer(world: World, *args: Any, **values: Any) -> Outcome:
    return world.run(take_up(world, *args, **values)).outcome


def test_whoever_was_invited_takes_the_place_with_the_sessions_on_hold():
    world = a_full_event()
    world.cancel("mara")
    item = world.items[world.item_of("ann")]
    command = take_up(world, added_by_id=contact("eve"))

    decision = world.run(command)

    assert decision.outcome == Done()
    added = next(effect for effect in decision.effects if isinstance(effect, AddRegistration))
    assert (added.registration_id, added.registered_by_id) == (item.registration_id, contact("eve"))
    assert (world.registered(), world.in_session("lock"), world.waiting()) == (["ann"], ["ann"], ["bob"])
    assert [(note.what, note.by_queue) for note in decision.notes if note.item_id == command.item_id] == [
        (What.PROMOTED, False)
    ]


def test_whoever_comes_too_late_stays_in_line():
    world = a_full_event()
    world.cancel("mara")
    world.register(an_attendee("cyd"))

    decision = world.run(take_up(world))

    assert (decision.outcome, decision.effects, decision.notes) == (EVENT_IS_FULL, (), ())
    assert world.waiting() == ["ann (invited)", "bob"]


def test_a_place_that_is_held_is_taken_though_the_event_is_full():
    world = a_full_event(offer_hours=2)
    world.cancel("mara")
    others = world.register(an_attendee("cyd"))

    assert isinstance(others, Refused)
    assert answer(world) == Done()
    assert world.registered() == ["ann"]


def test_an_offer_past_its_time_is_no_offer():
    world = a_full_event(offer_hours=2)
    world.cancel("mara")
    world.wait(hours=2)

    assert answer(world) == Declined(Reason.OFFER_LAPSED)


def test_nobody_takes_a_place_that_was_not_offered():
    world = a_full_event()
    world.cancel("mara")

    assert answer(world, "bob") == Declined(Reason.NOT_INVITED)
    assert answer(world, "ann", "lock") == Declined(Reason.ON_HOLD)
    assert world.run(TakeUp(an_id("gone"), a_new_id())).outcome == Declined(Reason.UNKNOWN_ITEM)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"is_live": False}, Reason.NOT_LIVE), ({"ends_at": EVENT_END}, Reason.OVER)],
    ids=["off the air", "over"],
)
def test_a_place_is_taken_up_while_the_event_is_on_the_air_and_not_over(changes, reason):
    world = a_full_event()
    world.cancel("mara")
    command = take_up(world)
    world.event = settings(**{"capacity": 1} | changes)
    world.now = EVENT_END if reason == Reason.OVER else world.now

    assert world.run(command).outcome == Declined(reason)


def test_a_place_is_taken_up_after_registration_has_closed():
    world = a_full_event()
    world.cancel("mara")
    command = take_up(world)
    world.event = settings(capacity=1, closes_at=world.now)

    assert world.run(command).outcome == Done()


def a_paid_event(**changes: Any) -> World:
    passes = (a_pass("day", allocated=5), a_pass("staff", allocated=0), a_pass("guest", price_minor=0))
    return a_full_event(**{"passes": passes, "offers_sessions": False} | changes)


def test_on_a_paid_event_taking_up_opens_a_purchase_that_becomes_the_registration():
    world = a_paid_event(payment_page_url="https://pay.example/")
    world.cancel("mara")
    command = take_up(world, pass_id=DAY)
    registration_id = world.items[command.item_id].registration_id

    outcome = world.run(command).outcome

    assert isinstance(outcome, PurchaseOpened)
    assert outcome.purchase_id == command.purchase_id
    assert outcome.redirect_url
    assert outcome.redirect_url.startswith("https://pay.example/?purchaseId=")
    assert (world.registered(), world.waiting()) == ([], ["ann (invited)", "bob"])
    world.run(Finalize(outcome.purchase_id, is_public=False))
    assert (world.registration_of("ann"), world.waiting()) == (registration_id, ["bob"])


def test_an_open_purchase_of_the_same_pass_is_given_again():
    world = a_paid_event()
    world.cancel("mara")
    earlier = (a_new_id(), "https://pay.example/")

    decision = world.run(take_up(world, pass_id=DAY, purchase=earlier))

    assert (decision.outcome, decision.effects) == (PurchaseOpened(*earlier), ())


def test_a_pass_that_costs_nothing_needs_no_purchase():
    world = a_paid_event()
    world.cancel("mara")

    assert answer(world, pass_id=an_id("guest")) == Done()
    assert [row.pass_id for row in world.registrations.values() if row.is_active] == [an_id("guest")]


@pytest.mark.parametrize(
    ("pass_id", "reason"),
    [(None, Reason.PASS_NEEDED), (an_id("staff"), Reason.UNKNOWN_PASS), (an_id("no"), Reason.UNKNOWN_PASS)],
    ids=["none", "not on offer", "unknown"],
)
def test_a_paid_event_needs_a_pass_that_is_on_offer(pass_id, reason):
    world = a_paid_event()
    world.cancel("mara")

    assert answer(world, pass_id=pass_id) == Declined(reason)


def test_a_free_event_knows_no_pass():
    world = a_full_event()
    world.cancel("mara")

    assert answer(world, pass_id=DAY) == Declined(Reason.UNKNOWN_PASS)


def test_passes_that_ran_out_are_named():
    world = a_paid_event(passes=(a_pass("day", allocated=1), a_pass("week", allocated=1)))
    world.cancel("mara")
    world.run(InviteWaiting(world.item_of("bob")))
    world.event = settings(capacity=9, passes=world.event.passes)
    world.register_by_hand(an_attendee("cyd", holds="day"))

    outcome = answer(world, "bob", pass_id=DAY)

    assert outcome == Declined(Reason.FULL, shortages=(Shortage(PlaceKind.PASS, DAY, 1),))


def test_a_session_is_taken_up_under_the_registration_at_hand():
    world = World(
        settings(has_waitlist=True, offers_sessions=True, style=EventStyle.REAL_TIME), [a_session("lock", capacity=0)]
    )
    world.register(an_attendee("ann", queues_for=["lock"]))
    world.run(InviteWaiting(world.item_of("ann", "lock")))
    full = answer(world, "ann", "lock")
    world.run(ChangeLimits(session_capacities={LOCK: 1}))

    assert full == Declined(Reason.FULL, shortages=(Shortage(PlaceKind.SESSION, LOCK, 1),))
    assert answer(world, "ann", "lock") == Done()
    assert (world.in_session("lock"), world.items) == (["ann"], {})


def test_a_session_without_an_event_registration_brings_it_along():
    world = World(settings(has_waitlist=True, offers_sessions=True), [a_session("lock", capacity=0)])
    world.register(an_attendee("ann", queues_for=["lock"]))
    world.run(ChangeLimits(session_capacities={LOCK: 1}))
    assert world.waiting("lock") == ["ann (invited)"]

    assert answer(world, "ann", "lock") == Done()
    assert (world.registered(), world.in_session("lock")) == (["ann"], ["ann"])


def test_whoever_was_registered_by_staff_meanwhile_has_nothing_to_take_up():
    world = a_full_event()
    world.cancel("mara")
    command = take_up(world)
    world.run(RegisterWaiting(command.item_id))

    assert world.run(command).outcome == Declined(Reason.UNKNOWN_ITEM)
