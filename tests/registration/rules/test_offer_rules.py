"""Timed offers and parties, case by case: what random histories come to only rarely."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from guestlist.registration.rules.commands import ExpireOffers, InviteWaiting, Promote, RemoveWaiting
from guestlist.registration.rules.decisions import Declined, Reason
from guestlist.registration.rules.waitlist import Waitlist
from tests.registration.rules.builders import a_session, an_attendee, an_id, settings
from tests.registration.rules.world import World


def a_world(**wishes):
    """Make an event with one seat, which Bob has."""
    world = World(settings(capacity=1, has_waitlist=True, **wishes))
    world.register(an_attendee("bob"))
    return world


def join(world, *names):
    world.register(*(an_attendee(name, waitlisted=True) for name in names))


def offered_until(world, name):
    return world.items[world.item_of(name)].offered_until


def test_an_offer_lasts_no_longer_than_the_event():
    world = a_world(offer_hours=48)
    join(world, "ann")
    world.now = world.event.ends_at - timedelta(hours=1)

    world.cancel("bob")

    assert offered_until(world, "ann") == world.event.ends_at


def test_after_the_end_nobody_is_offered_anything():
    world = a_world(offer_hours=48)
    join(world, "ann")
    world.event = replace(world.event, capacity=2)
    world.now = world.event.ends_at

    world.run(Promote())
    by_hand = world.run(InviteWaiting(world.item_of("ann"))).outcome

    assert world.waiting() == ["ann"]
    assert by_hand == Declined(Reason.OVER)


def test_an_offer_that_ends_while_the_event_is_off_the_air_is_made_again_later():
    world = a_world(offer_hours=1)
    join(world, "ann")
    join(world, "cyd")
    world.cancel("bob")
    world.event = replace(world.event, is_live=False)
    world.wait(hours=1)

    world.run(ExpireOffers())
    assert world.waiting() == ["ann", "cyd"]

    world.event = replace(world.event, is_live=True)
    world.run(Promote())
    assert world.waiting() == ["ann (invited)", "cyd"]


def test_who_is_left_of_a_party_is_served_when_they_fit():
    world = a_world(keeps_parties=True, offer_hours=1)
    join(world, "ann", "cyd")
    world.cancel("bob")
    assert world.waiting() == ["ann", "cyd"]

    world.run(RemoveWaiting(world.item_of("cyd")))

    assert world.waiting() == ["ann (invited)"]


def test_who_is_left_of_a_party_for_a_session_is_served_when_they_fit():
    event = settings(has_waitlist=True, offers_sessions=True, keeps_parties=True, offer_hours=1)
    world = World(event, [a_session("lock", capacity=1)])
    world.register(an_attendee("bob", wants=["lock"]))
    world.register(*(an_attendee(name, queues_for=["lock"]) for name in ("ann", "cyd")))
    world.cancel_session("bob", "lock")
    assert world.waiting("lock") == ["ann", "cyd"]

    world.run(RemoveWaiting(world.item_of("cyd", "lock")))

    assert world.waiting("lock") == ["ann (invited)"]


def test_a_long_line_of_parties_that_do_not_fit_is_gone_through_a_few_times_only(monkeypatch):
    event = settings(
        capacity=10, has_waitlist=True, offers_sessions=True, keeps_parties=True, allows_many_attendees=True
    )
    world = World(event, [a_session("lock", capacity=0)])
    for party in range(10):
        world.register(*(an_attendee(f"{party}.{each}", queues_for=["lock"]) for each in range(10)))
    world.sessions[an_id("lock")] = a_session("lock", capacity=3)
    looks = []
    look = Waitlist.parties
    monkeypatch.setattr(Waitlist, "parties", lambda self, key: looks.append(key) or look(self, key))

    assert not world.run(Promote()).effects

    assert len(world.items) == 100
    assert len(looks) < 10


def test_another_number_of_hours_counts_for_new_offers():
    world = a_world(offer_hours=1)
    join(world, "ann")
    join(world, "cyd")
    world.cancel("bob")
    first = offered_until(world, "ann")

    world.event = replace(world.event, offer_hours=5, capacity=2)
    world.run(Promote())

    assert offered_until(world, "ann") == first
    assert offered_until(world, "cyd") == world.now + timedelta(hours=5)
