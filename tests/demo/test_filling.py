"""The demo: made once, always ahead; what it holds is looked at in test_contents.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from guestlist.accounts.models import User
from guestlist.catalog.models import (
    Event,
)
from guestlist.demo import login
from guestlist.demo.files import NAMES, load_files, shift
from guestlist.demo.filling import fill_demo
from guestlist.demo.outcomes import Demo, NotEmpty
from guestlist.mail.reminders import send_reminders
from guestlist.organizations.models import Organization
from guestlist.outbox.models import OutboxMessage
from guestlist.people.models import Contact
from guestlist.registration.models import (
    Registration,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.personal.links import key_of
from guestlist.registration.rules.commands import Cancel
from tests.builders import commit, make_event
from tests.conftest import Clock
from tests.eventsapi.site import Site, running
from tests.website.account.browsing import Browser


@pytest.fixture
def organization(database: object, clock: Clock) -> Organization:
    return Organization.objects.create(name="My organization", slug="main")


@pytest.fixture
def demo(organization: Organization) -> Demo:
    made = fill_demo(organization)
    assert isinstance(made, Demo)
    return made


@pytest.fixture
def site(demo: Demo) -> Iterator[Site]:
    with running() as site:
        yield site


def event(readable_id: str) -> Event:
    return Event.objects.get(readable_event_id=readable_id)


@pytest.mark.parametrize("email", [login.EMAIL, login.ATTENDEE_EMAIL])
def test_a_password_that_somebody_chose_is_not_said(organization: Organization, email: str) -> None:
    login.add_demo_users(organization)
    user = User.objects.get(email=email)
    user.set_password("something of their own")
    user.save()

    assert login.demo_password(email) is None


def test_an_installation_with_users_gets_no_demo_users(organization: Organization) -> None:
    User.objects.create_user("somebody@example.org", "a long enough password")

    made = fill_demo(organization)

    assert isinstance(made, Demo)
    assert not made.has_logins
    assert User.objects.count() == 1
    assert login.demo_organization() is None


def test_the_attendee_signs_in_and_finds_registrations_and_a_place_in_line(demo: Demo, site: Site) -> None:
    browser = Browser(site)
    browser.send("/account/sign-in/", login=login.ATTENDEE_EMAIL, password=login.password(login.ATTENDEE_EMAIL))

    path, page = browser.open("/my/")

    assert (path, page.status_code) == ("/my/", 200)
    for name in ("Harbour Data Days", "How to Read a Tide Table", "Night Tours", "Open Ship Day"):
        assert name in page.text
    tours = Registration.objects.get(event=event("Night_Tours"), email=login.ATTENDEE_EMAIL)
    waiting = browser.get(reverse("personal", args=[key_of(tours.pk).signed(demo.organization.id)])).text
    assert "Lock keepers by lamplight" in waiting
    assert "You are next in line." in waiting
    assert Contact.objects.get(email=login.ATTENDEE_EMAIL).subject == str(
        User.objects.get(email=login.ATTENDEE_EMAIL).pk
    )


def test_nobody_is_written_to_and_no_reminder_ever_goes_out_by_itself(demo: Demo, clock: Clock) -> None:
    for moment in Event.objects.values_list("starts_at", flat=True):
        send_reminders(moment - timedelta(minutes=1))

    assert not OutboxMessage.objects.exists()


def test_an_organization_with_an_event_is_left_alone(organization: Organization) -> None:
    make_event(organization)

    assert fill_demo(organization) == NotEmpty(organization)
    organization.refresh_from_db()
    assert organization.name == "My organization"


def test_a_place_at_the_lock_that_is_given_back_is_offered_to_the_attendee_for_a_day(demo: Demo, clock: Clock) -> None:
    place = SessionRegistration.objects.filter(session__name="Lock keepers by lamplight").first()
    assert place is not None

    commit(event("Night_Tours"), Cancel(place.registration_id, place.pk))

    (offered,) = WaitlistItem.objects.filter(invited=True)
    assert offered.email == login.ATTENDEE_EMAIL
    assert offered.offered_until == clock.now() + timedelta(hours=24)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2027, 3, 29), date(2030, 4, 4), date(2044, 2, 29)])
def test_the_conference_begins_on_the_first_thursday_after_the_notice(day: date) -> None:
    begins = date(2030, 6, 13) + shift(day)

    assert begins.isoweekday() == 4
    assert timedelta(days=70) <= begins - day < timedelta(days=77)


def test_the_files_are_in_order_on_every_day(database: object, organization: Organization) -> None:
    files = load_files(organization, datetime(2027, 12, 30, tzinfo=UTC).date())

    assert len(files) == len(NAMES)
    assert files[1].event.start_date == "2028-03-09T20:00:00"
