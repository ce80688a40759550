"""What somebody who is signed in sees and does on the website, and what stays closed to them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.test.utils import CaptureQueriesContext

from guestlist import clock
from guestlist.accounts.models import Membership, User
from guestlist.accounts.staff import add_member
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.organizations.models import Organization
from guestlist.people.models import Contact
from guestlist.registration.models import Registration
from guestlist.registration.personal import links
from guestlist.registration.rules.commands import Cancel
from guestlist.website.account.own_records import own_records
from tests.builders import an_attendee, commit, make_event, make_organization, registering
from tests.databases import Database
from tests.eventsapi.site import Site, running
from tests.website.account.browsing import MAIL, PASSWORD, Browser, latest_code, sign_up

# Registrations, waitlist items, and the versions of the links of both.
QUERIES = 3
MARA = {"first_name": "Mara", "last_name": "Oyelaran", "email": MAIL}


@pytest.fixture
def organization(database: Database) -> Organization:
    return make_organization("main", name="Lindenhof Society", has_attendee_accounts=True)


@pytest.fixture
def site(organization: Organization) -> Iterator[Site]:
    with running() as site:
        yield site


def signed_in(site: Site, root: str = "") -> Browser:
    browser = Browser(site)
    sign_up(browser, root=root)
    return browser


def register(browser: Browser, address: str, **fields: str) -> str:
    """Send the registration form as it is prefilled; gives where it leads, or the page that refuses."""
    sent = {"a0-first_name": "Mara", "a0-last_name": "Oyelaran", "a0-email": MAIL, "action": "register", **fields}
    answer = browser.send(address, **sent)
    return answer.headers.get("location", answer.text)


def test_registrations_from_before_the_account_are_listed_with_their_pages(
    site: Site, organization: Organization
) -> None:
    event = make_event(organization, "Harbour")
    commit(event, registering(an_attendee(**MARA)))

    page = signed_in(site).open("/my/")[1]

    assert "Harbour" in page.text
    assert "Registered" in page.text
    assert Contact.objects.get().subject == str(User.objects.get().pk)


def test_waitlists_are_listed_and_what_is_cancelled_or_of_others_is_not(site: Site, organization: Organization) -> None:
    full = make_event(organization, "Full_One", capacity=1, shows_waitlist=True)
    commit(full, registering(an_attendee(1)))
    commit(full, registering(an_attendee(2, **MARA, waitlisted=True)))
    cancelled, others = make_event(organization, "Cancelled_One"), make_event(organization, "Others_One")
    attendee = an_attendee(3, **MARA)
    commit(cancelled, registering(attendee))
    commit(cancelled, Cancel(attendee.registration_id))
    commit(others, registering(an_attendee(4)))
    elsewhere = make_organization("other", has_attendee_accounts=True)
    commit(make_event(elsewhere, "Elsewhere_One"), registering(an_attendee(5, **MARA)))

    text = signed_in(site).open("/my/")[1].text

    assert "Full One" in text
    assert "On the waitlist" in text
    for name in ("Cancelled One", "Others One", "Elsewhere One"):
        assert name not in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_however_long_it_is(organization: Organization, number: int) -> None:
    full = make_event(organization, "Full_One", capacity=0, shows_waitlist=True)
    commit(full, registering(an_attendee(**MARA, waitlisted=True)))
    people = []
    for each in range(number):
        attendee = an_attendee(**MARA)
        commit(make_event(organization, f"Event_{each}"), registering(attendee))
        links.replace(attendee.registration_id)
        people.append(attendee.registration_id)

    with reading(), CaptureQueriesContext(connections[READING]) as asked:
        coming, _over = own_records(organization, Contact.objects.get(), clock.now())

    assert len([query for query in asked.captured_queries if query["sql"].startswith("SELECT")]) == QUERIES
    opened = {links.read(record.signed, organization.pk) for record in coming}
    assert opened >= {links.PersonalKey(key, 1) for key in people}
    assert len(coming) == number + 1


@pytest.fixture
def other(organization: Organization) -> Organization:
    return make_organization("other", has_attendee_accounts=True)


def test_at_another_organization_nothing_is_linked_until_somebody_says_so(other: Organization, site: Site) -> None:
    commit(make_event(other, "Elsewhere_One"), registering(an_attendee(**MARA)))
    browser = signed_in(site)

    before = browser.get("/o/other/my/").text
    linked = Contact.objects.filter(organization=other).exclude(subject="").exists()
    browser.send("/o/other/my/")
    after = browser.get("/o/other/my/").text

    assert "Look for my registrations" in before
    assert not linked
    assert "Elsewhere One" in after


def test_the_registration_form_knows_who_is_signed_in(site: Site, organization: Organization) -> None:
    make_event(organization, "Harbour")

    page = signed_in(site).get("/e/Harbour/register/").text

    assert f'value="{MAIL}"' in page
    assert 'value="Oyelaran"' in page
    assert "You are signed in as" in page
    assert MAIL not in Browser(site).get("/e/Harbour/register/").text


def test_who_is_signed_in_registers_for_an_event_that_asks_for_it(site: Site, organization: Organization) -> None:
    make_event(organization, "Members_Only", allows_anonymous_registrations=False)
    stranger = Browser(site).get("/e/Members_Only/register/").text

    browser = signed_in(site)
    led_to = register(browser, "/e/Members_Only/register/")

    assert "/account/sign-in/?next=%2Fe%2FMembers_Only%2Fregister%2F" in stranger
    assert "/registered/" in led_to
    registration = Registration.objects.get()
    assert registration.contact == registration.registered_by == Contact.objects.get()


def test_who_registers_somebody_else_sees_that_registration_too(site: Site, organization: Organization) -> None:
    make_event(organization, "Harbour")
    browser = signed_in(site)

    register(browser, "/e/Harbour/register/", **{"a0-first_name": "Ilse", "a0-email": "ilse@varga.example"})

    text = browser.open("/my/")[1].text
    assert "Harbour" in text
    assert "Ilse Oyelaran" in text


def test_without_accounts_an_event_that_asks_for_signing_in_says_whom_to_ask(database: Database) -> None:
    make_event(make_organization("main"), "Members_Only", allows_anonymous_registrations=False)
    with running() as site:
        text = Browser(site).get("/e/Members_Only/register/").text

    assert "ask the organizer" in text
    assert "/account/" not in text


def test_the_back_office_shows_an_attendee_nothing(site: Site, organization: Organization) -> None:
    browser = signed_in(site)

    path, page = browser.open("/backoffice/")
    again = browser.send("/backoffice/login/", username=MAIL, password=PASSWORD)

    assert path.startswith("/backoffice/login/")
    assert "Lindenhof Society" not in page.text
    assert again.status_code == 200


def test_staff_who_signed_in_on_the_website_sign_in_again_for_the_back_office(
    site: Site, organization: Organization
) -> None:
    add_member(organization.id, MAIL, role=Membership.Role.OWNER, password=PASSWORD)
    browser = Browser(site)
    asked = browser.send("/account/sign-in/", login=MAIL, password=PASSWORD)
    proved, _page = browser.follow(browser.send(asked.headers["location"], code=latest_code()))

    on_website, _page = browser.open("/backoffice/")
    browser.send("/backoffice/login/", username=MAIL, password=PASSWORD)
    in_back_office, _page = browser.open("/backoffice/")

    assert proved == "/my/"
    assert on_website.startswith("/backoffice/login/")
    assert in_back_office == "/backoffice/"


def test_staff_who_signed_in_to_the_back_office_prove_their_address_on_the_website(
    site: Site, organization: Organization
) -> None:
    add_member(organization.id, MAIL, role=Membership.Role.OWNER, password=PASSWORD)
    browser = Browser(site)
    browser.send("/backoffice/login/", username=MAIL, password=PASSWORD)
    asked, page = browser.open("/my/")
    browser.send(asked, send="1")
    wrong = browser.send(asked, code="AAAA-AAAA")

    path, _page = browser.follow(browser.send(asked, code=latest_code()))

    assert asked.startswith("/account/prove/")
    assert MAIL in page.text
    assert wrong.status_code == 422
    assert path == "/my/"
    assert EmailAddress.objects.get().verified
    assert browser.open("/backoffice/")[0] == "/backoffice/"


def test_an_account_that_nobody_proved_gets_a_new_password_when_it_becomes_staff(
    site: Site, organization: Organization
) -> None:
    Browser(site).send("/account/sign-up/", first_name="X", last_name="Y", email=MAIL, password1=PASSWORD)

    added = add_member(organization.id, MAIL, role=Membership.Role.OWNER)

    assert added is not None
    assert added.password is not None
    assert not User.objects.get().check_password(PASSWORD)


def test_an_attendee_who_proved_the_address_keeps_the_password_as_staff(site: Site, organization: Organization) -> None:
    signed_in(site)

    added = add_member(organization.id, MAIL, role=Membership.Role.VIEWER)

    assert added is not None
    assert added.password is None
    assert User.objects.get().check_password(PASSWORD)
