"""How new contacts are kept apart between processes."""

from __future__ import annotations

import pytest
from django.db import connections

from guestlist import clock
from guestlist.database.configuration import WRITING
from guestlist.organizations.journal import writing
from guestlist.people.models import Contact
from guestlist.registration.requests import Request
from guestlist.registration.rules.commands import Finalize
from guestlist.registration.rules.decisions import Done, PurchaseOpened
from guestlist.registration.step import perform
from guestlist.registration.store import contacts
from tests.builders import an_attendee, commit, make_event, make_organization, make_pass, registering

pytestmark = pytest.mark.usefixtures("database", "clock")


@pytest.mark.only_on("postgresql")
def test_any_number_of_new_people_take_256_locks_at_most():
    event = make_event(make_organization())
    numbers = iter(range(600))
    requests = [
        Request(event.organization_id, event.id, registering(*(an_attendee(next(numbers)) for _ in range(50))))
        for _ in range(12)
    ]

    with writing() as changes:
        replies = perform(requests, now=clock.now(), changes=changes)
        with connections[WRITING].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            (locks,) = cursor.fetchone()

    assert replies == [Done()] * 12
    assert 0 < locks <= 256
    assert Contact.objects.count() == 600


@pytest.mark.only_on("postgresql")
def test_a_batch_takes_its_locks_in_one_round_whoever_is_registered_in_whatever_way(monkeypatch):
    """Two processes that took theirs in several could wait for each other."""
    paid, free = make_event(make_organization(demo_payment=True)), make_event(make_organization("second"), "Free")
    event_pass = make_pass(paid)
    (opened,) = commit(paid, registering(an_attendee(1, pass_id=str(event_pass.id))))
    assert isinstance(opened, PurchaseOpened)
    rounds = []
    take = contacts.take_advisory_locks

    def take_and_note(connection, names):
        rounds.append(list(names))
        take(connection, rounds[-1])

    monkeypatch.setattr(contacts, "take_advisory_locks", take_and_note)
    with writing() as changes:
        replies = perform(
            [
                Request(free.organization_id, free.id, registering(an_attendee(2))),
                Request(paid.organization_id, paid.id, Finalize(opened.purchase_id)),
                Request(paid.organization_id, paid.id, registering(an_attendee(3, pass_id=str(event_pass.id)))),
            ],
            now=clock.now(),
            changes=changes,
        )

    assert [type(reply) for reply in replies] == [Done, Done, PurchaseOpened]
    (names,) = rounds
    assert len(names) == 3
