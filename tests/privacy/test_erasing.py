"""Erasure of a person: nothing of them remains, and every number stays as it was."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist import clock
from guestlist.accounts.models import Membership, User
from guestlist.catalog.models import Event
from guestlist.organizations.journal import writing
from guestlist.outbox.models import NotSent, OutboxMessage
from guestlist.people.models import Contact
from guestlist.privacy import erasing
from guestlist.privacy.erasing import erase_contact
from guestlist.registration import counts, figures
from guestlist.registration.attendees.table import columns, rows
from guestlist.registration.models import (
    AttendeePass,
    CheckIn,
    Purchase,
    Registration,
    RegistrationLogEntry,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.requests import Actor
from guestlist.registration.rules.notes import What
from tests.builders import an_attendee, commit, make_event, make_organization, registering
from tests.conftest import Clock
from tests.privacy.people import ANSWER, EMAIL, FIRST, LAST, Life, person, traces_of


def erase(life: Life, actor: Actor, *, keeps_places: bool = False) -> Any:
    contact = life.contact
    with writing() as changes:
        return erase_contact(life.organization.pk, contact.pk, actor=actor, changes=changes, keeps_places=keeps_places)


def numbers(life: Life, event: Event) -> dict[str, Any]:
    """Give whatever is counted at an event."""
    now = clock.now()
    registrations = Registration.objects.filter(event=event)
    return {
        "seats": counts.of_events([event.pk], now, using="default").taken(event.pk),
        "states": sorted(registrations.values_list("status", "created_at", "cancelled_at", "public_id")),
        "sessions": sorted(
            SessionRegistration.objects.filter(registration__event=event).values_list("status", "session_id")
        ),
        "passes": AttendeePass.objects.filter(registration__event=event, is_active=True).count(),
        "check_ins": sorted(CheckIn.objects.filter(registration__event=event).values_list("id", "at")),
        "exported": len(list(rows(event, columns(event, using="default"), cancelled=True, using="default"))),
        "revenue": sorted(Purchase.objects.filter(event=event, status="completed").values_list("total_minor")),
        "people": registrations.values("contact").distinct().count(),
        "figures": figures.of_events([event], now, using="default"),
    }


def test_no_table_knows_the_person_any_longer(life: Life, staff: Actor) -> None:
    assert {label.split(".")[0] for label in traces_of()} >= {"people", "registration", "outbox", "mail", "account"}

    erased = erase(life, staff)

    assert erased.people == 4
    for text in ("quillfeather", FIRST.casefold(), EMAIL.casefold(), ANSWER.casefold()):
        assert traces_of(text) == []


def test_the_numbers_of_a_past_event_stay_as_they_were(life: Life, staff: Actor) -> None:
    before = numbers(life, life.past)

    erase(life, staff)

    assert before["check_ins"]
    assert numbers(life, life.past) == before


def test_what_is_to_come_is_cancelled_and_its_place_is_free(life: Life, staff: Actor) -> None:
    erase(life, staff)

    registration = Registration.objects.get(event=life.upcoming, first_name="")
    assert registration.status == "cancelled"
    assert registration.erased_at == clock.now()
    assert counts.of_events([life.upcoming.pk], clock.now(), using="default").taken(life.upcoming.pk) == 1


def test_a_place_may_stay_without_a_name(life: Life, staff: Actor) -> None:
    before = numbers(life, life.upcoming)

    erase(life, staff, keeps_places=True)

    assert numbers(life, life.upcoming) == before
    assert traces_of() == []


def test_queues_and_unpaid_purchases_are_left_through_the_registrar(life: Life, staff: Actor) -> None:
    assert Purchase.objects.get().status == "open"

    erase(life, staff)

    assert not WaitlistItem.objects.filter(event=life.full).exists()
    assert Purchase.objects.get().status == "cancelled"
    assert {What.REMOVED_FROM_WAITLIST, What.PURCHASE_CANCELLED, What.CANCELLED, What.ERASED} <= set(
        RegistrationLogEntry.objects.filter(user_name="Wren").values_list("what", flat=True)
    )


def test_whoever_waits_gets_the_place_and_hears_of_it(life: Life, staff: Actor) -> None:
    Event.objects.filter(pk=life.upcoming.pk).update(capacity=2, auto_registers_waitlist=True)
    waiting = an_attendee(9, waitlisted=True)
    commit(life.upcoming, registering(waiting))

    erase(life, staff)

    assert Registration.objects.get(pk=waiting.registration_id).status == "registered"
    assert OutboxMessage.objects.filter(about_id=waiting.registration_id, delivered_at=None).exists()


def test_nobody_writes_to_an_erased_person(life: Life, staff: Actor) -> None:
    erase(life, staff)

    erased = Registration.objects.filter(first_name="").values_list("pk", flat=True)
    messages = OutboxMessage.objects.filter(about_id__in=list(erased))
    assert messages
    assert not messages.filter(delivered_at=None, failed_at=None).exists()
    assert messages.filter(not_sent=NotSent.NOTHING_TO_TELL).exists()


def test_an_erased_contact_is_matched_by_nobody(life: Life, staff: Actor) -> None:
    erased_id = life.contact.pk
    erase(life, staff)

    commit(life.upcoming, registering(person()))

    assert life.contact.pk != erased_id
    assert str(Contact.objects.get(pk=erased_id)) == "Erased person"


def test_erasing_twice_does_nothing(life: Life, staff: Actor) -> None:
    contact_id = life.contact.pk
    erase(life, staff)

    with writing() as changes:
        assert erase_contact(life.organization.pk, contact_id, actor=staff, changes=changes) is None


def test_another_organization_erases_nobody_here(life: Life, staff: Actor) -> None:
    other = make_organization("kestrel")

    with writing() as changes:
        assert erase_contact(other.pk, life.contact.pk, actor=staff, changes=changes) is None

    assert life.contact.first_name == FIRST


def test_the_same_person_at_another_organization_stays_known_there(life: Life, staff: Actor) -> None:
    other = make_event(make_organization("kestrel"), "Kestrel_Days")
    commit(other, registering(person()))

    erase(life, staff)

    assert Registration.objects.get(event=other).last_name == LAST


def test_an_account_that_another_organization_knows_stays(life: Life, staff: Actor) -> None:
    subject = life.contact.subject
    Contact.objects.create(organization=make_organization("kestrel"), subject=subject)

    erase(life, staff)

    assert User.objects.filter(pk=subject).exists()


def test_nobody_signs_in_as_an_erased_person(life: Life, staff: Actor) -> None:
    key = life.contact.pk

    erase(life, staff)

    contact = Contact.objects.get(pk=key)
    assert (contact.subject, contact.subject_issuer) == ("", "")


@pytest.mark.parametrize(("issuer", "goes"), [("https://id.example", False), ("", True)], ids=["elsewhere", "unknown"])
def test_only_an_account_here_is_the_persons_account(life: Life, staff: Actor, issuer: str, goes: bool) -> None:
    Contact.objects.filter(pk=life.contact.pk).update(subject_issuer=issuer)
    user_id = life.contact.subject

    erase(life, staff)

    assert User.objects.filter(pk=user_id).exists() is not goes


def test_who_is_known_by_the_same_subject_elsewhere_does_not_keep_the_account(life: Life, staff: Actor) -> None:
    user_id = life.contact.subject
    Contact.objects.create(
        organization=make_organization("kestrel"), subject=user_id, subject_issuer="https://id.example"
    )

    erase(life, staff)

    assert not User.objects.filter(pk=user_id).exists()


def test_the_account_of_a_member_of_staff_stays(life: Life, staff: Actor) -> None:
    user = User.objects.get(pk=life.contact.subject)
    Membership.objects.create(user=user, organization=life.organization, role=Membership.Role.VIEWER)

    erase(life, staff)

    assert User.objects.filter(pk=user.pk).exists()


def test_a_crash_in_the_middle_leaves_everything(
    life: Life, staff: Actor, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    before = traces_of()

    def crash(*_: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(erasing, "delete_account", crash)
    with pytest.raises(RuntimeError):
        erase(life, staff)

    assert traces_of() == before
    assert WaitlistItem.objects.filter(event=life.full).exists()
    assert Purchase.objects.get().status == "open"
