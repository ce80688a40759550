"""Random histories of an event with timed offers and parties through the step, with a crash now and then."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from guestlist import clock as real_clock
from guestlist import ids
from guestlist.catalog.models import Event, Session
from guestlist.database.configuration import WRITING
from guestlist.database.sql import Sql
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization
from guestlist.registration import counts
from guestlist.registration.models import (
    ACTIVE_STATUSES,
    AttendeePass,
    Purchase,
    PurchaseAttendee,
    PurchaseSession,
    Registration,
    RegistrationLogEntry,
    Response,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.requests import Request
from guestlist.registration.rules.commands import (
    Answer,
    Cancel,
    ChangeAnswers,
    ChangeLimits,
    ClosePurchase,
    ExpireOffers,
    Finalize,
    InviteWaiting,
    Promote,
    RegisterWaiting,
    RemoveWaiting,
    TakeUp,
)
from guestlist.registration.step import perform
from guestlist.registration.timekeeping import lapse_offers, release_expired_purchases
from tests.builders import an_attendee, make_event, make_field, make_organization, make_pass, make_session, registering

pytestmark = pytest.mark.usefixtures("database")

TABLES = (
    Registration,
    SessionRegistration,
    AttendeePass,
    WaitlistItem,
    Purchase,
    PurchaseAttendee,
    PurchaseSession,
    RegistrationLogEntry,
    Response,
    Organization,  # with its revision
    Event,
    Session,
)
STEPS = 45


class CrashError(Exception):
    """The process dies in the middle of a transaction."""


@pytest.mark.parametrize("seed", range(8))
def test_no_seat_is_given_twice_and_none_stays_free_whatever_happens(seed, clock, monkeypatch):
    history = History(random.Random(seed), clock, monkeypatch)
    for _ in range(STEPS):
        history.go_on()


class History:
    """One event, and what happens to it in the database."""

    def __init__(self, chance, clock, monkeypatch):
        self.chance, self.clock, self.monkeypatch = chance, clock, monkeypatch
        is_paid = chance.random() < 0.3
        self.event = make_event(
            make_organization(),
            capacity=2,
            shows_waitlist=True,
            allows_custom_agenda=not is_paid,
            allows_multi_attendee=True,
            auto_registers_waitlist=False,
            offers_auto_register_choice=True,
            offer_hours=chance.choice([None, 1, 2]),
            keeps_parties_together=chance.random() < 0.5,
        )
        self.field = make_field(self.event)
        self.said = {}  # by registration id: what somebody answered last
        self.sessions = [] if is_paid else [make_session(self.event, name, capacity=1) for name in "AB"]
        self.passes = [make_pass(self.event, name, allocated=2) for name in ("Day", "Evening")] if is_paid else []

    def go_on(self):
        """Let one thing happen; sometimes it is cut off first, and tried again."""
        if self.chance.random() < 0.25:
            self.clock.advance(minutes=self.chance.choice([5, 30, 65]))
            release_expired_purchases(real_clock.now())
            lapse_offers(real_clock.now())
        command = self.next_command()
        if command is None:
            return
        before = self.taken()
        if self.chance.random() < 0.4:
            self.crash_in(command)
        with writing() as changes:
            perform([Request(self.event.organization_id, self.event.id, command)], changes=changes)
        self.check(before)
        if isinstance(command, ChangeAnswers):
            self.said[command.registration_id] = command.answers[0].value
            self.check_payments(command.registration_id)
        self.check_answers()

    def crash_in(self, command):
        """Perform a command and die after a few statements, or just before the commit: nothing of it is stored."""
        rows = stored()
        left = Counter(statements=self.chance.randint(0, 12))
        with self.monkeypatch.context() as patch:
            for name in ("run", "run_many", "insert"):
                patch.setattr(Sql, name, dying(getattr(Sql, name), left))
            with pytest.raises(CrashError):
                self.perform_and_die(command)
        assert stored() == rows

    def perform_and_die(self, command):
        with writing() as changes:
            perform([Request(self.event.organization_id, self.event.id, command)], changes=changes)
            raise CrashError

    def next_command(self):
        chance = self.chance
        items = list(WaitlistItem.objects.order_by("sequence"))
        active = list(Registration.objects.filter(status="registered").order_by("id"))
        purchases = list(Purchase.objects.filter(status="open").order_by("id"))
        match chance.choice(
            ["register"] * 4
            + ["join"] * 4
            + ["cancel"] * 3
            + ["answer", "take up"] * 2
            + ["limit", "close", "finalize", "staff"]
        ):
            case "register":
                return registering(self.person(waitlisted=False))
            case "join":
                numbers = chance.sample(range(12), chance.choice([1, 1, 2, 3]))
                return registering(*(self.person(number, waitlisted=True) for number in numbers))
            case "answer" if items or active:
                paying = set(PurchaseAttendee.objects.filter(purchase__in=purchases).values_list("email", flat=True))
                waiting = [item.registration_id for item in items if item.email in paying or not paying]
                registration_id = chance.choice([*waiting, *(row.id for row in active)] or [items[0].registration_id])
                return ChangeAnswers(registration_id, [Answer(str(self.field.id), str(chance.random()))])
            case "take up" if invited := [item for item in items if item.invited]:
                pass_id = chance.choice(self.passes).id if self.passes else None
                return TakeUp(chance.choice(invited).id, ids.new_id(), pass_id)
            case "cancel" if active:
                return Cancel(chance.choice(active).id)
            case "limit":
                return ChangeLimits(sets_event_capacity=True, event_capacity=chance.randint(1, 5))
            case "close" if purchases:
                return ClosePurchase(chance.choice(purchases).id, cancelled=True)
            case "finalize" if purchases:
                return Finalize(chance.choice(purchases).id, is_public=False)
            case "staff" if items:
                item_id = chance.choice(items).id
                return chance.choice([InviteWaiting, RegisterWaiting, RemoveWaiting])(item_id)
        return chance.choice([Promote(), ExpireOffers(), None])

    def person(self, number=None, *, waitlisted):
        chosen = [session.id for session in self.sessions if self.chance.random() < 0.3]
        event_pass = self.chance.choice(self.passes).id if self.passes and not waitlisted else ""
        return an_attendee(
            self.chance.randrange(12) if number is None else number,
            waitlisted=waitlisted,
            auto_register=self.chance.random() < 0.5,
            sessions=chosen if waitlisted or self.chance.random() < 0.5 else (),
            waitlisted_sessions=() if waitlisted else chosen[:1] if self.chance.random() < 0.5 else (),
            pass_id=str(event_pass),
        )

    def taken(self):
        """Give what is taken of event and sessions, as everybody is told."""
        now = real_clock.now()
        events = counts.of_events([self.event.id], now, using=WRITING)
        sessions = counts.of_sessions([session.id for session in self.sessions], now, using=WRITING)
        return {self.event.id: events.taken(self.event.id)} | {s.id: sessions.taken(s.id) for s in self.sessions}

    def check(self, before):
        now, after = real_clock.now(), self.taken()
        self.event.refresh_from_db()
        limits = {self.event.id: self.event.capacity} | {session.id: session.capacity for session in self.sessions}
        for key, taken in after.items():
            assert taken <= max(limits[key], before[key]), "given twice"
        holding = [i for i in WaitlistItem.objects.all() if i.offered_until and i.offered_until > now]
        holding = [i for i in holding if i.paying_until is None or i.paying_until <= now]
        active = set(Registration.objects.filter(status="registered").values_list("id", flat=True))
        held = {i.contact_id for i in holding if i.session_id is None or i.registration_id not in active}
        buyers = PurchaseAttendee.objects.filter(purchase__status="open", purchase__expires_at__gt=now).count()
        assert after[self.event.id] == len(active) + len(held) + buyers
        self.check_queue(self.event.capacity - after[self.event.id], len(held), now)

    def check_answers(self):
        """Whoever answered anew while they waited or paid, has that answer wherever they stand by now."""
        wanted = str(self.field.id)
        found = [(item.registration_id, dict(_answers(item.answers))) for item in WaitlistItem.objects.all()]
        # A session is waited for with the answers of the registration.
        active = set(Registration.objects.filter(status__in=ACTIVE_STATUSES).values_list("id", flat=True))
        found = [(key, answers.get(wanted)) for key, answers in found if key not in active]
        for buyer in PurchaseAttendee.objects.filter(purchase__status="open"):
            found.append((buyer.id, dict(_answers(buyer.answers)).get(wanted)))
        for row in Response.objects.filter(field=self.field, registration__in=active):
            found.append((row.registration_id, row.value))
        places = {key for key, _ in found}
        assert {key: self.said[key] for key, _ in found if key in self.said} == {
            key: answer for key, answer in found if key in self.said
        }
        assert (active & set(self.said)) <= places, "an answer is lost"

    def check_payments(self, registration_id):
        """What somebody pays for says the same as what they wait for."""
        for item in WaitlistItem.objects.filter(registration_id=registration_id, session=None):
            same = {"first_name": item.first_name, "last_name": item.last_name, "email": item.email}
            for buyer in PurchaseAttendee.objects.filter(purchase__status="open", **same):
                assert dict(_answers(buyer.answers)).get(str(self.field.id)) == self.said[registration_id]

    def check_queue(self, free, offered, now):
        line = list(WaitlistItem.objects.filter(session=None).order_by("sequence"))
        if self.passes:
            passes = counts.of_passes([each.id for each in self.passes], now, using=WRITING)
            free = min(free, sum(max(0, each.allocated - passes.taken(each.id)) for each in self.passes) - offered)
        free -= len([item for item in line if item.invited and item.offered_until is None])
        if any(item.offered_until and item.offered_until <= now for item in line):
            return  # it is served once that has lapsed
        waiting = [item for item in line if not item.invited]
        sizes = Counter(item.party_id for item in waiting if item.party_id and self.event.keeps_parties_together)
        for item in waiting:
            assert free < sizes.get(item.party_id, 1), "a place stays free"


def _answers(kept):
    return [(field_id, value) for field_id, _, value, _ in kept]


def stored():
    """Give every row that a registration can touch."""
    return {model: list(model.objects.order_by("pk").values_list()) for model in TABLES}


def dying(method, left):
    """Wrap a method that writes: after so many statements the process is gone."""

    def write(*args, **rest):
        left["statements"] -= 1
        if left["statements"] < 0:
            raise CrashError
        return method(*args, **rest)

    return write
