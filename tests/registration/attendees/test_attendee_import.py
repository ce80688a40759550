"""Attendees from a table: every problem is named first, then all are registered, or nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

import pytest

from guestlist.accounts.models import User
from guestlist.catalog.choices import FieldType
from guestlist.catalog.models import Event
from guestlist.database.transactions import reading
from guestlist.organizations.journal import ChangeKind, follow, revisions, writing
from guestlist.people.models import Contact
from guestlist.registration import desk
from guestlist.registration.attendees import importing, table
from guestlist.registration.attendees.importing import ImportReport
from guestlist.registration.models import (
    AttendeePass,
    Registration,
    RegistrationLogEntry,
    Response,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.store import contacts
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

pytestmark = pytest.mark.usefixtures("database", "clock")

Rows = Iterable[Mapping[str, Any]]


def a_row(number: int = 1, **cells: Any) -> dict[str, Any]:
    return {
        "First name": "Mara",
        "Last name": f"Oyelaran {number}",
        "E-mail": f"mara{number}@oyelaran.example",
    } | cells


def check(event: Event, user: User, rows: Rows, **wishes: bool) -> ImportReport:
    return importing.check(event.organization_id, event.id, rows, actor=desk.staff(user), **wishes)


def run(event: Event, user: User, rows: Rows, **wishes: bool) -> ImportReport:
    with writing() as changes:
        return importing.run(event.organization_id, event.id, rows, actor=desk.staff(user), changes=changes, **wishes)


def told(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.heading, problem.sentence) for problem in report.problems]


def test_a_table_is_imported_with_passes_sessions_and_answers(user):
    event = make_event(make_organization())
    make_pass(event, "Day"), make_session(event, "Locks"), make_session(event, "Tides; low")
    make_field(event, "Vegan", field_type=FieldType.BOOLEAN)
    make_field(event, "Days", field_type=FieldType.MULTIPLE_CHOICE, choices="Thu\nFri\nSat, late")
    make_field(event, "Postal code")
    before = revisions()
    rows = [
        a_row(1, Pass="day", Sessions="locks", Vegan=True, Days="Thu,Fri", **{"Postal code": 12345.0}),
        {"First name": None, "Last name": " ", "E-mail": ""},
        a_row(2, Sessions="Tides; low\nLocks", Vegan="no", Days="Sat, late\nFri"),
    ]

    report = run(event, user, rows)

    assert report == ImportReport(2, (), (), ())
    assert Registration.objects.count() == 2
    assert AttendeePass.objects.get().registration.last_name == "Oyelaran 1"
    assert sorted(SessionRegistration.objects.values_list("registration__last_name", "session__name")) == [
        ("Oyelaran 1", "Locks"),
        ("Oyelaran 2", "Locks"),
        ("Oyelaran 2", "Tides; low"),
    ]
    assert set(Response.objects.values_list("field__text", "value")) == {
        ("Vegan", "Yes"),
        ("Days", "Thu, Fri"),
        ("Postal code", "12345"),
        ("Vegan", "No"),
        ("Days", "Sat, late, Fri"),
    }
    kinds = {change.kind for visible in follow(before).changes for change in visible.changes}
    assert kinds == {ChangeKind.COUNTS, ChangeKind.SESSION_COUNTS}
    entries = set(RegistrationLogEntry.objects.values_list("what", "by", "user_name"))
    assert entries == {("registered_by_hand", "import", "Ilse Varga")}


def test_a_trial_names_every_problem_of_every_row_and_leaves_nothing_behind(user):
    event = make_event(make_organization(), capacity=3)
    make_session(event, "Twice"), make_session(event, "Twice"), make_session(event, "Full", capacity=0)
    make_field(event, "Vegan", field_type=FieldType.BOOLEAN)
    commit(event, registering(an_attendee(1)))
    before = revisions()
    rows = [
        a_row(1),
        a_row(2, **{"E-mail": "nowhere", "Vegan": "perhaps", "Pass": "Moon", "Sessions": "Twice; Elsewhere"}),
        a_row(3),
        a_row(3),
        a_row(4, Sessions="Full"),
        a_row(5),
        a_row(6),
    ]

    report = check(event, user, rows)

    assert told(report)[0] == (2, "", "This person is registered for the event already, or stands in a row above.")
    assert {problem.row for problem in report.problems} == {2, 3, 5, 6, 8}
    assert (Registration.objects.count(), Contact.objects.count()) == (1, 1)
    assert revisions() == before
    assert not RegistrationLogEntry.objects.exists()


def test_every_column_of_a_row_can_have_a_problem(user):
    event = make_event(make_organization())
    make_session(event, "Twice"), make_session(event, "Twice")
    make_field(event, "Vegan", field_type=FieldType.BOOLEAN)

    report = check(
        event,
        user,
        [a_row(2, **{"E-MAIL": "nowhere", "Vegan": "perhaps", "Pass": "Moon", "Sessions": "Twice; Elsewhere"})],
    )

    assert told(report) == [(0, "", "The column “E-MAIL” appears twice.")]
    row = {"First name": "", "last name": "Falk", "E-MAIL": "nowhere", "Vegan": "perhaps", "Pass": "Moon"}
    assert told(check(event, user, [row | {"Sessions": "Twice; Elsewhere"}])) == [
        (2, "Pass", "The event has no pass “Moon”."),
        (2, "Sessions", "“Twice” is the name of several: please give the id."),
        (2, "Sessions", "The event has no session “Elsewhere”."),
        (2, "First name", "Please fill this in."),
        (2, "E-MAIL", "“nowhere” is not an e-mail address."),
        (2, "Vegan", "The answer to “Vegan” is Yes or No."),
    ]


def test_what_is_full_shows_at_the_row_that_finds_no_place(user):
    event = make_event(make_organization(), capacity=2)
    session = make_session(event, "Locks", capacity=1)
    rows = [
        a_row(1, Sessions="Locks"),
        a_row(2, Sessions=str(session.id)),
        a_row(3, Sessions=""),
        a_row(4, Sessions=""),
    ]

    report = check(event, user, rows)

    assert told(report) == [
        (3, "", "The session “Locks” is full: 1 place is missing."),
        (5, "", "The event is full: 1 place is missing."),
    ]


def test_an_import_overbooks_only_on_purpose_and_says_by_how_much(user):
    event = make_event(make_organization(), capacity=1, shows_waitlist=True)
    rows = [a_row(number) for number in range(3)]
    refused = run(event, user, rows)
    commit(event, registering(an_attendee(7)), registering(an_attendee(8, waitlisted=True)))

    report = run(event, user, rows, may_overbook=True)

    assert len(refused.problems) == 2
    assert report.warnings == (
        "The event was overbooked by 3 places.",
        "1 person who waits for the event was passed over.",
    )
    assert Registration.objects.count() == 4
    assert WaitlistItem.objects.count() == 1


def test_one_bad_row_lets_nobody_in_and_tells_nobody_of_a_change(user):
    event = make_event(make_organization())
    before = revisions()

    report = run(event, user, [a_row(1), a_row(2) | {"E-mail": "nowhere"}])

    assert not report.is_possible
    assert not Registration.objects.exists()
    assert revisions() == before


def test_columns_are_named_that_are_missing_or_mean_nothing(user):
    event = make_event(make_organization())

    missing = check(event, user, [{"First name": "Mara", "Shoe size": "39"}])
    unused = check(event, user, [a_row(1) | {"Shoe size": "39", "Status": "Registered"}])

    assert told(missing) == [
        (0, "", "There is no column “Last name”."),
        (0, "", "There is no column “E-mail”."),
    ]
    assert (unused.problems, unused.unused_headings) == ((), ("Shoe size",))


def test_an_event_of_another_organization_does_not_exist(user):
    event = make_event(make_organization("first"))
    other = make_organization("second")
    actor = desk.staff(user)

    for organization_id, event_id in ((other.id, event.id), (event.organization_id, uuid4())):
        report = importing.check(organization_id, event_id, [a_row(1)], actor=actor)
        assert told(report) == [(0, "", "This event does not exist.")]


def test_an_empty_table_is_no_mistake_but_without_columns(user):
    event = make_event(make_organization())

    assert check(event, user, []).rows == 0
    assert not check(event, user, []).is_possible


def test_what_was_exported_comes_in_again_as_it_was(user):
    organization = make_organization()
    event = make_event(organization)
    make_pass(event, "=Day"), make_session(event, "Locks"), make_session(event, "Tides; low")
    make_field(event, "Phone")
    make_field(event, "Days", field_type=FieldType.MULTIPLE_CHOICE, choices="Thu\nSat, late", order=1)
    rows = [
        a_row(1, Pass="=Day", Sessions="Locks\nTides; low", Phone="+49 30 1", Days="Thu\nSat, late"),
        a_row(2, Phone="=1", Days="Sat, late"),
        a_row(3, Phone="", Days="Thu"),
    ]
    assert run(event, user, rows).is_possible
    first = exported(event)
    Registration.objects.all().delete()

    report = run(event, user, first)

    assert report.is_possible
    assert [without_id(row) for row in exported(event)] == [without_id(row) for row in first]
    assert {row["Phone"] for row in first} == {"'+49 30 1", "'=1", ""}


def exported(event: Event) -> list[dict[str, str]]:
    with reading():
        columns = table.columns(event)
        headings = [column.heading for column in columns]
        rows = [dict(zip(headings, row, strict=True)) for row in table.rows(event, columns)]
    return sorted(rows, key=lambda row: row["Last name"])


def without_id(row: dict[str, str]) -> dict[str, str]:
    return {heading: text for heading, text in row.items() if heading != "Registration"}


@pytest.mark.only_on("postgresql")
def test_an_import_of_several_batches_takes_the_locks_of_its_people_in_one_round(user, monkeypatch):
    """A registration for another event that holds one of them could wait for another one, and the import for it."""
    event = make_event(make_organization())
    rounds: list[set[str]] = []
    take = contacts.take_advisory_locks

    def take_and_note(connection: Any, names: Iterable[str]) -> None:
        take(connection, names := list(names))
        rounds.append(set(names))

    monkeypatch.setattr(contacts, "take_advisory_locks", take_and_note)
    monkeypatch.setattr(importing, "_PERFORMED_AT_ONCE", 2)

    report = run(event, user, [a_row(number) for number in range(5)])

    assert report.problems == ()
    assert len(rounds) == 4
    assert set().union(*rounds) == rounds[0]
