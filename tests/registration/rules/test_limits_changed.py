"""Changing limits, and whom that lets in (contract 5.8)."""

from __future__ import annotations

from typing import Any

from guestlist.registration.rules.commands import ChangeLimits
from guestlist.registration.rules.decisions import Decision, Done, Refused, SetAutoRegister, SetLimits
from tests.registration.rules.builders import a_pass, a_request, a_session, an_attendee, an_id, settings
from tests.registration.rules.world import World


def a_world(**changes: Any) -> World:
    event = {"capacity": 1, "has_waitlist": True, "offers_auto_choice": True} | changes
    return World(settings(**event), [a_session("lock", capacity=1)])


def test_limits_are_stored_as_given():
    world = a_world(passes=(a_pass("day"),))
    change = ChangeLimits(
        sets_event_capacity=True,
        event_capacity=7,
        session_capacities={an_id("lock"): None},
        pass_allocations={an_id("day"): 4},
        auto_registers=False,
    )

    decision = world.run(change)

    assert decision == Decision(Done(), (SetLimits(7, True, ((an_id("lock"), None),), ((an_id("day"), 4),), False),))


def test_a_change_of_nothing_changes_nothing():
    assert a_world().run(ChangeLimits()) == Decision(Done(changed=False))


def test_a_higher_limit_serves_as_many_as_it_lets_in():
    world = a_world()
    world.register(an_attendee("mara"))
    for name in ("ann", "bob", "cyd"):
        world.register(an_attendee(name, waitlisted=True, auto_register=True))

    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=3))

    assert world.registered() == ["mara", "ann", "bob"]
    assert world.waiting() == ["cyd"]


def test_a_limit_raised_below_what_is_taken_lets_nobody_in():
    world = a_world(capacity=3)
    for name in ("mara", "ida", "hal"):
        world.register(an_attendee(name))
    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=1))
    world.register(an_attendee("ann", waitlisted=True, auto_register=True))

    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=3))
    assert world.waiting() == ["ann"]

    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=4))
    assert world.waiting() == []


def test_a_removed_limit_serves_everybody():
    world = a_world(capacity=0)
    for name in ("ann", "bob", "cyd"):
        world.register(an_attendee(name, waitlisted=True, auto_register=name != "bob"))

    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=None))

    assert world.registered() == ["ann", "cyd"]
    assert world.waiting() == ["bob (invited)"]


def test_a_lower_limit_takes_nothing_from_anybody():
    world = a_world(capacity=2)
    world.register(an_attendee("mara"), an_attendee("ida"))

    decision = world.run(ChangeLimits(sets_event_capacity=True, event_capacity=0))

    assert [type(effect) for effect in decision.effects] == [SetLimits]
    assert world.registered() == ["mara", "ida"]


def test_more_passes_open_places_as_far_as_there_are_seats():
    world = a_world(capacity=2, passes=(a_pass("day", allocated=1, price_minor=0),))
    world.register(an_attendee("mara", holds="day"))
    world.register(an_attendee("ann", waitlisted=True))
    world.register(an_attendee("bob", waitlisted=True))
    assert world.waiting() == ["ann", "bob"]

    world.run(ChangeLimits(pass_allocations={an_id("day"): 9}))

    assert world.waiting() == ["ann (invited)", "bob"]


def test_an_oversold_pass_takes_nothing_from_the_others():
    passes = (a_pass("day", allocated=1, price_minor=0), a_pass("evening", allocated=1, price_minor=0))
    world = a_world(capacity=9, passes=passes)
    world.register(an_attendee("mara", holds="day"), an_attendee("ida", holds="evening"))
    world.run(ChangeLimits(pass_allocations={an_id("day"): 0}))
    world.register(an_attendee("ann", waitlisted=True))

    world.run(ChangeLimits(pass_allocations={an_id("evening"): 2}))

    assert world.waiting() == ["ann (invited)"]


def test_withdrawing_all_passes_makes_the_event_free_and_lets_automatic_people_in():
    world = a_world(capacity=2, passes=(a_pass("day", allocated=1, price_minor=0),), auto_registers=True)
    world.register(an_attendee("mara", holds="day"))
    world.register(an_attendee("ann", waitlisted=True))
    world.run(ChangeLimits(pass_allocations={an_id("day"): 0}))

    assert world.waiting() == ["ann (invited)"]
    world.register(an_attendee("bob", waitlisted=True))
    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=3))
    assert world.registered() == ["mara", "bob"]


def test_switching_automatic_registration_on_makes_everybody_who_waits_automatic():
    world = a_world(capacity=0)
    world.register(an_attendee("ann", waitlisted=True))

    decision = world.run(ChangeLimits(sets_event_capacity=True, event_capacity=1, auto_registers=True))

    assert SetAutoRegister() in decision.effects
    assert world.registered() == ["ann"]


def test_on_a_paid_event_the_switch_is_stored_but_nobody_becomes_automatic():
    world = a_world(capacity=0, passes=(a_pass("day"),))
    world.register(an_attendee("ann", waitlisted=True))

    decision = world.run(ChangeLimits(auto_registers=True))

    assert decision.effects == (SetLimits(None, False, (), (), True),)


def test_a_request_screened_before_the_event_became_paid_is_refused():
    world = a_world(capacity=5, passes=(a_pass("day", allocated=0),))
    asked = world.screened(a_request(an_attendee("ann")))
    assert not isinstance(asked, Refused)

    decisions = world.run_all([ChangeLimits(pass_allocations={an_id("day"): 3}), asked])

    assert decisions[1].effects == ()
    assert world.registered() == []
