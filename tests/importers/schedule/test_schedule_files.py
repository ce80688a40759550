"""Schedule files to records: the real ones, the oldest ones, and damaged ones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from guestlist import timezones
from guestlist.importers.schedule import ImportRefused
from guestlist.importers.schedule.read import SCHEDULE_BYTES_MAX, read_schedule
from guestlist.importers.schedule.timing import instants, resolve_zone
from tests.importers.schedule.schedules import (
    CAMP,
    DATA,
    FOSDEM,
    RC3,
    SUMMIT,
    an_event_element,
    an_old_file,
)

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "schedule"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("fosdem-2025-01-08.schedule.xml.gz", (940, 985, 69, 29)),
        ("fosdem-2025-01-11.schedule.xml.gz", (943, 992, 69, 29)),
        ("cccamp-2019.schedule.json", (79, 90, 7, 2)),
        ("rc3-channels-2020.schedule.json", (48, 56, 5, 5)),
        ("scottish-summit-2026.sessionize.json", (61, 76, 6, 7)),
    ],
)
def test_real_files_are_read_whole(name: str, counts: tuple[int, ...]) -> None:
    schedule = read_schedule(DATA / name)

    lists = (schedule.sessions, schedule.persons, schedule.tracks, schedule.rooms)
    assert tuple(map(len, lists)) == counts
    assert schedule.skipped == ()


def test_fosdems_texts_arrive_whole_and_as_html_beside() -> None:
    schedule = read_schedule(FOSDEM)

    assert max(len(session.name) for session in schedule.sessions) == 169
    assert max(len(session.details.html) for session in schedule.sessions) > 11_689
    assert all(session.details.html and session.details.plain for session in schedule.sessions)
    assert not any("</p>" in session.details.plain for session in schedule.sessions)


def test_nobody_is_named_by_a_mail_address() -> None:
    schedule = read_schedule(FOSDEM)

    names = [person.name for person in schedule.persons.values()]
    assert not any("@" in name for name in names)
    assert "johan" in names
    assert "2 speakers" in schedule.notes[0]


def test_the_camps_last_day_runs_over_midnight_in_summer_time() -> None:
    schedule = read_schedule(CAMP)
    zone, notes = resolve_zone(schedule, option=None, known=None)

    spans = [instants(session, zone) for session in schedule.sessions]

    assert (zone, notes) == ("Europe/Berlin", [])
    assert min(start for start, _ in spans) == datetime(2019, 8, 21, 9, 0, tzinfo=UTC)
    days = [[timezones.to_local(moment, zone).date() for moment in span] for span in spans]
    assert sum(first != last for first, last in days) == 1


def test_relative_attachments_are_taken_from_the_base_address() -> None:
    schedule = read_schedule(CAMP)

    texts = " ".join(session.details.plain for session in schedule.sessions)

    assert "https://fahrplan.events.ccc.de/system/event_attachments/" in texts


def test_do_not_record_becomes_may_be_recorded() -> None:
    schedule = read_schedule(RC3)

    may_be_recorded = [session.may_be_recorded for session in schedule.sessions]

    assert may_be_recorded.count(False) == 3
    assert may_be_recorded.count(True) == 45


def test_sessionize_sessions_have_tracks_speakers_and_trimmed_titles() -> None:
    schedule = read_schedule(SUMMIT)

    assert all(len(session.tracks) == 1 for session in schedule.sessions)
    assert all(session.name == session.name.strip() for session in schedule.sessions)
    assert "Moncreiff 1 (33)" in schedule.rooms
    assert any(person.linkedin.startswith("https://") for person in schedule.persons.values())
    assert schedule.offsets == frozenset()


def test_another_category_may_be_the_track() -> None:
    schedule = read_schedule(SUMMIT, track_category="what level is your session aimed at?")

    assert set(schedule.tracks) <= {
        "100 - Beginner",
        "200 - Intermediate",
        "300 - Advanced",
        "400 - Expert",
    }


def test_an_unknown_track_category_is_refused_with_those_there_are() -> None:
    with pytest.raises(ImportRefused, match=r"--track-category.*Which track"):
        read_schedule(SUMMIT, track_category="Colour")


def test_without_a_track_category_there_are_no_tracks_and_a_note(write: Write) -> None:
    document = json.loads(SUMMIT.read_bytes())
    del document["categories"][0]

    schedule = read_schedule(write(json.dumps(document)))

    assert schedule.tracks == ()
    assert "--track-category" in schedule.notes[0]


def test_an_old_file_without_guid_and_date_is_placed_by_day_and_start(write: Write) -> None:
    event = an_event_element(title="Opening", start="11:30", duration="01:00", track="Main")

    schedule = read_schedule(write(an_old_file(event)))

    (session,) = schedule.sessions
    assert (session.identity.given, session.identity.key) == (None, "7")
    assert session.start == datetime(2012, 12, 27, 11, 30)  # noqa: DTZ001 - local time
    assert session.end == timedelta(hours=1)
    assert session.room == "Saal 1"


@pytest.mark.parametrize(
    ("conference", "day"),
    [
        ("<day_change>04:00:00</day_change>", ""),
        ("", 'start="2012-12-27T04:00:00+01:00"'),
    ],
)
def test_a_start_before_the_day_change_belongs_to_the_next_date(write: Write, conference: str, day: str) -> None:
    late = an_event_element(title="Late", start="01:15", duration="00:45")

    schedule = read_schedule(write(an_old_file(late, conference=conference, day=day)))

    assert schedule.sessions[0].start == datetime(2012, 12, 28, 1, 15)  # noqa: DTZ001


def test_a_given_date_holds_whatever_the_day_says(write: Write) -> None:
    event = an_event_element(title="Late", start="01:15", duration="00:45", date="2012-12-29T01:15:00+01:00")

    schedule = read_schedule(write(an_old_file(event, conference="<day_change>04:00</day_change>")))

    assert schedule.sessions[0].start.isoformat() == "2012-12-29T01:15:00+01:00"
    assert schedule.offsets == {timedelta(hours=1)}


def test_the_offset_of_the_days_serves_where_sessions_have_none(write: Write) -> None:
    event = an_event_element(title="Opening", start="11:30", duration="01:00")
    path = write(an_old_file(event, day='start="2012-12-27T04:00:00Z"'))

    zone, notes = resolve_zone(read_schedule(path), option=None, known=None)

    assert zone == "Etc/UTC"
    assert "code 92" in notes[0]


def test_recording_and_links_of_frab_files_are_read(write: Write) -> None:
    event = an_event_element(
        title="Opening",
        start="11:30",
        duration="01:00",
        recording="<license>CC0</license><optout>true</optout>",
        persons='<person id="3">Ilse Varga</person>',
        links='<link href="https://tides.example">Tides</link>',
    )

    (session,) = read_schedule(write(an_old_file(event))).sessions

    assert session.may_be_recorded is False
    assert session.source["recording_license"] == "CC0"
    assert session.details.plain == "Tides: https://tides.example"
    assert [person.key for person in session.persons] == ["3"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "not valid JSON"),
        ("hello", "not valid JSON"),
        ("[]", "must hold a JSON object"),
        ("{}", "is no schedule"),
        ('{"schedule": []}', "must be an object"),
        ('{"schedule": {"conference": {"days": {}}}}', "days must be a list"),
        ("[" * 200_000, "nested too deeply"),
        (b"\xff\xff\xff", "neither XML nor JSON|not valid JSON"),
        ("<schedule><conference>", "not well-formed"),
        ("<html></html>", "is no schedule"),
        ('<?xml version="1.0" encoding="ebcdic-x"?><schedule/>', "cannot be read|not well-formed"),
        (b"\x1f\x8bnonsense", "damaged gzip"),
        (gzip.compress(b"<schedule/>", mtime=0)[:-6], "damaged gzip"),
    ],
)
def test_damaged_and_foreign_files_are_refused(write: Write, content: str | bytes, message: str) -> None:
    with pytest.raises(ImportRefused, match=message):
        read_schedule(write(content))


def test_entities_are_not_expanded(write: Write) -> None:
    bomb = (
        '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        "<schedule><conference><title>&b;</title></conference></schedule>"
    )

    with pytest.raises(ImportRefused, match="declares entities"):
        read_schedule(write(bomb))


def test_external_entities_are_not_fetched(write: Write, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    text = (
        f'<!DOCTYPE s [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>'
        "<schedule><conference><title>&a;</title></conference></schedule>"
    )

    with pytest.raises(ImportRefused, match="declares entities"):
        read_schedule(write(text))


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory(write: Write) -> None:
    bomb = gzip.compress(b"<schedule>" + b" " * (2 * SCHEDULE_BYTES_MAX))

    with pytest.raises(ImportRefused, match="larger than 32 MiB"):
        read_schedule(write(bomb))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.xml", tmp_path):
        with pytest.raises(ImportRefused, match="cannot be read"):
            read_schedule(path)


def test_a_byte_order_mark_is_skipped(write: Write) -> None:
    content = json.dumps({"schedule": {"conference": {"title": "Days"}}})

    assert read_schedule(write(b"\xef\xbb\xbf" + content.encode())).title == "Days"
    assert read_schedule(write(b"\xef\xbb\xbf" + an_old_file().encode())).title == "Old Days"
