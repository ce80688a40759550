"""Schedules in the catalog: what becomes of each part, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guestlist import ids
from guestlist.catalog.choices import (
    Language,
    PublishStatus,
    SessionType,
    TrackType,
    YesNo,
)
from guestlist.catalog.models import Building, Event, Room, Session, SessionTrack, Speaker
from guestlist.importers.schedule import ImportRefused, Skipped, import_schedule
from guestlist.organizations.models import JournalEntry, Organization
from tests.importers.schedule.schedules import CAMP, FOSDEM, RC3, SUMMIT, a_talk, guid_of

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("path", "options", "counts"),
    [
        (FOSDEM, {}, (943, 992, 69, 29)),
        (CAMP, {}, (79, 90, 7, 2)),
        (RC3, {}, (48, 56, 5, 5)),
        (SUMMIT, {"name": "Scottish Summit", "time_zone": "Europe/London"}, (61, 76, 6, 7)),
    ],
    ids=["fosdem", "camp", "rc3", "summit"],
)
def test_a_real_schedule_arrives_with_all_its_records(
    organization: Organization, path: Path, options: dict[str, Any], counts: tuple[int, ...]
) -> None:
    report = import_schedule(path, organization=organization, **options)

    tables = (Session, Speaker, SessionTrack, Room)
    assert tuple(table.objects.count() for table in tables) == counts
    assert report.created == {
        "events": 1,
        "sessions": counts[0],
        "speakers": counts[1],
        "tracks": counts[2],
        "rooms": counts[3],
        "buildings": 1,
    }
    assert not any(report.changed.values())
    assert not any(report.withdrawn.values())
    assert report.skipped == []


def test_the_conference_becomes_an_event_from_its_first_start_to_its_last_end(
    organization: Organization, write: Write
) -> None:
    path = write(a_talk(1), a_talk(2, date="2027-06-11T16:00:00+02:00", duration="01:15"), city="Lindenhof")

    report = import_schedule(path, organization=organization)

    event = Event.objects.get()
    assert report.event == event.readable_event_id == "harbour_27"
    assert (event.name, event.time_zone) == ("Harbour Data Days", "Europe/Berlin")
    assert event.starts_at.isoformat() == "2027-06-10T07:00:00+00:00"
    assert event.ends_at.isoformat() == "2027-06-11T15:15:00+00:00"
    assert event.publish_status == PublishStatus.DRAFT
    assert event.building is not None
    assert (event.building.name, event.building.city) == ("Lindenhof", "Lindenhof")


def test_a_session_fills_the_columns_that_the_source_has(organization: Organization, write: Write) -> None:
    talk = a_talk(
        subtitle="In brief",
        abstract="Plain words.",
        description="More words.",
        links=[{"url": "https://tides.example", "title": "Tides"}],
        language="de",
        type="Keynote 45 min",
        do_not_record=True,
    )

    import_schedule(write(talk), organization=organization)

    session = Session.objects.get()
    assert session.id == guid_of()
    assert session.summary == "In brief"
    assert session.detailed_description == ("Plain words.\n\nMore words.\n\nTides: https://tides.example")
    assert session.detailed_description_html == ""
    assert session.language == Language.GERMAN
    assert session.session_type == SessionType.KEYNOTE
    assert session.recordings_permitted == YesNo.NO
    assert session.publish_status == PublishStatus.LIVE
    assert session.capacity is None
    assert session.room is not None
    assert (session.room.name, session.room.building_id) == ("Chart Room", session.building_id)
    track = session.tracks.get()
    assert (track.name, track.track_type) == ("Tides", TrackType.EXTERNAL)
    assert track.publish_status == PublishStatus.LIVE


def test_ids_that_are_no_uuid_are_derived_from_the_events_id(organization: Organization, write: Write) -> None:
    import_schedule(write(a_talk(guid=None, id=12)), organization=organization)

    event = Event.objects.get()
    assert Session.objects.get().id == ids.derived_id(event.id, "12")
    assert Speaker.objects.get().id == ids.derived_id(event.id, "7")


def test_an_unknown_event_is_refused_by_name(organization: Organization, write: Write) -> None:
    with pytest.raises(ImportRefused, match=r"--event.*Nothing_Here"):
        import_schedule(write(a_talk()), organization=organization, event="Nothing_Here")


def test_a_readable_id_that_another_schedule_has_gets_digits(organization: Organization, write: Write) -> None:
    import_schedule(write(a_talk(1)), organization=organization)

    report = import_schedule(write(a_talk(2), acronym="harbour/27"), organization=organization)

    assert report.created["events"] == 1
    assert report.event.startswith("harbour_27_")


def test_ids_of_another_organization_are_derived_and_reported(organization: Organization, write: Write) -> None:
    person = {"guid": "00000000-0000-4000-8000-00000000abcd", "public_name": "Ilse Varga"}
    path = write(a_talk(persons=[person]))
    other = Organization.objects.create(name="Other", slug="other")
    import_schedule(path, organization=other)

    report = import_schedule(path, organization=organization)
    again = import_schedule(path, organization=organization)

    mine = Session.objects.get(event__organization=organization)
    assert mine.id == ids.derived_id(organization.id, guid_of())
    assert mine.engagements.get().speaker.organization_id == organization.id
    assert len(report.notes) == 2
    assert again.created["sessions"] == again.changed["sessions"] == 0
    assert Session.objects.get(event__organization=other).id == guid_of()


def test_the_same_sessions_may_stand_in_two_events_of_one_organization(
    organization: Organization, write: Write
) -> None:
    import_schedule(write(a_talk()), organization=organization)

    report = import_schedule(write(a_talk(), acronym="copy"), organization=organization)

    assert report.created["sessions"] == 1
    assert Session.objects.count() == 2


def test_nothing_is_stored_of_a_file_that_is_refused(organization: Organization, write: Write) -> None:
    with pytest.raises(ImportRefused, match="title is longer than 500 characters"):
        import_schedule(write(a_talk(1), a_talk(2, title="x" * 501)), organization=organization)

    assert not Event.objects.exists()
    assert not Speaker.objects.exists()


def test_sessionize_needs_a_name(organization: Organization) -> None:
    with pytest.raises(ImportRefused, match="--name"):
        import_schedule(SUMMIT, organization=organization, time_zone="Europe/London")


def test_the_rooms_of_a_file_that_names_no_venue_are_in_a_building_called_as_the_event(
    organization: Organization,
) -> None:
    import_schedule(SUMMIT, organization=organization, name="Scottish Summit", time_zone="Europe/London")

    assert Building.objects.get().name == "Scottish Summit"


def test_without_zone_and_offset_the_option_is_asked_for(organization: Organization) -> None:
    with pytest.raises(ImportRefused, match="--time-zone"):
        import_schedule(SUMMIT, organization=organization, name="Scottish Summit")


def test_a_zone_without_a_code_is_refused(organization: Organization, write: Write) -> None:
    with pytest.raises(ImportRefused, match=r"Pacific/Kiritimati.*--time-zone"):
        import_schedule(write(a_talk()), organization=organization, time_zone="Pacific/Kiritimati")


def test_skipped_sessions_are_reported_and_leave_no_speakers(organization: Organization, write: Write) -> None:
    other = [{"id": 8, "public_name": "Mara Oyelaran"}]

    report = import_schedule(write(a_talk(1), a_talk(2, duration=None, persons=other)), organization=organization)

    assert report.skipped == [Skipped("session “Talk 2”", "It has no end.")]
    assert report.as_json()["skipped"] == [{"what": "session “Talk 2”", "why": "It has no end."}]
    assert [speaker.name for speaker in Speaker.objects.all()] == ["Ilse Varga"]


def test_an_import_tells_the_journal_once(organization: Organization, write: Write) -> None:
    import_schedule(write(a_talk(1), a_talk(2)), organization=organization)

    assert JournalEntry.objects.count() == 1


def test_progress_is_told_to_the_end(organization: Organization, write: Write) -> None:
    told: list[tuple[str, int, int]] = []

    import_schedule(
        write(a_talk(1), a_talk(2)),
        organization=organization,
        progress=lambda step, done, total: told.append((step, done, total)),
    )

    assert ("Reading sessions", 2, 2) in told
    assert told[-1][0] == "Writing"
    assert told[-1][1] == told[-1][2]
