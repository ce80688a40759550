"""A real conference of 943 sessions and 992 speakers: no page asks more of the database because of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guestlist.catalog.models import Building, Event, Room, Session, SessionTrack, Speaker
from guestlist.importers.schedule.importing import import_schedule
from tests.backoffice.houses import House
from tests.importers.schedule.schedules import FOSDEM

QUERIES_MAX = 30
QUERIES_OF_AGENDA_MAX = 12
SEARCHES = (
    "choices/?app_label=catalog&model_name=session&field_name=tracks&term=a",
    "choices/?app_label=catalog&model_name=speakerengagement&field_name=session&term=linux",
)


@pytest.fixture
def fosdem(house: House) -> Event:
    caches["pages"].clear()
    import_schedule(FOSDEM, organization=house.organization, publish=True)
    return Event.objects.get(name__contains="FOSDEM")


def pages_of(event: Event) -> Iterator[str]:
    chosen = f"event__id__exact={event.pk}"
    session = Session.objects.filter(event=event, engagements__isnull=False).first()
    speaker = Speaker.objects.filter(engagements__event=event).first()
    track = SessionTrack.objects.filter(event=event).first()
    room = Room.objects.filter(sessions__event=event).first()
    building = Building.objects.filter(rooms=room).first()
    assert session
    assert speaker
    assert track
    assert room
    assert building
    yield from ("session/", f"session/?{chosen}", f"session/?{chosen}&day=2025-02-01&q=linux")
    yield f"session/?{chosen}&tracks__id__exact={track.pk}&room__id__exact={room.pk}"
    yield from (f"session/{session.pk}/change/", f"session/{session.pk}/delete/", f"session/add/?event={event.pk}")
    yield from ("speaker/", f"speaker/?engagements__event__id__exact={event.pk}", f"speaker/{speaker.pk}/change/")
    yield from ("sessiontrack/", f"sessiontrack/?{chosen}", f"sessiontrack/{track.pk}/change/")
    yield from (f"pass/add/?event={event.pk}", f"sponsorship/add/?event={event.pk}", f"pass/?{chosen}")
    yield from ("building/", f"building/{building.pk}/change/", "room/", f"room/{room.pk}/change/")


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connections["default"]) as asked:
        assert client.get(f"/backoffice/{address}").status_code == 200
    return len(asked)


@pytest.mark.only_on("sqlite")
def test_no_page_asks_more_than_a_few_questions(owner: Client, fosdem: Event) -> None:
    addresses = [*(f"catalog/{page}" for page in pages_of(fosdem)), *SEARCHES]
    asked = {address: queries_of(owner, address) for address in addresses}
    assert {address: number for address, number in asked.items() if number > QUERIES_MAX} == {}


@pytest.mark.only_on("sqlite")
def test_the_agenda_asks_a_few_questions_and_its_repeat_fewer(owner: Client, fosdem: Event) -> None:
    agenda = f"catalog/session/event/{fosdem.pk}/agenda/?day=2025-02-01"
    first, again = queries_of(owner, agenda), queries_of(owner, agenda)
    assert again < first <= QUERIES_OF_AGENDA_MAX


@pytest.mark.only_on("sqlite")
def test_all_sessions_are_published_at_once(owner: Client, fosdem: Event) -> None:
    sessions = Session.objects.filter(event=fosdem)
    first = str(sessions.values_list("pk", flat=True)[0])
    chosen = {"action": "back_to_draft", "_selected_action": first, "select_across": "1"}
    with CaptureQueriesContext(connections["default"]) as asked:
        owner.post(f"/backoffice/catalog/session/?event__id__exact={fosdem.pk}", chosen)
    assert set(sessions.values_list("publish_status", flat=True)) == {100000000}
    assert len(asked) <= 100  # their history takes most of them
