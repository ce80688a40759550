"""Which contact a signed-in user is (contract 7.3)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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
from guestlist.people.subjects import OWN_ISSUER, UNKNOWN_ISSUER
from guestlist.registration.models import Registration
from guestlist.signin import contacts
from guestlist.signin.contacts import AccountGone, contact_of
from guestlist.signin.identity import Identity
from tests.builders import an_attendee, commit, make_event, make_organization, registering
from tests.conftest import Clock
from tests.signin.signing import ISSUER

MARA = Identity("mara-1", "Mara", "Oyelaran", "mara@oyelaran.example", issuer=ISSUER)
# The same subject at another provider: somebody else.
TOMAS = Identity("mara-1", "Tomas", "Brandt", "tomas@brandt.example", issuer="https://login.brandt.example")

pytestmark = pytest.mark.usefixtures("database", "clock")


def user(subject: str, *texts: str, **options: Any) -> Identity:
    return Identity(subject, *texts, issuer=ISSUER, **options)


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
    assert (stored.organization_id, stored.subject, stored.subject_issuer) == (organization.id, "mara-1", ISSUER)
    assert (stored.first_name, stored.last_name, stored.email) == ("Mara", "Oyelaran", "mara@oyelaran.example")
    assert (contact.first_name, contact.last_name, contact.email) == ("Mara", "Oyelaran", "mara@oyelaran.example")


@pytest.mark.parametrize(("email", "is_matched"), [("thief@example.org", False), ("mara@oyelaran.example", True)])
def test_names_that_somebody_merely_stated_do_not_open_a_contact(email: str, is_matched: bool) -> None:
    organization = make_organization(matching_strategy=MatchingStrategy.NAME)
    victim = make_contact(organization)

    contact = contact_of(organization.id, user("s", "Mara", "Oyelaran", email, are_names_stated=True))

    assert (contact.id == victim.id) is is_matched


def test_a_user_comes_back_as_the_same_contact_whatever_the_claims_say_by_then() -> None:
    organization = make_organization()
    first = contact_of(organization.id, MARA)

    again = contact_of(organization.id, user("mara-1", "Maria", "Ruiz", "new@ruiz.example"))

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
        (MatchingStrategy.EMAIL, user("s", "", "", " MARA@Oyelaran.example "), True),
        (MatchingStrategy.EMAIL, user("s", "Mara", "Oyelaran", "other@oyelaran.example"), False),
        (MatchingStrategy.EMAIL, user("s", "Mara", "Oyelaran", ""), False),
        (MatchingStrategy.NAME, user("s", "mara", "OYELARAN", ""), True),
        (MatchingStrategy.NAME, user("s", "Mara", "", "mara@oyelaran.example"), False),
        (MatchingStrategy.EMAIL_AND_NAME, user("s", "mara ", "oyelaran", "Mara@oyelaran.example"), True),
        (MatchingStrategy.EMAIL_AND_NAME, user("s", "Maria", "Oyelaran", "mara@oyelaran.example"), False),
        (MatchingStrategy.EMAIL_AND_NAME, user("s", "", "", "mara@oyelaran.example"), False),
        (MatchingStrategy.EMAIL_AND_OWNER, user("s", "Mara", "Oyelaran", "mara@oyelaran.example"), False),
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

    first, again = (contact_of(organization.id, user("bare")) for _ in range(2))

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

    second = contact_of(organization.id, user("mara-2", "Mara", "Oyelaran", "mara@oyelaran.example"))

    assert second.id != first.id
    assert {contact.subject for contact in Contact.objects.all()} == {"mara-1", "mara-2"}
    assert contact_of(organization.id, MARA).id == first.id


def test_a_later_match_without_a_user_is_taken_instead_of_an_older_one_with_one(clock: Clock) -> None:
    organization = make_organization()
    contact_of(organization.id, MARA)
    clock.advance(days=1)
    free = make_contact(organization)

    assert contact_of(organization.id, user("mara-2", "Mara", "Oyelaran", "mara@oyelaran.example")).id == free.id


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
    assert (erased.subject, erased.subject_issuer) == ("", "")


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

    def look_first_together(organization_id: Any, identity: Identity, alias: str) -> Contact | None:
        found = look(organization_id, identity, alias)
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
    users = [user(f"mara-{number}", "Mara", "Oyelaran", "mara@oyelaran.example") for number in range(4)]

    found = at_once(*[lambda one=one: contact_of(organization.id, one) for one in users])

    assert len({contact.id for contact in found}) == 4
    assert sorted(Contact.objects.values_list("subject", flat=True)) == sorted(one.subject for one in users)


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


def test_one_subject_at_two_providers_is_two_people() -> None:
    organization = make_organization()

    mara, tomas = contact_of(organization.id, MARA), contact_of(organization.id, TOMAS)

    assert mara.id != tomas.id
    assert [contact_of(organization.id, each).id for each in (MARA, TOMAS)] == [mara.id, tomas.id]
    assert sorted(Contact.objects.values_list("subject", "subject_issuer", "first_name")) == [
        ("mara-1", ISSUER, "Mara"),
        ("mara-1", TOMAS.issuer, "Tomas"),
    ]


def test_who_has_a_contact_at_one_provider_is_not_matched_to_it_from_another() -> None:
    organization = make_organization()
    first = contact_of(organization.id, MARA)

    assert contact_of(organization.id, replace(MARA, issuer=TOMAS.issuer)).id != first.id


@pytest.mark.parametrize("issuer", [OWN_ISSUER, ISSUER])
def test_a_subject_without_issuer_is_claimed_once_and_the_next_provider_brings_somebody_else(issuer: str) -> None:
    organization = make_organization()
    subject = str(User.objects.create_user("mara@oyelaran.example").pk)
    kept = make_contact(organization, first_name="M.", subject=subject)
    claiming, next_one = replace(MARA, subject=subject, issuer=issuer), replace(TOMAS, subject=subject)

    first = contact_of(organization.id, claiming)
    second = contact_of(organization.id, next_one)

    kept.refresh_from_db()
    assert (first.id, kept.subject_issuer, kept.first_name) == (kept.id, issuer, "M.")
    assert second.id != kept.id
    assert [contact_of(organization.id, each).id for each in (claiming, next_one)] == [first.id, second.id]


def test_ones_own_contact_comes_before_one_that_could_be_claimed() -> None:
    organization = make_organization()
    mine = contact_of(organization.id, MARA)
    unclaimed = make_contact(organization, subject="mara-1")

    assert contact_of(organization.id, MARA).id == mine.id
    unclaimed.refresh_from_db()
    assert unclaimed.subject_issuer == ""


def test_a_subject_without_issuer_is_nobodys_at_another_organization() -> None:
    ours, theirs = make_organization("ours"), make_organization("theirs")
    kept = make_contact(theirs, subject="mara-1")

    assert contact_of(ours.id, MARA).id != kept.id
    kept.refresh_from_db()
    assert kept.subject_issuer == ""


def test_two_providers_that_claim_a_subject_at_once_do_not_share_it(monkeypatch: pytest.MonkeyPatch) -> None:
    organization = make_organization()
    kept = make_contact(organization, subject="mara-1")
    claiming = [replace(TOMAS, issuer=f"https://{number}.example") for number in range(4)]
    all_looked = threading.Barrier(4)
    look = contacts._known

    def look_first_together(organization_id: Any, identity: Identity, alias: str) -> Contact | None:
        found = look(organization_id, identity, alias)
        if alias == "reading":
            all_looked.wait()
        return found

    monkeypatch.setattr(contacts, "_known", look_first_together)

    found = at_once(*[lambda one=one: contact_of(organization.id, one) for one in claiming])

    assert len({contact.id for contact in found}) == 4
    assert kept.id in {contact.id for contact in found}
    assert sorted(Contact.objects.values_list("subject_issuer", flat=True)) == [one.issuer for one in claiming]


def test_whom_an_erasure_reaches_before_the_claim_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    organization = make_organization()
    erased = make_contact(organization, subject="mara-1")
    look = contacts._known

    def look_before_it_is_erased(organization_id: Any, identity: Identity, alias: str) -> Contact | None:
        found = look(organization_id, identity, alias)
        if alias == WRITING:
            Contact.objects.filter(pk=erased.pk).update(subject="", erased_at=clock.now(), email_key="", name_key="")
        return found

    monkeypatch.setattr(contacts, "_known", look_before_it_is_erased)

    contact = contact_of(organization.id, MARA)

    erased.refresh_from_db()
    assert contact.id != erased.id
    assert (erased.subject, erased.subject_issuer) == ("", "")


def test_an_account_that_is_gone_or_switched_off_makes_no_contact() -> None:
    organization = make_organization()
    person = User.objects.create_user("mara@oyelaran.example")
    own = replace(MARA, subject=str(person.pk), issuer=OWN_ISSUER)
    User.objects.update(is_active=False)

    for gone in (own, replace(own, subject="no-account")):
        with pytest.raises(AccountGone):
            contact_of(organization.id, gone)

    assert not Contact.objects.exists()
    User.objects.update(is_active=True)
    assert contact_of(organization.id, own).email == "mara@oyelaran.example"


@pytest.mark.parametrize("issuer", [OWN_ISSUER, UNKNOWN_ISSUER])
def test_an_account_that_is_gone_or_switched_off_opens_its_contact_no_longer(issuer: str) -> None:
    organization = make_organization()
    person = User.objects.create_user("mara@oyelaran.example")
    own = replace(MARA, subject=str(person.pk), issuer=OWN_ISSUER)
    kept = make_contact(organization, subject=own.subject, subject_issuer=issuer)
    User.objects.update(is_active=False)

    with pytest.raises(AccountGone):
        contact_of(organization.id, own)

    kept.refresh_from_db()
    assert kept.subject_issuer == issuer
    User.objects.update(is_active=True)
    assert contact_of(organization.id, own).id == kept.id
    person.delete()
    with pytest.raises(AccountGone):
        contact_of(organization.id, own)


def test_an_account_here_that_is_switched_off_says_nothing_of_a_user_elsewhere() -> None:
    organization = make_organization()
    person = User.objects.create_user("mara@oyelaran.example", is_active=False)

    assert contact_of(organization.id, replace(MARA, subject=str(person.pk))).email == "mara@oyelaran.example"


def test_whoever_is_known_by_an_account_here_costs_one_query_and_no_write() -> None:
    organization = make_organization()
    own = replace(MARA, subject=str(User.objects.create_user("mara@oyelaran.example").pk), issuer=OWN_ISSUER)
    contact_of(organization.id, own)

    with CaptureQueriesContext(connections[WRITING]) as writes, CaptureQueriesContext(connections["reading"]) as reads:
        contact_of(organization.id, own)

    assert len(writes) == 0
    assert len([query for query in reads if "SELECT" in query["sql"]]) == 1
