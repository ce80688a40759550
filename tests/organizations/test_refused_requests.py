"""How refused calls are kept: like ones in one row, within bounds, each organization's its own."""

from __future__ import annotations

import threading
from datetime import timedelta

from django.db import connections

from guestlist.organizations.models import JournalEntry, RefusedRequest
from guestlist.organizations.refusal_reasons import RefusalReason
from guestlist.organizations.refused_requests import (
    ROWS_PER_ORGANIZATION_MAX,
    ROWS_PER_WEB_APPLICATION_MAX,
    latest,
    store,
)
from tests.builders import make_organization, make_web_application
from tests.conftest import Clock
from tests.databases import Database
from tests.organizations.refusing import a_refused_call, a_tally


def test_like_refusals_are_one_row_with_their_number_and_times(database: Database, clock: Clock) -> None:
    organization = make_organization()
    web_application = make_web_application(organization)
    first_at = clock.now()
    call = a_refused_call(organization, web_application)

    store({call: a_tally(3)})
    last_at = clock.advance(minutes=5)
    store({call: a_tally(2, user_agent="node")})

    (row,) = latest(organization.id)
    assert (row.count, row.first_at, row.last_at, row.user_agent) == (5, first_at, last_at, "node")
    assert (row.reason, row.base, row.method, row.path) == ("origin_differs", "v2.0", "GET", "events/published")
    assert (row.token, row.token_length) == ("tk_abc", 43)
    assert (row.origin, row.expected_origin) == ("https://a.example", web_application.origin)
    assert row.web_application == web_application


def test_whatever_differs_is_a_row_of_its_own(database: Database, clock: Clock) -> None:
    organization = make_organization()
    calls = [
        a_refused_call(organization),
        a_refused_call(organization, make_web_application(organization)),
        a_refused_call(organization, token="tk_xyz"),
        a_refused_call(organization, token_length=9),
        a_refused_call(organization, origin="https://b.example"),
        a_refused_call(organization, path="events/{readableEventId}"),
        a_refused_call(organization, method="POST"),
        a_refused_call(organization, base="rt"),
        a_refused_call(organization, reason=RefusalReason.TOKEN_MISSING),
    ]

    store({call: a_tally() for call in calls})

    assert len(latest(organization.id)) == len(calls)


def test_an_earlier_refusal_that_is_written_later_does_not_turn_the_time_back(database: Database, clock: Clock) -> None:
    organization = make_organization()
    call = a_refused_call(organization)
    store({call: a_tally(at=clock.now())})

    store({call: a_tally(at=clock.now() - timedelta(seconds=1))})

    assert [row.last_at for row in latest(organization.id)] == [clock.now()]


def test_an_organization_has_at_most_200_rows_and_the_oldest_go(database: Database, clock: Clock) -> None:
    organization = make_organization()
    applications = [make_web_application(organization) for _ in range(6)]
    for application in applications:
        rounds = [a_refused_call(organization, application, origin=f"https://{number}.example") for number in range(45)]
        store({call: a_tally() for call in rounds})
        clock.advance(seconds=1)

    rows = latest(organization.id)

    assert len(rows) == RefusedRequest.objects.count() == ROWS_PER_ORGANIZATION_MAX
    kept = [sum(row.web_application == application for row in rows) for application in applications]
    assert kept == [0, 20, 45, 45, 45, 45]


def test_a_flood_of_unknown_tokens_does_not_push_out_what_was_noted_of_a_website(
    database: Database, clock: Clock
) -> None:
    organization = make_organization()
    web_application = make_web_application(organization)
    store({a_refused_call(organization, web_application): a_tally()})

    for number in range(0, 400, 20):
        clock.advance(seconds=1)
        calls = [a_refused_call(organization, token=f"{number + n}") for n in range(20)]
        store({call: a_tally() for call in calls})

    assert len(latest(organization.id)) == ROWS_PER_WEB_APPLICATION_MAX + 1
    assert len(latest(organization.id, web_application.id)) == 1
    assert latest(organization.id)[0].last_at == clock.now()


def test_nobody_sees_or_loses_rows_by_another_organization(database: Database, clock: Clock) -> None:
    ours, theirs = make_organization("ours"), make_organization("theirs")
    our_application, their_application = make_web_application(ours), make_web_application(theirs)
    store(
        {
            a_refused_call(ours, our_application): a_tally(),
            a_refused_call(ours): a_tally(),
            a_refused_call(theirs, their_application): a_tally(),
        }
    )
    for _ in range(5):
        clock.advance(seconds=1)
        store({a_refused_call(theirs, token=f"{clock.now():%S}{n}"): a_tally() for n in range(60)})

    assert {row.web_application for row in latest(ours.id)} == {our_application, None}
    assert [row.web_application for row in latest(ours.id, our_application.id)] == [our_application]
    assert latest(ours.id, their_application.id) == []
    assert {row.organization_id for row in latest(theirs.id)} == {theirs.id}


def test_what_was_deleted_meanwhile_is_left_out_and_the_rest_is_kept(database: Database, clock: Clock) -> None:
    organization, gone = make_organization("stays"), make_organization("goes")
    revoked = make_web_application(organization)
    noted = {
        a_refused_call(organization): a_tally(),
        a_refused_call(organization, revoked): a_tally(),
        a_refused_call(gone): a_tally(),
    }
    revoked.delete()
    gone.delete()

    store(noted)

    assert [row.web_application_id for row in RefusedRequest.objects.all()] == [None]


def test_the_rows_of_a_deleted_web_application_go_with_it(database: Database, clock: Clock) -> None:
    organization = make_organization()
    web_application = make_web_application(organization)
    store({a_refused_call(organization, web_application): a_tally()})

    web_application.delete()

    assert latest(organization.id) == []


def test_a_reason_of_a_newer_version_is_not_shown(database: Database, clock: Clock) -> None:
    organization = make_organization()
    store({a_refused_call(organization): a_tally()})
    RefusedRequest.objects.update(reason="of_a_newer_version")

    assert latest(organization.id) == []


def test_workers_that_write_at_once_add_up_in_the_same_rows(database: Database, clock: Clock) -> None:
    organization = make_organization()
    calls = [a_refused_call(organization, token=str(number)) for number in range(20)]
    together = threading.Barrier(3)

    def work(order: int) -> None:
        together.wait()
        for _ in range(10):
            store({call: a_tally() for call in calls[::order]})
        connections.close_all()

    workers = [threading.Thread(target=work, args=(order,)) for order in (1, -1, 1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert [row.count for row in latest(organization.id)] == [30] * 20


def test_callers_of_the_api_are_told_of_no_change(database: Database, clock: Clock) -> None:
    organization = make_organization()

    store({a_refused_call(organization): a_tally()})

    organization.refresh_from_db()
    assert organization.revision == 0
    assert not JournalEntry.objects.exists()


def test_a_row_says_what_to_do(database: Database, clock: Clock) -> None:
    organization = make_organization()
    web_application = make_web_application(organization, origin="https://a.example")
    store({a_refused_call(organization, web_application, origin="https://www.a.example"): a_tally()})

    (row,) = latest(organization.id)

    assert "another origin" in str(row.diagnosis.explanation)
    assert "www." in str(row.diagnosis.advice)
