"""Every property of contract 4, under its own name and in its order."""

from __future__ import annotations

import msgspec
import pytest

from guestlist.eventsapi.wire.errors import ErrorBody
from guestlist.eventsapi.wire.events import Event
from guestlist.eventsapi.wire.fields import CustomRegistrationField
from guestlist.eventsapi.wire.passes import Pass
from guestlist.eventsapi.wire.places import Building, Room
from guestlist.eventsapi.wire.programme import (
    Session,
    SessionOfSpeaker,
    Speaker,
    SpeakerOfSession,
)
from guestlist.eventsapi.wire.registrations import RegistrationResult
from guestlist.eventsapi.wire.sponsorships import Sponsorship
from guestlist.eventsapi.wire.tracks import Track
from guestlist.eventsapi.wire.users import ANONYMOUS_USER, MyRegistration, SessionRegistration, User, WaitlistItem

EVENT = (
    "eventId readableEventId eventName description eventType eventFormat eventLanguage startDate "
    "startDateUTC endDate endDateUTC timeZone timeZoneName maxCapacity isCapacityRestricted "
    "registrationCount showWaitlist autoregisterWaitlistItems showAutomaticRegistrationCheckbox "
    "allowCustomAgenda allowAnonymousRegistrations enableMultiAttendeeRegistration enableCaptcha "
    "registrationForm setRegistrationEndDate stopRegistrationDate websiteMessage publicEventUrl "
    "image building room customFields consentText"
)
SESSION = (
    "id name sessionSummary detailedDescription sessionObjectives sessionPreRequisites sessionType "
    "sessionFormat language camerasPermitted recordingsPermitted startTime endTime startTimeUTC "
    "endTimeUTC timeZone maxCapacity isCapacityRestricted registrationCount "
    "userEligibleToRegister alreadyRegistered building room speakers customFields"
)
SPEAKER = (
    "id name title about accomplishments publications email blog website linkedin twitter image "
    "imageUrl sessions customFields"
)
BUILDING = (
    "id name description additionalFacilities addressLine1 addressLine2 addressLine3 city "
    "stateProvince postalCode country addressComposite telephone1 telephone2 telephone3 email "
    "website accessibleToilets disabledAccess disabledParking publicTelephoneAvailable "
    "wifiAvailable wifiSSID wifiPassword customFields"
)
PASS = "passId passName price currencySymbol numberOfPassesLeft numberOfPassesSold sessions description customFields"


@pytest.mark.parametrize(
    ("struct", "names"),
    [
        (Event, EVENT),
        (Session, SESSION),
        (SessionOfSpeaker, SESSION),
        (Speaker, SPEAKER),
        (SpeakerOfSession, SPEAKER),
        (Building, BUILDING),
        (Room, "id name description disabledAccess customFields"),
        (Track, "id name description customFields"),
        (Sponsorship, "id sponsorId sponsorName sponsorshipTopic description customFields"),
        (Pass, PASS),
        (
            CustomRegistrationField,
            "customRegistrationFieldId text type isRequired choices customFields",
        ),
        (User, "id firstName lastName email isAnonymous"),
        (MyRegistration, "id contact email event pass createdon sessionRegistrations"),
        (SessionRegistration, "id sessionName createdon"),
        (WaitlistItem, "id invited autoRegister contact email event session createdon"),
        (RegistrationResult, "status errorMessage errorCode redirectUrl purchaseId"),
        (ErrorBody, "Message"),
    ],
)
def test_properties_have_the_names_of_the_contract(struct: type[msgspec.Struct], names: str) -> None:
    required = [field.encode_name for field in msgspec.structs.fields(struct) if field.required]

    assert required == names.split()


@pytest.mark.parametrize(
    ("struct", "extra"),
    [
        (Event, ["descriptionHtml"]),
        (Session, ["detailedDescriptionHtml"]),
        (Speaker, ["aboutHtml"]),
        (Track, ["descriptionHtml"]),
    ],
)
def test_html_versions_may_be_left_out(struct: type[msgspec.Struct], extra: list[str]) -> None:
    optional = [field.encode_name for field in msgspec.structs.fields(struct) if not field.required]

    assert optional == extra


def test_blank_properties_are_sent_as_null() -> None:
    assert msgspec.json.encode(ANONYMOUS_USER) == (
        b'{"id":null,"firstName":null,"lastName":null,"email":null,"isAnonymous":true}'
    )


def test_an_html_version_is_left_out_unless_given() -> None:
    plain = Track(id=None, name="", description=None, custom_fields=None)  # type: ignore[arg-type]
    marked = Track(
        id=None,  # type: ignore[arg-type]
        name="",
        description=None,
        description_html=None,
        custom_fields=None,
    )

    assert b"descriptionHtml" not in msgspec.json.encode(plain)
    assert b'"descriptionHtml":null' in msgspec.json.encode(marked)
