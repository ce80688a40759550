"""PostgreSQL plans by what it knows of earlier events while the rows of a new one have just come.

For a minute, or as long as the new rows are few beside the old, it takes an event's rows for a single one. What was
cheap to plan then joins each of them with each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client

from guestlist.catalog.models import Event, SessionTrack, Speaker, SpeakerEngagement
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration
from tests.backoffice.conftest import signed_in
from tests.backoffice.houses import make_house
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_organization,
    make_session,
    make_track,
    make_web_application,
    registering,
)
from tests.databases import Database
from tests.eventsapi.site import running

pytestmark = pytest.mark.only_on("postgresql")

SIZE = 200  # of sessions, speakers and registrations
# Joining each row of one table with each of another would come to SIZE * SIZE.
ROWS_MAX = 10 * SIZE


class Plans:
    """Watches this process's queries: how many rows the most laborious part of each has looked at."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}  # by statement

    @property
    def laborious(self) -> dict[str, int]:
        return {statement: rows for statement, rows in self.rows.items() if rows > ROWS_MAX}

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and " FOR " not in sql and not many:
            with context["connection"].connection.cursor() as cursor:
                (plan,) = cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params).fetchone()
            self.rows[sql] = max(self.rows.get(sql, 0), _most_rows(plan[0]["Plan"]))
        return execute(sql, params, many, context)


def _most_rows(node: dict[str, Any]) -> int:
    looked_at = sum(
        node.get(key, 0) for key in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter")
    )
    return max([round(looked_at * node["Actual Loops"]), *map(_most_rows, node.get("Plans", []))])


@contextmanager
def plans_of_all_threads() -> Iterator[Plans]:
    plans = Plans()

    def watch(connection: BaseDatabaseWrapper, **_: object) -> None:
        if plans not in connection.execute_wrappers:
            connection.execute_wrappers.append(plans)

    for known in connections.all():
        watch(known)
    connection_created.connect(watch)
    try:
        yield plans
    finally:
        connection_created.disconnect(watch)
        for known in connections.all():
            known.execute_wrappers.remove(plans)


@pytest.fixture
def organization(database: Database) -> Organization:
    return make_organization()


@pytest.fixture
def event(organization: Organization) -> Event:
    """An event that came when PostgreSQL had just learned all about another."""
    return fill_after_another(organization)


def fill_after_another(organization: Organization) -> Event:
    fill(organization, "Known")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return fill(organization, "New")


def fill(organization: Organization, name: str) -> Event:
    """Make an event with sessions, one speaker and two attendees for each."""
    event = make_event(organization, name, allows_custom_agenda=True)
    tracks = [make_track(event, f"Track {number}") for number in range(5)]
    sessions = [make_session(event, f"Session {number}", capacity=SIZE) for number in range(SIZE)]
    speakers = Speaker.objects.bulk_create(
        Speaker(organization=organization, name=f"Speaker {number}") for number in range(SIZE)
    )
    SpeakerEngagement.objects.bulk_create(
        SpeakerEngagement(event=event, session=session, speaker=speaker)
        for session, speaker in zip(sessions, speakers, strict=True)
    )
    for number, session in enumerate(sessions):
        session.tracks.add(tracks[number % len(tracks)])
    chosen = [(sessions[number - 1].id, sessions[number].id) for number in range(SIZE)]
    people = (an_attendee(number, sessions=some) for number, some in enumerate(chosen))
    commit(event, *(registering(person) for person in people))
    assert Registration.objects.filter(event=event, session_registrations__isnull=False).distinct().count() == SIZE
    return event


def test_readings_and_registrations_look_at_few_rows(organization: Organization, event: Event) -> None:
    web_application = make_web_application(organization)
    session, track = event.sessions.order_by("id")[0], SessionTrack.objects.filter(event=event)[0]
    lists = ("", "/sessions", "/speakers", "/tracks", "/passes", "/sponsorships", "/registrations/count")
    paths = [
        "events/published",
        *(f"events/New{name}" for name in lists),
        f"tracks/{track.id}/sessions",
        f"sessions/{session.id}",
        f"sessions/{session.id}/registrations/count",
    ]
    person = {"firstName": "Mara", "lastName": "Oyelaran", "email": "mara@oyelaran.example"}
    body = {"attendees": [{**person, "sessions": [{"id": str(session.id)}]}]}

    with plans_of_all_threads() as plans, running() as site:
        site.token = web_application.token
        statuses = {path: site.get(path).status_code for path in paths}
        registered = site.post("events/New/registrations", json=body).json()

    assert set(statuses.values()) == {200}
    assert registered["status"] == "Success"
    assert plans.laborious == {}


def test_the_website_looks_at_few_rows(event: Event) -> None:
    session = event.sessions.order_by("id")[0]
    paths = [
        *("/", "/calendar.ics", "/feed.rss", "/sitemap.xml"),
        *(f"/e/New/{rest}" for rest in ("", "agenda/", "speakers/", "register/")),
        *(f"/e/New/{name}" for name in ("calendar.ics", "schedule.xml", "schedule.json")),
        f"/e/New/sessions/{session.id}/",
        f"/e/New/speakers/{session.engagements.get().speaker_id}/",
    ]

    with plans_of_all_threads() as plans, running() as site:
        site.base, site.origin = "", None
        statuses = {path: site.get(path).status_code for path in paths}

    assert set(statuses.values()) == {200}
    assert plans.laborious == {}


def visit(browser: Client, path: str) -> int:
    """Load a page or a file to its end; gives the status."""
    response = browser.get(path)
    b"".join(response)
    response.close()
    return response.status_code


def test_the_back_office_looks_at_few_rows(database: Database) -> None:
    house = make_house("heron")
    event = fill_after_another(house.organization)
    owner = signed_in(house.users["owner"])
    session, registration = event.sessions.order_by("id")[0], event.registrations.order_by("id")[0]
    paths = [
        "",
        "catalog/event/",
        f"catalog/event/{event.id}/change/",
        f"catalog/event/{event.id}/export/",
        f"catalog/session/?event__id__exact={event.id}",
        f"catalog/session/{session.id}/change/",
        f"catalog/session/event/{event.id}/agenda/",
        f"catalog/speaker/{session.engagements.get().speaker_id}/change/",
        f"registration/registration/?event={event.id}",
        f"registration/registration/?event={event.id}&q=Oyelaran",
        f"registration/registration/{registration.id}/change/",
        f"registration/registration/export/{event.id}/csv/",
        f"registration/waitlistitem/?event={event.id}",
        f"people/contact/{registration.contact_id}/change/",
        f"checkin/{event.id}/",
        f"checkin/{event.id}/people/",
        "privacy/",
    ]

    with plans_of_all_threads() as plans:
        statuses = {path: visit(owner, f"/backoffice/{path}") for path in paths}

    assert set(statuses.values()) == {200}
    assert plans.laborious == {}
