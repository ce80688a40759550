"""`calendar/personal/ics` (contract 8, 12.10), read back by a strict reader of RFC 5545."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Session
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.organizations.models import Organization
from guestlist.registration.check_in_links import read as read_link
from guestlist.registration.models import Registration
from guestlist.registration.rules.commands import Cancel
from tests.builders import an_attendee, commit, make_event, make_organization, make_session, registering
from tests.calendars.rfc5545 import Component, parse
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.reading.asking import make_building, make_room
from tests.eventsapi.site import V2, Site, rt, running

ROOT = "https://guestlist.lindenhof.example"
PATH = "calendar/personal/ics"


@pytest.fixture
def organization(database: Database, clock: Clock) -> Organization:
    Organization.objects.all().delete()
    return make_organization(root_url=ROOT)


@pytest.fixture
def event(organization: Organization) -> Event:
    return make_event(
        organization,
        "Harbour_Data_Days_2027",
        id=UUID("5f0c2c1e-7a35-4f0e-9a44-2d1f5f1f6b10"),
        calendar_text="Welcome aboard, {{firstname}}!",
        calendar_html="<p>Welcome aboard, {{firstname}}!</p>",
        building=make_building(organization),
    )


@pytest.fixture
def site(event: Event) -> Iterator[Site]:
    with running() as site:
        site.origin = None
        yield site


def ask(site: Site, *entries: dict[str, Any], **options: Any) -> httpx.Response:
    return site.get(f"{PATH}?data={quote(json.dumps(entries))}", **{"host": ROOT} | options)


def file_of(response: httpx.Response) -> Component:
    assert response.status_code == 200, response.text
    return parse(response.content)


def an_entry(event: Event, session: Session | None = None, **data: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"readableEventId": event.readable_event_id, "data": data}
    return entry | ({"sessionId": str(session.id)} if session else {})


def test_the_contracts_example_comes_byte_for_byte(site: Site, organization: Organization, clock: Clock) -> None:
    clock.moment = datetime(2027, 3, 2, 14, 21, 7, tzinfo=UTC)
    data = (
        "%5B%7B%22readableEventId%22%3A%22Harbour_Data_Days_2027%22%2C%22data%22%3A%7B%22firstname%22%3A%22Mara"
        "%22%7D%7D%5D"
    )

    for base in (V2, rt(organization.id)):
        response = site.get(f"{PATH}?api-version=2016-06-30&data={data}", base=base, host=ROOT)

        assert response.status_code == 200
        assert response.headers["content-type"] == "text/calendar; charset=utf-8"
        assert response.headers["content-disposition"] == 'attachment; filename="Harbour_Data_Days_2027.ics"'
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.content.decode().split("\r\n") == [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Guestlist//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "X-WR-CALNAME:Harbour Data Days 2027",
            "BEGIN:VEVENT",
            "UID:5f0c2c1e-7a35-4f0e-9a44-2d1f5f1f6b10@guestlist.lindenhof.example",
            "DTSTAMP:20270302T142107Z",
            "DTSTART:20270610T070000Z",
            "DTEND:20270611T150000Z",
            "SUMMARY:Harbour Data Days 2027",
            "LOCATION:Old Customs House",
            "DESCRIPTION:Welcome aboard\\, Mara!",
            "X-ALT-DESC;FMTTYPE=text/html:<p>Welcome aboard, Mara!</p>",
            "PRIORITY:3",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
        parse(response.content)


def test_neither_token_nor_origin_is_looked_at(site: Site, event: Event) -> None:
    assert ask(site, an_entry(event), token="wrong", origin="https://x.example").status_code == 200


def test_a_session_is_an_entry_with_the_place_of_its_own_or_of_the_event(
    site: Site, organization: Organization, event: Event
) -> None:
    room = make_room(make_building(organization))
    own, without = make_session(event, room=room), make_session(event, "Elsewhere")

    calendar = file_of(ask(site, an_entry(event, own), an_entry(event, without), an_entry(event)))

    assert calendar.text("X-WR-CALNAME") == "Tide gauges"
    assert [(each.text("SUMMARY"), each.text("LOCATION")) for each in calendar.components] == [
        ("Tide gauges", "Old Customs House, Chart Room"),
        ("Elsewhere", "Old Customs House"),
        ("Harbour Data Days 2027", "Old Customs House"),
    ]
    assert calendar.components[0].text("UID") == f"{own.id}@guestlist.lindenhof.example"


def test_the_event_may_be_named_in_any_letter_case_or_by_its_guid(site: Site, event: Event) -> None:
    for name in (event.readable_event_id.upper(), str(event.id), f"{{{event.id}}}"):
        response = ask(site, {"readableEventId": name})

        assert file_of(response).components[0].text("UID").startswith(str(event.id))


def test_one_entry_that_is_not_public_refuses_the_whole_call(
    site: Site, organization: Organization, event: Event
) -> None:
    draft = make_event(organization, "Draft", publish_status=PublishStatus.DRAFT)
    hidden = make_session(event, "Hidden", publish_status=PublishStatus.DRAFT)
    elsewhere = make_session(make_event(organization, "Other"))
    of_draft = make_session(draft)

    for entry, message in [
        ({"readableEventId": "Nowhere"}, "The event was not found."),
        (an_entry(draft), "The event was not found."),
        (an_entry(draft, of_draft), "The event was not found."),
        (an_entry(event, hidden), "The session was not found."),
        (an_entry(event, elsewhere), "The session was not found."),
    ]:
        response = ask(site, an_entry(event), entry)

        assert (response.status_code, response.json()) == (404, {"Message": message})
        assert response.headers["access-control-allow-origin"] == "*"


def test_another_organizations_events_are_not_found(site: Site, organization: Organization, event: Event) -> None:
    with writing() as changes:
        other = make_organization("other")
        changes.add(other.id, ChangeKind.WEB_APPLICATIONS)

    assert ask(site, an_entry(event)).status_code == 200
    assert ask(site, an_entry(event), base=rt(other.id)).status_code == 404
    assert ask(site, an_entry(event), base=f"/o/other{V2}", host="http://127.0.0.1:8000").status_code == 404


def test_mistakes_are_told_to_every_origin(site: Site, organization: Organization) -> None:
    response = site.get(f"{PATH}?data=[]", host=ROOT)

    assert (response.status_code, response.json()) == (400, {"Message": "The data name no entry."})
    assert response.headers["access-control-allow-origin"] == "*"
    assert site.get(PATH, base=rt("5f0c2c1e-7a35-4f0e-9a44-2d1f5f1f6b10")).status_code == 404
    assert site.post(PATH, host=ROOT).headers["allow"] == "GET, HEAD"


def test_a_head_gets_no_file(site: Site, event: Event) -> None:
    response = site.ask("HEAD", f"{PATH}?data={quote(json.dumps([an_entry(event)]))}", host=ROOT)

    assert (response.status_code, response.content) == (200, b"")


def stream(event: Event) -> Registration:
    """Let an event be streamed, with a link in its content, and register somebody."""
    Event.objects.filter(id=event.id).update(
        streaming_url="https://stream.example/live",
        calendar_text="Come: {{msevtmgt_checkin_url}}",
        calendar_html='<a href="{{ msevtmgt_checkin_url }}">Come</a>',
    )
    commit(event, registering(an_attendee()))
    return Registration.objects.get()


def test_a_streamed_event_gives_its_attendee_a_signed_link(
    site: Site, organization: Organization, event: Event
) -> None:
    registration = stream(event)

    (component,) = file_of(ask(site, an_entry(event, registrationId=registration.public_id.lower()))).components

    url = component.text("DESCRIPTION").removeprefix("Come: ")
    assert url.startswith(f"{ROOT}/checkin/")
    assert component.text("X-ALT-DESC") == f'<a href="{url}" rel="noopener noreferrer">Come</a>'
    key = read_link(url.split("/")[-2], organization.id)
    assert key is not None
    assert (key.registration_id, key.session_id) == (registration.id, None)


def test_a_streamed_session_has_a_link_of_its_own(site: Site, organization: Organization, event: Event) -> None:
    registration = stream(event)
    session = make_session(event, streaming_url="https://stream.example/2")
    on_site = make_session(event, calendar_text="[{{msevtmgt_checkin_url}}]")

    value = {"registrationId": registration.public_id}
    first, second = file_of(ask(site, an_entry(event, session, **value), an_entry(event, on_site, **value))).components

    key = read_link(first.text("DESCRIPTION").split("/")[-2], organization.id)
    assert key is not None
    assert (key.registration_id, key.session_id) == (registration.id, session.id)
    assert second.text("DESCRIPTION") == "[]"


def test_nobody_else_gets_a_link(site: Site, organization: Organization, event: Event) -> None:
    registration = stream(event)
    foreign = make_event(organization, "Foreign")
    commit(foreign, registering(an_attendee(2)))
    of_foreign = Registration.objects.get(event=foreign)
    fed = {"msevtmgt_checkin_url": "https://evil.example/"}

    def link(**values: str) -> str:
        return file_of(ask(site, an_entry(event, **values))).components[0].text("DESCRIPTION")

    assert link(registrationId=registration.public_id, **fed).startswith(f"Come: {ROOT}/checkin/")
    for values in ({}, {"registrationId": "GL-0000000000"}, {"registrationId": of_foreign.public_id}, fed):
        assert link(**values) == "Come: "
    commit(event, Cancel(registration.id))
    assert link(registrationId=registration.public_id) == "Come: "


def test_a_streamed_event_without_content_gets_one_in_the_organizations_language(site: Site, event: Event) -> None:
    registration = stream(event)
    Event.objects.filter(id=event.id).update(calendar_text="", calendar_html="")

    (component,) = file_of(ask(site, an_entry(event, registrationId=registration.public_id))).components

    assert component.text("DESCRIPTION").startswith(f"Check in and watch: {ROOT}/checkin/")
    assert f'<a href="{ROOT}/checkin/' in component.text("X-ALT-DESC")


def test_a_readable_id_outside_ascii_makes_a_safe_file_name(site: Site, organization: Organization) -> None:
    event = make_event(organization, 'Häfen "x"/..\\y')

    response = ask(site, an_entry(event))

    disposition = response.headers["content-disposition"]
    assert disposition == "attachment; filename*=utf-8''H%C3%A4fen_x_.._y.ics"


def test_hostile_names_and_values_break_out_of_no_line(site: Site, organization: Organization) -> None:
    hostile = "a\r\nATTENDEE:mailto:x@x.example\x01;,\\" + "ü" * 80
    event = make_event(organization, "Hostile", name=hostile, calendar_text="{{x}}")

    (component,) = file_of(ask(site, an_entry(event, x=hostile))).components

    assert [each.name for each in component.properties].count("ATTENDEE") == 0
    assert (
        component.text("SUMMARY") == component.text("DESCRIPTION") == hostile.replace("\r\n", "\n").replace("\x01", "")
    )


def test_wildcards_that_repeat_without_end_make_no_file_without_end(site: Site, event: Event) -> None:
    Event.objects.filter(id=event.id).update(calendar_text="{{x}}" * 5000)

    response = ask(site, an_entry(event, x="y" * 1000))

    assert (response.status_code, response.json()) == (400, {"Message": "The calendar file would be too long."})


@pytest.mark.only_on("sqlite")
def test_the_public_root_answers_for_the_first_organization(database: Database) -> None:
    Organization.objects.all().delete()
    organization = make_organization()
    event = make_event(organization)

    with running() as site:
        site.origin = None
        for host in ("http://127.0.0.1:8000", "http://nobody.example"):
            (component,) = file_of(ask(site, an_entry(event), host=host)).components

            assert component.text("UID") == f"{event.id}@127.0.0.1"
