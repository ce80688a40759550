"""Two organizations in one installation: no endpoint lets one see, or touch, what is the other's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from guestlist import ids
from guestlist.catalog.models import Building, Room, Speaker, SpeakerEngagement, Sponsorship
from guestlist.eventsapi.operations import OPERATIONS, Operation
from guestlist.organizations.models import Organization, WebApplication
from guestlist.people.models import Contact
from guestlist.registration.models import Purchase, Registration, Response
from guestlist.registration.rules.decisions import PurchaseStatus
from tests.builders import (
    make_event,
    make_field,
    make_organization,
    make_pass,
    make_session,
    make_track,
    make_web_application,
)
from tests.databases import Database
from tests.eventsapi.site import V2, Site, rt, running

EVENT = "Same_Name"
PAID_EVENT = "Same_Price"
PICTURE = b"\x89PNG\r\n\x1a\n"
# What users are told and may do is tried in signed_in.
WITH_TOKEN = [operation for operation in OPERATIONS if operation.needs_token and not operation.needs_bearer]
IMAGES = [operation for operation in OPERATIONS if operation.is_image]
READS = [operation for operation in WITH_TOKEN if operation.verb == "GET"]


@dataclass
class Estate:
    """Everything an organization has, each record with the organization's name in its texts."""

    organization: Organization
    web_application: WebApplication
    ids: dict[str, UUID]  # by the path parameter, or a name of ours
    root: str  # path of its v2.0 base

    @property
    def slug(self) -> str:
        return self.organization.slug

    @property
    def token(self) -> str:
        return self.web_application.token

    @property
    def bases(self) -> list[str]:
        return [self.root, rt(self.organization.id)]

    def secrets(self) -> list[str]:
        """Give what nobody else may ever be sent."""
        return [self.slug, self.token, *(str(value) for value in self.ids.values())]


@dataclass
class Border:
    """A site that serves two organizations; the second one lives in a folder of the public URL."""

    site: Site
    ours: Estate
    theirs: Estate

    def ask(self, estate: Estate, operation: Operation, path: str, *, base: str) -> httpx.Response:
        body: dict[str, Any] = {"json": {"attendees": []}} if operation.verb == "POST" else {}
        return self.site.ask(operation.verb, path, base=base, token=estate.token, **body)


def make_estate(slug: str, root: str) -> Estate:
    organization = make_organization(slug, demo_payment=True)
    web_application = make_web_application(organization)
    business_unit_id = ids.new_id()
    place = Building.objects.create(organization=organization, name=f"Hall {slug}")
    event = make_event(
        organization,
        EVENT,
        name=f"Event {slug}",
        building=place,
        room=Room.objects.create(building=place, name=f"Room {slug}"),
        web_application=web_application,
        business_unit_id=business_unit_id,
        allows_custom_agenda=True,
    )
    paid = make_event(organization, PAID_EVENT, name=f"Paid {slug}")
    session = make_session(event, f"Session {slug}")
    track = make_track(event, f"Track {slug}")
    session.tracks.add(track)
    image = default_storage.save(f"{slug}.png", ContentFile(PICTURE))
    speaker = Speaker.objects.create(organization=organization, name=f"Speaker {slug}", image=image)
    SpeakerEngagement.objects.create(event=event, session=session, speaker=speaker)
    sponsorship = Sponsorship.objects.create(event=event, sponsor_name=f"Sponsor {slug}", logo=image)
    known = {
        "readableEventId": event.id,
        "sessionId": session.id,
        "trackId": track.id,
        "speakerId": speaker.id,
        "sponsorshipId": sponsorship.id,
        "pass": make_pass(paid, f"Pass {slug}").id,
        "field": make_field(event, f"Field {slug}").id,
        "webappId": web_application.id,
        "businessUnitId": business_unit_id,
        "paid": paid.id,
    }
    return Estate(organization, web_application, known, root)


@pytest.fixture
def border(database: Database) -> Iterator[Border]:
    Organization.objects.all().delete()
    ours, theirs = make_estate("ours", V2), make_estate("theirs", "/o/theirs" + V2)
    with running() as site:
        yield Border(site, ours, theirs)


def path_of(operation: Operation, estate: Estate) -> str:
    path = operation.path
    for name in operation.parameters:
        path = path.replace(f"{{{name}}}", str(estate.ids[name]))
    return path


def a_person(**values: object) -> dict[str, object]:
    return {"firstName": "Mara", "lastName": "Oyelaran", "email": "mara@oyelaran.example", **values}


def nothing_of(estate: Estate, response: httpx.Response) -> bool:
    """Tell whether an answer, headers included, is free of what is an organization's own."""
    sent = str(response.headers) + response.text
    return not any(secret in sent for secret in estate.secrets())


def test_every_endpoint_answers_an_organization_about_its_own(border: Border) -> None:
    for estate, other in ((border.ours, border.theirs), (border.theirs, border.ours)):
        for base, operation in product(estate.bases, WITH_TOKEN):
            response = border.ask(estate, operation, path_of(operation, estate), base=base)

            assert response.status_code == 200, (operation.name, base)
            assert nothing_of(other, response)


def test_a_token_opens_no_endpoint_of_another_organizations_root_or_guid(border: Border) -> None:
    for estate, other in ((border.ours, border.theirs), (border.theirs, border.ours)):
        for base, operation in product(estate.bases, WITH_TOKEN):
            path = path_of(operation, estate)
            for _ in range(2):  # asked by its owner first, so that the answer is at hand
                border.ask(estate, operation, path, base=base)
            response = border.ask(other, operation, path, base=base)

            assert response.status_code == 401, (operation.name, base)
            assert response.json() == {
                "Message": "The web application token belongs to another organization than the address that was called."
            }


def test_no_endpoint_knows_another_organizations_ids(border: Border) -> None:
    with_ids = [operation for operation in WITH_TOKEN if operation.parameters]
    for estate, other in ((border.ours, border.theirs), (border.theirs, border.ours)):
        for base, operation in product(estate.bases, with_ids):
            path = path_of(operation, other)
            border.ask(other, operation, path, base=other.root)
            response = border.ask(estate, operation, path, base=base)

            if operation.verb == "POST":
                assert (response.status_code, response.json()["errorCode"]) == (200, "EventNotFound")
            else:
                assert response.status_code == 404, (operation.name, base)
            assert nothing_of(other, response)


def test_one_readable_id_means_each_organizations_own_event(border: Border) -> None:
    with_event = [operation for operation in READS if "readableEventId" in operation.parameters]
    for operation in with_event:
        path = operation.path.replace("{readableEventId}", EVENT)
        for estate, other in 2 * [(border.ours, border.theirs), (border.theirs, border.ours)]:
            for base in estate.bases:
                response = border.ask(estate, operation, path, base=base)

                assert response.status_code == 200
                assert nothing_of(other, response), (operation.name, base)
    for estate in (border.ours, border.theirs):
        event = border.site.get(f"events/{EVENT}", base=estate.root, token=estate.token).json()
        assert event["eventName"] == f"Event {estate.slug}"


def test_pictures_are_served_below_their_own_organization_only(border: Border) -> None:
    for estate, other in ((border.ours, border.theirs), (border.theirs, border.ours)):
        for operation, base in product(IMAGES, estate.bases):
            own = border.site.get(path_of(operation, estate), base=base, token=None, origin=None)
            foreign = border.site.get(path_of(operation, other), base=base, token=None, origin=None)

            assert (own.status_code, own.content) == (200, PICTURE)
            assert foreign.status_code == 404
            assert nothing_of(other, foreign)


def test_the_real_time_guid_decides_below_any_root(border: Border) -> None:
    """The GUID in the path names the organization, whichever root it is called below (contract 2.1)."""
    base = "/o/theirs" + rt(border.ours.organization.id)

    own = border.site.get(f"events/{EVENT}", base=base, token=border.ours.token)
    foreign = border.site.get(f"events/{EVENT}", base=base, token=border.theirs.token)

    assert own.status_code == 200
    assert own.json()["eventName"] == "Event ours"
    assert foreign.status_code == 401
    assert nothing_of(border.ours, foreign)


def test_filters_by_another_organizations_records_leave_nothing(border: Border) -> None:
    for name in ("webappId", "businessUnitId"):
        own, foreign = (
            border.site.get(
                f"events/published?{name}={estate.ids[name]}",
                base=rt(border.ours.organization.id),
                token=border.ours.token,
            )
            for estate in (border.ours, border.theirs)
        )

        assert [event["readableEventId"] for event in own.json()] == [EVENT]
        assert foreign.json() == []


def test_a_registration_takes_no_session_or_pass_of_another_organization(border: Border) -> None:
    choice = {"sessionId": str(border.theirs.ids["sessionId"]), "waitlisted": False}
    for event, attendee, code in (
        (EVENT, a_person(attendeeSessions=[choice]), "AttendeeSessionIdNotValid"),
        (PAID_EVENT, a_person(passId=str(border.theirs.ids["pass"])), "AttendeePassIdNotValid"),
    ):
        response = _register(border.site, border.ours, event, attendee)

        assert response.json()["errorCode"] == code
    assert not Registration.objects.exists()
    assert not Purchase.objects.exists()
    assert not Contact.objects.exists()


def test_another_organizations_field_is_an_unknown_id(border: Border) -> None:
    theirs = border.theirs.ids["field"]
    answer = {"id": str(theirs), "value": "Vegan", "values": None}

    response = _register(border.site, border.ours, EVENT, a_person(responses=[answer], attendeeSessions=_own(border)))

    assert response.json()["status"] == "Success"
    (stored,) = Response.objects.all()
    assert stored.field_id is None


def test_one_person_is_a_contact_of_each_organization(border: Border) -> None:
    for estate in (border.ours, border.theirs):
        choice = [{"sessionId": str(estate.ids["sessionId"])}]
        response = _register(border.site, estate, EVENT, a_person(attendeeSessions=choice))
        assert response.json()["status"] == "Success"

    assert {contact.organization.slug for contact in Contact.objects.all()} == {"ours", "theirs"}
    owners = Registration.objects.values_list("event__organization__slug", "contact__organization__slug")
    assert sorted(owners) == [("ours", "ours"), ("theirs", "theirs")]


def test_another_organizations_purchase_cannot_be_finalized(border: Border) -> None:
    opened = _register(border.site, border.theirs, PAID_EVENT, a_person(passId=str(border.theirs.ids["pass"])))
    purchase_id = opened.json()["purchaseId"]

    for event in (PAID_EVENT, str(border.theirs.ids["paid"])):
        path = f"events/{event}/registrations/finalize"
        body = {"purchaseId": purchase_id}
        response = border.site.post(path, base=border.ours.root, token=border.ours.token, json=body)
        assert response.json()["errorCode"] in {"RegistrationFailed", "EventNotFound"}

    assert Purchase.objects.get().status == PurchaseStatus.OPEN
    assert not Registration.objects.exists()


def test_an_idempotency_key_is_each_web_applications_own(border: Border) -> None:
    for number, estate in enumerate((border.ours, border.theirs)):
        person = a_person(lastName=f"Oyelaran {number}", attendeeSessions=[{"sessionId": str(estate.ids["sessionId"])}])
        response = _register(border.site, estate, EVENT, person, headers={"Idempotency-Key": "one"})
        assert response.json()["status"] == "Success"

    assert Registration.objects.count() == 2


def _own(border: Border) -> list[dict[str, str]]:
    return [{"sessionId": str(border.ours.ids["sessionId"])}]


def _register(site: Site, estate: Estate, event: str, attendee: object, **options: Any) -> httpx.Response:
    path = f"events/{event}/registrations"
    body = {"attendees": [attendee]}
    return site.post(path, base=estate.root, token=estate.token, json=body, **options)
