"""What is noted of refused calls, as whoever runs a website reads it afterwards."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError

from guestlist import environment
from guestlist.eventsapi import refusals
from guestlist.eventsapi.refusals import DIFFERENT_CALLS_MAX, RefusalWriter, RefusedCalls
from guestlist.frontdoor import make_application
from guestlist.organizations import refused_requests
from guestlist.organizations.models import Organization, RefusedRequest, WebApplication
from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.organizations.refused_requests import RefusedCall, Tally, latest, store
from tests.builders import ORIGIN, make_event, make_organization, make_web_application
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.site import rt, running
from tests.waiting import eventually

ELSEWHERE = "https://elsewhere.example"
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@dataclass
class World:
    """Two organizations with a web application each."""

    organization: Organization
    web_application: WebApplication
    other: Organization
    other_application: WebApplication


@pytest.fixture
def world(database: Database, clock: Clock) -> World:
    Organization.objects.all().delete()
    organization = make_organization("main")
    make_event(organization)
    other = make_organization("other")
    return World(organization, make_web_application(organization), other, make_web_application(other))


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[RefusedCall, Tally]]:
    """Have writers write once, when they stop; gives what they wrote each time."""
    written: list[Mapping[RefusedCall, Tally]] = []

    def remember_and_store(noted: Mapping[RefusedCall, Tally]) -> None:
        written.append(noted)
        store(noted)

    monkeypatch.setattr(refusals, "WRITE_SECONDS", 3600.0)
    monkeypatch.setattr(refused_requests, "store", remember_and_store)
    return written


def ask(world: World, path: str = "events/published", **options: Any) -> int:
    """Send one call to a site that runs just for it."""
    with running() as site:
        site.token = world.web_application.token
        return site.ask(options.pop("method", "GET"), path, **options).status_code


def facts(row: RefusedRequest) -> tuple[str, str, str, str]:
    return row.reason, row.origin, row.expected_origin, row.token


def test_each_reason_is_noted_with_what_came_and_what_was_expected(world: World, writes: list[Any]) -> None:
    make_web_application(world.organization, token="tk_off", is_active=False)
    make_web_application(
        world.organization, token="tk_new", previous_token="tk_old", previous_token_until=NOON - timedelta(days=1)
    )
    with running() as site:
        site.token = world.web_application.token
        statuses = [
            site.get("events/published", token=None).status_code,
            site.get("events/published", origin=None).status_code,
            site.get("events/published", token="undefined", origin=ELSEWHERE).status_code,
            site.get("events/published", token="tk_off").status_code,
            site.get("events/published", token="tk_old").status_code,
            site.get("events/published", origin=ELSEWHERE).status_code,
            site.get("events/published", headers={"Authorization": "Bearer abc"}).status_code,
        ]

    own = world.web_application.token[:6]
    assert statuses == [400, 400, 401, 401, 401, 401, 401]
    assert {facts(row) for row in latest(world.organization.id)} == {
        ("token_missing", ORIGIN, "", ""),
        ("origin_missing", "", ORIGIN, own),
        ("token_unknown", ELSEWHERE, "", "undefi"),
        ("switched_off", ORIGIN, ORIGIN, "tk_off"),
        ("token_replaced", ORIGIN, ORIGIN, "tk_old"),
        ("origin_differs", ELSEWHERE, ORIGIN, own),
        ("sign_in_not_possible", ORIGIN, ORIGIN, own),
    }
    assert len(latest(world.organization.id, world.web_application.id)) == 3
    assert latest(world.other.id) == []


def test_a_token_at_another_organizations_address_is_noted_where_the_token_belongs(
    world: World, writes: list[Any]
) -> None:
    assert ask(world, base="/o/other/EvtMgmt/api/v2.0/") == 401
    assert ask(world, base=rt(world.other.id)) == 401

    assert latest(world.other.id) == []
    rows = latest(world.organization.id, world.web_application.id)
    assert {(row.reason, row.base) for row in rows} == {("other_organization", "v2.0"), ("other_organization", "rt")}


def test_an_unknown_token_is_noted_shortened_where_it_was_sent_to(world: World, writes: list[Any]) -> None:
    assert ask(world, base="/o/other/EvtMgmt/api/v2.0/", token="a-token-that-nobody-has") == 401
    assert ask(world, base=rt(world.other.id), token="a-token-that-nobody-has") == 401

    assert latest(world.organization.id) == []
    rows = latest(world.other.id)
    assert [(row.token, row.token_length, row.web_application) for row in rows] == [("a-toke", 23, None)] * 2


def test_nothing_of_a_person_or_a_query_is_noted(world: World, writes: list[Any]) -> None:
    with running() as site:
        site.post(
            "events/Mara_Oyelarans_Birthday/registrations?email=mara@oyelaran.example",
            token="x",
            origin="https://a.example/<b>",
            headers={"User-Agent": "Mozilla/5.0 (Mara's phone) Browser/1.0"},
            json={"attendees": [{"firstName": "Mara"}]},
        )

    (row,) = latest(world.organization.id)
    assert (row.method, row.path) == ("POST", "events/{readableEventId}/registrations")
    assert (row.user_agent, row.origin) == ("Mozilla/5.0", "https://a.example/?b?")
    assert not any(word in str(vars(row)) for word in ("Mara", "oyelaran", "email"))


def test_a_browsers_question_from_an_unknown_origin_is_noted_since_no_call_follows_it(
    world: World, writes: list[Any]
) -> None:
    asking = {"Access-Control-Request-Method": "GET"}
    with running() as site:
        site.token = world.web_application.token
        for path in ("events/published", "nowhere/at/all", f"speakers/{UUID(int=1)}/image"):
            site.ask("OPTIONS", path, headers=asking)
            assert site.ask("OPTIONS", path, headers=asking, origin=ELSEWHERE).status_code == 204
        site.ask("OPTIONS", "events/published", headers=asking, base=rt(UUID(int=1)), origin=ELSEWHERE)
        site.ask("OPTIONS", "events/published", headers={"Access-Control-Request-Method": "PUT"}, origin=ELSEWHERE)

    (row,) = latest(world.organization.id)
    assert (row.reason, row.method, row.path, row.origin) == (
        "origin_differs", "OPTIONS", "events/published", ELSEWHERE,
    )  # fmt: skip
    assert row.count == 1


def test_calls_that_are_answered_or_not_found_are_not_noted(world: World, writes: list[Any]) -> None:
    assert ask(world) == 200
    assert ask(world, "events/Nowhere") == 404
    assert ask(world, "sessions/no-guid") == 400
    assert ask(world, "events/published", method="POST") == 405

    assert writes == []
    assert not RefusedRequest.objects.exists()


def test_a_running_server_writes_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "WRITE_SECONDS", 0.01)
    with running() as site:
        site.get("events/published", token="wrong")

        assert eventually(lambda: latest(world.organization.id))


def test_a_flood_is_one_small_write(world: World, writes: list[Any]) -> None:
    with running() as site:
        for number in range(300):
            token = "always-the-same" if number % 2 else f"{number:06}"
            assert site.get("events/published", token=token).status_code == 401

    rows = latest(world.organization.id)
    assert len(writes) == 1
    assert len(rows) == DIFFERENT_CALLS_MAX + 1
    assert sum(row.count for row in rows) == 300
    assert [row.count for row in rows if row.token == "always"] == [150]
    assert [row.count for row in rows if not row.path] == [300 - 150 - (DIFFERENT_CALLS_MAX - 1)]


def test_the_workers_of_a_server_meet_in_the_same_rows(world: World, writes: list[Any]) -> None:
    with running() as first, running(make_application(environment.current())) as second:
        for site in (first, second, first):
            site.get("events/published", token="wrong")

    assert len(writes) == 2
    assert [row.count for row in latest(world.organization.id)] == [3]


def test_a_database_that_takes_no_note_costs_a_log_line_and_no_answer(
    world: World, writes: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def busy(_noted: Mapping[RefusedCall, Tally]) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(refused_requests, "store", busy)

    for token in ("wrong", "wrong"):
        assert ask(world, token=token) == 401

    told = [record for record in caplog.records if record.name == refusals.__name__]
    assert [(record.levelname, record.exc_info) for record in told] == [("WARNING", None)] * 2


def test_what_fails_unexpectedly_does_not_end_the_writer(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    written: list[int] = []

    def fail_on_one(noted: Mapping[RefusedCall, Tally]) -> None:
        (tally,) = noted.values()
        if tally.count == 1:
            raise RuntimeError
        written.append(tally.count)

    monkeypatch.setattr(refused_requests, "store", fail_on_one)
    writer = RefusalWriter()
    for count in (1, 2):
        for _ in range(count):
            writer.calls.add(a_call(1), now=NOON, user_agent="")
        writer.write()

    assert written == [2]
    assert "could not be noted" in caplog.text


def test_a_write_that_hangs_does_not_keep_the_process_from_ending(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, release, left = threading.Event(), threading.Event(), threading.Event()

    def hang(_noted: Mapping[RefusedCall, Tally]) -> None:
        entered.set()
        release.wait(20)
        left.set()

    monkeypatch.setattr(refused_requests, "store", hang)
    monkeypatch.setattr(refusals, "STOP_SECONDS_MAX", 0.01)
    writer = RefusalWriter()
    writer.calls.add(a_call(1), now=NOON, user_agent="")
    writer.start()

    writer.stop()

    assert not left.is_set()
    release.set()
    assert entered.wait(20)
    assert left.wait(20)


def a_call(number: int, *, organization: int = 1, application: int | None = None) -> RefusedCall:
    return RefusedCall(
        organization_id=UUID(int=organization),
        web_application_id=UUID(int=application) if application else None,
        reason=RefusalReason.TOKEN_UNKNOWN,
        base="v2.0",
        token=str(number),
        path="events/published",
    )


def test_what_is_kept_in_memory_is_bounded_for_each_web_application_alone() -> None:
    calls = RefusedCalls()
    for number in range(1000):
        calls.add(a_call(number), now=NOON, user_agent="")
    calls.add(a_call(1, application=5), now=NOON, user_agent="")
    calls.add(a_call(1, organization=2), now=NOON, user_agent="")

    taken = calls.take()

    assert len(taken) == DIFFERENT_CALLS_MAX + 1 + 2
    assert sum(tally.count for tally in taken.values()) == 1002
    assert a_call(1, application=5) in taken
    assert a_call(1, organization=2) in taken


def test_what_was_taken_is_counted_anew() -> None:
    calls = RefusedCalls()
    for moment in (NOON, NOON + timedelta(seconds=1)):
        for number in range(DIFFERENT_CALLS_MAX):
            calls.add(a_call(number), now=moment, user_agent="node")

        assert calls.take() == {a_call(n): Tally(1, moment, moment, "node") for n in range(DIFFERENT_CALLS_MAX)}

    assert calls.take() == {}
