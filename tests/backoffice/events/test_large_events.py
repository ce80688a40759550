"""Pages of an event as large as FOSDEM: 943 sessions, 992 speakers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guestlist.catalog.models import Event
from guestlist.importers.schedule import import_schedule
from tests.backoffice.events.event_pages import address, save
from tests.backoffice.houses import House

FOSDEM = Path(__file__).parents[4] / "shared" / "data" / "fosdem-2025-01-11.schedule.xml.gz"
QUERIES_MAX = 30


@pytest.mark.skipif(not FOSDEM.exists(), reason="The schedule is not part of the repository.")
def test_its_pages_take_few_queries(house: House, owner: Client) -> None:
    import_schedule(FOSDEM, organization=house.organization, publish=True)
    event = Event.objects.get(readable_event_id="fosdem_2025")

    for page in (
        address("change", event.pk),
        address("changelist"),
        address("go_live", event.pk),
        address("delete", event.pk),
        f"{address('preview', event.pk)}?show=sessions",
    ):
        with CaptureQueriesContext(connection) as captured:
            assert owner.get(page).status_code == 200
        assert len(captured) <= QUERIES_MAX, page

    first = event.sessions.order_by("starts_at", "id").first()
    assert first is not None
    before = first.starts_at
    assert save(owner, event, time_zone="America/New_York").status_code == 302
    first.refresh_from_db()
    assert first.starts_at - before == timedelta(hours=6)  # from the clock of Brussels to that of New York
