"""Copies, templates, event files and schedules in the back office."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from guestlist.accounts.models import Membership
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, Session
from guestlist.importers.eventfile import export_event
from tests.backoffice.conftest import ClientOf
from tests.backoffice.events.event_pages import address
from tests.backoffice.houses import House
from tests.builders import make_event, make_session


@pytest.fixture
def event(house: House) -> Event:
    event = make_event(house.organization, "Night_Tours")
    make_session(event, "Lock keepers by lamplight")
    return event


def upload(data: bytes, name: str = "file.json") -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def form_errors(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


# Copies and templates


def test_a_copy_moves_to_its_new_start(event: Event, owner: Client) -> None:
    given = {"name": "Day Tours", "readable_event_id": "Day_Tours", "starts_at": "2027-12-10T09:00"}

    response = owner.post(address("copy", event.pk), given)

    copy = Event.objects.get(readable_event_id="Day_Tours")
    assert response.headers["Location"] == address("change", copy.pk)
    assert copy.publish_status == PublishStatus.DRAFT
    assert copy.starts_at == datetime(2027, 12, 10, 8, tzinfo=UTC)  # nine o'clock, in winter
    assert copy.sessions.get().name == "Lock keepers by lamplight"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "n" * 501}, "name"),
        ({"readable_event_id": "heron_days"}, "readable_event_id"),
        ({"readable_event_id": "a/b"}, "readable_event_id"),
        ({"starts_at": "soon"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59"}, "starts_at"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_a_copy_that_cannot_be_is_refused_beside_the_field(
    event: Event, owner: Client, changes: dict[str, str], field: str
) -> None:
    number = Event.objects.count()
    given = {"name": "Copy", "readable_event_id": "", "starts_at": "2027-12-10T09:00"}

    response = owner.post(address("copy", event.pk), given | changes)

    assert field in form_errors(response)
    assert Event.objects.count() == number


def test_a_template_is_made_of_an_event_and_an_event_of_it(event: Event, owner: Client) -> None:
    owner.post(address("save_as_template", event.pk), {"name": "Tours"})
    template = Event.objects.get(name="Tours")
    assert template.is_template

    owner.post(address("create", template.pk), {"name": "Spring tours", "starts_at": "2028-04-01T20:00"})

    made = Event.objects.get(name="Spring tours")
    assert not made.is_template
    assert made.sessions.count() == 1


def test_an_event_is_no_template(event: Event, owner: Client) -> None:
    response = owner.post(address("create", event.pk), {"name": "x", "starts_at": "2028-04-01T20:00"})

    assert "__all__" in form_errors(response)


# Event files


def test_an_event_leaves_as_a_file_and_comes_back(event: Event, owner: Client) -> None:
    response = owner.get(address("export", event.pk))
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Night_Tours.json"
    data = json.loads(response.content)
    data["event"]["eventName"] = "Tours by night"

    checked = owner.post(address("import_event"), {"file": upload(json.dumps(data).encode()), "check": "1"})

    assert [(line.kind, list(line.numbers)) for line in checked.context["lines"]] == [("Event", [0, 1, 0, 0])]
    event.refresh_from_db()
    assert event.name == "Night Tours"

    done = owner.post(address("import_event"), {"kept": checked.context["kept"], "import": "1"})
    assert done.headers["Location"] == address("change", event.pk)
    event.refresh_from_db()
    assert event.name == "Tours by night"


def test_mistakes_of_a_file_are_said_with_their_place(house: House, owner: Client) -> None:
    file = {"guestlist": 1, "event": {"eventName": "", "timeZone": "Mars"}}

    response = owner.post(address("import_event"), {"file": upload(json.dumps(file).encode()), "import": "1"})

    paths = {problem.path for problem in response.context["problems"]}
    assert {"event.eventName", "event.timeZone", "event.startDate"} <= paths


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 3000, b"null"])
def test_files_of_any_content_are_answered_kindly(house: House, owner: Client, data: bytes) -> None:
    for page in ("import_event", "import_schedule"):
        assert owner.post(address(page), {"file": upload(data), "check": "1"}).status_code == 200


@pytest.mark.parametrize("kept", ["", "!", "AAAA", "eJw="])
def test_a_kept_file_that_is_damaged_is_asked_for_again(house: House, owner: Client, kept: str) -> None:
    for page in ("import_event", "import_schedule"):
        assert form_errors(owner.post(address(page), {"kept": kept, "import": "1"}))


def test_another_organizations_event_is_out_of_reach_of_a_file(house: House, other_house: House, owner: Client) -> None:
    data = json.loads(export_event(other_house.event))
    data["event"]["eventName"] = "Mine now"

    owner.post(address("import_event"), {"file": upload(json.dumps(data).encode()), "import": "1"})

    other_house.event.refresh_from_db()
    assert other_house.event.name == "Kestrel Days"
    assert Event.objects.get(name="Mine now").organization == house.organization


# Schedules


def schedule() -> bytes:
    return json.dumps(
        {
            "schedule": {
                "conference": {
                    "acronym": "camp",
                    "title": "Camp",
                    "days": [
                        {
                            "date": "2027-08-21",
                            "rooms": {
                                "Dome": [
                                    {
                                        "guid": "2f8a0f8e-0d1b-4a57-9c55-0d9f52f0f001",
                                        "title": "Opening",
                                        "date": "2027-08-21T10:00:00+02:00",
                                        "start": "10:00",
                                        "duration": "00:30",
                                        "persons": [{"id": 1, "public_name": "Ilse Varga"}],
                                    }
                                ]
                            },
                        }
                    ],
                }
            }
        }
    ).encode()


def test_a_schedule_is_checked_and_then_imported(house: House, owner: Client) -> None:
    given = {"file": upload(schedule()), "time_zone": "Europe/Berlin", "check": "1"}

    checked = owner.post(address("import_schedule"), given)

    assert ("Sessions", [1, 0, 0]) in [(line.kind, list(line.numbers)) for line in checked.context["lines"]]
    assert not Event.objects.filter(name="Camp").exists()

    again = {"kept": checked.context["kept"], "time_zone": "Europe/Berlin", "import": "1"}
    done = owner.post(address("import_schedule"), again)
    event = Event.objects.get(name="Camp")
    assert done.headers["Location"] == address("change", event.pk)
    assert Session.objects.get(event=event).name == "Opening"
    assert event.publish_status == PublishStatus.DRAFT


def test_a_refused_schedule_names_the_field_that_is_missing(house: House, owner: Client) -> None:
    floating = schedule().replace(b"+02:00", b"")

    refused = owner.post(address("import_schedule"), {"file": upload(floating), "check": "1"})

    (error,) = form_errors(refused)["__all__"]
    assert error.startswith("The file cannot be imported.")
    assert "“Time zone”" in error
    assert "--" not in error


def test_a_schedule_goes_to_no_event_of_others(house: House, other_house: House, owner: Client) -> None:
    given = {"file": upload(schedule()), "event": str(other_house.event.pk), "import": "1"}

    assert "event" in form_errors(owner.post(address("import_schedule"), given))


def test_who_may_only_look_may_export_and_nothing_else(event: Event, client_of: ClientOf) -> None:
    viewer = client_of(Membership.Role.VIEWER)

    for page in ("copy", "create", "save_as_template", "repeat", "detach"):
        assert viewer.get(address(page, event.pk)).status_code == 403, page
        assert viewer.post(address(page, event.pk), {"name": "x"}).status_code == 403, page
    for page in ("import_event", "import_schedule"):
        assert viewer.get(address(page)).status_code == 403, page
    assert viewer.get(address("export", event.pk)).status_code == 200
