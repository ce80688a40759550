"""Which contact a signed-in user is (contract 7.3)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from guestlist import clock
from guestlist.accounts.models import User
from guestlist.database.configuration import WRITING
from guestlist.organizations.models import MatchingStrategy, Organization
from guestlist.people.matching import email_key, name_key
from guestlist.people.models import Contact
from guestlist.registration.models import Registration
from guestlist.signin import contacts
from guestlist.signin.contacts import contact_of
from guestlist.signin.identity import Identity
from tests.builders import an_attendee, commit, make_event, make_organization, registering
from tests.conftest import Clock

MARA = Identity("mara-1", "Mara", "Oyelaran", "mara@oyelaran.example")

pytestmark = pytest.mark.usefixtures("database", "clock")


def make_contact(organization: Organization, **columns: Any) -> Contact:
    names = {"first_name": "Mara", "last_name": "Oyelaran", "email": "mara@oyelaran.example", **columns}
    keys = {
        "email_key": email_key(names["email"]),
        "name_key": name_key(names["first_name"], names["last_name"]),
    }
    return Contact.objects.create(organization=organization, **keys, **names)


def test_a_user_whom_nobody_knows_becomes_a_contact() -> None:
    organization = make_organization()

    contact = contact_of(organization.id, MARA)

    stored = Contact.objects.get()
    assert contact.id == stored.id
    assert (stored.organization_id, stored.subject) == (organization.id, "mara-1")
    assert (stored.first_name, stored.last_name, stored.email) == ("Mara", "Oyelaran", "mara@oyelaran.example")
    assert (contact.first_name, contact.last_name, contact.email) == ("Mara", "Oyelaran", "mara@oyelaran.example")


@pytest.mark.parametrize(("email", "is_matched"), [("thief@example.org", False), ("mara@oyelaran.example", True)])
def test_names_that_somebody_merely_stated_do_not_open_a_contact(email: str, is_matched: bool) -> None:
    organization = make_organization(matching_strategy=MatchingStrategy.NAME)
    victim = make_contact(organization)

    contact = contact_of(organization.id, Identity("s", "Mara", "Oyelaran", email, are_names_stated=True))

    assert (contact.id == victim.id) is is_matched


def test_a_user_comes_back_as_the_same_contact_whatever_the_claims_say_by_then() -> None:
    organization = make_organization()
    first = contact_of(organization.id, MARA)

    again = contact_of(organization.id, Identity("mara-1", "Maria", "Ruiz", "new@ruiz.example"))

    assert again.id == first.id
    assert (again.first_name, again.last_name, again.email) == ("Mara", "Oyelaran", "mara@oyelaran.example")


def test_whoever_is_known_costs_one_query_and_no_write() -> None:
    organization = make_organization()
    contact_of(organization.id, MARA)

    with CaptureQueriesContext(connections[WRITING]) as writes, CaptureQueriesContext(connections["reading"]) as reads:
        contact_of(organization.id, MARA)

    assert len(writes) == 0
    assert sum("SELECT" in query["sql"] and "subject" in query["sql"] for query in reads) == 1


@pytest.mark.parametrize(
    ("strategy", "given", "is_matched"),
    [
        (MatchingStrategy.EMAIL, Identity("s", "", "", " MARA@Oyelaran.example "), True),
        (MatchingStrategy.EMAIL, Identity("s", "Mara", "Oyelaran", "other@oyelaran.example"), False),
        (MatchingStrategy.EMAIL, Identity("s", "Mara", "Oyelaran", ""), False),
        (MatchingStrategy.NAME, Identity("s", "mara", "OYELARAN", ""), True),
        (MatchingStrategy.NAME, Identity("s", "Mara", "", "mara@oyelaran.example"), False),
        (MatchingStrategy.EMAIL_AND_NAME, Identity("s", "mara ", "oyelaran", "Mara@oyelaran.example"), True),
        (MatchingStrategy.EMAIL_AND_NAME, Identity("s", "Maria", "Oyelaran", "mara@oyelaran.example"), False),
        (MatchingStrategy.EMAIL_AND_NAME, Identity("s", "", "", "mara@oyelaran.example"), False),
        (MatchingStrategy.EMAIL_AND_OWNER, Identity("s", "Mara", "Oyelaran", "mara@oyelaran.example"), False),
    ],
    ids=str,
)
def test_a_new_user_matches_by_the_organizations_strategy(
    strategy: MatchingStrategy, given: Identity, is_matched: bool
) -> None:
    organization = make_organization(matching_strategy=strategy)
    known = make_contact(organization)

    contact = contact_of(organization.id, given)

    assert (contact.id == known.id) is is_matched
    assert Contact.objects.get(subject="s").id == contact.id
    assert Contact.objects.count() == (1 if is_matched else 2)


def test_by_email_and_owner_nobody_matches_even_where_the_contact_has_an_owner() -> None:
    organization = make_organization(matching_strategy=MatchingStrategy.EMAIL_AND_OWNER)
    known = make_contact(organization, owner=User.objects.create(email="owner@lindenhof.example"))

    assert contact_of(organization.id, MARA).id != known.id


def test_a_user_with_nothing_but_a_subject_is_one_contact() -> None:
    organization = make_organization()
    make_contact(organization, first_name="", last_name="", email="")

    first, again = (contact_of(organization.id, Identity("bare")) for _ in range(2))

    assert first.id == again.id
    assert Contact.objects.count() == 2


def test_of_several_matches_the_oldest_is_taken_and_left_as_it_is(clock: Clock) -> None:
    organization = make_organization(matching_strategy=MatchingStrategy.EMAIL)
    oldest = make_contact(organization, first_name="M.", job_title="Hydrographer")
    clock.advance(days=1)
    make_contact(organization)

    contact = contact_of(organization.id, MARA)

    assert contact.id == oldest.id
    oldest.refresh_from_db()
    assert (oldest.first_name, oldest.job_title, oldest.subject) == ("M.", "Hydrographer", "mara-1")


def test_a_contact_that_another_user_signs_in_to_is_not_taken_over(clock: Clock) -> None:
    organization = make_organization()
    first = contact_of(organization.id, MARA)
    clock.advance(days=1)

    second = contact_of(organization.id, Identity("mara-2", "Mara", "Oyelaran", "mara@oyelaran.example"))

    assert second.id != first.id
    assert {contact.subject for contact in Contact.objects.all()} == {"mara-1", "mara-2"}
    assert contact_of(organization.id, MARA).id == first.id


def test_a_later_match_without_a_user_is_taken_instead_of_an_older_one_with_one(clock: Clock) -> None:
    organization = make_organization()
    contact_of(organization.id, MARA)
    clock.advance(days=1)
    free = make_contact(organization)

    assert contact_of(organization.id, Identity("mara-2", "Mara", "Oyelaran", "mara@oyelaran.example")).id == free.id


def test_a_user_is_another_contact_in_another_organization() -> None:
    ours, theirs = make_organization("ours"), make_organization("theirs")
    known = make_contact(theirs)

    contact = contact_of(ours.id, MARA)
    elsewhere = contact_of(theirs.id, MARA)

    assert contact.id != known.id
    assert elsewhere.id == known.id
    assert sorted(Contact.objects.values_list("organization__slug", "subject")) == [
        ("ours", "mara-1"),
        ("theirs", "mara-1"),
    ]


def test_whoever_registered_before_is_the_contact_of_that_registration() -> None:
    organization = make_organization()
    event = make_event(organization)
    commit(event, registering(an_attendee(1, last_name="Oyelaran", email="mara@oyelaran.example")))

    contact = contact_of(organization.id, MARA)

    assert Registration.objects.get().contact_id == contact.id


def test_whoever_registers_later_is_the_contact_of_the_user() -> None:
    organization = make_organization()
    contact = contact_of(organization.id, MARA)

    commit(make_event(organization), registering(an_attendee(1, last_name="Oyelaran", email="Mara@oyelaran.example")))

    assert Registration.objects.get().contact_id == contact.id


def test_a_contact_that_was_erased_meanwhile_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    organization = make_organization()
    erased = make_contact(organization)
    look_up = contacts.look_up

    def look_up_before_it_is_erased(*given: Any) -> None:
        look_up(*given)
        Contact.objects.filter(pk=erased.pk).update(erased_at=clock.now(), email_key="", name_key="")

    monkeypatch.setattr(contacts, "look_up", look_up_before_it_is_erased)

    contact = contact_of(organization.id, MARA)

    erased.refresh_from_db()
    assert contact.id != erased.id
    assert erased.subject == ""


def at_once(*asks: Callable[[], Any]) -> list[Any]:
    """Ask in as many threads, each with connections of its own, as processes have."""
    barrier = threading.Barrier(len(asks))

    def run(ask: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return ask()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(asks)) as threads:
        return list(threads.map(run, asks))


def test_calls_of_a_new_user_at_once_make_one_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    organization = make_organization()
    all_looked = threading.Barrier(4)
    look = contacts._known

    def look_first_together(organization_id: Any, subject: str, alias: str) -> Contact | None:
        found = look(organization_id, subject, alias)
        if alias == "reading":
            all_looked.wait()
        return found

    monkeypatch.setattr(contacts, "_known", look_first_together)

    found = at_once(*[lambda: contact_of(organization.id, MARA)] * 4)

    assert len({contact.id for contact in found}) == 1
    assert Contact.objects.count() == 1


def test_two_users_who_match_one_contact_at_once_do_not_share_it() -> None:
    organization = make_organization()
    make_contact(organization)
    users = [Identity(f"mara-{number}", "Mara", "Oyelaran", "mara@oyelaran.example") for number in range(4)]

    found = at_once(*[lambda user=user: contact_of(organization.id, user) for user in users])

    assert len({contact.id for contact in found}) == 4
    assert sorted(Contact.objects.values_list("subject", flat=True)) == sorted(user.subject for user in users)


def test_a_sign_in_and_a_registration_of_one_new_person_at_once_make_one_contact() -> None:
    organization = make_organization()
    event = make_event(organization)
    attendee = an_attendee(1, last_name="Oyelaran", email="mara@oyelaran.example")

    contact, _ = at_once(
        lambda: contact_of(organization.id, MARA),
        lambda: commit(event, registering(attendee)),
    )

    assert Contact.objects.get().id == contact.id
    assert Registration.objects.get().contact_id == contact.id
