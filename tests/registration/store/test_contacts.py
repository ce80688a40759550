"""How new contacts are kept apart between processes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from guestlist import clock, ids
from guestlist.database.configuration import WRITING
from guestlist.organizations.journal import writing
from guestlist.people.models import Contact
from guestlist.registration.requests import Request
from guestlist.registration.rules.commands import Answer, Finalize
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


def test_what_answers_tell_of_contacts_is_stored_in_one_order_whoever_is_named_first():
    """Two processes that register the same people would else wait for each other."""
    event = make_event(make_organization())
    commit(event, registering(an_attendee(1)), registering(an_attendee(2)))
    known = sorted(Contact.objects.values_list("id", flat=True))
    answers = [Answer("jobtitle", "Hydrographer")]
    people = [an_attendee(number, answers=answers) for number in (2, 1)]

    orders = []
    for _ in range(2):
        people.reverse()
        Contact.objects.update(job_title="")
        with CaptureQueriesContext(connections[WRITING]) as queries:
            commit(event, *(registering(replace(person, registration_id=ids.new_id())) for person in people))
        updates = [query["sql"] for query in queries if query["sql"].startswith("UPDATE people_contact")]
        orders.append([next(key for key in known if key.hex in sql.replace("-", "")) for sql in updates])

    assert orders == [known, known]
