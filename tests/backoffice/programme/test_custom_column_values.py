"""Values of custom columns: typed into the forms of the programme, read by websites (contract 11)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guestlist.accounts.models import Membership
from guestlist.catalog.choices import ColumnType, Table
from guestlist.catalog.models import (
    Building,
    CustomColumn,
    CustomRegistrationField,
    Pass,
    Room,
    Session,
    SessionTrack,
    Speaker,
    Sponsorship,
    WebsiteEntityConfiguration,
)
from guestlist.organizations.models import Organization, WebApplication
from tests.backoffice.conftest import ClientOf
from tests.backoffice.houses import House
from tests.backoffice.programme.pages import errors_of, fields_of, send
from tests.eventsapi.site import running

TABLES: dict[Table, type[Model]] = {
    Table.SESSION: Session,
    Table.SESSION_TRACK: SessionTrack,
    Table.SPEAKER: Speaker,
    Table.SPONSORSHIP: Sponsorship,
    Table.PASS: Pass,
    Table.BUILDING: Building,
    Table.ROOM: Room,
    Table.CUSTOM_REGISTRATION_FIELD: CustomRegistrationField,
}
HARBOUR = "11c7d0aa-52b1-4c0e-8f57-0a5d6b7f9c02"
# Of each type: what is typed, what websites read.
TYPED: dict[ColumnType, tuple[dict[str, str], Any]] = {
    ColumnType.TEXT: ({"": "Keel"}, "Keel"),
    ColumnType.NUMBER: ({"": "12.5"}, 12.5),
    ColumnType.BOOLEAN: ({"": "true"}, True),
    ColumnType.LOCAL_DATETIME: ({"": "2027-06-10T20:30"}, "2027-06-10T20:30:00"),
    ColumnType.UTC_DATETIME: ({"": "2027-06-10T18:30"}, "2027-06-10T18:30:00Z"),
    ColumnType.CHOICE: ({"": "100000001"}, {"Value": 100000001}),
    ColumnType.LOOKUP: (
        {"_0": HARBOUR, "_1": "new_harbour", "_2": "Old Harbour"},
        {"Id": HARBOUR, "LogicalName": "new_harbour", "Name": "Old Harbour"},
    ),
    ColumnType.MONEY: ({"": "12.5"}, {"Value": 12.5}),
}


def add_column(organization: Organization, table: Table, name: str, column_type: ColumnType = ColumnType.TEXT) -> None:
    CustomColumn.objects.create(organization=organization, table=table, name=name, column_type=column_type)


def page_of(house: House, model: type[Model]) -> str:
    return f"/backoffice/catalog/{model._meta.model_name}/{house.pk(model)}/change/"


@pytest.mark.usefixtures("clock")
def test_values_typed_into_a_sessions_form_are_what_websites_read(owner: Client, house: House) -> None:
    names = {column_type: f"new_{column_type.value}" for column_type in TYPED}
    for column_type, name in names.items():
        add_column(house.organization, Table.SESSION, name, column_type)
    WebsiteEntityConfiguration.objects.create(
        organization=house.organization, name="Sessions", table=Table.SESSION, columns=[*names.values(), "new_blank"]
    )
    typed = {
        f"column_{names[column_type]}{part}": text
        for column_type, (parts, _read) in TYPED.items()
        for part, text in parts.items()
    }

    send(owner, page_of(house, Session), typed)

    website = WebApplication.objects.get(organization=house.organization)
    with running() as site:
        address = f"events/{house.event.readable_event_id}/sessions"
        (session,) = site.get(address, token=website.token, origin=website.origin).json()
    expected = {names[column_type]: read for column_type, (_parts, read) in TYPED.items()}
    assert session["customFields"] == {**expected, "new_blank": None}


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_the_programme_keeps_the_values_of_its_columns(
    table: Table, owner: Client, house: House
) -> None:
    add_column(house.organization, table, "new_mood")
    model = TABLES[table]

    send(owner, page_of(house, model), {"column_new_mood": "cheerful"})
    shown = fields_of(owner.get(page_of(house, model)))

    assert shown["column_new_mood"] == "cheerful"
    assert model._default_manager.get(pk=house.pk(model)).custom_columns == {"new_mood": "cheerful"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("table", TABLES)
def test_columns_of_another_organization_and_of_other_tables_never_show(
    table: Table, owner: Client, house: House, other_house: House
) -> None:
    add_column(other_house.organization, table, "kestrel_mood")
    others = [other for other in TABLES if other != table]
    for other in others:
        add_column(house.organization, other, f"of_{other.value}")
    model = TABLES[table]

    page = send(owner, page_of(house, model), {"column_kestrel_mood": "x", f"column_of_{others[0].value}": "x"})

    for shown in (owner.get(page_of(house, model)), page):
        assert "kestrel_mood" not in shown.content.decode()
        assert not [name for name in fields_of(shown) if name.startswith("column_")]
    assert model._default_manager.get(pk=house.pk(model)).custom_columns == {}  # type: ignore[attr-defined]


def test_a_value_that_a_column_cannot_hold_is_refused_beside_its_field(owner: Client, house: House) -> None:
    add_column(house.organization, Table.SESSION, "new_seats", ColumnType.NUMBER)

    page = send(owner, page_of(house, Session), {"column_new_seats": "many", "name": "Renamed"})

    assert "column_new_seats" in errors_of(page)
    assert not Session.objects.filter(name="Renamed").exists()


def test_values_of_columns_that_are_no_more_are_kept(owner: Client, house: House) -> None:
    add_column(house.organization, Table.SESSION, "new_mood")
    Session.objects.filter(pk=house.pk(Session)).update(custom_columns={"new_gone": 1})

    send(owner, page_of(house, Session), {"column_new_mood": "cheerful"})

    assert Session.objects.get(pk=house.pk(Session)).custom_columns == {"new_gone": 1, "new_mood": "cheerful"}


def test_a_new_session_has_values_too(owner: Client, house: House) -> None:
    add_column(house.organization, Table.SESSION, "new_mood")

    given = {"name": "Tides", "starts_at": "2027-06-10T10:00", "ends_at": "2027-06-10T11:00"}
    send(owner, f"/backoffice/catalog/session/add/?event={house.event.pk}", {**given, "column_new_mood": "cheerful"})

    assert Session.objects.get(name="Tides").custom_columns == {"new_mood": "cheerful"}


def test_who_may_only_look_is_asked_for_no_values(client_of: ClientOf, house: House) -> None:
    add_column(house.organization, Table.SESSION, "new_mood")

    page = client_of(Membership.Role.VIEWER).get(page_of(house, Session))

    assert "column_new_mood" not in page.content.decode()


def test_columns_take_one_question_to_the_database_however_many_they_are(owner: Client, house: House) -> None:
    def questions() -> list[str]:
        with CaptureQueriesContext(connections["default"]) as asked:
            owner.get(page_of(house, Session))
        return [query["sql"] for query in asked if "catalog_customcolumn" in query["sql"]]

    without = questions()
    for number in range(5):
        add_column(house.organization, Table.SESSION, f"new_{number}")

    assert (len(without), len(questions())) == (1, 1)
