"""The door: who is found and checked in; on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from guestlist import ids
from guestlist.accounts.models import User
from guestlist.catalog.models import Event
from guestlist.database.configuration import WRITING
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.registration import check_ins, desk
from guestlist.registration.check_ins import Found, Scan, Scanned
from guestlist.registration.models import (
    AttendeePass,
    CheckIn,
    Registration,
    RegistrationLogEntry,
    RegistrationStatus,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.requests import ActorKind, Request
from guestlist.registration.rules.attendance import Admission, CheckInAnswer
from guestlist.registration.rules.commands import Cancel, Command
from guestlist.registration.rules.commands import CheckIn as CheckInCommand
from guestlist.registration.rules.decisions import Done
from guestlist.registration.rules.notes import What
from guestlist.registration.step import perform
from guestlist.registration.store.erasing import blank_people
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_organization,
    make_pass,
    make_session,
    registering,
)

pytestmark = pytest.mark.usefixtures("database", "clock")


def register(event: Event, number: int = 1, **values: Any) -> Registration:
    attendee = an_attendee(number, **values)
    commit(event, registering(attendee))
    return Registration.objects.get(pk=attendee.registration_id)


def a_scan(code: str, **values: Any) -> Scan:
    return Scan(ids.new_id(), code, **values)


def scan(event: Event, user: User, *scans: Scan) -> list[Scanned]:
    with writing() as changes:
        return check_ins.check_in(event.organization_id, event.id, scans, actor=desk.staff(user), changes=changes)


def undo(event: Event, user: User, registration_id: UUID, session_id: UUID | None = None) -> bool:
    with writing() as changes:
        return check_ins.undo(
            event.organization_id,
            event.id,
            registration_id,
            session_id=session_id,
            actor=desk.staff(user),
            changes=changes,
        )


def counting() -> list[tuple[UUID, UUID | None, datetime]]:
    rows = CheckIn.objects.filter(undone_at=None).order_by("at", "session_id")
    return list(rows.values_list("registration_id", "session_id", "at"))


# Finding.


def test_people_are_found_by_what_is_scanned_or_typed():
    event = make_event(make_organization())
    event_pass = make_pass(event, price_minor=0)
    registration = register(event, pass_id=str(event_pass.id))
    held = AttendeePass.objects.get()
    typed = registration.public_id.lower().replace("gl-", "gl").replace("0", "o")

    for code in (registration.public_id, f" {typed} ", str(registration.id), f"{{{registration.id}}}", held.public_id):
        found = check_ins.find(event.organization_id, code)
        assert found == Found(
            registration.id, event.id, event.name, "Mara", "Oyelaran 1", registration.public_id, "registered"
        )


def test_whoever_shows_the_pass_of_a_cancelled_registration_is_known_as_cancelled():
    event = make_event(make_organization())
    register(event, pass_id=str(make_pass(event, price_minor=0).id))
    registration, held = Registration.objects.get(), AttendeePass.objects.get()
    commit(event, Cancel(registration.id))

    found = check_ins.find(event.organization_id, held.public_id)

    assert found
    assert (found.registration_id, found.status) == (registration.id, "cancelled")


def test_an_id_that_came_from_another_system_is_found_as_it_is():
    event = make_event(make_organization())
    Registration.objects.filter(pk=register(event).pk).update(public_id="REG 2019/00017 a")

    assert check_ins.find(event.organization_id, "REG 2019/00017 a")


@pytest.mark.parametrize("code", ["", "GL-0000000000", "mara", str(UUID(int=1)), "GL-\x00", "x" * 5000])
def test_nobody_is_found_by_anything_else(code):
    event = make_event(make_organization())
    register(event)

    assert check_ins.find(event.organization_id, code) is None


def test_people_of_other_organizations_are_nobody(user):
    event, others = make_event(make_organization()), make_event(make_organization("other"))
    stranger = register(others)

    for code in (stranger.public_id, str(stranger.id)):
        assert check_ins.find(event.organization_id, code) is None
        assert [one.what for one in scan(event, user, a_scan(code))] == [Admission.UNKNOWN]
    assert not undo(event, user, stranger.id)
    assert not CheckIn.objects.exists()


def test_whoever_waits_is_found_as_waiting():
    event = make_event(make_organization(), capacity=0, shows_waitlist=True)
    commit(event, registering(an_attendee(1, waitlisted=True)))

    found = check_ins.find(event.organization_id, str(WaitlistItem.objects.get().registration_id))

    assert found
    assert (found.is_waiting, found.public_id, found.last_name) == (True, "", "Oyelaran 1")


def test_an_erased_person_is_found_without_a_name(clock):
    event = make_event(make_organization())
    registration = register(event)
    blank_people([registration.id], clock.now())

    found = check_ins.find(event.organization_id, registration.public_id)

    assert found
    assert (found.first_name, found.last_name, found.status) == ("Erased person", "", "registered")


# Checking in.


def test_a_check_in_is_stored_with_who_made_it_and_when(user, clock):
    event = make_event(make_organization())
    registration = register(event)

    (told,) = scan(event, user, a_scan(registration.public_id))

    assert (told.what, told.at) == (Admission.CHECKED_IN, clock.now())
    assert told.person
    assert told.person.last_name == "Oyelaran 1"
    kept = CheckIn.objects.get()
    assert (kept.id, kept.registration_id, kept.session_id) == (told.check_in_id, registration.id, None)
    assert (kept.by, kept.at, kept.undone_at) == (user, clock.now(), None)
    registration.refresh_from_db()
    assert registration.status == RegistrationStatus.CHECKED_IN
    entry = RegistrationLogEntry.objects.get()
    assert (entry.what, entry.by, entry.user_name) == (What.CHECKED_IN, ActorKind.STAFF, "Ilse Varga")


def test_nothing_that_the_api_shows_changes(user):
    event = make_event(make_organization())
    registration = register(event)

    with writing() as changes:
        scans = [a_scan(registration.public_id)]
        check_ins.check_in(event.organization_id, event.id, scans, actor=desk.staff(user), changes=changes)
        assert [kind for _, kinds in changes.items() for kind in kinds if kind in ChangeKind] == []


def test_every_answer_is_told_by_name(user):
    organization = make_organization()
    event = make_event(organization, allows_custom_agenda=True, shows_waitlist=True, capacity=3)
    session = make_session(event)
    there, cancelled, placeless = [register(event, number) for number in (1, 2, 3)]
    elsewhere = register(make_event(organization, "Elsewhere"), 4)
    commit(event, registering(an_attendee(5, waitlisted=True)), Cancel(cancelled.id))
    WaitlistItem.objects.filter(session=None).update(invited=True)
    waiting = WaitlistItem.objects.get()
    scan(event, user, a_scan(there.public_id))

    told = scan(
        event,
        user,
        a_scan(there.public_id),
        a_scan(cancelled.public_id),
        a_scan(placeless.public_id, session_id=session.id),
        a_scan(elsewhere.public_id),
        a_scan(str(waiting.registration_id)),
        a_scan("GL-0000000000"),
    )

    assert [one.what for one in told] == [
        Admission.CHECKED_IN_BEFORE,
        Admission.CANCELLED,
        Admission.NO_PLACE,
        Admission.WRONG_EVENT,
        Admission.WAITING,
        Admission.UNKNOWN,
    ]
    assert [one.person.last_name if one.person else "" for one in told] == [
        *[f"Oyelaran {number}" for number in (1, 2, 3, 4, 5)],
        "",
    ]
    assert told[3].person
    assert told[3].person.event_name == "Elsewhere"
    assert len(counting()) == 1


def test_the_door_of_a_session_checks_in_at_both(user, clock):
    event = make_event(make_organization(), allows_custom_agenda=True)
    session = make_session(event)
    registration = register(event, sessions=[session.id])

    scan(event, user, a_scan(registration.public_id, session_id=session.id))

    assert set(counting()) == {(registration.id, None, clock.now()), (registration.id, session.id, clock.now())}
    assert SessionRegistration.objects.get().status == RegistrationStatus.CHECKED_IN
    assert undo(event, user, registration.id, session.id)
    assert SessionRegistration.objects.get().status == RegistrationStatus.REGISTERED
    assert Registration.objects.get().status == RegistrationStatus.CHECKED_IN


def test_two_phones_without_a_network_lose_and_double_nothing(user, clock):
    event = make_event(make_organization())
    people = [register(event, number) for number in range(1, 6)]
    start = clock.now() - timedelta(hours=2)
    phones = [
        [a_scan(one.public_id, at=start + timedelta(minutes=number)) for number, one in enumerate(people)],
        [a_scan(one.public_id, at=start + timedelta(minutes=4 - number)) for number, one in enumerate(people)],
    ]

    told = scan(event, user, *phones[0])
    scan(event, user, *phones[1], *phones[1])
    scan(event, user, *phones[0])

    assert [one.what for one in told] == [Admission.CHECKED_IN] * 5
    expected = {(one.id, None, start + timedelta(minutes=min(n, 4 - n))) for n, one in enumerate(people)}
    assert set(counting()) == expected
    assert CheckIn.objects.count() == 10
    assert RegistrationLogEntry.objects.count() == 5


def test_a_check_in_is_taken_back_and_kept_as_a_row(user, clock):
    event = make_event(make_organization())
    registration = register(event)
    first = a_scan(registration.public_id)
    scan(event, user, first)
    clock.advance(minutes=1)

    assert undo(event, user, registration.id)
    assert not undo(event, user, registration.id)

    assert CheckIn.objects.get().undone_at == clock.now()
    assert Registration.objects.get().status == RegistrationStatus.REGISTERED
    assert [one.what for one in scan(event, user, first)] == [Admission.TAKEN_BACK]
    assert [one.what for one in scan(event, user, a_scan(registration.public_id))] == [Admission.CHECKED_IN]
    whats = list(RegistrationLogEntry.objects.order_by("id").values_list("what", flat=True))
    assert whats == [What.CHECKED_IN, What.CHECK_IN_UNDONE, What.CHECKED_IN]


def test_an_id_that_another_check_in_has_makes_none(user):
    event = make_event(make_organization())
    first, second = register(event, 1), register(event, 2)
    taken = a_scan(first.public_id)
    scan(event, user, taken)

    told = scan(event, user, Scan(taken.check_in_id, second.public_id))

    assert [one.what for one in told] == [Admission.TAKEN_BACK]
    assert CheckIn.objects.get().registration_id == first.id


def test_whoever_is_checked_in_cannot_cancel(user):
    event = make_event(make_organization())
    registration = register(event)
    scan(event, user, a_scan(registration.public_id))

    assert commit(event, Cancel(registration.id)) == [Done(changed=False)]


def by_link(event: Event, command: Command) -> CheckInAnswer:
    (reply,) = commit(event, command)
    assert isinstance(reply, CheckInAnswer)
    return reply


def test_a_link_stores_nothing_but_the_first_time(clock):
    event = make_event(make_organization())
    registration = register(event)

    answers = [by_link(event, CheckInCommand(ids.new_id(), registration.id)) for _ in range(3)]

    assert [one.what for one in answers] == [Admission.CHECKED_IN, *[Admission.CHECKED_IN_BEFORE] * 2]
    assert CheckIn.objects.get().by is None
    assert RegistrationLogEntry.objects.get().by == ActorKind.ATTENDEE


def test_a_link_checks_nobody_in_at_another_organizations_event():
    event, others = make_event(make_organization()), make_event(make_organization("other"))
    registration = register(event)
    command = CheckInCommand(ids.new_id(), registration.id)

    assert by_link(others, command) == CheckInAnswer(Admission.UNKNOWN)
    with writing() as changes:
        replies = perform([Request(others.organization_id, event.id, command)], changes=changes)
    assert replies == [CheckInAnswer(Admission.UNKNOWN)]
    assert not CheckIn.objects.exists()


def test_a_scan_reads_no_queue(user, clock):
    event = make_event(make_organization(), capacity=1, shows_waitlist=True)
    registration = register(event, 1)
    commit(event, *[registering(an_attendee(number, waitlisted=True)) for number in (2, 3)])
    command = CheckInCommand(ids.new_id(), registration.id)

    with CaptureQueriesContext(connections[WRITING]) as queries:
        commit(event, command)

    table = WaitlistItem._meta.db_table
    assert not [query["sql"] for query in queries if f"FROM {table} item LEFT JOIN" in query["sql"]]
