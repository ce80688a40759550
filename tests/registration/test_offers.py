"""Timed offers and parties in the database: counts that everybody is told, what time ends, and places in line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext

from guestlist.catalog.choices import PublishStatus
from guestlist.database.configuration import WRITING
from guestlist.organizations.journal import ChangeKind, follow, revisions
from guestlist.outbox.models import OutboxMessage
from guestlist.registration import counts, figures
from guestlist.registration.models import Registration, RegistrationLogEntry, WaitlistItem
from guestlist.registration.positions import position_of
from guestlist.registration.rules.commands import Cancel, ExpireOffers, InviteWaiting, RegisterByHand, RemoveWaiting
from guestlist.registration.rules.decisions import Declined, Done, ErrorCode, PurchaseOpened, Refused
from guestlist.registration.timekeeping import lapse_offers
from tests.builders import an_attendee, commit, make_event, make_organization, make_pass, registering

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def event(clock):
    return make_event(
        make_organization(), capacity=1, shows_waitlist=True, auto_registers_waitlist=False, offer_hours=2
    )


@pytest.fixture
def offered(event):
    """Two people who wait; the first has the only place on offer."""
    seated, first, second = an_attendee(1), an_attendee(2, waitlisted=True), an_attendee(3, waitlisted=True)
    commit(event, registering(seated), registering(first), registering(second))
    commit(event, Cancel(seated.registration_id))
    return [WaitlistItem.objects.get(registration_id=person.registration_id) for person in (first, second)]


def test_an_offer_holds_the_place_for_its_time_and_counts_as_taken(event, offered, clock):
    first, second = offered
    assert (first.offered_until, second.invited) == (clock.now() + timedelta(hours=2), False)

    seats = counts.of_events([event.id], clock.now(), using=WRITING)
    found = figures.of_events([event], clock.now(), using=WRITING)[event.id]

    assert (seats.taken(event.id), seats.offered[event.id], seats.held[event.id]) == (1, 1, 0)
    assert seats.valid_until == first.offered_until
    assert (found.offered, found.taken, found.seats_left) == (1, 1, 0)
    assert counts.of_events([event.id], first.offered_until, using=WRITING).taken(event.id) == 0


def test_nobody_else_gets_the_place_by_any_door_and_its_person_does(event, offered):
    (by_api,) = commit(event, registering(an_attendee(9)))
    (by_hand,) = commit(event, RegisterByHand([an_attendee(9)]))
    assert isinstance(by_api, Refused)
    assert by_api.code == ErrorCode.MAXIMUM_CAPACITY_REACHED
    assert isinstance(by_hand, Declined)

    assert commit(event, registering(an_attendee(2))) == [Done()]

    assert [item.id for item in WaitlistItem.objects.all()] == [offered[1].id]
    assert not WaitlistItem.objects.get().invited


def test_an_offer_not_taken_up_goes_to_the_next_and_everybody_is_told(event, offered, clock, monkeypatch):
    monkeypatch.setattr(settings, "OUTBOX_DELIVERERS", dict.fromkeys(["waitlist.lapsed", "waitlist.invited"], ""))
    first, second = offered
    assert lapse_offers(clock.now()) == 0
    clock.advance(hours=2)
    before = revisions()

    assert lapse_offers(clock.now()) == 1

    second.refresh_from_db()
    assert (second.invited, second.offered_until) == (True, clock.now() + timedelta(hours=2))
    assert not WaitlistItem.objects.filter(pk=first.id).exists()
    entry = RegistrationLogEntry.objects.get(what="offer_lapsed")
    assert (entry.registration_id, entry.by) == (first.registration_id, "waitlist")
    told = {message.kind: message.payload for message in OutboxMessage.objects.all()}
    lapsed = told["waitlist.lapsed"]
    assert (lapsed["event"], lapsed["registration"]) == (str(event.id), str(first.registration_id))
    assert lapsed["waitlist_item"] == str(first.id)
    assert told["waitlist.invited"]["registration"] == str(second.registration_id)
    (news,) = follow(before).changes
    assert {change.kind for change in news.changes} == {ChangeKind.COUNTS, ChangeKind.SESSION_COUNTS}
    assert lapse_offers(clock.now()) == 0


def test_many_offers_that_lapse_at_once_take_no_more_reading_than_one(event, clock, monkeypatch):
    monkeypatch.setattr(settings, "OUTBOX_DELIVERERS", {"waitlist.lapsed": ""})
    others = make_event(event.organization, "Others", capacity=10, shows_waitlist=True, offer_hours=2)
    commit(event, registering(an_attendee(1, waitlisted=True)))
    commit(others, *(registering(an_attendee(number, waitlisted=True)) for number in range(2, 12)))
    clock.advance(hours=2)

    read = {}
    for each in (event, others):
        with CaptureQueriesContext(connections[WRITING]) as queries:
            commit(each, ExpireOffers())
        read[each] = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]

    assert len(read[event]) == len(read[others])
    messages = OutboxMessage.objects.filter(kind="waitlist.lapsed").order_by("about_id")
    assert len({message.payload["contact"] for message in messages}) == 11


def test_whoever_could_not_come_because_the_event_was_off_the_air_waits_in_their_place(event, offered, clock):
    type(event).objects.filter(pk=event.id).update(publish_status=PublishStatus.DRAFT)
    assert not type(event).objects.get(pk=event.id).is_live
    clock.advance(hours=2)

    assert lapse_offers(clock.now()) == 1

    first = WaitlistItem.objects.get(pk=offered[0].id)
    assert (first.invited, first.offered_until, position_of(first, using=WRITING)) == (False, None, 1)
    assert lapse_offers(clock.now()) == 0


def test_somebody_who_pays_for_an_offered_place_holds_it_once(event, offered, clock):
    day = make_pass(event, "Day", allocated=1)
    (reply,) = commit(event, registering(an_attendee(2, pass_id=str(day.id))))

    assert isinstance(reply, PurchaseOpened)
    seats = counts.of_events([event.id], clock.now(), using=WRITING)
    assert (seats.held[event.id], seats.offered[event.id]) == (1, 0)

    clock.advance(hours=1)  # the purchase is over by then, the offer is not

    seats = counts.of_events([event.id], clock.now(), using=WRITING)
    assert (seats.held[event.id], seats.offered[event.id]) == (0, 1)


def test_staff_offer_no_place_that_is_not_there(event, offered):
    (reply,) = commit(event, InviteWaiting(offered[1].id))

    assert isinstance(reply, Declined)
    assert reply.shortages


def test_an_offer_that_is_taken_away_shows_in_the_counts_at_once(event, offered):
    before = revisions()

    commit(event, RemoveWaiting(offered[0].id))

    assert WaitlistItem.objects.get().invited
    (news,) = follow(before).changes
    assert ChangeKind.COUNTS in {change.kind for change in news.changes}


def test_people_who_came_together_are_served_together_and_smaller_ones_first_meanwhile(clock):
    event = make_event(
        make_organization(),
        capacity=2,
        shows_waitlist=True,
        auto_registers_waitlist=True,
        allows_multi_attendee=True,
        keeps_parties_together=True,
    )
    seated = [an_attendee(1), an_attendee(2)]
    party = [an_attendee(3, waitlisted=True), an_attendee(4, waitlisted=True)]
    single = an_attendee(5, waitlisted=True)
    commit(event, registering(*seated), registering(*party), registering(single))
    assert len(set(WaitlistItem.objects.exclude(party_id=None).values_list("party_id", flat=True))) == 1

    commit(event, Cancel(seated[0].registration_id))
    assert _registered() == {seated[1].registration_id, single.registration_id}

    commit(event, Cancel(seated[1].registration_id))
    assert _registered() == {single.registration_id}
    commit(event, Cancel(single.registration_id))

    assert _registered() == {person.registration_id for person in party}


def test_places_in_line_count_those_before_who_have_no_offer_yet(event, offered):
    third = an_attendee(4, waitlisted=True)
    commit(event, registering(third))
    items = [*offered, WaitlistItem.objects.get(registration_id=third.registration_id)]

    assert [position_of(item, using=WRITING) for item in items] == [None, 1, 2]


def _registered():
    return set(Registration.objects.filter(status="registered").values_list("id", flat=True))
