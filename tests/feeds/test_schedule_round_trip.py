"""What was imported comes out again: real conferences, through the import, the export and the import again."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from guestlist import texts
from guestlist.catalog.choices import Language
from guestlist.catalog.models import Building, Event, Session
from guestlist.feeds import Feed, schedule_json, schedule_xml
from guestlist.importers.schedule import import_schedule, xml
from guestlist.organizations.models import Organization
from tests.builders import make_event, make_organization, make_session, make_track
from tests.eventsapi.reading.asking import engage, make_building, make_room, make_speaker
from tests.feeds.asking import count_queries
from tests.feeds.pages import PAGES
from tests.importers.schedule.schedules import CAMP, FOSDEM, FOSDEM_EARLIER, RC3, SUMMIT

# Whole conferences, again and again: the same queries run on PostgreSQL in the tests of import and export, with less.
pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.only_on("sqlite")]

Tree = dict[str, Any]
EXPORTS = {"xml": schedule_xml, "json": schedule_json}
SUMMIT_OPTIONS = {"name": "Scottish Summit", "time_zone": "Europe/London"}
FILES = [
    pytest.param(FOSDEM_EARLIER, {}, id="fosdem-earlier"),
    pytest.param(FOSDEM, {}, id="fosdem"),
    pytest.param(CAMP, {}, id="camp"),
    pytest.param(RC3, {}, id="rc3"),
]


def imported(path: Path, organization: Organization, **options: Any) -> Event:
    report = import_schedule(path, organization=organization, publish=True, **options)
    return Event.objects.get(organization=organization, readable_event_id=report.event)


def exported(event: Event, kind: str) -> bytes:
    feed = EXPORTS[kind](event.organization, event, PAGES)
    assert isinstance(feed, Feed)
    return feed.body


def tree_in(data: bytes) -> Tree:
    """Read a schedule file of either format, as the object below "schedule"."""
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    if data.lstrip().startswith(b"<"):
        return xml.tree_of(data, "schedule.xml")
    tree: Tree = json.loads(data)["schedule"]
    return tree


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
@pytest.mark.parametrize(("path", "options"), FILES)
def test_every_session_of_the_file_stands_in_the_export_as_it_stood_there(kind: str, path: Path, options: Tree) -> None:
    event = imported(path, make_organization(), **options)
    before = tree_in(path.read_bytes())

    after = tree_in(exported(event, kind))

    theirs, ours = entries_in(before), entries_in(after)
    assert ours.keys() == theirs.keys()
    same = ("id", "guid", "day", "room_of_day", "room", "date", "start", "duration", "title", "subtitle", "track")
    kept = ("type", "language", "slug", "url", "logo", "feedback_url", "recording_license", "do_not_record")
    for guid, entry in theirs.items():
        assert said(ours[guid], *same, *kept).items() >= said(entry, *same, *kept).items()
        assert persons_in(ours[guid]) == persons_in(entry)
        for key in ("links", "attachments"):
            assert links_in(ours[guid], key) == links_in(entry, key)


@pytest.mark.parametrize("kind", EXPORTS)
@pytest.mark.parametrize(("path", "options"), FILES)
def test_the_texts_of_the_file_stand_in_the_export(kind: str, path: Path, options: Tree) -> None:
    event = imported(path, make_organization(), **options)

    ours = entries_in(tree_in(exported(event, kind)))

    for guid, entry in entries_in(tree_in(path.read_bytes())).items():
        # The import keeps a text once that is both abstract and description.
        parts = dict.fromkeys((entry.get("abstract") or "", entry.get("description") or ""))
        assert words(ours[guid]["abstract"] or "") == words(*parts)


@pytest.mark.parametrize("kind", EXPORTS)
@pytest.mark.parametrize(("path", "options"), [*FILES, pytest.param(SUMMIT, SUMMIT_OPTIONS, id="summit")])
def test_an_export_gives_another_organization_the_same_records(
    kind: str, path: Path, options: Tree, tmp_path: Path
) -> None:
    event = imported(path, make_organization(), **options)
    copy = tmp_path / f"schedule.{kind}"
    copy.write_bytes(exported(event, kind))

    again = imported(copy, make_organization("other"))

    assert records_of(again) == records_of(event)
    columns = ("name", "time_zone", "starts_at", "ends_at")
    events = Event.objects.values_list(*columns)
    assert events.get(id=again.id) == events.get(id=event.id)


@pytest.mark.parametrize("kind", EXPORTS)
@pytest.mark.parametrize(("path", "options"), FILES)
def test_importing_an_events_own_export_changes_nothing(kind: str, path: Path, options: Tree, tmp_path: Path) -> None:
    organization = make_organization()
    event = imported(path, organization, **options)
    copy = tmp_path / f"schedule.{kind}"
    copy.write_bytes(exported(event, kind))

    report = import_schedule(copy, organization=organization)

    assert report.event == event.readable_event_id
    assert not any(report.created.values())
    assert not any(report.withdrawn.values())


def test_an_export_of_a_sessionize_event_is_taken_for_it_when_it_is_named(tmp_path: Path) -> None:
    organization = make_organization()
    event = imported(SUMMIT, organization, **SUMMIT_OPTIONS)
    copy = tmp_path / "schedule.json"
    copy.write_bytes(exported(event, "json"))

    report = import_schedule(copy, organization=organization, event=event.readable_event_id)

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


def test_what_people_changed_since_the_import_comes_out_as_they_changed_it() -> None:
    event = imported(CAMP, make_organization())
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


def test_biographies_come_out_again_as_json() -> None:
    event = imported(RC3, make_organization())

    tree = tree_in(exported(event, "json"))

    theirs = {
        person["public_name"]: words(person["biography"])
        for entry in entries_in(tree_in(RC3.read_bytes())).values()
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
@pytest.mark.parametrize(("path", "options"), FILES)
def test_the_conference_comes_out_again(kind: str, path: Path, options: Tree) -> None:
    event = imported(path, make_organization(), **options)

    theirs, ours = tree_in(path.read_bytes()), tree_in(exported(event, kind))

    said_there = {**theirs["conference"], **said(theirs, "version", "base_url")}
    said_here = {**ours["conference"], **said(ours, "version", "base_url")}
    kept = "acronym title subtitle venue city start end timeslot_duration day_change time_zone_name version base_url"
    assert said(said_here, *kept.split()).items() >= said(said_there, *kept.split()).items()


def test_days_begin_at_the_day_change_of_the_source() -> None:
    event = imported(FOSDEM, make_organization())

    root = fromstring(exported(event, "xml"))

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


def test_an_export_takes_the_same_queries_whatever_the_size() -> None:
    small = imported(RC3, make_organization())
    large = imported(FOSDEM, make_organization("other"))

    assert count_queries(lambda: exported(small, "json")) == count_queries(lambda: exported(large, "json")) <= 8


def test_the_venue_is_the_building_as_it_is_called_now() -> None:
    event = imported(FOSDEM, make_organization())
    Building.objects.filter(events=event).update(name="Campus Solbosch")

    assert tree_in(exported(event, "xml"))["conference"]["venue"] == "Campus Solbosch"
