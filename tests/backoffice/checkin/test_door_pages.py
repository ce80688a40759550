"""The pages of a door: who opens them, what they hold, and what they leave out."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guestlist.accounts.models import Membership
from guestlist.database.configuration import WRITING
from guestlist.organizations.journal import writing
from guestlist.privacy.erasing import erase_contact
from guestlist.registration import desk
from guestlist.registration.models import CheckIn
from guestlist.registration.rules.commands import Cancel
from tests.backoffice.checkin.phones import people_of, scan, send
from tests.backoffice.conftest import signed_in
from tests.backoffice.registrations.visits import address, registered, text_of, waiting
from tests.builders import commit, make_event, make_pass, make_session

Role = Membership.Role


@pytest.fixture
def event(house, clock):
    return make_event(house.organization, "Tidal_Talks", capacity=20, shows_waitlist=True, allows_custom_agenda=True)


def test_the_page_names_nobody_and_runs_no_foreign_code(owner, event):
    registered(event, 1)

    response = owner.get(address("checkin_door", event.pk))

    policy = response["Content-Security-Policy"]
    assert "Oyelaran" not in text_of(response)
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")


def test_only_the_door_has_its_policy(owner):
    assert "wasm-unsafe-eval" not in owner.get("/backoffice/")["Content-Security-Policy"]


def test_a_viewer_looks_on_without_buttons(client_of, event):
    page = text_of(client_of(Role.VIEWER).get(address("checkin_door", event.pk)))

    assert 'id="camera"' not in page
    assert '"mayCheckIn": false' in page
    assert "Your role may look, but not check people in." in page


def test_the_list_has_everybody_whom_a_door_may_meet(owner, event):
    session = make_session(event)
    (here,) = registered(event, 1, sessions=[session.pk])
    (gone,) = registered(event, 2)
    commit(event, Cancel(gone.pk))
    waiting(event, 3)

    answer = people_of(owner, event)

    states = {name: row["state"] for name, row in answer["people"].items()}
    assert states == {"Oyelaran 1": "registered", "Oyelaran 2": "cancelled", "Oyelaran 3": "waiting"}
    assert answer["people"]["Oyelaran 1"] == {
        "id": str(here.pk),
        "code": here.public_id,
        "passCode": "",
        "pass": "",
        "first": "Mara",
        "last": "Oyelaran 1",
        "email": "mara1@oyelaran.example",
        "state": "registered",
        "seats": [str(session.pk)],
        "came": {},
    }
    assert [each["name"] for each in answer["sessions"]] == ["Tide gauges"]
    assert answer["isWhole"] is True


def test_a_pass_is_named_and_its_code_opens_the_door_too(owner, house, clock):
    event = make_event(house.organization, "Night_Tours")
    event_pass = make_pass(event, price_minor=0)
    registered(event, 1, pass_id=str(event_pass.pk))

    row = people_of(owner, event)["people"]["Oyelaran 1"]

    assert row["pass"] == "Two-day pass"
    assert row["passCode"] not in ("", row["code"])
    assert send(owner, event, scan(row["passCode"]))[0]["what"] == "checked_in"


def test_without_a_change_nobody_is_sent_again(owner, event, clock):
    registered(event, 1)
    clock.advance(minutes=1)
    before = people_of(owner, event)

    again = people_of(owner, event, since=before["now"])

    assert set(again) == {"now", "token", "isWhole", "people"}
    assert again["people"] == {}


def test_a_check_in_at_one_door_is_seen_at_the_others(owner, client_of, event, clock):
    (registration, _other) = registered(event, 1, 2)
    clock.advance(minutes=1)
    before = people_of(owner, event)
    send(client_of(Role.REGISTRATION_DESK), event, scan(registration.pk))

    changes = people_of(owner, event, since=before["now"])

    assert list(changes["people"]) == ["Oyelaran 1"]
    assert "" in changes["people"]["Oyelaran 1"]["came"]


def test_later_only_what_changed_is_sent(owner, event, clock):
    session = make_session(event)
    registered(event, 1, 2, 3, sessions=[session.pk])
    clock.advance(minutes=5)
    before = people_of(owner, event)
    clock.advance(seconds=4)
    _one, two, three = [before["people"][f"Oyelaran {number}"]["id"] for number in (1, 2, 3)]
    registered(event, 4)
    waiting(event, 5)
    commit(event, Cancel(UUID(three)))
    send(owner, event, scan(two, session=session.pk))

    changes = people_of(owner, event, since=before["now"])

    assert changes["isWhole"] is False
    assert set(changes["people"]) == {f"Oyelaran {number}" for number in (2, 3, 4, 5)}
    assert str(session.pk) in changes["people"]["Oyelaran 2"]["came"]


def test_phones_hear_that_a_person_was_erased_and_forget_the_name(owner, event, house, clock):
    (here,) = registered(event, 1)
    clock.advance(minutes=5)
    before = people_of(owner, event)
    clock.advance(minutes=5)
    actor = desk.staff(house.users[Role.OWNER])
    with writing() as changes:
        erase_contact(event.organization_id, here.contact_id, actor=actor, changes=changes, keeps_places=True)

    (row,) = people_of(owner, event, since=before["now"])["people"].values()

    assert (row["id"], row["first"], row["last"], row["email"]) == (str(here.pk), "Erased person", "", "")
    assert row["state"] == "registered"
    (answer,) = send(owner, event, scan(here.public_id))
    assert (answer["what"], answer["name"]) == ("checked_in", "Erased person")


@pytest.mark.parametrize("since", ["", "yesterday", "2027-03-01T12:00:00"])
def test_a_time_that_cannot_be_read_gives_the_whole_list(owner, event, since):
    assert people_of(owner, event, since=since)["isWhole"] is True


def test_the_list_takes_a_few_queries_however_long_it_is(owner, event):
    registered(event, 1)
    with CaptureQueriesContext(connections[WRITING]) as few:
        people_of(owner, event)
    registered(event, *range(2, 12))
    with CaptureQueriesContext(connections[WRITING]) as many:
        people_of(owner, event)

    assert len(many) <= len(few)


def test_the_app_can_be_installed_and_stays_within_its_door(owner, event):
    manifest = json.loads(owner.get(address("checkin_manifest", event.pk)).content)
    worker = owner.get(address("checkin_worker", event.pk))

    assert manifest["name"] == "Check-in: Tidal Talks"
    assert (manifest["scope"], manifest["start_url"]) == ("./", "./")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in worker
    shell = json.loads(re.search(r"self\.SHELL = (.*);\n", text_of(worker))[1])
    assert shell["page"] == address("checkin_door", event.pk)
    assert any(name.endswith(".wasm") for name in shell["files"])


def test_every_file_of_the_page_is_kept_for_a_dead_network(owner, event):
    page = text_of(owner.get(address("checkin_door", event.pk)))
    worker = text_of(owner.get(address("checkin_worker", event.pk)))

    wanted = re.findall(r'(?:<script src|<link rel="stylesheet" href)="([^"]+)"', page)
    kept = json.loads(re.search(r"self\.SHELL = (.*);\n", worker)[1])["files"]
    assert len(wanted) > 10
    assert set(wanted) <= set(kept)


@pytest.mark.parametrize("page", ["door", "people", "manifest", "worker", "badges"])
def test_another_organization_finds_nothing(event, other_house, page):
    stranger = signed_in(other_house.users[Role.OWNER])

    assert stranger.get(address(f"checkin_{page}", event.pk)).status_code == 404


def test_the_choice_shows_the_events_to_come(owner, event, house, clock):
    long_ago = clock.now() - timedelta(days=30)
    make_event(house.organization, "Long_Ago", starts_at=long_ago, ends_at=long_ago + timedelta(hours=1))
    (registration, _other) = registered(event, 1, 2)
    send(owner, event, scan(registration.pk))

    page = text_of(owner.get(reverse("admin:checkin_choose")))

    assert "Tidal Talks" in page
    assert "1 of 2" in page
    assert "Long Ago" not in page


def test_staff_check_in_and_undo_on_the_page_of_a_registration(client_of, event):
    (registration,) = registered(event, 1)
    desk = client_of(Role.REGISTRATION_DESK)
    page = address("registration_registration_change", registration.pk)
    where = address("checkin_registration", registration.pk)
    assert f'action="{where}"' in text_of(desk.get(page))

    there = desk.post(where, follow=True)
    again = desk.post(where, follow=True)
    undone = desk.post(where, {"undo": "1"}, follow=True)

    assert "Mara Oyelaran 1 is checked in." in text_of(there)
    assert "Nothing changed" in text_of(again)
    assert "The check-in of Mara Oyelaran 1 was taken back." in text_of(undone)
    assert not CheckIn.objects.filter(undone_at=None).exists()


def test_a_viewer_checks_in_nobody_on_the_page_of_a_registration(client_of, event):
    (registration,) = registered(event, 1)
    viewer = client_of(Role.VIEWER)

    assert viewer.post(address("checkin_registration", registration.pk)).status_code == 403
    assert viewer.get(address("checkin_registration", registration.pk)).status_code == 405


def test_how_many_came_stands_above_the_list_and_on_the_dashboard(owner, event):
    (registration, _other) = registered(event, 1, 2)
    send(owner, event, scan(registration.pk))

    for where in (address("registration_registration_changelist", event__id__exact=event.pk), "/backoffice/"):
        assert "checked in: 1 of 2" in text_of(owner.get(where))
