"""Locks are taken in one order everywhere, or two who plan at the same time could wait for each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from guestlist.catalog.models import Event, EventSeries
from guestlist.database.configuration import WRITING
from guestlist.organizations.models import Organization
from guestlist.planning.copying import copy_event
from guestlist.planning.series import delete_series, make_series
from guestlist.planning.updating import apply, plan_update
from tests.planning.plans import a_class, a_series, weekly

pytestmark = [pytest.mark.usefixtures("database", "clock"), pytest.mark.only_on("postgresql")]

ORDER = ["series", "readable ids", "events"]


def locks_of(act: Callable[[], object]) -> list[str]:
    """Name the locks that something takes, each at its first time."""
    with CaptureQueriesContext(connections[WRITING]) as captured:
        act()
    marks = {
        "series": f'FROM "{EventSeries._meta.db_table}"',
        "readable ids": "pg_advisory_xact_lock",
        "events": f'FROM "{Event._meta.db_table}"',
    }
    statements = [query["sql"] for query in captured if "_xact_lock" in query["sql"] or "FOR NO KEY" in query["sql"]]
    named = [name for sql in statements for name, mark in marks.items() if mark in sql]
    return list(dict.fromkeys(named))


def test_copying_an_event(organization: Organization) -> None:
    event = a_class(organization)

    assert locks_of(lambda: copy_event(event)) == ORDER[1:]


def test_making_a_series(organization: Organization) -> None:
    event = a_class(organization)

    assert locks_of(lambda: make_series(event, weekly(3))) == ORDER[1:]


def test_updating_a_series(organization: Organization) -> None:
    plan = plan_update(make_series(a_class(organization), weekly(3)))

    assert locks_of(lambda: apply(plan)) == ORDER


def test_dissolving_a_series(organization: Organization) -> None:
    series = a_series(a_class(organization))

    assert locks_of(lambda: delete_series(series)) == ["series", "events"]
