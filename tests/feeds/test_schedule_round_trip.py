"""What was imported comes out again: real conferences, through the import, the export and the import again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from guestlist import texts
from guestlist.catalog.choices import Language
from guestlist.catalog.models import Building, Event, Session
from guestlist.importers.schedule import import_schedule
from tests.builders import make_event, make_organization, make_session, make_track
from tests.databases import Database
from tests.eventsapi.reading.asking import engage, make_building, make_room, make_speaker
from tests.feeds.asking import count_queries
from tests.feeds.conferences import EXPORTS, Conference, Kept, Tree, exported, imported, tree_in
from tests.importers.schedule.schedules import CAMP, FOSDEM, FOSDEM_EARLIER, RC3, SUMMIT

# Whole conferences, again and again: the same queries run on PostgreSQL in the tests of import and export, with less.
pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.only_on("sqlite")]

ConferenceOf = Callable[[Path], Conference]
FILES = [
    pytest.param(FOSDEM_EARLIER, id="fosdem-earlier"),
    pytest.param(FOSDEM, id="fosdem"),
    pytest.param(CAMP, id="camp"),
    pytest.param(RC3, id="rc3"),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("conferences"))


@pytest.fixture
def conference_of(database: Database, kept: Kept) -> ConferenceOf:
    """Give the conference of a file, the only one in the test's database."""
    return lambda path: Conference(path, database, kept)


def entries_in(tree: Tree) -> dict[str, Tree]:
    """Give the sessions of a file by guid, each with its day and its room."""
    return {
        entry["guid"]: {**entry, "day": day["date"], "room_of_day": room}
        for day in tree["conference"]["days"]
        for room, entries in day["rooms"].items()
        for entry in entries
    }


def said(entry: Tree, *keys: str) -> Tree:
    """Give what an entry says under some keys, as text; absent and empty are alike."""
    return {key: str(value).strip().lower() for key in keys if (value := entry.get(key)) not in (None, "")}


def persons_in(entry: Tree) -> set[tuple[str, ...]]:
    """Give ids and names. Of a name that is a mail address the import keeps what stands before the @."""
    keys = ("id", "guid", "code")
    return {
        (*(str(person.get(key) or "") for key in keys), person["public_name"].strip().partition("@")[0])
        for person in entry["persons"]
    }


def links_in(entry: Tree, key: str) -> list[tuple[str, ...]]:
    return [tuple((link.get(name) or "").strip() for name in ("url", "title", "type")) for link in entry[key]]


def words(*parts: str) -> list[str]:
    plain = [texts.html_to_text(part) if texts.looks_like_html(part) else part for part in parts]
    return " ".join(plain).split()


def records_of(event: Event) -> Any:
    """Give an event's programme without its ids, comparable across organizations; of texts the words count."""
    sessions = Session.objects.filter(event=event).select_related("room").prefetch_related("tracks")
    engaged: dict[Any, set[str]] = {}
    for session_id, name in event.engagements.values_list("session_id", "speaker__name"):
        engaged.setdefault(session_id, set()).add(name)
    return {
        (session.name, session.starts_at): (
            session.starts_at,
            session.ends_at,
            session.room and session.room.name,
            {track.name for track in session.tracks.all()},
            engaged.get(session.id),
            session.summary,
            session.session_type,
            session.language,
            session.recordings_permitted,
            session.detailed_description.split(),
            session.detailed_description_html,
        )
        for session in sessions
    }


@pytest.mark.parametrize("kind", EXPORTS)
@pytest.mark.parametrize("path", FILES)
def test_every_session_of_the_file_stands_in_the_export_as_it_stood_there(
    conference_of: ConferenceOf, kind: str, path: Path
) -> None:
    conference = conference_of(path)

    theirs, ours = entries_in(conference.tree), entries_in(conference.exported_tree(kind))

    assert ours.keys() == theirs.keys()
    same = ("id", "guid", "day", "room_of_day", "room", "date", "start", "duration", "title", "subtitle", "track")
    kept = ("type", "language", "slug", "url", "logo", "feedback_url", "recording_license", "do_not_record")
    for guid, entry in theirs.items():
        assert said(ours[guid], *same, *kept).items() >= said(entry, *same, *kept).items()
        assert persons_in(ours[guid]) == persons_in(entry)
        for key in ("links", "attachments"):
            assert links_in(ours[guid], key) == links_in(entry, key)


@pytest.mark.parametrize("kind", EXPORTS)
@pytest.mark.parametrize("path", FILES)
def test_the_texts_of_the_file_stand_in_the_export(conference_of: ConferenceOf, kind: str, path: Path) -> None:
    conference = conference_of(path)

    theirs, ours = entries_in(conference.tree), entries_in(conference.exported_tree(kind))

    for guid, entry in theirs.items():
        # The import keeps a text once that is both abstract and description.
        parts = dict.fromkeys((entry.get("abstract") or "", entry.get("description") or ""))
        assert words(ours[guid]["abstract"] or "") == words(*parts)


@pytest.mark.parametrize("kind", EXPORTS)
@pytest.mark.parametrize("path", [*FILES, pytest.param(SUMMIT, id="summit")])
def test_an_export_gives_another_organization_the_same_records(
    conference_of: ConferenceOf, kind: str, path: Path
) -> None:
    conference = conference_of(path)
    event = conference.event

    again = imported(conference.export(kind), make_organization("other"))

    assert records_of(again) == records_of(event)
    columns = ("name", "time_zone", "starts_at", "ends_at")
    events = Event.objects.values_list(*columns)
    assert events.get(id=again.id) == events.get(id=event.id)


@pytest.mark.parametrize("kind", EXPORTS)
@pytest.mark.parametrize("path", FILES)
def test_importing_an_events_own_export_changes_nothing(conference_of: ConferenceOf, kind: str, path: Path) -> None:
    conference = conference_of(path)
    event = conference.event

    report = import_schedule(conference.export(kind), organization=event.organization)

    assert report.event == event.readable_event_id
    assert not any(report.created.values())
    assert not any(report.withdrawn.values())


def test_an_export_of_a_sessionize_event_is_taken_for_it_when_it_is_named(conference_of: ConferenceOf) -> None:
    conference = conference_of(SUMMIT)
    event = conference.event

    report = import_schedule(conference.export("json"), organization=event.organization, event=event.readable_event_id)

    assert not {name: count for name, count in report.created.items() if count}
    assert not any(report.withdrawn.values())


def test_an_export_of_an_event_made_here_finds_its_records_again(tmp_path: Path) -> None:
    organization = make_organization()
    event = make_event(organization)
    session = make_session(event, room=make_room(make_building(organization)), language=Language.CHINESE_TRADITIONAL)
    session.tracks.add(make_track(event))
    engage(make_speaker(organization), event, session)
    before = records_of(event)
    copy = tmp_path / "schedule.json"
    copy.write_bytes(exported(event, "json"))

    report = import_schedule(copy, organization=organization)

    assert {name for name, count in report.created.items() if count} == {"rooms", "buildings"}
    assert records_of(event) == before


def test_what_people_changed_since_the_import_comes_out_as_they_changed_it(conference_of: ConferenceOf) -> None:
    event = conference_of(CAMP).event
    session = Session.objects.filter(source__links__isnull=False).earliest("starts_at", "name")
    Session.objects.filter(id=session.id).update(
        name="New title",
        detailed_description="New text",
        detailed_description_html="",
        starts_at=session.starts_at - timedelta(days=1),
    )

    tree = tree_in(exported(event, "json"))

    entry = entries_in(tree)[session.source["guid"]]
    assert (entry["title"], entry["abstract"]) == ("New title", "New text")
    assert entry["links"]
    assert tree["conference"]["start"] == min(entry["day"], "2019-08-21")


def test_biographies_come_out_again_as_json(conference_of: ConferenceOf) -> None:
    conference = conference_of(RC3)

    tree = conference.exported_tree("json")

    theirs = {
        person["public_name"]: words(person["biography"])
        for entry in entries_in(conference.tree).values()
        for person in entry["persons"]
        if person["biography"]
    }
    ours = {
        person["public_name"]: words(person["biography"])
        for entry in entries_in(tree).values()
        for person in entry["persons"]
        if "biography" in person
    }
    assert ours == theirs


@pytest.mark.parametrize("kind", EXPORTS)
@pytest.mark.parametrize("path", FILES)
def test_the_conference_comes_out_again(conference_of: ConferenceOf, kind: str, path: Path) -> None:
    conference = conference_of(path)

    theirs, ours = conference.tree, conference.exported_tree(kind)

    said_there = {**theirs["conference"], **said(theirs, "version", "base_url")}
    said_here = {**ours["conference"], **said(ours, "version", "base_url")}
    kept = "acronym title subtitle venue city start end timeslot_duration day_change time_zone_name version base_url"
    assert said(said_here, *kept.split()).items() >= said(said_there, *kept.split()).items()


def test_days_begin_at_the_day_change_of_the_source(conference_of: ConferenceOf) -> None:
    root = fromstring(conference_of(FOSDEM).export("xml").read_bytes())

    assert [day.attrib for day in root.iter("day")] == [
        {
            "index": "1",
            "date": "2025-02-01",
            "start": "2025-02-01T09:00:00+01:00",
            "end": "2025-02-02T08:59:00+01:00",
        },
        {
            "index": "2",
            "date": "2025-02-02",
            "start": "2025-02-02T09:00:00+01:00",
            "end": "2025-02-03T08:59:00+01:00",
        },
    ]


def test_an_export_takes_the_same_queries_whatever_the_size(conference_of: ConferenceOf) -> None:
    large = conference_of(FOSDEM).event
    small = imported(RC3, make_organization("other"))

    assert count_queries(lambda: exported(small, "json")) == count_queries(lambda: exported(large, "json")) <= 8


def test_the_venue_is_the_building_as_it_is_called_now(conference_of: ConferenceOf) -> None:
    event = conference_of(FOSDEM).event
    Building.objects.filter(events=event).update(name="Campus Solbosch")

    assert tree_in(exported(event, "xml"))["conference"]["venue"] == "Campus Solbosch"
