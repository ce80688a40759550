"""`guestlist import` and `guestlist export`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guestlist.catalog.models import Event, Session
from guestlist.organizations.models import Organization
from tests.cli.conftest import Run
from tests.databases import Database
from tests.importers.eventfile.eventfiles import a_file, a_session, an_event
from tests.importers.schedule.schedules import a_talk, write_schedule


@pytest.fixture(autouse=True)
def organization(database: Database) -> Organization:
    return Organization.objects.create(name="My organization", slug="main")


def write(folder: Path, name: str, file: Any) -> str:
    path = folder / name
    path.write_text(json.dumps(file))
    return str(path)


def test_a_schedule_is_imported_and_reported_as_json(run: Run, tmp_path: Path) -> None:
    path = write_schedule(tmp_path, a_talk(), a_talk(2, duration=""))

    report = run("import", "schedule", str(path), "--publish", "--json").json

    assert set(report) == {"event", "created", "changed", "withdrawn", "skipped", "notes"}
    assert (report["event"], report["created"]["sessions"]) == ("harbour_27", 1)
    assert [set(one) for one in report["skipped"]] == [{"what", "why"}]
    assert Event.objects.get().is_live


def test_a_schedule_is_reported_as_a_table(run: Run, tmp_path: Path) -> None:
    path = str(write_schedule(tmp_path, a_talk(), a_talk(2, duration="")))

    first, second = run("import", "schedule", path), run("import", "schedule", path)

    assert first.out.splitlines()[0] == "harbour_27"
    assert "sessions   1        -        -" in first.out
    assert "Skipped: " in first.out
    assert "Nothing to change." in second.out


def test_what_a_schedule_lacks_is_refused_by_the_option_that_helps(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "sessions.json", [{"groupName": "All", "sessions": []}])

    outcome = run("import", "schedule", path, "--json")

    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err


def test_event_files_are_imported_and_exported(run: Run, tmp_path: Path) -> None:
    one = write(tmp_path, "one.json", a_file(sessions=[a_session()]))
    other = write(tmp_path, "other.json", a_file(an_event(eventName="Open Ship Day")))

    reports = run("import", "event", one, other, "--json").json["events"]
    exported = run("export", "event", "night_TOURS").out
    again = run("import", "event", write(tmp_path, "exported.json", json.loads(exported)))

    assert [report["event"] for report in reports] == ["Night_Tours", "Open_Ship_Day"]
    assert reports[0]["created"] == {"events": 1, "sessions": 1}
    assert again.out == "Night_Tours\nNothing to change.\n"


def test_an_export_can_go_to_a_file(run: Run, tmp_path: Path) -> None:
    run("import", "event", write(tmp_path, "one.json", a_file()))
    target = tmp_path / "exported.json"

    outcome = run("export", "event", "Night_Tours", "--output", str(target))

    assert (outcome.status, outcome.out) == (0, "")
    assert target.read_text() == run("export", "event", "Night_Tours").out
    assert run("export", "event", "Night_Tours", "-o", str(tmp_path / "no" / "folder.json")).status == 1


def test_mistakes_of_all_files_are_told_and_nothing_is_stored(run: Run, tmp_path: Path) -> None:
    good = write(tmp_path, "good.json", a_file(sessions=[a_session()]))
    bad = write(tmp_path, "bad.json", a_file(an_event(eventName="", maxCapacity=-1)))
    broken = write(tmp_path, "broken.json", [])

    outcome = run("import", "event", good, bad, broken)

    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.splitlines() == [
        f"{bad}: event.eventName: is blank",
        f"{bad}: event.maxCapacity: expected a whole number >= 0",
        f"{broken}: expected an object, got a list",
        "Nothing was imported.",
    ]
    assert (Event.objects.count(), Session.objects.count()) == (0, 0)


def test_a_file_that_does_not_fit_the_organization_is_refused(run: Run, tmp_path: Path) -> None:
    event_id = "5f0c2c1e-7a35-4f0e-9a44-2d1f5f1f6b10"
    run("import", "event", write(tmp_path, "one.json", a_file()))
    other = write(tmp_path, "other.json", a_file(an_event(eventId=event_id, readableEventId="night_tours")))

    outcome = run("import", "event", other)

    assert outcome.status == 1
    assert outcome.err.startswith("event.readableEventId: the event “Night Tours”")


@pytest.mark.parametrize("words", [["export", "event", "Nowhere"], ["import", "event", "/nowhere.json"]])
def test_what_is_not_there_is_said(run: Run, words: list[str]) -> None:
    outcome = run(*words)

    assert outcome.status in {1, 2}
    assert "owhere" in outcome.err
