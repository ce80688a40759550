"""Who is written to because of a registration, and who is not."""

from __future__ import annotations

import pytest

from guestlist.catalog.models import Event
from guestlist.demo.filling import fill_demo
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization
from guestlist.outbox.models import OutboxMessage
from guestlist.registration import desk
from guestlist.registration.attendees import importing
from guestlist.registration.models import Registration
from guestlist.registration.requests import Actor, ActorKind
from tests.builders import an_attendee, commit, registering
from tests.conftest import Clock
from tests.databases import Database

STAFF = Actor(ActorKind.STAFF, None, "Ilse")


def test_a_registration_by_a_visitor_is_told(event: Event) -> None:
    attendee = an_attendee()
    commit(event, registering(attendee))

    message = OutboxMessage.objects.get()
    assert (message.kind, message.about_id) == ("registration.added", attendee.registration_id)


@pytest.mark.parametrize("is_silent", [True, False], ids=["silent", "with a mail"])
def test_staff_say_whether_somebody_they_register_gets_a_mail(event: Event, is_silent: bool) -> None:
    person = desk.NewAttendee("Ada", "Abend", "ada@abend.example")
    with writing() as changes:
        desk.register(event.organization_id, event.pk, [person], actor=STAFF, changes=changes, is_silent=is_silent)

    assert Registration.objects.count() == 1
    assert OutboxMessage.objects.exists() is not is_silent


def test_an_import_of_attendees_writes_to_nobody(event: Event) -> None:
    table = [{"First name": "Ada", "Last name": "Abend", "E-mail": "ada@abend.example"}]
    with writing() as changes:
        report = importing.run(event.organization_id, event.pk, table, actor=STAFF, changes=changes)

    assert report.is_possible, report.problems
    assert Registration.objects.count() == 1
    assert not OutboxMessage.objects.exists()


def test_the_demo_writes_to_nobody(database: Database, clock: Clock, organization: Organization) -> None:
    fill_demo(organization)

    assert Registration.objects.exists()
    assert not OutboxMessage.objects.exists()
