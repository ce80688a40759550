"""Recurring events in the back office."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guestlist.accounts.models import Membership
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event, EventSeries
from tests.backoffice.conftest import ClientOf
from tests.backoffice.events.event_pages import address
from tests.backoffice.houses import House
from tests.builders import an_attendee, commit, make_event, make_session, registering
from tests.conftest import Clock

WEEKLY = {"name": "Night tours", "frequency": "weekly", "interval": "1", "ends": "after", "ends_after": "3"}


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:catalog_eventseries_{name}", args=args)


@pytest.fixture
def event(house: House, clock: Clock) -> Event:
    event = make_event(house.organization, "Night_Tours")
    make_session(event)
    return event


@pytest.fixture
def series(event: Event, owner: Client) -> EventSeries:
    owner.post(address("repeat", event.pk), WEEKLY | {"make": "1"})
    made = EventSeries.objects.get(name="Night tours")
    apply(owner, made)
    return made


def apply(client: Client, series: EventSeries, rule: dict[str, str] | None = None, **more: str) -> Any:
    """Look at the plan and do what it shows."""
    asked = WEEKLY | (rule or {})
    shown = client.post(page("update", series.pk), asked)
    assert shown.status_code == 200
    return client.post(page("update", series.pk), asked | {"shown": shown.context["shown"], "apply": "1"} | more)


def occurrences(series: EventSeries) -> list[Event]:
    return list(Event.objects.filter(series=series).order_by("starts_at"))


def test_the_dates_are_shown_before_anything_is_stored(event: Event, owner: Client) -> None:
    response = owner.post(address("repeat", event.pk), WEEKLY | {"show": "1"})

    assert [day[:3] for day in response.context["dates"]] == ["Thu", "Thu", "Thu"]
    assert not EventSeries.objects.filter(name="Night tours").exists()


def test_a_series_gets_its_dates(series: EventSeries) -> None:
    made = occurrences(series)

    assert [str(each.occurrence_on) for each in made] == ["2027-06-10", "2027-06-17", "2027-06-24"]
    assert [each.publish_status for each in made[1:]] == [PublishStatus.DRAFT, PublishStatus.DRAFT]
    assert all(each.sessions.count() == 1 for each in made)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"frequency": "hourly"}, "frequency"),
        ({"interval": "0"}, "interval"),
        ({"interval": "many"}, "interval"),
        ({"weekdays": ["7"]}, "weekdays"),
        ({"weekdays": ["0"]}, "weekdays"),
        ({"ends_after": "151"}, "ends_after"),
        ({"ends_after": ""}, "ends_after"),
        ({"ends": "on"}, "ends_on"),
        ({"ends": "on", "ends_on": "2020-01-01"}, "ends_on"),
        ({"ends": "on", "ends_on": "9999-12-31", "frequency": "daily"}, "ends_on"),
        ({"name": "\0"}, "name"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(f"{k}={v}" for k, v in value.items()),
)
def test_a_rule_that_cannot_be_is_refused_beside_the_field(
    event: Event, owner: Client, changes: dict[str, Any], field: str
) -> None:
    response = owner.post(address("repeat", event.pk), WEEKLY | changes | {"make": "1"})

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not EventSeries.objects.filter(master__name="Night Tours").exists()


def test_dates_with_registrations_are_named_before_they_change(series: EventSeries, owner: Client) -> None:
    last = occurrences(series)[2]
    Event.objects.filter(pk=last.pk).update(publish_status=PublishStatus.LIVE)
    commit(last, registering(an_attendee()))

    shown = owner.post(page("update", series.pk), WEEKLY | {"ends_after": "1"})

    assert [(each.action, each.registrations) for each in shown.context["touched"]] == [("cancel", 1)]
    assert [each.action for each in shown.context["planned"]] == ["keep", "remove", "cancel"]
    assert len(occurrences(series)) == 3

    apply(owner, series, {"ends_after": "1"})
    assert [each.publish_status for each in occurrences(series)] == [PublishStatus.LIVE, PublishStatus.CANCELLED]


def test_what_was_not_shown_is_not_done(series: EventSeries, owner: Client) -> None:
    shown = owner.post(page("update", series.pk), WEEKLY | {"ends_after": "2"}).context["shown"]
    last = occurrences(series)[2]
    Event.objects.filter(pk=last.pk).update(publish_status=PublishStatus.LIVE)
    commit(last, registering(an_attendee()))

    response = owner.post(page("update", series.pk), WEEKLY | {"ends_after": "2", "shown": shown, "apply": "1"})

    assert response.status_code == 200
    assert "changed meanwhile" in response.content.decode()
    assert len(occurrences(series)) == 3


def test_new_dates_go_live_if_wished(series: EventSeries, owner: Client) -> None:
    apply(owner, series, {"ends_after": "4"}, publish="1")

    assert occurrences(series)[3].publish_status == PublishStatus.LIVE


def test_drafts_of_a_series_are_published_together(series: EventSeries, owner: Client) -> None:
    assert owner.get(page("publish", series.pk)).status_code == 200
    owner.post(page("publish", series.pk))

    assert {each.publish_status for each in occurrences(series)} == {PublishStatus.LIVE}


def test_a_detached_date_is_left_alone(series: EventSeries, owner: Client) -> None:
    second = occurrences(series)[1]
    assert owner.get(address("detach", second.pk)).status_code == 200
    owner.post(address("detach", second.pk))
    Event.objects.filter(pk=series.master_id).update(name="Renamed")

    apply(owner, series)

    assert [each.name for each in occurrences(series)] == ["Renamed", "Night Tours", "Renamed"]
    assert "Detached" in owner.get(address("change", second.pk)).content.decode()


def test_a_dissolved_series_leaves_its_dates(series: EventSeries, owner: Client) -> None:
    made = [each.pk for each in occurrences(series)]

    owner.post(page("dissolve", series.pk))

    assert not EventSeries.objects.filter(pk=series.pk).exists()
    assert Event.objects.filter(pk__in=made, series=None).count() == 3
    assert not Event.objects.filter(pk=series.master_id).exists()


def test_the_master_is_edited_but_neither_published_nor_deleted(series: EventSeries, owner: Client) -> None:
    assert owner.get(address("change", series.master_id)).status_code == 200
    owner.post(address("go_live", series.master_id))
    owner.post(address("delete", series.master_id), {"post": "yes"})

    assert Event.objects.get(pk=series.master_id).publish_status == PublishStatus.DRAFT


def test_series_are_listed_and_shown(series: EventSeries, owner: Client, client_of: ClientOf) -> None:
    assert "every week, 3 times" in owner.get(page("changelist")).content.decode()
    viewer = client_of(Membership.Role.VIEWER)

    shown = viewer.get(page("change", series.pk)).content.decode()

    assert "24 June 2027, 09:00" in shown
    assert page("update", series.pk) not in shown
    for name in ("update", "publish", "dissolve"):
        assert viewer.post(page(name, series.pk)).status_code == 403


def test_series_of_others_do_not_exist(other_house: House, owner: Client) -> None:
    foreign = other_house.pk(EventSeries)

    for name in ("change", "update", "publish", "dissolve", "history"):
        assert owner.get(page(name, foreign)).status_code in {302, 404}, name
        assert owner.post(page(name, foreign)).status_code in {302, 404, 405}, name
    assert EventSeries.objects.filter(pk=foreign).exists()
