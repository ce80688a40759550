"""Exporting event files: whole, readable, and the same event wherever they are imported."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from guestlist.catalog.choices import ColumnType, Table
from guestlist.catalog.models import (
    Building,
    CustomRegistrationField,
    Event,
    Pass,
    Room,
    Session,
    Speaker,
    SpeakerEngagement,
    WebsiteEntityConfiguration,
)
from guestlist.catalog.models.fields import CustomColumn
from guestlist.importers.eventfile import export_event
from guestlist.importers.schedule import import_schedule
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization
from tests.builders import make_event, make_field, make_organization, make_pass, make_session, make_web_application
from tests.eventsapi.reading.asking import ask, make_building, make_room, make_speaker
from tests.importers.eventfile.eventfiles import (
    EVENT_ID,
    SESSION_ID,
    a_file,
    a_full_file,
    a_session,
    an_event,
    bring_in,
    parsed,
)
from tests.importers.schedule.schedules import CAMP

OPERATIONS = (
    "event",
    "event_sessions",
    "event_speakers",
    "event_tracks",
    "event_passes",
    "event_sponsorships",
    "event_custom_registration_fields",
)


def answers(organization: Organization) -> dict[str, Any]:
    """Give what the API says of every event, on both bases."""
    found: dict[str, Any] = {}
    for base in ("v2.0", "rt"):
        found[base] = ask("published_events", organization, base=base)
        for event in found[base]:
            readable_id = event["readableEventId"]
            for operation in OPERATIONS:
                found[base, readable_id, operation] = ask(
                    operation, organization, base=base, readableEventId=readable_id
                )
            for track in found[base, readable_id, "event_tracks"]:
                found[track["id"]] = ask("track_sessions", organization, base=base, trackId=track["id"])
    return found


def moved(event: Event, organization: Organization) -> Organization:
    """Export an event, forget the organization, and import the file on what is as good as another server."""
    exported = export_event(event)
    with writing():
        Event.objects.all().delete()
        for model in (Room, Building, Speaker, CustomRegistrationField):
            model.objects.all().delete()
        organization.delete()
    elsewhere = prepared("elsewhere")
    bring_in(exported, elsewhere)
    return elsewhere


def prepared(slug: str) -> Organization:
    """Make an organization that publishes custom columns, built-in ones among them."""
    organization = make_organization(slug)
    make_web_application(organization)
    for table, columns in {
        Table.EVENT: ["lh_pier", "lh_level", "msevtmgt_readableeventid"],
        Table.SESSION: ["lh_lamp", "msevtmgt_audiencetype", "msevtmgt_building", "msevtmgt_room"],
        Table.BUILDING: ["harbour_side"],
        Table.SPONSORSHIP: ["msevtmgt_sponsorshipamount", "msevtmgt_sponsorshipcategory"],
        Table.ROOM: ["msevtmgt_capacity"],
    }.items():
        WebsiteEntityConfiguration.objects.create(organization=organization, name="x", table=table, columns=columns)
    for table, name, column_type in [
        (Table.EVENT, "lh_pier", ColumnType.NUMBER),
        (Table.EVENT, "lh_level", ColumnType.CHOICE),
        (Table.SESSION, "lh_lamp", ColumnType.BOOLEAN),
        (Table.BUILDING, "harbour_side", ColumnType.TEXT),
    ]:
        CustomColumn.objects.create(organization=organization, table=table, name=name, column_type=column_type)
    return organization


@pytest.fixture
def organization(database: object) -> Organization:
    return prepared("main")


def test_an_event_gives_the_same_answers_elsewhere(organization: Organization) -> None:
    bring_in(a_full_file(), organization)
    before = answers(organization)
    assert before["v2.0", "Night_Tours", "event_speakers"]

    elsewhere = moved(Event.objects.get(), organization)

    assert answers(elsewhere) == before


def test_an_export_says_nothing_new_to_the_organization_it_comes_from(organization: Organization) -> None:
    bring_in(a_full_file(), organization)
    exported = export_event(Event.objects.get())

    assert bring_in(exported, organization).is_unchanged
    assert export_event(Event.objects.get()) == exported


def test_what_the_catalog_can_hold_beyond_a_file_by_hand_survives(organization: Organization) -> None:
    event = make_event(
        organization,
        time_zone="Europe/Brussels",
        event_format=None,
        starts_at=datetime(2027, 10, 31, 1, 30, tzinfo=UTC),  # the second 2:30 of that night
        ends_at=datetime(2027, 11, 1, tzinfo=UTC),
        registration_ends_at=datetime(2027, 6, 1, tzinfo=UTC),
    )
    house, annex = make_building(organization, city="Lindenhof"), make_building(organization, "Annex")
    hall = make_room(annex, "Hall", capacity=5)
    session = make_session(event, building=house, room=hall, detailed_description_html="<p>x</p>", is_active=False)
    make_session(event, "Lamps", room=hall, starts_at=datetime(2027, 10, 31, 0, 30, tzinfo=UTC))
    speaker, other = make_speaker(organization), make_speaker(organization, "Mara")
    for place in (None, session):
        SpeakerEngagement.objects.create(event=event, session=place, speaker=speaker)
    SpeakerEngagement.objects.create(event=event, session=session, speaker=other)
    make_pass(event, allocated=0, currency="JPY", price_minor=1500).sessions.add(session)
    make_field(event, "Diet", order=7)
    before = answers(organization)
    assert bring_in(export_event(event), organization).is_unchanged

    elsewhere = moved(event, organization)

    assert answers(elsewhere) == before
    session = Session.objects.get(id=session.id)
    assert session.room
    assert (session.building_id, session.room.building_id) == (house.id, annex.id)
    assert (session.is_active, session.detailed_description) == (False, "")
    assert Event.objects.get().starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert Event.objects.get().has_registration_end is False
    assert SpeakerEngagement.objects.filter(session=None).get().speaker_id == speaker.id
    assert Pass.objects.get().price_minor == 1500


def test_an_imported_schedule_gives_the_same_answers_elsewhere(organization: Organization) -> None:
    import_schedule(CAMP, organization=organization, publish=True)
    before = answers(organization)
    assert len(before["v2.0"]) == 1
    assert bring_in(export_event(Event.objects.get()), organization).is_unchanged

    elsewhere = moved(Event.objects.get(), organization)

    assert answers(elsewhere) == before


def test_an_export_is_readable_and_leaves_defaults_out(organization: Organization) -> None:
    house = {"name": "Old Customs House", "city": "Lindenhof"}
    file = a_file(
        an_event(eventId=EVENT_ID, building=house, publishStatus=100000003),
        sessions=[a_session(building=house), a_session("Cranes", building=house)],
    )
    bring_in(file, organization)

    exported = export_event(Event.objects.get()).decode()

    building = Building.objects.get()
    first, second = (str(row.id) for row in Session.objects.order_by("name"))
    assert exported.endswith("}\n")
    assert exported.startswith('{\n  "guestlist": 1,\n  "event": {\n    "eventId"')
    assert json.loads(exported) == {
        "guestlist": 1,
        "event": {
            "eventId": EVENT_ID,
            "readableEventId": "Night_Tours",
            "eventName": "Night Tours",
            "publishStatus": "Live",
            "startDate": "2027-06-10T20:00:00",
            "endDate": "2027-06-10T23:00:00",
            "timeZone": "Europe/Berlin",
            "building": {"id": str(building.id), "name": "Old Customs House", "city": "Lindenhof"},
        },
        "sessions": [
            {
                "id": session_id,
                "name": name,
                "startTime": "2027-06-10T20:30:00",
                "endTime": "2027-06-10T21:15:00",
                "building": {"id": str(building.id), "name": "Old Customs House"},
            }
            for session_id, name in ((first, "Cranes"), (second, "Lock keepers by lamplight"))
        ],
    }


def test_calendar_contents_come_out_as_they_went_in(organization: Organization) -> None:
    bring_in(a_full_file(), organization)

    exported = json.loads(export_event(Event.objects.get()))

    walk = next(each for each in exported["sessions"] if each["id"] == SESSION_ID)
    assert (walk["calendarHtml"], walk["calendarText"]) == ("<p>Bring a lamp.</p>", "Bring a lamp.")
    assert exported["event"]["calendarText"] == "See you, {{firstname}}. {{msevtmgt_checkin_url}}"
    assert "{{msevtmgt_checkin_url}}" in exported["event"]["calendarHtml"]


def test_a_picture_whose_file_is_lost_is_left_out(organization: Organization) -> None:
    event = make_event(organization, image="0" * 64 + ".png")

    assert parsed(export_event(event)).event.image is None
