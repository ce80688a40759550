"""Values of custom columns in event files, and the types that an organization gave its columns."""

from __future__ import annotations

from typing import Any

import pytest

from guestlist.catalog.choices import ColumnType, Table
from guestlist.catalog.models import CustomColumn, Event
from guestlist.importers.eventfile import EventFileRefused
from guestlist.organizations.models import Organization
from tests.builders import make_organization
from tests.importers.eventfile.eventfiles import a_file, a_session, an_event, bring_in

LOOKUP = {"Id": "6b2d6b2d-0000-4000-8000-000000000001", "LogicalName": "account", "Name": "Keel & Anchor Ltd"}
# Values of which each fits the types that name it, and no other.
FITTING: list[tuple[Any, set[ColumnType]]] = [
    ("Pier 7", {ColumnType.TEXT}),
    ("", {ColumnType.TEXT}),
    ("2027-06-10T20:30:00", {ColumnType.TEXT, ColumnType.LOCAL_DATETIME}),
    ("2027-06-10T20:30:00Z", {ColumnType.TEXT, ColumnType.UTC_DATETIME}),
    ("2027-06-10T20:30", {ColumnType.TEXT}),
    ("2027-06-10T20:30:00.5Z", {ColumnType.TEXT}),
    ("2027-06-10T20:30:00+02:00", {ColumnType.TEXT}),
    ("2027-06-10T20:30:00ZZ", {ColumnType.TEXT}),
    (7, {ColumnType.NUMBER}),
    (7.5, {ColumnType.NUMBER}),
    (True, {ColumnType.BOOLEAN}),
    ({"Value": 100000001}, {ColumnType.CHOICE, ColumnType.MONEY}),
    ({"Value": 12.5}, {ColumnType.MONEY}),
    (LOOKUP, {ColumnType.LOOKUP}),
    (None, set(ColumnType)),
]


def define(organization: Organization, table: Table, name: str, column_type: ColumnType) -> None:
    CustomColumn.objects.create(organization=organization, table=table, name=name, column_type=column_type)


@pytest.fixture
def organization(database: object) -> Organization:
    return make_organization()


@pytest.mark.only_on("sqlite")  # the same rows on every database
def test_a_value_is_taken_if_it_is_of_its_columns_type(organization: Organization) -> None:
    for column_type in ColumnType:
        define(organization, Table.EVENT, column_type, column_type)

    for value, fitting in FITTING:
        for column_type in ColumnType:
            file = a_file(an_event(customColumns={column_type.value: value}))
            if column_type in fitting:
                assert not bring_in(file, organization).notes
                assert Event.objects.get().custom_columns == {column_type: value}
            else:
                with pytest.raises(EventFileRefused, match=rf"^event\.customColumns\.{column_type}: expected "):
                    bring_in(file, organization)


def test_all_mistakes_are_told_with_their_paths_and_nothing_is_stored(organization: Organization) -> None:
    tables = set(Table)
    for table in tables:
        define(organization, table, "lh_depth", ColumnType.NUMBER)
    wrong = {"customColumns": {"lh_depth": "deep"}}
    building = {"name": "Old Customs House", **wrong}
    file = a_file(
        an_event(building=building, **wrong),
        tracks=[{"name": "Harbour", **wrong}],
        speakers=[{"name": "Ilse Varga", **wrong}],
        sessions=[a_session(), a_session("Cranes", room={"name": "Chart Room", **wrong}, **wrong)],
        passes=[{"passName": "Evening", **wrong}],
        sponsorships=[{"sponsorName": "Keel & Anchor Ltd", **wrong}],
        customRegistrationFields=[{"text": "Diet", **wrong}],
    )

    with pytest.raises(EventFileRefused) as refusal:
        bring_in(file, organization)

    problems = refusal.value.problems.items
    assert {problem.text for problem in problems} == {"expected a number"}
    assert [problem.path for problem in problems] == [
        f"{path}.customColumns.lh_depth"
        for path in (
            "event.building",
            "event",
            "tracks[0]",
            "speakers[0]",
            "sessions[1].room",
            "sessions[1]",
            "passes[0]",
            "sponsorships[0]",
            "customRegistrationFields[0]",
        )
    ]
    assert len(problems) == len(tables)
    assert not Event.objects.exists()


def test_columns_that_are_not_defined_for_the_table_are_kept_and_noted(organization: Organization) -> None:
    define(make_organization("other"), Table.EVENT, "lh_pier", ColumnType.TEXT)
    define(organization, Table.SESSION, "lh_pier", ColumnType.TEXT)
    columns = {"lh_pier": 7, "lh_level": {"Value": 2}}
    file = a_file(an_event(customColumns=columns), sessions=[a_session(customColumns={"lh_pier": "North"})])

    report = bring_in(file, organization)

    assert report.notes == [
        "Kept as they are, since the organization has no such custom columns: Event: lh_level, lh_pier."
    ]
    assert Event.objects.get().custom_columns == columns
    assert bring_in(file, organization).is_unchanged
