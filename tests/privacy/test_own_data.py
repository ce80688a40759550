"""What people fetch of themselves, through the front door: with a personal link, and signed in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from guestlist.catalog.models import Event
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization
from guestlist.outbox.models import OutboxMessage
from guestlist.people.models import Contact
from guestlist.privacy.erasing import erase_contact
from guestlist.registration.models import Purchase, Registration, WaitlistItem
from guestlist.registration.personal.links import key_of, replace
from guestlist.registration.requests import Actor, ActorKind, Request
from guestlist.registration.rules.commands import Answer, EditDetails
from guestlist.registration.step import perform
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
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.site import Site, running
from tests.privacy.people import CONSENT, Life
from tests.website.account.browsing import MAIL, Browser, sign_up

MARA = {"first_name": "Mara", "last_name": "Oyelaran", "email": MAIL}


@pytest.fixture
def organization(database: Database) -> Organization:
    return make_organization("main", name="Lindenhof Society", has_attendee_accounts=True, consent_text=CONSENT)


@pytest.fixture
def elsewhere(organization: Organization) -> Organization:
    return make_organization("other", has_attendee_accounts=True)


@pytest.fixture
def site(organization: Organization) -> Iterator[Site]:
    with running() as site:
        yield site


def of_link(site: Site, event: Event, registration_id: UUID, root: str = "") -> httpx.Response:
    signed = key_of(registration_id).signed(event.organization_id)
    return Browser(site).get(f"{root}/my/{signed}/data.json")


def everything() -> list[Any]:
    tables = (Registration, WaitlistItem, Purchase, Contact, OutboxMessage, Organization)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


# By a personal link.


def test_a_link_gives_what_belongs_to_its_registration(site: Site, organization: Organization) -> None:
    event = make_event(organization, "Harbour", allows_custom_agenda=True)
    field, session = make_field(event, "Diet"), make_session(event)
    mara = an_attendee(1, **MARA, answers=[Answer(str(field.pk), "Vegan")], sessions=[session.pk])
    commit(event, registering(mara, has_consented=True))

    answer = of_link(site, event, mara.registration_id)

    document = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="personal-data-')
    assert document["organization"] == "Lindenhof Society"
    (registration,) = document["registrations"]
    assert (registration["email"], registration["event"]) == (MAIL, "Harbour")
    assert registration["answers"] == [{"question": "Diet", "answer": "Vegan"}]
    assert [seat["name"] for seat in registration["sessions"]] == ["Tide gauges"]
    assert [consent["text"] for consent in document["consents"]] == [CONSENT]
    assert [mail["kind"] for mail in document["mails"]] == ["registration.added"]


def test_a_link_gives_nothing_of_the_persons_other_registrations_nor_of_their_contact(life: Life) -> None:
    registration = life.registrations[life.upcoming.pk]

    with running() as site:
        document = of_link(site, life.upcoming, registration.pk).json()

    assert [row["event"] for row in document["registrations"]] == ["Coming Days"]
    assert (document["waitlist"], document["purchases"]) == ([], [])
    assert {row["event"] for row in document["consents"]} == {"Coming Days"}
    assert "account.mail" not in {row["kind"] for row in document["mails"]}
    assert document["mails_that_came_back"] == []
    assert document.keys().isdisjoint({"person", "account", "signs_in_as", "speaker", "registered_for_others"})
    assert "telephone" not in json.dumps(document)


def test_a_link_gives_nothing_of_those_who_were_registered_together(site: Site, organization: Organization) -> None:
    event = make_event(organization, "Harbour")
    mara, jonas = an_attendee(1, **MARA), an_attendee(2, first_name="Jonas", last_name="Keel", email="j@keel.example")
    commit(event, registering(mara, jonas))

    texts = [of_link(site, event, each.registration_id).text for each in (mara, jonas)]

    assert ["Keel" in text for text in texts] == [False, True]
    assert [MAIL in text for text in texts] == [True, False]


def test_whoever_waits_and_whoever_pays_gets_it_too(site: Site, organization: Organization) -> None:
    full = make_event(organization, "Full_One", capacity=0, shows_waitlist=True)
    paid = make_event(organization, "Paid_One")
    event_pass = make_pass(paid, allocated=5)
    waiting, paying = an_attendee(1, **MARA, waitlisted=True), an_attendee(1, **MARA, pass_id=str(event_pass.pk))
    guest = an_attendee(2, first_name="Jonas", last_name="Keel", pass_id=str(event_pass.pk))
    commit(full, registering(waiting))
    commit(paid, registering(paying, guest))

    waited, bought = of_link(site, full, waiting.registration_id), of_link(site, paid, paying.registration_id)

    assert [(row["event"], row["email"]) for row in waited.json()["waitlist"]] == [("Full One", MAIL)]
    assert waited.json()["purchases"] == []
    assert [(row["event"], row["email"], row["people"]) for row in bought.json()["purchases"]] == [
        ("Paid One", MAIL, 2)
    ]
    assert "Keel" not in bought.text


def test_who_of_the_staff_did_something_is_not_told(site: Site, organization: Organization) -> None:
    event = make_event(organization, "Harbour")
    mara = an_attendee(1, **MARA)
    commit(event, registering(mara))
    staff = Actor(ActorKind.STAFF, None, "Wren Secretary")
    with writing() as changes:
        command = EditDetails(mara.registration_id, first_name="Maria")
        perform([Request(organization.pk, event.pk, command, actor=staff)], changes=changes)

    answer = of_link(site, event, mara.registration_id)

    assert [line["by"] for line in answer.json()["log"]] == ["Staff"]
    assert "Wren" not in answer.text


def test_fetching_it_changes_nothing_and_nothing_is_sent_there(site: Site, organization: Organization) -> None:
    event = make_event(organization, "Harbour")
    mara = an_attendee(1, **MARA)
    commit(event, registering(mara))
    before = everything()

    of_link(site, event, mara.registration_id)
    signed = key_of(mara.registration_id).signed(organization.pk)
    sent = Browser(site).ask("POST", f"/my/{signed}/data.json")

    assert sent.status_code in {403, 405}
    assert everything() == before


def test_a_link_of_another_organization_opens_nothing(
    elsewhere: Organization, site: Site, organization: Organization
) -> None:
    event = make_event(elsewhere, "Elsewhere")
    mara = an_attendee(1, **MARA)
    commit(event, registering(mara))
    signed = key_of(mara.registration_id).signed(organization.pk)

    answers = [of_link(site, event, mara.registration_id), Browser(site).get(f"/my/{signed}/data.json")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert all(MAIL not in answer.text for answer in answers)
    assert of_link(site, event, mara.registration_id, "/o/other").json()["registrations"][0]["email"] == MAIL


@pytest.mark.parametrize(
    ("what", "status"), [("replaced", 404), ("tampered", 404), ("over", 410), ("erased", 410)], ids=str
)
def test_a_link_that_is_closed_gives_nothing(
    site: Site, organization: Organization, clock: Clock, what: str, status: int
) -> None:
    event = make_event(organization, "Harbour")
    mara = an_attendee(1, **MARA)
    commit(event, registering(mara))
    signed = key_of(mara.registration_id).signed(organization.pk)
    match what:
        case "replaced":
            replace(mara.registration_id)
        case "tampered":
            signed = f"{'B' if signed[0] == 'A' else 'A'}{signed[1:]}"
        case "over":
            clock.moment = event.ends_at
        case "erased":
            with writing() as changes:
                actor = Actor(ActorKind.STAFF, None, "Wren")
                erase_contact(organization.pk, Contact.objects.get().pk, actor=actor, changes=changes)

    answer = Browser(site).get(f"/my/{signed}/data.json")

    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-store"
    assert MAIL not in answer.text


def test_the_personal_page_leads_there(site: Site, organization: Organization) -> None:
    event = make_event(organization, "Harbour")
    mara = an_attendee(1, **MARA)
    commit(event, registering(mara))
    path = f"/my/{key_of(mara.registration_id).signed(organization.pk)}/"

    page = Browser(site).get(path)

    assert f'href="{path}data.json"' in page.text


# Signed in.


def test_whoever_is_signed_in_gets_everything(site: Site, organization: Organization) -> None:
    for name in ("Harbour", "Quay"):
        commit(make_event(organization, name), registering(an_attendee(1, **MARA)))
    browser = Browser(site)
    sign_up(browser)
    page = browser.open("/my/")[1]
    before = everything()

    answer = browser.get("/my/data.json")

    document = answer.json()
    assert 'href="/my/data.json"' in page.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="personal-data-')
    assert {row["event"] for row in document["registrations"]} == {"Harbour", "Quay"}
    assert (document["person"]["email"], document["account"]["email"]) == (MAIL, MAIL)
    assert everything() == before


def test_of_those_whom_somebody_registered_it_tells_how_many(site: Site, organization: Organization) -> None:
    event = make_event(organization, "Harbour")
    commit(event, registering(an_attendee(1, **MARA)))
    browser = Browser(site)
    sign_up(browser)
    mara = Contact.objects.get()
    guest = an_attendee(2, first_name="Jonas", last_name="Keel", email="j@keel.example")
    commit(event, registering(guest, registered_by_id=mara.pk))

    answer = browser.get("/my/data.json")

    assert answer.json()["registered_for_others"] == 1
    assert "Keel" not in answer.text


def test_nobody_else_gets_it(site: Site, organization: Organization) -> None:
    commit(make_event(organization, "Harbour"), registering(an_attendee(1, **MARA)))
    stranger, other = Browser(site), Browser(site)
    sign_up(other, "jonas@keel.example")

    asked, given = stranger.get("/my/data.json"), other.get("/my/data.json")

    assert asked.status_code == 302
    assert asked.headers["location"].startswith("/account/sign-in/?next=")
    assert given.json()["person"]["email"] == "jonas@keel.example"
    assert given.json()["registrations"] == []
    assert MAIL not in given.text


def test_at_another_organization_it_is_what_that_one_knows(
    elsewhere: Organization, site: Site, organization: Organization
) -> None:
    commit(make_event(organization, "Harbour"), registering(an_attendee(1, **MARA)))
    commit(make_event(elsewhere, "Elsewhere"), registering(an_attendee(1, **MARA)))
    browser = Browser(site)
    sign_up(browser)

    not_linked = browser.get("/o/other/my/data.json")
    browser.send("/o/other/my/")
    linked = browser.get("/o/other/my/data.json")

    assert not_linked.headers["location"] == "/o/other/my/"
    assert [row["event"] for row in linked.json()["registrations"]] == ["Elsewhere"]


def test_without_attendee_accounts_there_is_no_such_address(database: Database) -> None:
    make_organization("main")

    with running() as site:
        assert Browser(site).get("/my/data.json").status_code == 404


def test_an_erased_person_has_nothing_to_fetch(site: Site, organization: Organization) -> None:
    commit(make_event(organization, "Harbour"), registering(an_attendee(1, **MARA)))
    browser = Browser(site)
    sign_up(browser)
    with writing() as changes:
        actor = Actor(ActorKind.STAFF, None, "Wren")
        erase_contact(organization.pk, Contact.objects.get().pk, actor=actor, changes=changes)

    answer = browser.get("/my/data.json")

    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/account/sign-in/")
