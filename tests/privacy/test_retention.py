"""Retention: the people of past events are erased when their time has come, by the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guestlist import clock as program_clock
from guestlist.catalog.models import Speaker
from guestlist.organizations.journal import writing
from guestlist.people.models import Contact
from guestlist.privacy import retention
from guestlist.privacy.erasing import erase_at_event
from guestlist.privacy.retention import SYSTEM, erase_event, erase_overdue, held_by, people_older_than
from guestlist.registration.models import Registration, RegistrationLogEntry, WaitlistItem
from tests.builders import an_attendee, commit, make_event, registering
from tests.conftest import Clock
from tests.privacy.people import FIRST, Life, person, traces_of
from tests.privacy.test_erasing import numbers


def keep_for(life: Life, days: int | None) -> None:
    life.organization.retention_days = days
    life.organization.save()


def names_at(event: Any) -> set[str]:
    return set(Registration.objects.filter(event=event).values_list("first_name", flat=True))


def test_nobody_is_erased_before_the_time_has_come(life: Life) -> None:
    keep_for(life, 30)

    assert erase_overdue(life.past.ends_at + timedelta(days=30, seconds=-1)) == 0

    assert names_at(life.past) == {FIRST, "Mara"}


def test_everybody_of_the_event_is_erased_when_it_has_come(life: Life) -> None:
    keep_for(life, 30)
    before = numbers(life, life.past)

    assert erase_overdue(life.past.ends_at + timedelta(days=30)) == 2

    assert names_at(life.past) == {""}
    assert names_at(life.upcoming) == {FIRST, "Mara"}
    assert numbers(life, life.past) == before
    assert RegistrationLogEntry.objects.filter(event=life.past, what="erased", by="system").count() == 2


def test_without_a_number_of_days_nobody_is_erased_ever(life: Life) -> None:
    keep_for(life, None)

    assert erase_overdue(life.past.ends_at + timedelta(days=9999)) == 0


def test_nothing_is_written_while_nobody_is_due(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_for(life, 30)
    monkeypatch.setattr(retention, "writing", lambda: pytest.fail("the write lock was taken"))

    assert erase_overdue(program_clock.now()) == 0


def test_a_contact_stays_while_another_event_knows_it_and_the_past_one_points_nowhere(life: Life) -> None:
    contact = life.contact
    keep_for(life, 0)

    erase_overdue(program_clock.now())

    assert life.contact == contact
    assert not Registration.objects.filter(event=life.past, contact=contact).exists()
    assert Registration.objects.filter(event=life.past, contact__erased_at=None).count() == 0


def test_a_contact_goes_with_the_last_that_is_known_of_it(life: Life, clock: Clock) -> None:
    alone = make_event(life.organization, "Alone_Days", starts_at=life.past.starts_at, ends_at=life.past.ends_at)
    commit(alone, registering(an_attendee(7)))
    commit(alone, registering(an_attendee(8, waitlisted=True)))
    keep_for(life, 0)

    erase_overdue(program_clock.now())

    assert traces_of("oyelaran 7") == []
    assert Contact.objects.filter(erased_at__isnull=False, email="").exists()


def test_a_speaker_and_whoever_signs_in_keep_their_contact(life: Life, clock: Clock) -> None:
    now = program_clock.now()
    event = make_event(life.organization, "Alone_Days", starts_at=now, ends_at=now + timedelta(hours=1))
    commit(event, registering(an_attendee(7), an_attendee(8)))
    speaker = Contact.objects.get(email="mara7@oyelaran.example")
    Speaker.objects.create(organization=life.organization, name="Mara", contact=speaker)
    Contact.objects.filter(email="mara8@oyelaran.example").update(subject="an account")

    clock.advance(hours=1)
    erase_event(life.organization.pk, event.pk, SYSTEM)

    assert Contact.objects.filter(email__in=["mara7@oyelaran.example", "mara8@oyelaran.example"]).count() == 2
    assert names_at(event) == {""}


def test_an_erasure_that_was_stopped_goes_on_where_it_was(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(life.past, registering(*[an_attendee(number) for number in range(20, 25)]))
    monkeypatch.setattr(retention, "ERASED_AT_ONCE", 2)
    keep_for(life, 0)
    done: list[int] = []

    def stop_after_one(*args: Any, **named: Any) -> Any:
        if done:
            raise RuntimeError("the process was killed")
        done.append(1)
        return erase_at_event(*args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(retention, "erase_at_event", stop_after_one)
        with pytest.raises(RuntimeError):
            erase_overdue(program_clock.now())
    left = Registration.objects.filter(event=life.past, erased_at=None).count()
    erased = erase_overdue(program_clock.now())

    assert 0 < left < 7
    assert erased == left
    assert names_at(life.past) == {""}


def test_an_event_that_is_not_over_loses_nobody(life: Life) -> None:
    with writing() as changes:
        erased = erase_at_event(life.organization.pk, life.upcoming.pk, actor=SYSTEM, changes=changes)

    assert erased.people == 0
    assert names_at(life.upcoming) == {FIRST, "Mara"}


def test_those_who_still_waited_leave_the_queue(life: Life, clock: Clock) -> None:
    clock.moment = life.full.ends_at

    erase_event(life.organization.pk, life.full.pk, SYSTEM)

    assert not WaitlistItem.objects.filter(event=life.full).exists()
    assert names_at(life.full) == {""}


def test_the_report_names_events_people_and_days(life: Life) -> None:
    keep_for(life, 30)

    held = {row.event.name: (row.people, row.erased_at) for row in held_by(life.organization, using="default")}

    assert held["Past Days"] == (2, life.past.ends_at + timedelta(days=30))
    assert held["Coming Days"][0] == 2
    assert held["Full Days"][0] == 2
    assert held["Paid Days"][0] == 1


def test_what_a_number_of_days_would_touch_is_counted(life: Life) -> None:
    assert people_older_than(life.organization, 0, program_clock.now(), using="default") == (1, 2)
    assert people_older_than(life.organization, 2, program_clock.now(), using="default") == (0, 0)


def test_a_person_erased_from_the_past_may_come_again(life: Life) -> None:
    keep_for(life, 0)
    erase_overdue(program_clock.now())

    commit(life.full, registering(person(waitlisted=True)))

    assert Contact.objects.filter(erased_at=None, first_name=FIRST).count() == 1
