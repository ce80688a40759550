"""Configured columns in `customFields` (contract 11)."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError

from guestlist.catalog.choices import Audience, EventStyle, SponsorshipCategory, Table
from guestlist.catalog.models import Event, Session, WebsiteEntityConfiguration
from guestlist.eventsapi.reading.custom_columns import COLUMNS
from guestlist.organizations.models import Organization
from tests.builders import (
    make_event,
    make_field,
    make_organization,
    make_pass,
    make_session,
    make_track,
)
from tests.eventsapi.reading.asking import (
    ask,
    engage,
    make_building,
    make_room,
    make_speaker,
    make_sponsorship,
)

pytestmark = pytest.mark.usefixtures("database", "clock")


def configure(organization: Organization, table: Table, *columns: str) -> None:
    WebsiteEntityConfiguration.objects.create(organization=organization, name=table, table=table, columns=list(columns))


def test_without_a_configuration_they_are_null(organization: Organization, event: Event) -> None:
    event.custom_columns = {"new_mood": "cheerful"}
    event.save()

    assert ask("event", organization, readableEventId=event.id)["customFields"] is None


def test_every_configured_column_is_there_blank_ones_as_null(organization: Organization, event: Event) -> None:
    track = {"Id": "11c7d0aa-52b1-4c0e-8f57-0a5d6b7f9c02", "LogicalName": "new_x", "Name": "X"}
    event.custom_columns = {"new_mood": "cheerful", "new_x": track, "new_hidden": 1}
    event.save()
    configure(organization, Table.EVENT, "new_mood", "new_x", "new_blank")

    assert ask("event", organization, readableEventId=event.id)["customFields"] == {
        "new_mood": "cheerful",
        "new_x": track,
        "new_blank": None,
    }


def test_several_configurations_of_a_table_are_joined(organization: Organization, event: Event) -> None:
    configure(organization, Table.EVENT, "new_b", "new_a")
    configure(organization, Table.EVENT, "new_c", "new_b")
    configure(organization, Table.SESSION, "new_d")

    sent = ask("event", organization, readableEventId=event.id)

    assert set(sent["customFields"]) == {"new_a", "new_b", "new_c"}


def test_a_configuration_without_columns_gives_an_empty_object(organization: Organization, event: Event) -> None:
    configure(organization, Table.EVENT)

    assert ask("event", organization, readableEventId=event.id)["customFields"] == {}


def test_configurations_of_others_do_not_count(organization: Organization, event: Event) -> None:
    configure(make_organization("other"), Table.EVENT, "new_a")

    assert ask("event", organization, readableEventId=event.id)["customFields"] is None


def test_built_in_columns_have_the_shapes_of_the_contract(organization: Organization) -> None:
    building = make_building(organization)
    event = make_event(
        organization,
        style=EventStyle.REAL_TIME,
        registration_ends_at=datetime(2027, 6, 1, 22, tzinfo=UTC),
        created_at=datetime(2027, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
        room=make_room(building),
    )
    configure(
        organization,
        Table.EVENT,
        "statuscode",
        "statecode",
        "createdon",
        "msevtmgt_eventid",
        "msevtmgt_eventtype",
        "msevtmgt_sourcesystem",
        "msevtmgt_waitlistthisevent",
        "msevtmgt_stopwebsiteregistrationson",
        "msevtmgt_websitemessage",
        "msevtmgt_room",
        "msevtmgt_building",
        "msevtmgt_layout",
    )

    assert ask("event", organization, readableEventId=event.id)["customFields"] == {
        "statuscode": {"Value": 1},
        "statecode": {"Value": 0},
        "createdon": "2027-01-02T03:04:05Z",
        "msevtmgt_eventid": str(event.id),
        "msevtmgt_eventtype": None,
        "msevtmgt_sourcesystem": {"Value": 100000002},
        "msevtmgt_waitlistthisevent": {"Value": 100000001},
        "msevtmgt_stopwebsiteregistrationson": "2027-06-02T00:00:00",
        "msevtmgt_websitemessage": None,
        "msevtmgt_room": {
            "Id": str(event.room_id),
            "LogicalName": "msevtmgt_room",
            "Name": "Chart Room",
        },
        "msevtmgt_building": None,
        "msevtmgt_layout": None,
    }


def test_sessions_and_sponsorships_carry_theirs(organization: Organization, event: Event) -> None:
    make_session(event, audience=Audience.ADVANCED)
    make_sponsorship(
        event,
        sponsor_id=UUID(int=7),
        category=SponsorshipCategory.GOLD,
        amount_minor=125050,
        currency="EUR",
    )
    configure(organization, Table.SESSION, "msevtmgt_event", "msevtmgt_audiencetype", "msevtmgt_durationmins")
    configure(
        organization,
        Table.SPONSORSHIP,
        "msevtmgt_sponsor",
        "msevtmgt_sponsorshipcategory",
        "msevtmgt_sponsorshipamount",
    )

    (session,) = ask("event_sessions", organization, readableEventId=event.id)
    (sponsorship,) = ask("event_sponsorships", organization, readableEventId=event.id)

    assert session["customFields"] == {
        "msevtmgt_event": {"Id": str(event.id), "LogicalName": "msevtmgt_event", "Name": event.name},
        "msevtmgt_audiencetype": {"Value": 100000003},
        "msevtmgt_durationmins": 1920,
    }
    assert sponsorship["customFields"] == {
        "msevtmgt_sponsor": {
            "Id": str(UUID(int=7)),
            "LogicalName": "account",
            "Name": "Keel & Anchor Ltd",
        },
        "msevtmgt_sponsorshipcategory": {"Value": 100000001},
        "msevtmgt_sponsorshipamount": {"Value": 1250.5},
    }


def test_every_built_in_column_of_every_table_can_be_sent(organization: Organization, event: Event) -> None:
    for table, columns in COLUMNS.items():
        configure(organization, Table(table), *columns)
    room = make_room(make_building(organization))
    session = make_session(event, room=room, building=room.building)
    Event.objects.filter(id=event.id).update(room=room, building=room.building)
    engage(make_speaker(organization), event, session)
    session.tracks.add(make_track(event))
    make_sponsorship(event)
    make_pass(event).sessions.add(session)
    make_field(event)

    sent = ask("event", organization, readableEventId=event.id)
    (speaker,) = ask("event_speakers", organization, readableEventId=event.id)
    (sponsorship,) = ask("event_sponsorships", organization, readableEventId=event.id)
    (event_pass,) = ask("event_passes", organization, readableEventId=event.id)
    (field,) = ask("event_custom_registration_fields", organization, readableEventId=event.id)
    (track,) = ask("event_tracks", organization, readableEventId=event.id)

    carriers = {
        Table.EVENT: sent,
        Table.BUILDING: sent["building"],
        Table.ROOM: sent["room"],
        Table.SESSION: speaker["sessions"][0],
        Table.SESSION_TRACK: track,
        Table.SPEAKER: speaker,
        Table.SPONSORSHIP: sponsorship,
        Table.PASS: event_pass,
        Table.CUSTOM_REGISTRATION_FIELD: field,
    }
    assert {table: set(carrier["customFields"]) for table, carrier in carriers.items()} == {
        table: set(columns) for table, columns in COLUMNS.items()
    }


def test_columns_of_rows_do_not_cost_queries(organization: Organization, event: Event) -> None:
    for table, columns in COLUMNS.items():
        configure(organization, Table(table), *columns)
    room = make_room(make_building(organization))
    for number in range(3):
        make_session(event, f"Session {number}", room=room)

    sent = ask("event_sessions", organization, readableEventId=event.id)

    assert Session.objects.count() == len(sent) == 3
    assert {each["customFields"]["msevtmgt_room"]["Name"] for each in sent} == {"Chart Room"}


def test_an_empty_text_of_an_own_column_is_blank(organization: Organization, event: Event) -> None:
    event.custom_columns = {"new_mood": "", "new_count": 0, "new_open": False}
    event.save()
    configure(organization, Table.EVENT, "new_mood", "new_count", "new_open")

    shown = ask("event", organization, readableEventId=event.id)["customFields"]

    assert shown == {"new_mood": None, "new_count": 0, "new_open": False}


@pytest.mark.parametrize(
    "columns", ["abc", {"a": 1}, [5], [["x"]], ["StatusCode"], ["a", "a"], ["entityimage"], ["a b"]]
)
def test_a_configuration_that_answers_cannot_carry_is_refused_when_saved(
    organization: Organization, columns: object
) -> None:
    configuration = WebsiteEntityConfiguration(organization=organization, name="x", table=Table.EVENT, columns=columns)

    with pytest.raises(ValidationError):
        configuration.save()

    assert not WebsiteEntityConfiguration.objects.exists()
