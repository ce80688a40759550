"""`POST checkins`: who is checked in, and where the way goes on (contract 9.2, 12.11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from guestlist.catalog.models import Event, Session
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import Organization, WebApplication
from guestlist.registration.models import CheckIn, Registration, SessionRegistration, WaitlistItem
from guestlist.registration.rules.commands import Cancel
from tests.builders import (
    ORIGIN,
    an_attendee,
    commit,
    make_event,
    make_organization,
    make_session,
    make_web_application,
    registering,
)
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.site import V2, Site, rt, running

STREAM = "https://stream.example/live"
LIVE = f"{ORIGIN}/live"
UNKNOWN = "GL-0000000000"


@pytest.fixture
def organization(database: Database, clock: Clock) -> Organization:
    Organization.objects.all().delete()
    organization = make_organization()
    make_web_application(organization)
    return organization


@pytest.fixture
def event(organization: Organization, clock: Clock) -> Event:
    starts_at = clock.now() + timedelta(hours=1)
    return make_event(
        organization,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=8),
        streaming_url=STREAM,
        public_event_url="https://pages.example/days",
        allows_custom_agenda=True,
    )


@pytest.fixture
def session(event: Event) -> Session:
    return make_session(event, starts_at=event.starts_at + timedelta(hours=2), streaming_url=f"{STREAM}/2")


@pytest.fixture
def registration(event: Event, session: Session) -> Registration:
    commit(event, registering(an_attendee(sessions=[session.id])))
    return Registration.objects.get()


@pytest.fixture
def site(registration: Registration) -> Iterator[Site]:
    with running() as site:
        site.origin = None
        yield site


def arrive(site: Site, body: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
    path = options.pop("path", "checkins")
    return site.post(path, json=body or {}, **options)


def went_to(response: httpx.Response) -> str | None:
    assert response.status_code in (302, 204), response.text
    assert (response.status_code == 302) == ("location" in response.headers)
    assert response.content == b""
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    return response.headers.get("location")


def refused(response: httpx.Response) -> bool:
    if response.status_code == 400:
        assert response.json()["Message"].startswith("The redirectUri is not allowed")
    return response.status_code == 400


def test_the_contracts_example_checks_in_and_leads_on(
    site: Site, organization: Organization, registration: Registration, clock: Clock
) -> None:
    response = arrive(site, {"registrationId": registration.public_id, "redirectUri": LIVE}, base=rt(organization.id))

    assert (response.status_code, response.headers["location"]) == (302, LIVE)
    check_in = CheckIn.objects.get()
    assert (check_in.registration_id, check_in.session_id, check_in.at) == (registration.id, None, clock.now())
    registration.refresh_from_db()
    assert registration.status == "checked_in"


def test_a_guid_another_letter_case_and_the_other_base_will_do(site: Site, registration: Registration) -> None:
    assert went_to(arrive(site, {"REGISTRATIONID": f"{{{str(registration.id).upper()}}}"}, base=V2)) == STREAM
    assert went_to(arrive(site, {"registrationid": registration.public_id.lower()}, path="CheckIns/")) == STREAM
    assert CheckIn.objects.filter(undone_at=None).count() == 1


def test_an_html_form_will_do(site: Site, registration: Registration, session: Session, clock: Clock) -> None:
    clock.moment = session.starts_at
    form = {"registrationId": registration.public_id, "sessionId": str(session.id), "redirectUri": LIVE}

    assert went_to(site.post("checkins", data=form)) == LIVE
    assert CheckIn.objects.filter(session=session).count() == 1


def test_the_address_may_stand_in_the_query_but_the_bodys_counts_first(site: Site) -> None:
    path = f"checkins?redirecturi={quote(LIVE, safe='')}"

    assert went_to(arrive(site, path=path)) == LIVE
    assert went_to(arrive(site, {"redirectUri": f"{ORIGIN}/body"}, path=path)) == f"{ORIGIN}/body"
    assert refused(arrive(site, {"redirectUri": "https://evil.example"}, path=path))
    assert refused(arrive(site, path="checkins?redirectUri=https://evil.example"))


def test_the_first_time_counts(site: Site, registration: Registration, clock: Clock) -> None:
    first = clock.now()
    for _ in range(3):
        assert went_to(arrive(site, {"registrationId": registration.public_id})) == STREAM
        clock.advance(minutes=5)

    assert [check_in.at for check_in in CheckIn.objects.filter(undone_at=None)] == [first]


def test_a_session_makes_a_session_check_in(
    site: Site, registration: Registration, session: Session, clock: Clock
) -> None:
    clock.advance(hours=1, minutes=30)

    response = arrive(site, {"registrationId": registration.public_id, "sessionId": str(session.id)})

    assert went_to(response) == f"{STREAM}/2"
    assert CheckIn.objects.filter(session=session).count() == 1
    assert SessionRegistration.objects.get().status == "checked_in"


def test_a_session_that_the_person_has_no_place_in_checks_nobody_in(
    site: Site, organization: Organization, event: Event, registration: Registration
) -> None:
    other = make_session(event, "Other", streaming_url=f"{STREAM}/3")
    foreign = make_session(make_event(organization, "Foreign"), streaming_url="https://foreign.example/")

    def lead(session_id: object) -> str | None:
        return went_to(arrive(site, {"registrationId": registration.public_id, "sessionId": str(session_id)}))

    assert lead(other.id) == f"{STREAM}/3"
    assert [lead(foreign.id), lead("x"), lead("7d3e1b52-0c4f-4a3e-9c39-6f1f6a1d2e01")] == [STREAM] * 3
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(("minutes", "is_made"), [(121, False), (120, True), (0, True), (-60, True)])
def test_more_than_120_minutes_before_the_start_nobody_is_checked_in(
    site: Site, event: Event, registration: Registration, clock: Clock, minutes: int, is_made: bool
) -> None:
    clock.moment = event.starts_at - timedelta(minutes=minutes)

    assert went_to(arrive(site, {"registrationId": registration.public_id})) == STREAM
    assert CheckIn.objects.exists() == is_made


def test_of_a_session_its_own_start_counts(
    site: Site, registration: Registration, session: Session, clock: Clock
) -> None:
    wish = {"registrationId": registration.public_id, "sessionId": str(session.id)}
    clock.moment = session.starts_at - timedelta(minutes=121)
    arrive(site, wish)
    assert not CheckIn.objects.exists()
    clock.advance(minutes=1)
    arrive(site, wish)

    assert CheckIn.objects.filter(session=session).exists()


def test_a_cancelled_registration_leads_on_and_checks_nobody_in(
    site: Site, event: Event, registration: Registration
) -> None:
    commit(event, Cancel(registration.id))

    assert went_to(arrive(site, {"registrationId": registration.public_id})) == STREAM
    assert not CheckIn.objects.exists()


def test_who_waits_is_led_on_and_not_checked_in(
    site: Site, organization: Organization, registration: Registration, clock: Clock
) -> None:
    full = make_event(
        organization, "Full", capacity=0, shows_waitlist=True, starts_at=clock.now(), streaming_url=STREAM
    )
    commit(full, registering(an_attendee(2, waitlisted=True)))
    waiting = WaitlistItem.objects.get()

    assert went_to(arrive(site, {"registrationId": str(waiting.registration_id), "redirectUri": LIVE})) == LIVE
    assert not CheckIn.objects.exists()


def test_an_unknown_registration_is_led_on_only_to_the_organizations_web_applications(site: Site) -> None:
    for registration_id in (UNKNOWN, "", None, "5f0c2c1e-7a35-4f0e-9a44-2d1f5f1f6b10", "x" * 5000, "GL-\0", "ü"):
        body = {"registrationId": registration_id}
        assert went_to(arrive(site, body | {"redirectUri": LIVE})) == LIVE
        assert refused(arrive(site, body | {"redirectUri": STREAM}))
        assert refused(arrive(site, body | {"redirectUri": "https://pages.example/days"}))
        assert went_to(arrive(site, body)) is None
    assert not CheckIn.objects.exists()


def test_a_known_registration_may_go_to_its_stream_and_its_events_page(
    site: Site, registration: Registration, session: Session
) -> None:
    body = {"registrationId": registration.public_id}

    assert went_to(arrive(site, body | {"redirectUri": "https://pages.example/other"})) == "https://pages.example/other"
    assert went_to(arrive(site, body | {"redirectUri": STREAM})) == STREAM
    assert refused(arrive(site, body | {"redirectUri": f"{STREAM}/2"}))
    assert went_to(arrive(site, body | {"redirectUri": f"{STREAM}/2", "sessionId": str(session.id)})) == f"{STREAM}/2"


def test_a_refused_address_checks_nobody_in(site: Site, registration: Registration) -> None:
    for url in ("https://evil.example/", "//evil.example", "https:evil.example", "/live", "javascript:alert(1)"):
        assert refused(arrive(site, {"registrationId": registration.public_id, "redirectUri": url}))

    assert not CheckIn.objects.exists()


def test_without_a_stream_the_way_goes_to_the_events_page_else_nowhere(
    site: Site, organization: Organization, event: Event, registration: Registration
) -> None:
    body = {"registrationId": registration.public_id}
    Event.objects.filter(id=event.id).update(streaming_url="javascript:alert(1)")
    assert went_to(arrive(site, body)) == "https://pages.example/days"
    Event.objects.filter(id=event.id).update(public_event_url="")
    assert went_to(arrive(site, body)) == f"{ORIGIN}/event?id=Harbour_Data_Days"
    with writing() as changes:
        WebApplication.objects.update(is_active=False)
        Organization.objects.update(has_website=False)
        changes.add(organization.id, ChangeKind.WEB_APPLICATIONS)

    assert went_to(arrive(site, body)) is None
    assert refused(arrive(site, body | {"redirectUri": LIVE}))
    assert CheckIn.objects.filter(undone_at=None).count() == 1


def test_addresses_outside_ascii_are_encoded(site: Site) -> None:
    assert went_to(arrive(site, {"redirectUri": f"{ORIGIN}/häfen?a=ü"})) == f"{ORIGIN}/h%C3%A4fen?a=%C3%BC"


def test_another_organizations_registrations_are_unknown(site: Site, registration: Registration) -> None:
    with writing() as changes:
        other = make_organization("other")
        make_web_application(other, origin="https://other.example")
        changes.add(other.id, ChangeKind.WEB_APPLICATIONS)
    body = {"registrationId": registration.public_id}

    assert went_to(arrive(site, body, base=rt(other.id))) is None
    assert went_to(arrive(site, body | {"redirectUri": "https://other.example/x"}, base=rt(other.id))) is not None
    assert refused(arrive(site, body | {"redirectUri": LIVE}, base=rt(other.id)))
    assert refused(arrive(site, body | {"redirectUri": "https://other.example/x"}))
    assert not CheckIn.objects.exists()


@pytest.mark.only_on("sqlite")
def test_bodies_follow_the_rules_of_the_api(site: Site, database: Database) -> None:
    def status(content: bytes, content_type: str | None) -> int:
        headers = {"Content-Type": content_type} if content_type else {}
        return site.post("checkins", content=content, headers=headers).status_code

    assert status(b"", None) == status(b"{}", "application/json; charset=utf-8") == status(b"", "text/json") == 204
    assert status(b"registrationId=x", "application/x-www-form-urlencoded; charset=utf-8") == 204
    assert status(b"{", "application/json") == status(b"[]", None) == 400
    assert status(b'{"registrationId": 7}', None) == status(b'{"redirectUri": {}}', None) == 400
    assert status(b"registrationId=%ff", "application/x-www-form-urlencoded") == 400
    assert status(b"&".join([b"a=b"] * 101), "application/x-www-form-urlencoded") == 400
    assert status(b"<x/>", "text/xml") == status(b"{}", "text/plain") == 415
    assert status(b" " * (1024 * 1024 + 1), "application/json") == 413


@pytest.mark.only_on("sqlite")
def test_scripts_of_known_origins_alone_may_read_the_answer(site: Site, database: Database) -> None:
    for origin, expected in [(ORIGIN, ORIGIN), ("https://evil.example", None)]:
        for body in ({"redirectUri": LIVE}, {"redirectUri": "https://evil.example"}, {}):
            response = arrive(site, body, origin=origin)
            assert response.headers.get("access-control-allow-origin") == expected
    preflight = site.ask("OPTIONS", "checkins", origin=ORIGIN, headers={"Access-Control-Request-Method": "POST"})
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (204, ORIGIN)


@pytest.mark.only_on("sqlite")
def test_only_a_post_checks_in(site: Site, database: Database) -> None:
    response = site.get("checkins")

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert arrive(site, base=rt("5f0c2c1e-7a35-4f0e-9a44-2d1f5f1f6b10")).status_code == 404
