"""What staff do at the desk, stored, told in sentences, and logged; on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from guestlist import ids
from guestlist.accounts.models import User
from guestlist.catalog.choices import EventStyle, FieldType, PublishStatus
from guestlist.catalog.models import Event
from guestlist.organizations.journal import ChangeKind, follow, revisions, writing
from guestlist.registration import desk
from guestlist.registration.desk import NewAttendee, Told
from guestlist.registration.models import (
    AttendeePass,
    Purchase,
    Registration,
    RegistrationLogEntry,
    RegistrationStatus,
    Response,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.requests import ActorKind
from guestlist.registration.rules.commands import Answer
from guestlist.registration.rules.decisions import Reason
from guestlist.registration.rules.notes import What
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
from tests.registration.logbook import logged

pytestmark = pytest.mark.usefixtures("database", "clock")


def a_person(number: int = 1, **values: Any) -> NewAttendee:
    return NewAttendee("Mara", f"Oyelaran {number}", f"mara{number}@oyelaran.example", **values)


def register(event: Event, user: User, *people: NewAttendee, **wishes: bool) -> Told:
    with writing() as changes:
        return desk.register(event.organization_id, event.id, people, actor=desk.staff(user), changes=changes, **wishes)


def do(what: Any, event: Event, keys: UUID | Sequence[UUID], *more: Any, user: User, **wishes: Any) -> Any:
    with writing() as changes:
        return what(event.organization_id, keys, *more, actor=desk.staff(user), changes=changes, **wishes)


def test_somebody_is_registered_by_hand_with_pass_sessions_and_answers(user):
    event = make_event(make_organization(), publish_status=PublishStatus.DRAFT, needs_captcha=True)
    event_pass, session = make_pass(event), make_session(event)
    make_field(event, "Badge", is_required=True)
    days = make_field(event, "Days", field_type=FieldType.MULTIPLE_CHOICE, choices="Thu\nFri")
    person = a_person(pass_id=event_pass.id, session_ids=[session.id], answers={days.id: ["Fri", "Thu"]})

    told = register(event, user, person)

    assert told == Told(True, "Registered.")
    registration = Registration.objects.get(pk=person.registration_id)
    assert (registration.last_name, registration.purchase_id) == ("Oyelaran 1", None)
    assert AttendeePass.objects.get().event_pass_id == event_pass.id
    assert SessionRegistration.objects.get().session_id == session.id
    assert Response.objects.get().chosen == ["Fri", "Thu"]
    assert not Purchase.objects.exists()
    entry = RegistrationLogEntry.objects.get()
    assert (entry.event_id, entry.registration_id, entry.what) == (event.id, registration.id, What.REGISTERED_BY_HAND)
    assert (entry.by, entry.user, entry.user_name) == (ActorKind.STAFF, user, "Ilse Varga")


def test_wrong_values_are_named_by_attendee_and_part(user):
    event = make_event(make_organization())
    diet = make_field(event, "Diet", field_type=FieldType.SINGLE_CHOICE, choices="None\nVegan")

    told = register(event, user, a_person(1), NewAttendee(" ", "Falk", "nowhere", answers={diet.id: "Fish"}))

    assert (told.is_done, told.reason) == (False, Reason.WRONG_VALUES)
    assert [(p.position, p.part, p.sentence) for p in told.problems] == [
        (1, "first_name", "Please fill this in."),
        (1, "email", "“nowhere” is not an e-mail address."),
        (1, str(diet.id), "“Fish” is not one of the choices of “Diet”."),
    ]
    assert not Registration.objects.exists()
    assert logged() == []


def test_a_full_event_is_overbooked_only_on_purpose(user):
    event = make_event(make_organization(), capacity=1)
    session = make_session(event, "Tide gauges", capacity=0)
    register(event, user, a_person(1))
    person = a_person(2, session_ids=[session.id])

    declined = register(event, user, person)
    done = register(event, user, person, may_overbook=True)

    assert declined.reason == Reason.FULL
    assert declined.sentence == (
        "The event is full: 1 place is missing. The session “Tide gauges” is full: 1 place is missing."
    )
    assert done.warnings == (
        "The event was overbooked by 1 place.",
        "The session “Tide gauges” was overbooked by 1 place.",
    )
    overbooked = RegistrationLogEntry.objects.get(what=What.OVERBOOKED)
    assert overbooked.details == {"places": ["event", f"session {session.id}"]}


def test_somebody_registered_already_is_registered_again_only_on_purpose(user):
    event = make_event(make_organization())
    commit(event, registering(an_attendee(1)))

    declined = register(event, user, a_person(2), a_person(1))

    assert (declined.reason, declined.positions) == (Reason.ALREADY_REGISTERED, (1,))
    assert register(event, user, a_person(1), may_repeat=True).is_done
    assert Registration.objects.count() == 2


@pytest.mark.parametrize("column", ["is_template", "is_series_master"])
def test_nobody_is_registered_for_a_template_or_series(user, column):
    event = make_event(make_organization(), **{column: True})

    assert register(event, user, a_person()).reason == Reason.PATTERN


def test_several_are_cancelled_at_once_and_the_waitlist_moves(user):
    event = make_event(make_organization(), capacity=2, shows_waitlist=True, auto_registers_waitlist=True)
    people = [an_attendee(1), an_attendee(2)]
    commit(event, registering(*people))
    commit(event, registering(an_attendee(3, waitlisted=True)))
    waiting = WaitlistItem.objects.get()
    keys = [people[0].registration_id, ids.new_id(), people[1].registration_id, people[0].registration_id]

    told = do(desk.cancel, event, keys, user=user)

    assert [one.sentence for one in told] == [
        "Cancelled.",
        "This registration does not exist.",
        "Cancelled.",
        "Cancelled.",
    ]
    assert Registration.objects.get(status=RegistrationStatus.REGISTERED).id == waiting.registration_id
    assert logged() == [("cancelled", "staff"), ("promoted", "waitlist"), ("cancelled", "staff")]
    assert RegistrationLogEntry.objects.get(what="promoted").waitlist_item_id == waiting.id


def test_somebody_is_cancelled_after_the_event_too_but_nobody_is_called_to_it_any_more(user, clock):
    event = make_event(make_organization(), capacity=1, shows_waitlist=True, auto_registers_waitlist=True)
    attendee = an_attendee(1)
    commit(event, registering(attendee))
    commit(event, registering(an_attendee(2, waitlisted=True)))
    clock.advance(days=365)

    (told,) = do(desk.cancel, event, [attendee.registration_id], user=user)

    assert told.sentence == "Cancelled."
    assert WaitlistItem.objects.count() == 1
    assert logged() == [("cancelled", "staff")]


def test_whoever_was_checked_in_is_not_cancelled(user):
    event = make_event(make_organization())
    person = a_person()
    register(event, user, person)
    Registration.objects.update(status=RegistrationStatus.CHECKED_IN)

    (told,) = do(desk.cancel, event, [person.registration_id], user=user)

    assert (told.is_done, told.sentence) == (False, "This person has been checked in.")


def test_a_registration_moves_to_another_pass_and_the_numbers_of_passes_are_announced(user):
    event = make_event(make_organization())
    day, evening = make_pass(event, "Day"), make_pass(event, "Evening", allocated=1)
    person = a_person(pass_id=day.id)
    register(event, user, person)
    before = revisions()

    (told,) = do(desk.move_to_pass, event, [person.registration_id], evening.id, user=user)

    assert told.is_done
    held = AttendeePass.objects.order_by("created_at", "is_active").values_list("event_pass__name", "is_active")
    assert sorted(held) == [("Day", False), ("Evening", True)]
    assert [c.kind for change in follow(before).changes for c in change.changes] == [ChangeKind.COUNTS]
    entry = RegistrationLogEntry.objects.get(what=What.PASS_MOVED)
    assert entry.details == {"left": str(day.id), "got": str(evening.id)}


def test_sessions_that_a_pass_does_not_open_are_named_or_given_up(user):
    event = make_event(make_organization())
    lock, tide = make_session(event, "Locks"), make_session(event, "Tides")
    day, evening = make_pass(event, "Day"), make_pass(event, "Evening")
    evening.sessions.add(tide)
    person = a_person(pass_id=day.id, session_ids=[lock.id])
    register(event, user, person)

    (declined,) = do(desk.move_to_pass, event, [person.registration_id], evening.id, user=user)
    (done,) = do(desk.move_to_pass, event, [person.registration_id], evening.id, user=user, drops_sessions=True)

    assert declined.sentence == "The pass does not include “Locks”."
    assert done.is_done
    assert SessionRegistration.objects.get().status == RegistrationStatus.CANCELLED


def test_a_session_is_added_moved_and_left(user):
    event = make_event(make_organization(), style=EventStyle.REAL_TIME)
    lock, tide = make_session(event, "Locks", capacity=1), make_session(event, "Tides")
    person = a_person()
    register(event, user, person)
    key = [person.registration_id]

    do(desk.change_session, event, key, joins_id=lock.id, user=user)
    do(desk.change_session, event, key, leaves_id=lock.id, joins_id=tide.id, user=user)
    do(desk.change_session, event, key, leaves_id=tide.id, joins_id=lock.id, user=user)
    do(desk.change_session, event, key, leaves_id=lock.id, user=user)

    rows = SessionRegistration.objects.order_by("created_at").values_list("session__name", "status")
    assert sorted(rows) == [("Locks", "cancelled"), ("Locks", "cancelled"), ("Tides", "cancelled")]
    assert [what for what, _ in logged()[1:]] == [
        What.SESSION_ADDED,
        What.SESSION_MOVED,
        What.SESSION_MOVED,
        What.SESSION_CANCELLED,
    ]


def test_details_and_answers_change_and_the_contact_stays(user):
    event = make_event(make_organization())
    diet, shirt = make_field(event, "Diet"), make_field(event, "Shirt", order=1)
    person = a_person(answers={diet.id: "Vegan", shirt.id: "M"})
    register(event, user, person)

    with writing() as changes:
        told = desk.edit(
            event.organization_id,
            person.registration_id,
            email="m@kai.example",
            answers={diet.id: "None", shirt.id: ""},
            actor=desk.staff(user),
            changes=changes,
        )

    assert told == Told(True, "Saved.")
    registration = Registration.objects.select_related("contact").get()
    assert (registration.first_name, registration.email) == ("Mara", "m@kai.example")
    assert registration.contact.email == "mara1@oyelaran.example"
    assert list(Response.objects.values_list("field_id", "value")) == [(diet.id, "None")]
    details = RegistrationLogEntry.objects.get(what=What.DETAILS_CHANGED).details
    assert details == {"changed": ["email", str(diet.id), str(shirt.id)]}
    assert "kai.example" not in str(details)


def test_people_who_wait_are_invited_registered_and_removed(user):
    event = make_event(make_organization(), capacity=0, shows_waitlist=True)
    field = make_field(event, "Diet")
    answers = [Answer(str(field.id), "Vegan")]
    commit(event, *(registering(an_attendee(n, waitlisted=True, answers=answers)) for n in range(3)))
    first, second, third = WaitlistItem.objects.order_by("sequence")

    (invited,) = do(desk.invite, event, [second.id], user=user)
    (declined,) = do(desk.register_waiting, event, [third.id], user=user)
    (registered,) = do(desk.register_waiting, event, [third.id], user=user, may_overbook=True)
    (removed,) = do(desk.remove_waiting, event, [first.id], user=user)

    assert invited.warnings == ("1 person who waits for the event was passed over.",)
    assert declined.reason == Reason.FULL
    assert registered.is_done
    assert removed.is_done
    assert Registration.objects.get().id == third.registration_id
    assert Response.objects.get().value == "Vegan"
    assert list(WaitlistItem.objects.values_list("id", "invited")) == [(second.id, True)]
    assert logged() == [
        ("invited", "staff"),
        ("promoted", "staff"),
        ("overbooked", "staff"),
        ("removed_from_waitlist", "staff"),
    ]


def test_ids_of_another_organization_do_not_exist(user):
    event = make_event(make_organization("first"), capacity=1, shows_waitlist=True)
    other = make_event(make_organization("second"))
    other_pass, other_session = make_pass(other), make_session(other)
    person = a_person()
    register(event, user, person)
    commit(event, registering(an_attendee(2, waitlisted=True)))
    registration, item = [person.registration_id], [WaitlistItem.objects.get().id]
    before = list(Registration.objects.values()), list(WaitlistItem.objects.values())

    foreign = [
        *do(desk.cancel, other, registration, user=user),
        *do(desk.move_to_pass, other, registration, other_pass.id, user=user),
        *do(desk.change_session, other, registration, joins_id=other_session.id, user=user),
        do(desk.edit, other, registration[0], first_name="Nobody", user=user),
        *do(desk.invite, other, item, user=user),
        *do(desk.register_waiting, other, item, user=user, may_overbook=True),
        *do(desk.remove_waiting, other, item, user=user),
    ]
    mixed = [
        *do(desk.move_to_pass, event, registration, other_pass.id, user=user),
        *do(desk.change_session, event, registration, joins_id=other_session.id, user=user),
    ]
    with writing() as changes:
        stranger = desk.register(
            other.organization_id, event.id, [a_person(3)], actor=desk.staff(user), changes=changes
        )

    assert {told.reason for told in foreign} == {Reason.UNKNOWN_REGISTRATION, Reason.UNKNOWN_ITEM}
    assert [told.reason for told in mixed] == [Reason.UNKNOWN_PASS, Reason.UNKNOWN_SESSION]
    assert stranger.reason == Reason.UNKNOWN_EVENT
    assert (list(Registration.objects.values()), list(WaitlistItem.objects.values())) == before
