"""The waitlist of the event: joining, serving, inviting, coming back (contract 5.4, 5.8)."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist.registration.rules.commands import ChangeLimits, Promote
from guestlist.registration.rules.decisions import (
    AddRegistration,
    AddWaitlistItem,
    Done,
    ErrorCode,
    InviteWaitlistItem,
    Outcome,
    Refused,
    RemoveWaitlistItem,
)
from tests.registration.rules.builders import a_pass, a_request, an_attendee, settings
from tests.registration.rules.world import World, contact


def a_full_event(**changes: Any) -> World:
    """Make an event whose only seat mara has; visitors choose whether they are registered automatically."""
    event = {"capacity": 1, "has_waitlist": True, "offers_auto_choice": True} | changes
    world = World(settings(**event))
    world.register(an_attendee("mara"))
    return world


def join(world: World, name: str, *, auto: bool = False) -> Outcome:
    return world.register(an_attendee(name, waitlisted=True, auto_register=auto))


def test_a_person_who_joins_a_full_event_waits():
    world = a_full_event()

    outcome = join(world, "ann", auto=True)

    assert outcome == Done()
    assert world.waiting() == ["ann"]
    assert world.registered() == ["mara"]


def test_an_item_carries_the_attendee_the_choice_and_who_added_it():
    world = a_full_event()
    attendee = an_attendee("ann", waitlisted=True, auto_register=True)
    asked = world.screened(a_request(attendee, registered_by_id=contact("bob")))
    assert not isinstance(asked, Refused)

    (effect,) = world.run(asked).effects

    assert isinstance(effect, AddWaitlistItem)
    assert effect == AddWaitlistItem(
        item_id=effect.item_id,
        registration_id=attendee.registration_id,
        contact_id=contact("ann"),
        session_id=None,
        auto_register=True,
        on_hold=False,
        attendee=asked.attendees[0],
        added_by_id=contact("bob"),
    )


def test_an_automatic_person_who_joins_with_a_seat_free_is_registered_at_once():
    world = World(settings(capacity=1, has_waitlist=True, auto_registers=True))
    attendee = an_attendee("ann", waitlisted=True)
    asked = world.screened(a_request(attendee, registered_by_id=contact("bob")))
    assert not isinstance(asked, Refused)

    added, registered, removed = world.run(asked).effects

    assert isinstance(added, AddWaitlistItem)
    assert registered == AddRegistration(
        attendee.registration_id, contact("ann"), None, asked.attendees[0], contact("bob")
    )
    assert removed == RemoveWaitlistItem(added.item_id)


def test_a_manual_person_who_joins_with_a_seat_free_is_invited_at_once():
    world = World(settings(capacity=1, has_waitlist=True))

    join(world, "ann")

    assert world.waiting() == ["ann (invited)"]


def test_seats_on_offer_are_not_offered_twice_to_those_who_join():
    world = World(settings(capacity=1, has_waitlist=True, offers_auto_choice=True))
    join(world, "ann")

    join(world, "bob", auto=True)

    assert world.waiting() == ["ann (invited)", "bob"]
    assert world.registered() == []


def test_without_a_limit_everybody_who_joins_is_served():
    world = World(settings(has_waitlist=True, offers_auto_choice=True))

    join(world, "ann")
    join(world, "bob", auto=True)

    assert world.waiting() == ["ann (invited)"]
    assert world.registered() == ["bob"]


def test_in_a_mixed_request_seats_are_taken_before_the_queue_runs():
    world = World(settings(capacity=1, has_waitlist=True, auto_registers=True))

    world.register(an_attendee("ann", waitlisted=True), an_attendee("bob"))

    assert world.registered() == ["bob"]
    assert world.waiting() == ["ann"]


def test_a_freed_seat_goes_to_the_oldest_automatic_item():
    world = a_full_event()
    join(world, "ann", auto=True)
    join(world, "bob", auto=True)

    world.cancel("mara")

    assert world.registered() == ["ann"]
    assert world.waiting() == ["bob"]


def test_the_names_of_an_older_item_are_left_to_the_store():
    world = a_full_event()
    join(world, "ann", auto=True)

    world.cancel("mara")

    row = world.registrations[world.registration_of("ann")]
    assert row.contact_id == contact("ann")


def test_a_freed_seat_is_offered_to_the_oldest_manual_item_which_stays():
    world = a_full_event()
    join(world, "ann")
    join(world, "bob", auto=True)

    world.cancel("mara")

    assert world.waiting() == ["ann (invited)", "bob"]
    assert world.registered() == []


def test_the_invited_are_passed_over_by_the_next_seat():
    world = a_full_event(capacity=2)
    world.register(an_attendee("ida"))
    for name in ("ann", "bob"):
        join(world, name)

    world.cancel("mara")
    world.cancel("ida")

    assert world.waiting() == ["ann (invited)", "bob (invited)"]


def test_each_slot_invites_as_many_manual_people_in_a_row_as_the_event_says():
    world = a_full_event(invitations_per_slot=3)
    for name in ("ann", "bob", "cyd", "dan"):
        join(world, name)

    world.cancel("mara")

    assert world.waiting() == ["ann (invited)", "bob (invited)", "cyd (invited)", "dan"]


def test_inviting_stops_early_at_an_automatic_item():
    world = a_full_event(invitations_per_slot=3)
    join(world, "ann")
    join(world, "bob", auto=True)
    join(world, "cyd")

    world.cancel("mara")

    assert world.waiting() == ["ann (invited)", "bob", "cyd"]


def test_two_slots_serve_an_invitation_and_then_the_automatic_item_behind_it():
    world = a_full_event(invitations_per_slot=3)
    join(world, "ann")
    join(world, "bob", auto=True)
    join(world, "cyd")

    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=3))

    assert world.waiting() == ["ann (invited)", "cyd"]
    assert world.registered() == ["mara", "bob"]


def test_a_seat_on_offer_can_be_taken_by_anyone():
    world = a_full_event()
    join(world, "ann")
    world.cancel("mara")

    outcome = world.register(an_attendee("bob"))

    assert outcome == Done()
    assert world.registered() == ["bob"]
    assert world.waiting() == ["ann (invited)"]


def test_a_seat_that_opens_again_goes_to_the_next_even_if_an_older_invitation_was_never_used():
    world = a_full_event()
    join(world, "ann")
    join(world, "bob")
    world.cancel("mara")
    world.register(an_attendee("cyd"))

    world.cancel("cyd")

    assert world.waiting() == ["ann (invited)", "bob (invited)"]


def test_the_invited_person_who_comes_back_gets_the_seat_and_leaves_the_queue():
    world = a_full_event()
    join(world, "ann")
    join(world, "bob")
    world.cancel("mara")

    outcome = world.register(an_attendee("ann"))

    assert outcome == Done()
    assert world.registered() == ["ann"]
    assert world.waiting() == ["bob"]


def test_whoever_registers_waits_no_longer_invited_or_not():
    world = a_full_event()
    for name in ("ann", "bob", "cyd"):
        join(world, name)
    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=3))
    assert world.waiting() == ["ann (invited)", "bob (invited)", "cyd"]

    world.register(an_attendee("cyd"), an_attendee("ann"))

    assert world.waiting() == ["bob (invited)"]


def test_whoever_joins_a_second_time_stands_in_the_queue_once_where_they_stood():
    world = a_full_event()
    join(world, "ann")
    join(world, "bob")

    outcome = join(world, "ann", auto=True)

    assert outcome == Done()
    assert world.waiting() == ["ann", "bob"]


def test_a_person_gets_one_invitation_however_often_they_join():
    world = a_full_event()
    join(world, "ann")
    join(world, "ann")
    join(world, "bob")

    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=3))

    assert world.waiting() == ["ann (invited)", "bob (invited)"]


def test_nobody_is_registered_twice_by_the_queue():
    world = a_full_event()
    join(world, "ann", auto=True)
    join(world, "ann", auto=True)
    join(world, "bob", auto=True)

    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=3))

    assert world.registered() == ["mara", "ann", "bob"]
    assert world.waiting() == []


def test_whoever_has_a_place_is_told_success_and_does_not_wait_for_another():
    world = a_full_event()

    outcome = join(world, "mara", auto=True)
    join(world, "ann", auto=True)
    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=2))

    assert outcome == Done()
    assert world.registered() == ["mara", "ann"]
    assert world.waiting() == []


def test_within_one_request_the_waitlisted_twin_of_somebody_seated_does_not_wait():
    world = World(settings(capacity=5, has_waitlist=True, auto_registers=True))

    world.register(an_attendee("ann"), an_attendee("ann", waitlisted=True), an_attendee("bob", waitlisted=True))

    assert world.registered() == ["ann", "bob"]
    assert world.waiting() == []


def test_whoever_gave_their_place_back_may_wait_again():
    world = a_full_event()
    world.cancel("mara")
    world.register(an_attendee("ann"))

    join(world, "mara")

    assert world.waiting() == ["mara"]


def test_of_two_registrations_one_is_enough_to_have_a_place():
    world = a_full_event(capacity=2)
    world.register(an_attendee("mara"))
    world.cancel("mara")
    world.register(an_attendee("ann"))

    join(world, "mara")

    assert world.registered() == ["mara", "ann"]
    assert world.waiting() == []


def test_a_person_may_register_twice_by_asking_twice():
    world = a_full_event(capacity=2)

    world.register(an_attendee("mara"))

    assert world.registered() == ["mara", "mara"]


def test_a_refused_request_leaves_the_queue_alone():
    world = a_full_event()
    join(world, "ann")

    outcome = world.register(an_attendee("ann"))

    assert isinstance(outcome, Refused)
    assert outcome.code == ErrorCode.MAXIMUM_CAPACITY_REACHED
    assert world.waiting() == ["ann"]


@pytest.mark.parametrize("changes", [{"is_live": False}, {"has_waitlist": False}])
def test_the_queue_rests_while_the_event_is_not_live_or_its_waitlist_is_off(changes: dict[str, bool]):
    world = a_full_event()
    join(world, "ann", auto=True)
    world.event = settings(capacity=1, **({"has_waitlist": True} | changes))

    world.cancel("mara")

    assert world.waiting() == ["ann"]
    assert world.registered() == []


def test_promote_serves_the_places_that_are_open_and_not_on_offer():
    world = a_full_event()
    for name in ("ann", "bob"):
        join(world, name)
    world.event = settings(capacity=1)  # off, while mara leaves
    world.cancel("mara")
    world.event = settings(capacity=1, has_waitlist=True)

    first = world.run(Promote())
    second = world.run(Promote())

    assert [type(effect) for effect in first.effects] == [InviteWaitlistItem]
    assert first.outcome == Done()
    assert second.outcome == Done(changed=False)
    assert world.waiting() == ["ann (invited)", "bob"]


def test_on_a_paid_event_the_waitlisted_need_no_pass_pay_nothing_and_are_only_ever_invited():
    event = settings(capacity=5, has_waitlist=True, auto_registers=True, passes=(a_pass("day"),))
    world = World(event)

    outcome = world.register(an_attendee("ann", waitlisted=True))

    assert outcome == Done()
    assert world.waiting() == ["ann (invited)"]


def test_on_a_paid_event_a_place_needs_a_seat_and_a_pass():
    event = settings(capacity=5, has_waitlist=True, passes=(a_pass("day", allocated=1, price_minor=0),))
    world = World(event)
    world.register(an_attendee("mara", holds="day"))
    join(world, "ann")
    assert world.waiting() == ["ann"]

    world.cancel("mara")

    assert world.waiting() == ["ann (invited)"]


def test_an_automatic_item_of_an_event_that_became_paid_is_invited_not_registered():
    world = a_full_event()
    join(world, "ann", auto=True)
    world.event = settings(capacity=1, has_waitlist=True, passes=(a_pass("day"),))

    world.cancel("mara")

    assert world.waiting() == ["ann (invited)"]
    assert world.registered() == []


def test_the_worked_example_of_the_documentation():
    """docs/capacity.md tells this story."""
    world = World(settings(capacity=3, has_waitlist=True, offers_auto_choice=True, invitations_per_slot=2))
    story = []

    def tell() -> None:
        story.append((world.registered(), world.waiting()))

    world.register(an_attendee("ann"), an_attendee("bob"), an_attendee("cyd"))
    for name in ("dan", "eve", "fay", "gus"):
        join(world, name, auto=name == "fay")
    tell()
    world.cancel("ann")
    tell()
    world.register(an_attendee("hal"))
    refused = world.register(an_attendee("dan"))
    tell()
    world.cancel("bob")
    tell()
    world.run(ChangeLimits(sets_event_capacity=True, event_capacity=4))
    tell()
    world.register(an_attendee("eve"))
    tell()

    assert isinstance(refused, Refused)
    assert refused.code == ErrorCode.MAXIMUM_CAPACITY_REACHED
    assert story == [
        (["ann", "bob", "cyd"], ["dan", "eve", "fay", "gus"]),
        (["bob", "cyd"], ["dan (invited)", "eve (invited)", "fay", "gus"]),
        (["bob", "cyd", "hal"], ["dan (invited)", "eve (invited)", "fay", "gus"]),
        (["cyd", "hal", "fay"], ["dan (invited)", "eve (invited)", "gus"]),
        (["cyd", "hal", "fay"], ["dan (invited)", "eve (invited)", "gus (invited)"]),
        (["cyd", "hal", "fay", "eve"], ["dan (invited)", "gus (invited)"]),
    ]
