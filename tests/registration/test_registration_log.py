"""What is logged without staff: attendees who cancel, and waitlists that move."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from guestlist import clock
from guestlist.accounts.models import User
from guestlist.catalog.choices import EventStyle
from guestlist.database.configuration import WRITING
from guestlist.organizations.journal import writing
from guestlist.registration import desk
from guestlist.registration.models import Registration, RegistrationLogEntry, SessionRegistration, WaitlistItem
from guestlist.registration.requests import Request
from guestlist.registration.rules.commands import Cancel, ChangeLimits
from guestlist.registration.step import perform
from tests.builders import an_attendee, commit, make_event, make_organization, make_session, registering
from tests.registration.logbook import logged

pytestmark = pytest.mark.usefixtures("database", "clock")


def test_an_ordinary_registration_writes_no_entry_and_takes_no_statement_for_the_log(database):
    event = make_event(make_organization())
    commit(event, registering(an_attendee(1)))

    with CaptureQueriesContext(connections[WRITING]) as queries, writing() as changes:
        perform(
            [Request(event.organization_id, event.id, registering(an_attendee(2)))], now=clock.now(), changes=changes
        )

    assert logged() == []
    assert not [query["sql"] for query in queries if RegistrationLogEntry._meta.db_table in query["sql"]]
    # This is the path that must carry a rush of registrations: another statement needs a measurement. The last one is
    # the mail that confirms it.
    assert len(queries) == {"sqlite": 14, "postgresql": 17}[database.kind]


def test_an_attendee_who_cancels_and_the_waitlist_that_follows_are_logged():
    event = make_event(make_organization(), capacity=1, shows_waitlist=True, offers_auto_register_choice=True)
    mara = an_attendee(1)
    commit(event, registering(mara), registering(an_attendee(2, waitlisted=True)))
    commit(event, registering(an_attendee(3, waitlisted=True, auto_register=True)))
    item = WaitlistItem.objects.order_by("sequence").first()

    commit(event, Cancel(mara.registration_id))
    commit(event, ChangeLimits(sets_event_capacity=True, event_capacity=2))

    assert logged() == [("cancelled", "attendee"), ("invited", "waitlist"), ("promoted", "waitlist")]
    invited = RegistrationLogEntry.objects.get(what="invited")
    assert (invited.waitlist_item_id, invited.registration_id) == (item.id, item.registration_id)
    assert (invited.user_id, invited.user_name) == (None, "")


def test_an_entry_outlives_its_user_and_goes_with_its_event():
    user = User.objects.create_user("ilse@lindenhof.example")
    event = make_event(make_organization(), capacity=0, shows_waitlist=True)
    commit(event, registering(an_attendee(1, waitlisted=True)))
    with writing() as changes:
        items = [WaitlistItem.objects.get().id]
        desk.remove_waiting(event.organization_id, items, actor=desk.staff(user), changes=changes)

    user.delete()

    entry = RegistrationLogEntry.objects.get()
    assert (entry.user, entry.user_name) == (None, "ilse@lindenhof.example")
    event.delete()
    assert logged() == []


def test_a_session_that_a_queue_gave_in_the_same_batch_goes_with_its_cancelled_registration():
    event = make_event(
        make_organization(),
        style=EventStyle.REAL_TIME,
        allows_custom_agenda=True,
        shows_waitlist=True,
        auto_registers_waitlist=True,
    )
    session = make_session(event, capacity=1)
    mara, bob = an_attendee(1, sessions=[session.id]), an_attendee(2, waitlisted_sessions=[session.id])
    commit(event, registering(mara), registering(bob))

    commit(event, Cancel(mara.registration_id), Cancel(bob.registration_id))

    assert not Registration.objects.exclude(status="cancelled").exists()
    assert list(SessionRegistration.objects.values_list("status", flat=True)) == ["cancelled", "cancelled"]
