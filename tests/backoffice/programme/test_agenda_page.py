"""The agenda of an event: one day by room, what clashes, where there is room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.test import Client

from guestlist.accounts.models import Membership
from guestlist.backoffice.agenda import page as agenda_page
from guestlist.backoffice.agenda.calendar import Calendar, build_calendar
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Building, Event, Room, Session, Speaker, SpeakerEngagement
from guestlist.organizations.journal import ChangeKind, writing
from tests.backoffice.conftest import ClientOf
from tests.backoffice.houses import House
from tests.backoffice.programme.pages import send
from tests.builders import make_event, make_session, make_track

DAY = datetime(2027, 6, 10, tzinfo=UTC)


def address(event: Event, query: str = "") -> str:
    return f"/backoffice/catalog/session/event/{event.pk}/agenda/{query}"


def at(hour: int, minute: int = 0) -> datetime:
    """A time of the first day, by the event's clock (two hours before UTC)."""
    return DAY + timedelta(hours=hour - 2, minutes=minute)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    caches["pages"].clear()


@pytest.fixture
def event(house: House) -> Event:
    return make_event(house.organization, "Night_Tours")


@pytest.fixture
def rooms(house: House) -> list[Room]:
    building = Building.objects.get(pk=house.pk(Building))
    return [Room.objects.create(building=building, name=name) for name in ("Chart Room", "Rope Loft")]


def held(event: Event, name: str, start: datetime, minutes: int = 60, **columns: Any) -> Session:
    return make_session(event, name, starts_at=start, ends_at=start + timedelta(minutes=minutes), **columns)


def calendar_of(event: Event) -> Calendar:
    return build_calendar(event, DAY.date())


def blocks(calendar: Calendar) -> dict[str, Any]:
    return {block.name: block for block in calendar.blocks}


def test_sessions_stand_in_the_column_of_their_room(event: Event, rooms: list[Room]) -> None:
    held(event, "Tides", at(9), room=rooms[0])
    held(event, "Ropes", at(9), room=rooms[1])
    calendar = calendar_of(event)
    assert [(column.name, column.first) for column in calendar.columns] == [("Chart Room", 1), ("Rope Loft", 2)]
    assert [blocks(calendar)[name].column for name in ("Tides", "Ropes")] == [1, 2]


def test_rows_are_times_on_the_events_clock(event: Event, rooms: list[Room]) -> None:
    held(event, "Early", at(9), room=rooms[0])
    held(event, "Late", at(10, 30), 45, room=rooms[0])
    calendar = calendar_of(event)
    assert [hour.at.hour for hour in calendar.hours] == [9, 10, 11]
    late = blocks(calendar)["Late"]
    assert (late.first_row, late.last_row, late.starts.hour) == (19, 28, 10)


def test_sessions_without_a_room_have_a_column_of_their_own(event: Event, rooms: list[Room]) -> None:
    held(event, "Somewhere", at(9))
    held(event, "Tides", at(9), room=rooms[0])
    calendar = calendar_of(event)
    assert [column.room_id for column in calendar.columns] == [None, rooms[0].pk]
    assert {gap.column for gap in calendar.gaps}.isdisjoint({1})


def test_sessions_at_the_same_time_in_one_room_stand_side_by_side_and_clash(event: Event, rooms: list[Room]) -> None:
    held(event, "Tides", at(9), room=rooms[0])
    held(event, "Buoys", at(9, 30), room=rooms[0])
    calendar = calendar_of(event)
    assert {block.column for block in calendar.blocks} == {1, 2}
    assert calendar.columns[0].width == 2
    assert [(clash.name, clash.first.name, clash.second.name) for clash in calendar.clashes] == [
        ("Chart Room", "Tides", "Buoys")
    ]
    assert all(block.clashes for block in calendar.blocks)


def test_a_speaker_in_two_rooms_at_once_clashes(house: House, event: Event, rooms: list[Room]) -> None:
    speaker = Speaker.objects.create(organization=house.organization, name="Ilse Varga")
    for name, room in zip(("Tides", "Ropes"), rooms, strict=True):
        SpeakerEngagement.objects.create(event=event, session=held(event, name, at(9), room=room), speaker=speaker)
    assert [clash.name for clash in calendar_of(event).clashes] == ["Ilse Varga"]


@pytest.mark.parametrize("columns", [{"publish_status": PublishStatus.CANCELLED}, {"is_active": False}])
def test_what_does_not_take_place_clashes_with_nothing(
    event: Event, rooms: list[Room], columns: dict[str, Any]
) -> None:
    held(event, "Tides", at(9), room=rooms[0])
    held(event, "Off", at(9), room=rooms[0], **columns)
    calendar = calendar_of(event)
    assert calendar.clashes == ()
    assert blocks(calendar)["Off"].state == "off"


def test_another_event_that_holds_the_room_clashes_and_is_not_shown(
    house: House, event: Event, rooms: list[Room]
) -> None:
    held(event, "Tides", at(9), room=rooms[0])
    held(make_event(house.organization, "Choir_Days"), "Choir", at(9), room=rooms[0])
    held(make_event(house.organization, "Pattern", is_template=True), "Pattern", at(9), room=rooms[0])
    calendar = calendar_of(event)
    assert list(blocks(calendar)) == ["Tides"]
    assert [{clash.first.name, clash.second.name} for clash in calendar.clashes] == [{"Tides", "Choir"}]


def test_a_night_belongs_to_both_days(event: Event, rooms: list[Room]) -> None:
    held(event, "Night watch", at(23), 120, room=rooms[0])
    assert blocks(calendar_of(event))["Night watch"].goes_on
    assert "Night watch" in blocks(build_calendar(event, DAY.date() + timedelta(days=1)))


def test_a_gap_proposes_a_session_there(owner: Client, event: Event, rooms: list[Room]) -> None:
    held(event, "Tides", at(9), room=rooms[0])
    held(event, "Buoys", at(11), room=rooms[0])
    (gap,) = calendar_of(event).gaps
    assert (gap.starts.hour, gap.ends.hour) == (10, 11)
    page = owner.get(gap.address).content.decode()
    assert 'value="2027-06-10T10:00"' in page
    assert 'value="2027-06-10T11:00"' in page


def test_the_page_shows_the_day_that_is_asked_for(owner: Client, event: Event, rooms: list[Room]) -> None:
    track = make_track(event, "Water")
    held(event, "Tides", at(9), room=rooms[0]).tracks.add(track)
    held(event, "Tomorrow", at(33), room=rooms[0])
    first, second = (owner.get(address(event, f"?day=2027-06-{day}")).content.decode() for day in (10, 11))
    assert "Tides" in first
    assert "Water" in first
    assert "Tomorrow" not in first
    assert "Tomorrow" in second


@pytest.mark.parametrize("day", ["", "x", "2027-13-01", "0001-01-01", "9999-12-31", "2027-06-10T00:00"])
def test_any_day_in_the_address_shows_a_page(owner: Client, event: Event, day: str) -> None:
    assert owner.get(address(event, f"?day={day}")).status_code == 200


def test_the_agenda_of_another_organization_does_not_exist(owner: Client, other_house: House) -> None:
    assert owner.get(address(other_house.event)).status_code == 404
    assert owner.get(f"/backoffice/catalog/session/event/{uuid4()}/agenda/").status_code == 404


def test_who_may_only_look_gets_no_links_to_add(client_of: ClientOf, event: Event, rooms: list[Room]) -> None:
    held(event, "Tides", at(9), room=rooms[0])
    held(event, "Buoys", at(11), room=rooms[0])
    assert "session/add/" in client_of(Membership.Role.EVENT_MANAGER).get(address(event)).content.decode()
    assert "session/add/" not in client_of(Membership.Role.VIEWER).get(address(event)).content.decode()


def test_a_repeat_is_answered_without_laying_out_the_day_again(
    owner: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(event, "Tides", at(9))
    first = owner.get(address(event)).content.decode()

    def fail(*_arguments: object) -> None:
        raise AssertionError("The day was laid out again.")

    monkeypatch.setattr(agenda_page, "build_calendar", fail)
    assert "Tides" in first
    assert "Tides" in owner.get(address(event)).content.decode()


def test_a_change_shows_at_once(owner: Client, event: Event) -> None:
    session = held(event, "Tides", at(9))
    owner.get(address(event))
    send(owner, f"/backoffice/catalog/session/{session.pk}/change/", {"name": "Buoys"})
    assert "Buoys" in owner.get(address(event)).content.decode()
    with writing() as changes:
        Session.objects.filter(pk=session.pk).update(name="Lanterns")
        changes.add(event.organization_id, ChangeKind.EVERYTHING)
    assert "Lanterns" in owner.get(address(event)).content.decode()


def test_names_are_escaped(owner: Client, event: Event, rooms: list[Room]) -> None:
    Room.objects.filter(pk=rooms[0].pk).update(name="<script>room</script>")
    held(event, "<script>x()</script>", at(9), room=rooms[0])
    assert "<script>x()" not in owner.get(address(event)).content.decode()
    assert "<script>room" not in owner.get(address(event)).content.decode()
