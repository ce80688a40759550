"""Events on the wire: their properties, their order, and who sees which (contract 4.1, 5.7, 10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from guestlist.catalog.choices import EventStyle, EventType, Format, PublishStatus
from guestlist.catalog.models import Event, PaymentProvider
from guestlist.eventsapi.reading.requests import NotFound, ReadAnswer
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration
from guestlist.registration.rules.commands import Cancel
from tests.builders import (
    ORIGIN,
    an_attendee,
    commit,
    make_event,
    make_pass,
    make_web_application,
    registering,
)
from tests.eventsapi.reading.asking import NOW, ROOT_URL, ask, ask_raw, make_building, make_room

pytestmark = pytest.mark.usefixtures("database", "clock")

EVENT_NOT_FOUND = NotFound("The event was not found.")


def test_an_event_is_sent_as_the_contract_shows_it(organization: Organization) -> None:
    make_web_application(organization)
    building = make_building(
        organization,
        address_line1="Kai 4",
        city="Lindenhof",
        postal_code="20457",
        country="Germany",
        accessible_toilets=True,
        disabled_access=True,
        wifi_available=True,
        wifi_ssid="harbour",
        wifi_password="ahoy",
    )
    event = make_event(
        organization,
        "Harbour_Data_Days_2027",
        description="Two days on open port data.",
        event_type=EventType.CONFERENCE,
        capacity=180,
        shows_waitlist=True,
        offers_auto_register_choice=True,
        image="4c1d.png",
        building=building,
    )

    assert ask("published_events", organization) == [
        {
            "eventId": str(event.id),
            "readableEventId": "Harbour_Data_Days_2027",
            "eventName": "Harbour Data Days 2027",
            "description": "Two days on open port data.",
            "eventType": 100000002,
            "eventFormat": 100000001,
            "eventLanguage": None,
            "startDate": "2027-06-10T09:00:00",
            "startDateUTC": "2027-06-10T07:00:00Z",
            "endDate": "2027-06-11T17:00:00",
            "endDateUTC": "2027-06-11T15:00:00Z",
            "timeZone": 110,
            "timeZoneName": "(GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
            "maxCapacity": 180,
            "isCapacityRestricted": True,
            "registrationCount": 0,
            "showWaitlist": True,
            "autoregisterWaitlistItems": False,
            "showAutomaticRegistrationCheckbox": True,
            "allowCustomAgenda": False,
            "allowAnonymousRegistrations": True,
            "enableMultiAttendeeRegistration": True,
            "enableCaptcha": False,
            "registrationForm": None,
            "setRegistrationEndDate": False,
            "stopRegistrationDate": None,
            "websiteMessage": None,
            "publicEventUrl": f"{ORIGIN}/event?id=Harbour_Data_Days_2027",
            "image": f"{ROOT_URL}/media/4c1d.png",
            "building": {
                "id": str(building.id),
                "name": "Old Customs House",
                "description": None,
                "additionalFacilities": None,
                "addressLine1": "Kai 4",
                "addressLine2": None,
                "addressLine3": None,
                "city": "Lindenhof",
                "stateProvince": None,
                "postalCode": "20457",
                "country": "Germany",
                "addressComposite": "Kai 4   Lindenhof  20457 Germany",
                "telephone1": None,
                "telephone2": None,
                "telephone3": None,
                "email": None,
                "website": None,
                "accessibleToilets": True,
                "disabledAccess": True,
                "disabledParking": False,
                "publicTelephoneAvailable": False,
                "wifiAvailable": True,
                "wifiSSID": None,
                "wifiPassword": None,
                "customFields": None,
            },
            "room": None,
            "customFields": None,
            "consentText": None,
        }
    ]


def test_an_event_says_what_visitors_are_to_agree_to(organization: Organization) -> None:
    Organization.objects.filter(pk=organization.pk).update(consent_text="We keep your name.")
    make_event(organization)

    (event,) = ask("published_events", organization)

    assert event["consentText"] == "We keep your name."


def test_one_event_is_sent_as_in_the_list(organization: Organization) -> None:
    event = make_event(organization, capacity=3)
    commit(event, registering(an_attendee()))

    (listed,) = ask("published_events", organization)

    assert ask("event", organization, readableEventId=event.readable_event_id) == listed


def test_an_event_is_found_in_any_letter_case_and_by_its_guid(organization: Organization) -> None:
    event = make_event(organization, "Strassenfest_Süd")

    for given_id in ("strassenfest_süd", "STRASSENFEST_SÜD", event.id, f"{{{str(event.id).upper()}}}"):
        found = ask("event", organization, readableEventId=given_id)
        assert found["readableEventId"] == "Strassenfest_Süd"


def test_a_readable_id_goes_before_a_guid(organization: Organization) -> None:
    other = make_event(organization, "Other")
    make_event(organization, str(other.id))

    found = ask("event", organization, readableEventId=other.id)

    assert found["readableEventId"] == str(other.id)


NOBODYS = "49513426-d38c-414c-80b0-ffae85894e5e"


@pytest.mark.parametrize("given_id", ["Nowhere", NOBODYS, "a\0b", "\ud800", "x" * 5000, "%"])
def test_an_unknown_event_is_not_found(organization: Organization, given_id: str) -> None:
    assert ask("event", organization, readableEventId=given_id) == EVENT_NOT_FOUND


@pytest.mark.parametrize(
    "columns",
    [
        {"publish_status": PublishStatus.DRAFT},
        {"publish_status": PublishStatus.CANCELLED},
        {"publish_status": PublishStatus.GOING_LIVE},
        {"is_active": False},
        {"is_template": True},
        {"is_series_master": True},
    ],
)
@pytest.mark.parametrize(
    "operation",
    [
        "event",
        "event_registration_count",
        "event_sessions",
        "event_tracks",
        "event_speakers",
        "event_passes",
        "event_sponsorships",
        "event_custom_registration_fields",
    ],
)
def test_an_event_that_is_not_live_is_not_found(
    organization: Organization, operation: str, columns: dict[str, Any]
) -> None:
    event = make_event(organization, **columns)

    assert ask(operation, organization, readableEventId=event.id) == EVENT_NOT_FOUND
    assert ask("published_events", organization) == []


def test_events_come_by_local_start_then_name(organization: Organization) -> None:
    nine = {"starts_at": datetime(2027, 6, 10, 7, tzinfo=UTC)}
    make_event(organization, "b_later_name", **nine)
    make_event(organization, "A_name", **nine)
    make_event(organization, "C_name", **nine)
    # Eight o'clock in New York is later than nine in Berlin, but is listed by what its clocks say.
    make_event(
        organization,
        "Eight",
        starts_at=datetime(2027, 6, 10, 12, tzinfo=UTC),
        time_zone="America/New_York",
    )

    listed = [event["readableEventId"] for event in ask("published_events", organization)]

    assert listed == ["Eight", "A_name", "b_later_name", "C_name"]


@pytest.mark.parametrize(
    ("filters", "listed"),
    [
        ({}, ["Both", "Neither", "Unit", "Web"]),
        ({"businessUnitId": 1}, ["Both", "Unit"]),
        ({"webappId": 2}, ["Both", "Web"]),
        ({"businessUnitId": 1, "webappId": 2}, ["Both"]),
        ({"businessUnitId": 3}, []),
    ],
)
def test_filters_are_combined(organization: Organization, filters: dict[str, int], listed: list[str]) -> None:
    unit_id = UUID(int=1)
    website = make_web_application(organization, id=UUID(int=2))
    make_event(organization, "Both", business_unit_id=unit_id, web_application=website)
    make_event(organization, "Unit", business_unit_id=unit_id)
    make_event(organization, "Web", web_application=website)
    make_event(organization, "Neither")

    wanted = {name: UUID(int=number) for name, number in filters.items()}
    found = ask("published_events", organization, base="rt", filters=wanted)

    assert [event["readableEventId"] for event in found] == listed


def test_a_closing_time_is_sent_in_utc(organization: Organization) -> None:
    closes_at = datetime(2027, 6, 1, 21, 59, 30, 999, tzinfo=UTC)
    make_event(
        organization,
        has_registration_end=True,
        registration_ends_at=closes_at,
        website_message="Registration closed on 1 June.",
    )

    (event,) = ask("published_events", organization)

    assert event["setRegistrationEndDate"] is True
    assert event["stopRegistrationDate"] == "2027-06-01T21:59:30Z"
    assert event["websiteMessage"] == "Registration closed on 1 June."


def test_a_closing_time_that_is_switched_off_is_not_sent(organization: Organization) -> None:
    make_event(organization, registration_ends_at=datetime(2027, 6, 1, tzinfo=UTC))

    (event,) = ask("published_events", organization)

    assert (event["setRegistrationEndDate"], event["stopRegistrationDate"]) == (False, None)


@pytest.mark.parametrize(
    ("columns", "restricted", "capacity"),
    [
        ({"capacity": None}, False, 0),
        ({"capacity": 0}, True, 0),
        ({"capacity": 40}, True, 40),
        ({"capacity": 40, "event_format": Format.WEBINAR}, False, 0),
        ({"capacity": 40, "event_format": Format.HYBRID}, False, 0),
        ({"capacity": 40, "event_format": Format.HYBRID, "style": EventStyle.REAL_TIME}, True, 40),
        ({"capacity": 40, "event_format": None}, True, 40),
    ],
)
def test_a_limit_counts_unless_an_outbound_event_is_streamed(
    organization: Organization, columns: dict[str, Any], restricted: bool, capacity: int
) -> None:
    make_event(organization, **columns)

    (event,) = ask("published_events", organization)

    assert (event["isCapacityRestricted"], event["maxCapacity"]) == (restricted, capacity)


@pytest.mark.parametrize("event_format", [Format.WEBINAR, Format.HYBRID])
@pytest.mark.parametrize("style", EventStyle.values)
def test_streamed_events_have_no_waitlist(organization: Organization, event_format: Format, style: str) -> None:
    make_event(
        organization,
        event_format=event_format,
        style=style,
        shows_waitlist=True,
        offers_auto_register_choice=True,
    )

    (event,) = ask("published_events", organization)

    assert event["showWaitlist"] is False
    assert event["showAutomaticRegistrationCheckbox"] is False


@pytest.mark.parametrize(
    ("style", "allocated", "is_active", "automatic", "agenda"),
    [
        (EventStyle.OUTBOUND, 5, True, False, False),
        (EventStyle.REAL_TIME, 5, True, False, True),
        (EventStyle.OUTBOUND, 0, True, True, True),
        (EventStyle.OUTBOUND, 5, False, True, True),
    ],
)
def test_a_visible_pass_changes_what_is_offered(
    organization: Organization,
    *,
    style: str,
    allocated: int,
    is_active: bool,
    automatic: bool,
    agenda: bool,
) -> None:
    event = make_event(
        organization,
        style=style,
        auto_registers_waitlist=True,
        allows_custom_agenda=True,
    )
    make_pass(event, allocated=allocated, is_active=is_active)

    (sent,) = ask("published_events", organization)

    assert sent["autoregisterWaitlistItems"] is automatic
    assert sent["allowCustomAgenda"] is agenda


def test_registrations_are_counted_until_they_are_cancelled(organization: Organization) -> None:
    event = make_event(organization, capacity=10)
    commit(event, registering(an_attendee(1), an_attendee(2)))
    first = Registration.objects.filter(event=event).first()
    assert first is not None
    commit(event, Cancel(first.id))

    (sent,) = ask("published_events", organization)

    assert sent["registrationCount"] == 1
    assert ask("event_registration_count", organization, readableEventId=event.id) == 1


def test_the_count_never_exceeds_the_limit(organization: Organization) -> None:
    event = make_event(organization, capacity=3)
    commit(event, registering(*(an_attendee(number) for number in range(3))))
    Event.objects.filter(id=event.id).update(capacity=2)

    (sent,) = ask("published_events", organization)

    assert sent["registrationCount"] == 2
    assert ask("event_registration_count", organization, readableEventId=event.id) == 2


def test_open_purchases_hold_seats_until_their_time_is_over(organization: Organization) -> None:
    event, purchase_ends_at = _event_with_open_purchase(organization)

    held = ask_raw("event_registration_count", organization, readableEventId=event.id)
    after = ask_raw("event_registration_count", organization, now=purchase_ends_at, readableEventId=event.id)

    assert held == ReadAnswer(b"1", purchase_ends_at, event.id)
    assert after == ReadAnswer(b"0", None, event.id)


@pytest.mark.parametrize("operation", ["published_events", "event"])
def test_an_answer_holds_until_a_purchase_in_it_ends(organization: Organization, operation: str) -> None:
    event, purchase_ends_at = _event_with_open_purchase(organization)

    answer = ask_raw(operation, organization, readableEventId=event.id)

    assert isinstance(answer, ReadAnswer)
    assert answer.valid_until == purchase_ends_at


def test_the_public_address_is_the_organizers_if_given(organization: Organization) -> None:
    make_web_application(organization)
    make_event(organization, public_event_url="https://elsewhere.example/hdd")

    (event,) = ask("published_events", organization)

    assert event["publicEventUrl"] == "https://elsewhere.example/hdd"


def test_the_public_address_lies_on_the_events_own_website(organization: Organization) -> None:
    make_web_application(organization)
    own = make_web_application(organization, origin="https://own.example")
    make_event(organization, "Fête & more", web_application=own)

    (event,) = ask("published_events", organization)

    assert event["publicEventUrl"] == "https://own.example/event?id=F%C3%AAte%20%26%20more"


def test_the_public_address_lies_on_the_oldest_active_website(organization: Organization) -> None:
    make_web_application(organization, origin="https://gone.example", is_active=False, created_at=NOW)
    make_web_application(organization, origin="https://new.example", created_at=NOW + timedelta(days=2))
    make_web_application(organization, origin="https://old.example", created_at=NOW + timedelta(days=1))
    make_event(organization)

    (event,) = ask("published_events", organization)

    assert event["publicEventUrl"].startswith("https://old.example/")


def test_without_a_web_application_the_public_address_is_our_page(organization: Organization) -> None:
    make_web_application(organization, is_active=False)
    make_event(organization, "Fête & more")

    (event,) = ask("published_events", organization)

    assert event["publicEventUrl"] == f"{ROOT_URL}/e/F%C3%AAte%20%26%20more/"


def test_without_any_website_there_is_no_public_address(organization: Organization) -> None:
    Organization.objects.update(has_website=False)
    make_event(organization)

    (event,) = ask("published_events", organization)

    assert event["publicEventUrl"] is None


def test_an_image_address_can_stand_in_css_unquoted(organization: Organization) -> None:
    make_event(organization, image="a (b) 'c\"d.png")

    (event,) = ask("published_events", organization)

    assert event["image"] == f"{ROOT_URL}/media/a%20%28b%29%20%27c%22d.png"


def test_an_embedded_form_is_for_those_who_want_one(organization: Organization) -> None:
    event = make_event(organization, 'Odd"id')
    web_application = make_web_application(organization, token="tk<1>")

    plain = ask("event", organization, readableEventId=event.id)
    embedding = ask("event", organization, web_application_id=web_application.id, readableEventId=event.id)

    assert plain["registrationForm"] is None
    assert embedding["registrationForm"] == (
        '<div data-guestlist-event="Odd&quot;id"'
        f' data-guestlist-base="{ROOT_URL}/api/v1.0/orgs/{organization.id}/eventmanagement/"'
        ' data-guestlist-token="tk&lt;1&gt;"></div>'
        f'<script src="{ROOT_URL}/embed/registration.js" async></script>'
    )


def test_the_organizers_form_goes_before_ours(organization: Organization) -> None:
    make_event(organization, registration_form="<form></form>")
    web_application = make_web_application(organization)

    (event,) = ask("published_events", organization, web_application_id=web_application.id)

    assert event["registrationForm"] == "<form></form>"


def test_wifi_details_are_sent_only_if_published(organization: Organization) -> None:
    building = make_building(organization, wifi_ssid="harbour", wifi_password="ahoy", publishes_wifi=True)
    make_event(organization, building=building)

    (event,) = ask("published_events", organization)

    assert (event["building"]["wifiSSID"], event["building"]["wifiPassword"]) == ("harbour", "ahoy")


def test_a_room_implies_its_building(organization: Organization) -> None:
    room = make_room(make_building(organization), disabled_access=True)
    make_event(organization, room=room)

    (event,) = ask("published_events", organization)

    assert event["room"] == {
        "id": str(room.id),
        "name": "Chart Room",
        "description": None,
        "disabledAccess": True,
        "customFields": None,
    }
    assert event["building"]["name"] == "Old Customs House"
    assert event["building"]["addressComposite"] == " " * 6


def test_html_is_sent_on_rt_only(organization: Organization) -> None:
    make_event(organization, description="Hello", description_html="<p>Hello</p>")

    (plain,) = ask("published_events", organization)
    (marked,) = ask("published_events", organization, base="rt")

    assert "descriptionHtml" not in plain
    assert marked == {**plain, "descriptionHtml": "<p>Hello</p>"}


def test_a_zone_without_a_code_of_its_own_is_sent_by_its_windows_zone(organization: Organization) -> None:
    make_event(organization, time_zone="Europe/Brussels")

    (event,) = ask("published_events", organization)

    assert event["timeZone"] == 105
    assert event["timeZoneName"].startswith("(GMT+01:00) Brussels")


def test_the_anonymous_user_is_sent_to_everyone(organization: Organization) -> None:
    assert ask("authenticated_user", organization) == {
        "id": None,
        "firstName": None,
        "lastName": None,
        "email": None,
        "isAnonymous": True,
    }


def _event_with_open_purchase(organization: Organization) -> tuple[Event, datetime]:
    provider = PaymentProvider.objects.create(organization=organization, name="Pay", timeout_minutes=20)
    event = make_event(organization, capacity=5, payment_provider=provider)
    event_pass = make_pass(event)
    (reply,) = commit(event, registering(an_attendee(pass_id=str(event_pass.id))))
    purchase = event.purchases.get()
    assert purchase.status == "open", reply
    return event, purchase.expires_at
