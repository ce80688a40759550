"""What a visitor finds in the demo: tests that only look, all of them at the same one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.files.storage import default_storage

from guestlist.accounts.models import Membership, User
from guestlist.calendars.contents import contents_of
from guestlist.catalog import effective
from guestlist.catalog.choices import FieldType, TrackType
from guestlist.catalog.models import (
    CustomRegistrationField,
    Event,
    Pass,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
    Sponsorship,
)
from guestlist.demo import login
from guestlist.demo.filling import fill_demo
from guestlist.demo.outcomes import Demo, NotEmpty
from guestlist.importers.eventfile import export_event
from guestlist.organizations.models import JournalEntry, Organization, WebApplication
from guestlist.registration.models import (
    AttendeePass,
    Purchase,
    Registration,
    Response,
    SessionRegistration,
    WaitlistItem,
)
from guestlist.registration.rules.decisions import ErrorCode, Refused
from guestlist.signin.accounts.clients import own_client
from guestlist.signin.accounts.issuer import metadata_endpoint, provider_of
from tests.builders import an_attendee, commit, registering
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.reading.asking import ask
from tests.importers.eventfile.eventfiles import bring_in


@pytest.fixture(scope="module")
def demo(shared_database: Database) -> Demo:
    """Filled at the moment at which the clock stands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("guestlist.clock.now", Clock().now)
        made = fill_demo(Organization.objects.create(name="My organization", slug="main"))
    assert isinstance(made, Demo)
    return made


@pytest.fixture(autouse=True)
def organization(demo: Demo, clock: Clock) -> Organization:
    return Organization.objects.get()


def event(readable_id: str) -> Event:
    return Event.objects.get(readable_event_id=readable_id)


def test_the_demo_has_an_owner_whose_password_can_be_said_again(demo: Demo, organization: Organization) -> None:
    said = login.demo_password()

    owner = User.objects.get(email=login.EMAIL)
    assert said is not None
    assert owner.check_password(said)
    assert owner.memberships.get().role == Membership.Role.OWNER


def test_the_demo_has_an_attendee_with_a_proved_address_and_another_password(demo: Demo) -> None:
    said = login.demo_password(login.ATTENDEE_EMAIL)

    attendee = User.objects.get(email=login.ATTENDEE_EMAIL)
    assert demo.has_logins
    assert said is not None
    assert attendee.check_password(said)
    assert said != login.demo_password()
    assert EmailAddress.objects.get(user=attendee).verified
    assert not attendee.is_staff
    assert not attendee.is_superuser
    assert not attendee.memberships.exists()


def test_the_website_of_the_demo_signs_people_in_with_the_organizations_own_accounts(demo: Demo) -> None:
    website = WebApplication.objects.get()

    client = own_client(website)

    assert client is not None
    assert client.get_redirect_uris() == ["http://localhost:4200/", "http://localhost:4200/signin"]
    assert website.metadata_endpoint == metadata_endpoint(demo.organization)
    assert provider_of(demo.organization.pk).keys


def test_an_empty_organization_is_renamed_and_filled(demo: Demo, organization: Organization) -> None:
    organization.refresh_from_db()
    assert (organization.name, organization.slug) == ("Lindenhof Harbour Society", "main")
    assert organization.demo_payment is True
    assert organization.has_attendee_accounts is True
    assert organization.consent_text == ""
    assert demo.readable_event_ids == (
        "Harbour_Data_Days",
        "Night_Tours",
        "Lock_Keepers_Breakfast",
        "How_to_Read_a_Tide_Table",
        "Open_Ship_Day",
    )
    assert demo.web_application == WebApplication.objects.get()
    assert demo.web_application.origin == "http://localhost:4200"
    # Everything at once, or nothing.
    assert JournalEntry.objects.count() == 1


def test_a_second_call_changes_nothing(demo: Demo, organization: Organization) -> None:
    entries, people = JournalEntry.objects.count(), Registration.objects.count()

    assert fill_demo(organization) == NotEmpty(organization)
    assert (JournalEntry.objects.count(), Registration.objects.count()) == (entries, people)


def test_the_conference_has_three_tracks_forty_sessions_and_thirty_speakers(demo: Demo) -> None:
    conference = event("Harbour_Data_Days")

    assert Session.objects.filter(event=conference).count() == 40
    assert SessionTrack.objects.filter(event=conference, track_type=TrackType.EXTERNAL).count() == 3
    assert SpeakerEngagement.objects.filter(event=conference).values("speaker").distinct().count() == 30
    assert set(Pass.objects.filter(event=conference).values_list("name", "currency")) == {
        ("Early bird", "EUR"),
        ("Two-day pass", "EUR"),
        ("First day", "EUR"),
        ("Student", "EUR"),
    }
    assert not Session.objects.filter(event=conference, room=None).exists()


def test_every_speaker_sponsor_and_event_has_a_small_picture(demo: Demo) -> None:
    names = [
        *Speaker.objects.values_list("image", flat=True),
        *Sponsorship.objects.values_list("logo", flat=True),
        *Event.objects.values_list("image", flat=True),
    ]
    assert Speaker.objects.count() == 30  # shared by all events
    assert len(names) == 30 + 7 + 5
    assert all(default_storage.size(name) < 20_000 for name in names)


def test_the_breakfast_is_full(demo: Demo) -> None:
    breakfast = event("Lock_Keepers_Breakfast")

    assert breakfast.capacity == Registration.objects.filter(event=breakfast).count()
    (reply,) = commit(breakfast, registering(an_attendee()))
    assert isinstance(reply, Refused)
    assert reply.code == ErrorCode.MAXIMUM_NO_ATTENDEES_REACHED


def test_the_webinar_is_streamed_and_the_conference_greets_in_calendars(demo: Demo) -> None:
    webinar, conference = event("How_to_Read_a_Tide_Table"), event("Harbour_Data_Days")

    assert webinar.streaming_url == "https://live.lindenhof.example/tide-table"
    assert contents_of(conference, {"firstname": "Nele"}).text.startswith("Ahoy Nele\n")
    assert "<p>Ahoy Nele</p>" in contents_of(conference, {"firstname": "Nele"}).html


def test_the_lock_of_the_night_tours_is_full_with_people_waiting(demo: Demo) -> None:
    tours = event("Night_Tours")
    lock = Session.objects.get(name="Lock keepers by lamplight")

    assert effective.has_waitlist(tours)
    assert effective.offers_sessions(tours, is_paid=False)
    assert SessionRegistration.objects.filter(session=lock).count() == lock.capacity
    assert WaitlistItem.objects.filter(session=lock, invited=False).count() == 3


def test_early_birds_are_sold_out_and_nothing_is_left_unpaid(demo: Demo) -> None:
    early = Pass.objects.get(name="Early bird")

    assert AttendeePass.objects.filter(event_pass=early).count() == early.allocated
    assert set(Purchase.objects.values_list("status", flat=True)) == {"completed"}


def test_the_open_ship_day_asks_all_four_kinds_of_questions(demo: Demo) -> None:
    types = CustomRegistrationField.objects.filter(attachments__event=event("Open_Ship_Day"))

    assert set(types.values_list("field_type", flat=True)) == set(FieldType.values)
    assert Response.objects.values("registration").distinct().count() == 14


def test_nobody_of_the_demo_was_refused_and_all_addresses_are_made_up(demo: Demo) -> None:
    expected = {
        "Harbour_Data_Days": 44,
        "Night_Tours": 16,
        "Lock_Keepers_Breakfast": 12,
        "How_to_Read_a_Tide_Table": 17,
        "Open_Ship_Day": 14,
    }
    for readable_id, number in expected.items():
        assert Registration.objects.filter(event__readable_event_id=readable_id).count() == number
    emails = list(Registration.objects.values_list("email", flat=True))
    others = [email for email in emails if email != login.ATTENDEE_EMAIL]
    assert len(emails) == sum(expected.values())
    assert len(set(others)) == len(others) == len(emails) - 4
    assert all(email.endswith(".example") for email in emails)


def test_everything_can_be_read_through_the_api(demo: Demo, organization: Organization) -> None:
    published = ask("published_events", organization)

    assert [one["readableEventId"] for one in published] == [
        "How_to_Read_a_Tide_Table",
        "Harbour_Data_Days",
        "Night_Tours",
        "Lock_Keepers_Breakfast",
        "Open_Ship_Day",
    ]
    assert len(ask("event_sessions", organization, readableEventId="Harbour_Data_Days")) == 40


def test_exporting_and_importing_the_conference_changes_nothing(demo: Demo, organization: Organization) -> None:
    exported = export_event(event("Harbour_Data_Days"))

    assert bring_in(exported, organization).is_unchanged


def test_all_events_are_ahead_on_the_day_they_are_made(demo: Demo, clock: Clock) -> None:
    assert min(Event.objects.values_list("starts_at", flat=True)) > clock.now() + timedelta(days=30)
    assert max(Event.objects.values_list("ends_at", flat=True)) < clock.now() + timedelta(days=90)
