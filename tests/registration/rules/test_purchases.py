"""Purchases: opening, holding, finalizing, ending (contract 6.1 to 6.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from guestlist.registration.rules.commands import Attendee, ChangeLimits, ClosePurchase, Finalize
from guestlist.registration.rules.decisions import (
    AddPurchase,
    AddRegistration,
    Decision,
    Done,
    EndPurchase,
    ErrorCode,
    PurchaseOpened,
    PurchaseStatus,
    Refused,
)
from guestlist.registration.rules.state import EventStyle
from tests.registration.rules.builders import (
    NOON,
    a_pass,
    a_proof,
    a_request,
    a_session,
    an_attendee,
    an_id,
    settings,
)
from tests.registration.rules.world import World, contact

CAPTCHA = {"Solution": "K7", "Token": "t", "Type": "visual", "FlowId": "f"}
BLANK = dict.fromkeys(CAPTCHA, "")


def a_paid_world(**changes: Any) -> World:
    event = {"capacity": 10, "has_waitlist": True, "passes": (a_pass("day", allocated=3),)} | changes
    return World(settings(**event), [a_session("lock", capacity=1)])


def buy(world: World, *attendees: Attendee, **changes: Any) -> UUID:
    """Open a purchase and return its id."""
    outcome = world.register(*attendees, **changes)
    assert isinstance(outcome, PurchaseOpened), outcome
    return outcome.purchase_id


def finalize(world: World, purchase_id: UUID | None, **changes: Any) -> Decision:
    return world.run(Finalize(purchase_id, **({"demo_payment_enabled": True} | changes)))


def code(decision: Decision) -> ErrorCode | None:
    return decision.outcome.code if isinstance(decision.outcome, Refused) else None


# Opening (6.1, 6.2).


def test_a_paid_registration_opens_a_purchase_that_says_what_is_to_be_paid():
    world = a_paid_world(passes=(a_pass("day"), a_pass("evening", price_minor=550)))
    people = an_attendee("ann", holds="day"), an_attendee("bob", holds="evening")
    asked = world.screened(a_request(*people, registered_by_id=contact("mara"), captcha=CAPTCHA))
    assert not isinstance(asked, Refused)

    decision = world.run(asked)

    purchase_id = asked.command.purchase_id
    assert decision == Decision(
        PurchaseOpened(purchase_id, None),
        (
            AddPurchase(
                purchase_id=purchase_id,
                expires_at=NOON + timedelta(minutes=50),
                total_minor=2550,
                currency="EUR",
                attendees=tuple(zip(asked.attendees, asked.contact_ids, strict=True)),
                redirect_url=None,
                registered_by_id=contact("mara"),
            ),
        ),
    )


def test_the_captcha_answer_is_kept_where_the_event_has_a_captcha():
    world = a_paid_world(needs_captcha=True)

    purchase_id = buy(world, an_attendee(holds="day"), captcha=CAPTCHA, captcha_proof=a_proof())

    assert world.purchases[purchase_id].captcha == CAPTCHA


@pytest.mark.parametrize(
    ("page", "start"),
    [
        ("https://pay.example/shop", "https://pay.example/shop?"),
        ("https://pay.example/shop?", "https://pay.example/shop?"),
        ("https://pay.example/?returnUrl=https%3A%2F%2Fa", "https://pay.example/?returnUrl=https%3A%2F%2Fa&"),
        ("https://pay.example/?a=b&", "https://pay.example/?a=b&"),
    ],
)
def test_the_payment_page_is_told_the_purchase_and_the_event(page: str, start: str):
    world = a_paid_world(payment_page_url=page)

    outcome = world.register(an_attendee(holds="day"))

    assert isinstance(outcome, PurchaseOpened)
    assert outcome.redirect_url == f"{start}purchaseId={outcome.purchase_id}&readableEventId=Harbour_Days"


def test_the_address_of_the_payment_page_stays_one_whatever_the_event_is_called():
    world = a_paid_world(payment_page_url="https://pay.example/#form", readable_event_id="Tea & Ü")

    outcome = world.register(an_attendee(holds="day"))

    assert isinstance(outcome, PurchaseOpened)
    assert outcome.redirect_url == (
        f"https://pay.example/?purchaseId={outcome.purchase_id}&readableEventId=Tea%20%26%20%C3%9C#form"
    )


def test_a_total_of_zero_is_registered_at_once_with_its_passes():
    world = a_paid_world(passes=(a_pass("gift", price_minor=0),))

    outcome = world.register(an_attendee("ann", holds="gift"))

    assert outcome == Done()
    assert world.registrations[world.registration_of("ann")].pass_id == an_id("gift")


def test_with_one_priced_pass_the_gift_waits_for_the_payment_too():
    world = a_paid_world(passes=(a_pass("gift", price_minor=0, currency=""), a_pass("day")))

    outcome = world.register(an_attendee("ann", holds="gift"), an_attendee("bob", holds="day"))

    assert isinstance(outcome, PurchaseOpened)
    assert world.registered() == []


def test_the_waitlisted_of_a_mixed_request_are_queued_at_once_and_do_not_belong_to_the_purchase():
    world = a_paid_world(capacity=1)

    purchase_id = buy(world, an_attendee("ann", waitlisted=True), an_attendee("bob", holds="day"))

    assert [buyer.contact_id for buyer in world.purchases[purchase_id].attendees] == [contact("bob")]
    assert world.waiting() == ["ann"]


def test_all_waitlisted_on_a_paid_event_is_success_without_a_purchase():
    assert a_paid_world().register(an_attendee(waitlisted=True)) == Done()


def test_an_open_purchase_holds_seats_passes_and_session_seats():
    world = a_paid_world(style=EventStyle.REAL_TIME, offers_sessions=True, capacity=2)
    buy(world, an_attendee("ann", holds="day", wants=["lock"]))

    state = world.state()
    assert state.taken == 1
    assert state.settings.passes[0].taken == 1
    assert state.sessions[an_id("lock")].taken == 1
    refused = world.register(an_attendee("bob", holds="day", wants=["lock"]))
    assert isinstance(refused, Refused)
    assert refused.code == ErrorCode.MAXIMUM_SESSION_CAPACITY_REACHED


def test_a_batch_sees_what_its_earlier_purchases_hold():
    world = a_paid_world(passes=(a_pass("day", allocated=1),))
    batch = [world.screened(a_request(an_attendee(name, holds="day"))) for name in ("ann", "bob")]

    first, second = world.run_all([asked for asked in batch if not isinstance(asked, Refused)])

    assert isinstance(first.outcome, PurchaseOpened)
    assert code(second) == ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES


# Finalizing (6.4).


def test_a_finalized_purchase_becomes_one_registration_for_each_attendee():
    world = a_paid_world(style=EventStyle.REAL_TIME, offers_sessions=True)
    purchase_id = buy(world, an_attendee("ann", holds="day", wants=["lock"]), an_attendee("bob", holds="day"))
    before = world.state()

    decision = finalize(world, purchase_id)

    assert decision.outcome == Done()
    assert decision.effects[0] == EndPurchase(purchase_id, PurchaseStatus.COMPLETED)
    assert world.registered() == ["ann", "bob"]
    assert world.in_session("lock") == ["ann"]
    after = world.state()
    assert (after.taken, after.settings.passes) == (before.taken, before.settings.passes)


def test_names_and_answers_of_an_older_purchase_are_left_to_the_store():
    world = a_paid_world()
    purchase_id = buy(world, an_attendee("ann", holds="day"))

    (added,) = (e for e in finalize(world, purchase_id).effects if isinstance(e, AddRegistration))

    assert added.attendee is None
    assert added.pass_id == an_id("day")


def test_finalizing_twice_is_success_and_creates_nothing_whatever_switch_and_captcha_say():
    world = a_paid_world(needs_captcha=True)
    purchase_id = buy(world, an_attendee(holds="day"), captcha=CAPTCHA, captcha_proof=a_proof())
    finalize(world, purchase_id, captcha=CAPTCHA)

    again = finalize(world, purchase_id, demo_payment_enabled=False)

    assert again == Decision(Done(changed=False))


@pytest.mark.parametrize("purchase_id", [None, an_id("unknown")])
def test_an_unknown_purchase_fails_but_the_switch_comes_first(purchase_id: UUID | None):
    world = a_paid_world()

    assert code(finalize(world, purchase_id)) == ErrorCode.REGISTRATION_FAILED
    assert code(finalize(world, purchase_id, demo_payment_enabled=False)) == ErrorCode.FINALIZATION_NOT_ENABLED


@pytest.mark.parametrize("given", [None, {}, BLANK, CAPTCHA | {"Solution": "K8"}])
def test_the_captcha_answer_must_be_the_one_of_the_registration(given: Mapping[str, str] | None):
    world = a_paid_world(needs_captcha=True)
    purchase_id = buy(world, an_attendee(holds="day"), captcha=CAPTCHA, captcha_proof=a_proof())

    assert code(finalize(world, purchase_id, captcha=given)) == ErrorCode.FINALIZATION_NOT_ALLOWED
    assert code(finalize(world, purchase_id, captcha=dict(CAPTCHA))) is None


@pytest.mark.parametrize("kept", [None, {}, BLANK])
@pytest.mark.parametrize("given", [None, {}, BLANK, CAPTCHA])
def test_without_a_kept_captcha_answer_any_will_do(kept: Mapping[str, str] | None, given: Mapping[str, str] | None):
    world = a_paid_world()
    purchase_id = buy(world, an_attendee(holds="day"))
    world.purchases[purchase_id] = replace(world.purchases[purchase_id], captcha=kept)

    assert finalize(world, purchase_id, captcha=given).outcome == Done()


def test_a_payment_service_needs_neither_switch_nor_captcha():
    world = a_paid_world(needs_captcha=True)
    purchase_id = buy(world, an_attendee("ann", holds="day"), captcha=CAPTCHA, captcha_proof=a_proof())

    finalize(world, purchase_id, demo_payment_enabled=False, is_public=False)

    assert world.registered() == ["ann"]


def test_a_cancelled_purchase_cannot_be_finalized():
    world = a_paid_world()
    purchase_id = buy(world, an_attendee(holds="day"))
    world.run(ClosePurchase(purchase_id, cancelled=True))

    assert code(finalize(world, purchase_id)) == ErrorCode.REGISTRATION_FAILED


@pytest.mark.parametrize("closed_first", [False, True])
def test_after_the_time_limit_nothing_is_registered_tick_or_no_tick(closed_first: bool):
    world = a_paid_world(payment_timeout_minutes=7)
    purchase_id = buy(world, an_attendee(holds="day"))
    world.wait(minutes=7)
    if closed_first:
        world.run(ClosePurchase(purchase_id))

    assert code(finalize(world, purchase_id)) == ErrorCode.FINALIZATION_AFTER_TIME_LIMIT
    assert world.registered() == []


def test_a_moment_before_the_time_limit_is_in_time():
    world = a_paid_world(payment_timeout_minutes=7)
    purchase_id = buy(world, an_attendee(holds="day"))
    world.wait(minutes=6, seconds=59)

    assert finalize(world, purchase_id).outcome == Done()


def test_passes_that_were_withdrawn_meanwhile_refuse_the_finalize():
    world = a_paid_world()
    purchase_id = buy(world, an_attendee("ann", holds="day"), an_attendee("bob", holds="day"))

    world.run(ChangeLimits(pass_allocations={an_id("day"): 1}))
    assert code(finalize(world, purchase_id)) == ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES

    world.run(ChangeLimits(pass_allocations={an_id("day"): 2}))
    assert code(finalize(world, purchase_id)) is None


def test_the_checks_of_finalize_come_in_their_order():
    world = a_paid_world(needs_captcha=True)
    purchase_id = buy(world, an_attendee(holds="day"), captcha=CAPTCHA, captcha_proof=a_proof())
    world.run(ChangeLimits(pass_allocations={an_id("day"): 0}))
    world.wait(minutes=50)
    open_one = world.purchases[purchase_id]

    codes = [code(finalize(world, purchase_id, demo_payment_enabled=False))]
    codes.append(code(finalize(world, purchase_id)))
    world.purchases[purchase_id] = replace(open_one, status=PurchaseStatus.CANCELLED)
    codes.append(code(finalize(world, purchase_id, captcha=CAPTCHA)))
    world.purchases[purchase_id] = open_one
    codes.append(code(finalize(world, purchase_id, captcha=CAPTCHA)))
    world.now = NOON
    codes.append(code(finalize(world, purchase_id, captcha=CAPTCHA)))

    assert codes == [
        ErrorCode.FINALIZATION_NOT_ENABLED,
        ErrorCode.FINALIZATION_NOT_ALLOWED,
        ErrorCode.REGISTRATION_FAILED,
        ErrorCode.FINALIZATION_AFTER_TIME_LIMIT,
        ErrorCode.INSUFFICIENT_NUMBER_OF_PASSES,
    ]


def test_an_event_that_was_closed_or_stopped_meanwhile_does_not_block_finalizing():
    world = a_paid_world()
    purchase_id = buy(world, an_attendee("ann", holds="day"))
    world.event = replace(world.event, is_live=False, closes_at=NOON, capacity=0)

    finalize(world, purchase_id)

    assert world.registered() == ["ann"]


def test_the_waitlist_item_goes_when_the_purchase_is_completed_not_before():
    world = a_paid_world()
    world.register(an_attendee("ann", waitlisted=True))
    assert world.waiting() == ["ann (invited)"]

    purchase_id = buy(world, an_attendee("ann", holds="day"))
    assert world.waiting() == ["ann (invited)"]

    finalize(world, purchase_id)
    assert world.waiting() == []


def test_sessions_waited_for_are_joined_when_the_purchase_is_completed():
    world = a_paid_world(style=EventStyle.REAL_TIME, offers_sessions=True)
    world.register(an_attendee("mara", holds="day", wants=["lock"]))
    purchase_id = buy(world, an_attendee("ann", holds="day", queues_for=["lock"]))
    assert world.waiting("lock") == []

    finalize(world, purchase_id)

    assert world.waiting("lock") == ["ann"]
    assert world.registered() == ["ann"]


def test_what_a_finalized_purchase_held_is_counted_once_for_the_rest_of_the_batch():
    world = a_paid_world(capacity=2, passes=(a_pass("day", allocated=2),))
    purchase_id = buy(world, an_attendee("ann", holds="day"))
    asked = world.screened(a_request(an_attendee("bob", holds="day")))
    assert not isinstance(asked, Refused)

    decisions = world.run_all([Finalize(purchase_id, demo_payment_enabled=True), asked])

    assert isinstance(decisions[1].outcome, PurchaseOpened)


# Ending (6.3).


def test_a_purchase_past_its_time_holds_nothing_even_before_it_is_closed():
    world = a_paid_world(capacity=1)
    buy(world, an_attendee("ann", holds="day"))
    world.wait(minutes=50)

    outcome = world.register(an_attendee("bob", holds="day"))

    assert isinstance(outcome, PurchaseOpened)


def test_an_expired_purchase_releases_what_it_held_and_serves_the_queues():
    world = a_paid_world(capacity=1, style=EventStyle.REAL_TIME, offers_sessions=True)
    purchase_id = buy(world, an_attendee("ann", holds="day", wants=["lock"]))
    world.register(an_attendee("bob", waitlisted=True))
    assert world.waiting() == ["bob"]
    world.wait(minutes=50)

    decision = world.run(ClosePurchase(purchase_id))

    assert decision.outcome == Done()
    assert decision.effects[0] == EndPurchase(purchase_id, PurchaseStatus.EXPIRED)
    assert world.waiting() == ["bob (invited)"]
    assert world.state().taken == 0


def test_the_freed_session_seat_of_a_purchase_is_offered_to_who_waits_for_it():
    world = a_paid_world(style=EventStyle.REAL_TIME, offers_sessions=True)
    finalize(world, buy(world, an_attendee("bob", holds="day")))
    purchase_id = buy(world, an_attendee("ann", holds="day", wants=["lock"]))
    finalize(world, buy(world, an_attendee("cyd", holds="day", queues_for=["lock"])))
    assert world.waiting("lock") == ["cyd"]

    world.run(ClosePurchase(purchase_id, cancelled=True))

    assert world.waiting("lock") == ["cyd (invited)"]


def test_an_expired_purchase_whose_seat_was_taken_since_opens_nothing():
    world = a_paid_world(capacity=1)
    first = buy(world, an_attendee("ann", holds="day"))
    world.register(an_attendee("cyd", waitlisted=True))
    world.wait(minutes=50)
    buy(world, an_attendee("bob", holds="day"))

    world.run(ClosePurchase(first))

    assert world.waiting() == ["cyd"]


def test_a_cancelled_payment_releases_at_once():
    world = a_paid_world(capacity=1)
    purchase_id = buy(world, an_attendee("ann", holds="day"))
    world.register(an_attendee("bob", waitlisted=True))

    decision = world.run(ClosePurchase(purchase_id, cancelled=True))

    assert decision.effects[0] == EndPurchase(purchase_id, PurchaseStatus.CANCELLED)
    assert world.waiting() == ["bob (invited)"]


def test_a_purchase_is_not_expired_before_its_time():
    world = a_paid_world()
    purchase_id = buy(world, an_attendee("ann", holds="day"))

    assert world.run(ClosePurchase(purchase_id)) == Decision(Done(changed=False))


def test_a_purchase_ends_once():
    world = a_paid_world()
    done = buy(world, an_attendee("ann", holds="day"))
    cancelled = buy(world, an_attendee("bob", holds="day"))
    finalize(world, done)
    world.run(ClosePurchase(cancelled, cancelled=True))

    for purchase_id in (done, cancelled, an_id("unknown")):
        assert world.run(ClosePurchase(purchase_id, cancelled=True)) == Decision(Done(changed=False))


def test_of_several_expired_purchases_the_last_to_be_closed_offers_what_each_alone_did_not_open():
    """One pass is left, whichever of the two ends: their own kind was withdrawn from sale."""
    world = a_paid_world(capacity=2, passes=(a_pass("day", allocated=2), a_pass("evening", allocated=1)))
    purchases = [buy(world, an_attendee(name, holds="day")) for name in ("ann", "bob")]
    world.register(an_attendee("cyd", waitlisted=True))
    world.run(ChangeLimits(pass_allocations={an_id("day"): 0}))
    world.wait(minutes=50)

    for purchase_id in purchases:
        world.run(ClosePurchase(purchase_id))

    assert world.waiting() == ["cyd (invited)"]
