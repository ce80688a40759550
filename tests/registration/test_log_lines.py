"""The log as people read it."""

from __future__ import annotations

import pytest

from guestlist.accounts.models import User
from guestlist.organizations.journal import writing
from guestlist.registration import desk, log_lines
from guestlist.registration.desk import NewAttendee
from guestlist.registration.models import WaitlistItem
from guestlist.registration.rules.commands import Cancel
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_field,
    make_organization,
    make_pass,
    make_session,
    registering,
)

pytestmark = pytest.mark.usefixtures("database")


def test_a_registrations_history_names_who_did_what(clock):
    organization = make_organization()
    event = make_event(organization, capacity=0)
    day, evening = make_pass(event, "Day"), make_pass(event, "Evening")
    locks, tides = make_session(event, "Locks"), make_session(event, "Tides")
    diet = make_field(event, "Diet")
    actor = desk.staff(User.objects.create_user("ilse@lindenhof.example", name="Ilse Varga"))
    person = NewAttendee("Mara", "Oyelaran", "mara@oyelaran.example", day.id, [locks.id])
    key = person.registration_id
    with writing() as changes:
        door = {"actor": actor, "changes": changes}
        desk.register(organization.id, event.id, [person], may_overbook=True, **door)
        clock.advance(minutes=1)
        desk.move_to_pass(organization.id, [key], evening.id, **door)
        clock.advance(minutes=1)
        desk.change_session(organization.id, [key], leaves_id=locks.id, joins_id=tides.id, **door)
        clock.advance(minutes=1)
        desk.edit(organization.id, key, first_name="Maria", answers={diet.id: "Vegan"}, **door)
    clock.advance(minutes=1)
    commit(event, Cancel(key))

    lines = log_lines.of_registration(organization.id, key)

    assert [(line.what, line.by, line.details) for line in lines] == [
        ("Cancelled", "Attendee", ""),
        ("Details changed", "Ilse Varga", "First name, “Diet”"),
        ("Moved to another session", "Ilse Varga", "“Locks” → “Tides”"),
        ("Moved to another pass", "Ilse Varga", "“Day” → “Evening”"),
        ("Overbooked", "Ilse Varga", "Event"),
        ("Registered by hand", "Ilse Varga", ""),
    ]
    assert log_lines.of_event(organization.id, event.id, most=2) == lines[:2]


def test_the_log_of_another_organization_is_empty(clock):
    event = make_event(make_organization("first"), shows_waitlist=True, capacity=0)
    commit(event, registering(an_attendee(1, waitlisted=True)))
    item = WaitlistItem.objects.get()
    actor = desk.staff(User.objects.create_user("ilse@lindenhof.example"))
    with writing() as changes:
        desk.invite(event.organization_id, [item.id], actor=actor, changes=changes)
    other = make_organization("second")

    assert log_lines.of_event(other.id, event.id, most=9) == []
    assert log_lines.of_registration(other.id, item.registration_id) == []
    assert len(log_lines.of_registration(event.organization_id, item.registration_id)) == 1
