"""Custom columns, their values in forms, website entity configurations, payment pages."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from guestlist.accounts.models import Membership
from guestlist.backoffice.base import ScopedModelAdmin
from guestlist.backoffice.custom_columns import WithCustomColumns, form_fields
from guestlist.backoffice.site import BackOffice
from guestlist.catalog.choices import ColumnType, Table
from guestlist.catalog.models import CustomColumn, PaymentProvider, Speaker, WebsiteEntityConfiguration
from guestlist.limits import PURCHASE_TIMEOUT_MINUTES_MAX
from tests.backoffice.houses import House

COLUMN = {"table": "session", "name": "new_level", "label": "Level", "column_type": "number"}
CONFIGURATION = {"name": "Sessions", "table": "session", "columns": "new_level\nstatuscode"}
PAYMENT = {"name": "Card", "page_url": "https://pay.example/", "timeout_minutes": "30", "is_active": "on"}
COLUMNS_ADD = "/backoffice/catalog/customcolumn/add/"
CONFIGURATIONS_ADD = "/backoffice/catalog/websiteentityconfiguration/add/"
PAYMENTS_ADD = "/backoffice/catalog/paymentprovider/add/"


class SpeakerPage(WithCustomColumns, ScopedModelAdmin):
    """A page as every table with custom columns has one."""

    custom_columns_table = Table.SPEAKER
    fieldsets = ((None, {"fields": ("name",)}),)


def form_of(house: House, speaker: Speaker, data: dict[str, str] | None = None) -> Any:
    request: HttpRequest = RequestFactory().get("/")
    request.membership = Membership.objects.get(user=house.users["owner"])  # type: ignore[attr-defined]
    form = SpeakerPage(Speaker, BackOffice()).get_form(request, speaker, change=True)
    if data is None:
        return form(instance=speaker)
    posted = QueryDict(mutable=True)
    posted.update({"name": speaker.name, **data})
    return form(posted, instance=speaker)


def add_column(house: House, column_type: ColumnType) -> CustomColumn:
    return CustomColumn.objects.create(
        organization=house.organization, table=Table.SPEAKER, name="own", column_type=column_type
    )


def test_a_column_is_added(owner: Client, house: House) -> None:
    owner.post(COLUMNS_ADD, COLUMN)

    column = CustomColumn.objects.get(name="new_level")
    assert (column.organization, column.table, column.column_type) == (house.organization, "session", "number")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "New Level"),
        ("name", "9th"),
        ("name", ""),
        ("name", "x" * 101),
        ("name", "entityimage"),
        ("name", "statuscode"),
        ("name", "msevtmgt_starttime"),
        ("table", "contact"),
        ("column_type", "picture"),
        ("label", "x" * 501),
    ],
)
def test_what_answers_cannot_carry_is_refused_beside_the_field(
    field: str, value: str, owner: Client, house: House
) -> None:
    response = owner.post(COLUMNS_ADD, {**COLUMN, field: value})

    assert response.status_code == 200
    assert response.context["adminform"].form.errors[field]


def test_a_name_is_taken_once(owner: Client, house: House) -> None:
    owner.post(COLUMNS_ADD, COLUMN)

    response = owner.post(COLUMNS_ADD, COLUMN)

    assert response.context["adminform"].form.non_field_errors() == ["The table has a column of this name already."]
    assert CustomColumn.objects.filter(name="new_level").count() == 1


def test_what_values_hang_on_is_not_changed_later(owner: Client, house: House) -> None:
    column = CustomColumn.objects.get(name="heron_column")

    owner.post(
        f"/backoffice/catalog/customcolumn/{column.pk}/change/",
        {"label": "Other", "name": "other", "column_type": "number", "table": "session"},
    )

    column.refresh_from_db()
    assert (column.label, column.name, column.column_type) == ("Other", "heron_column", "text")


@pytest.mark.parametrize(
    ("column_type", "typed", "stored"),
    [
        (ColumnType.TEXT, {"column_own": "Keel"}, "Keel"),
        (ColumnType.NUMBER, {"column_own": "12"}, 12),
        (ColumnType.NUMBER, {"column_own": "12.5"}, 12.5),
        (ColumnType.BOOLEAN, {"column_own": "true"}, True),
        (ColumnType.BOOLEAN, {"column_own": "false"}, False),
        (ColumnType.LOCAL_DATETIME, {"column_own": "2027-06-10T20:30"}, "2027-06-10T20:30:00"),
        (ColumnType.UTC_DATETIME, {"column_own": "2027-06-10T18:30:05"}, "2027-06-10T18:30:05Z"),
        (ColumnType.CHOICE, {"column_own": "100000001"}, {"Value": 100000001}),
        (ColumnType.MONEY, {"column_own": "12.5"}, {"Value": 12.5}),
        (
            ColumnType.LOOKUP,
            {
                "column_own_0": "{0C9F4A6E-7B7B-4A39-8A22-3B0B6E8C0D11}",
                "column_own_1": "account",
                "column_own_2": "Keel & Anchor",
            },
            {"Id": "0c9f4a6e-7b7b-4a39-8a22-3b0b6e8c0d11", "LogicalName": "account", "Name": "Keel & Anchor"},
        ),
    ],
)
def test_values_are_stored_as_the_wire_sends_them(
    column_type: ColumnType, typed: dict[str, str], stored: object, house: House
) -> None:
    add_column(house, column_type)
    speaker: Any = house.records[Speaker]

    form = form_of(house, speaker, typed)
    assert form.is_valid(), form.errors
    form.save()

    speaker.refresh_from_db()
    assert speaker.custom_columns == {"own": stored}
    # What is shown of it is what would be stored again.
    again = form_of(house, speaker)
    shown = {name: again[name].value() for name in again.fields if name.startswith("column_")}
    assert shown["column_own"] not in (None, "")


@pytest.mark.parametrize(
    ("column_type", "typed"),
    [
        (ColumnType.NUMBER, {"column_own": "many"}),
        (ColumnType.NUMBER, {"column_own": "NaN"}),
        (ColumnType.NUMBER, {"column_own": "1" * 40}),
        (ColumnType.LOCAL_DATETIME, {"column_own": "tomorrow"}),
        (ColumnType.UTC_DATETIME, {"column_own": "2027-06-10T20:30+02:00"}),
        (ColumnType.CHOICE, {"column_own": "1.5"}),
        (ColumnType.CHOICE, {"column_own": "99999999999"}),
        (ColumnType.MONEY, {"column_own": "12 EUR"}),
        (ColumnType.LOOKUP, {"column_own_0": "17"}),
        (ColumnType.TEXT, {"column_own": "NUL\0"}),
        (ColumnType.TEXT, {"column_own": "x" * 100_001}),
    ],
)
def test_values_of_another_type_are_refused_beside_the_field(
    column_type: ColumnType, typed: dict[str, str], house: House
) -> None:
    add_column(house, column_type)

    form = form_of(house, house.records[Speaker], typed)  # type: ignore[arg-type]

    assert not form.is_valid()
    assert form.errors["column_own"]


@pytest.mark.parametrize("column_type", list(ColumnType))
def test_a_blank_value_takes_the_old_one_away_and_leaves_others(column_type: ColumnType, house: House) -> None:
    add_column(house, column_type)
    speaker: Any = house.records[Speaker]
    speaker.custom_columns = {"own": "whatever", "of_the_past": 1}

    form = form_of(house, speaker, {"column_own": ""})
    assert form.is_valid(), form.errors
    form.save()

    assert speaker.custom_columns == {"of_the_past": 1}


@given(st.sampled_from(list(ColumnType)), st.text(max_size=40))
def test_no_text_breaks_a_field(column_type: ColumnType, text: str) -> None:
    column = CustomColumn(name="own", column_type=column_type)
    field = form_fields([column])["column_own"]
    value = [text, text, text] if column_type == ColumnType.LOOKUP else text

    with suppress(ValidationError):
        field.clean(value)


def test_columns_of_another_organization_are_not_asked_for(house: House, other_house: House) -> None:
    add_column(other_house, ColumnType.TEXT)

    assert "column_own" not in form_of(house, house.records[Speaker]).fields  # type: ignore[arg-type]


def test_a_configuration_names_columns(owner: Client, house: House) -> None:
    owner.post(COLUMNS_ADD, COLUMN)

    response = owner.post(CONFIGURATIONS_ADD, CONFIGURATION, follow=True)

    configuration = WebsiteEntityConfiguration.objects.get(name="Sessions")
    assert configuration.columns == ["new_level", "statuscode"]
    assert "answers say null there" not in response.content.decode()


@pytest.mark.parametrize("columns", ["New Level", "entityimage", "entityimage_url", "a\na", "a-b", "é", "a\0"])
def test_a_configuration_that_answers_cannot_carry_is_refused(columns: str, owner: Client, house: House) -> None:
    response = owner.post(CONFIGURATIONS_ADD, {**CONFIGURATION, "columns": columns})

    assert response.context["adminform"].form.errors["columns"]
    assert not WebsiteEntityConfiguration.objects.filter(name="Sessions").exists()


def test_a_column_that_nobody_knows_is_taken_with_a_warning(owner: Client, house: House) -> None:
    response = owner.post(CONFIGURATIONS_ADD, {**CONFIGURATION, "columns": "somewhere"}, follow=True)

    assert WebsiteEntityConfiguration.objects.get(name="Sessions").columns == ["somewhere"]
    assert "There is no column somewhere" in response.content.decode()


def test_a_configuration_changes_answers_of_the_api(owner: Client, house: House) -> None:
    before = house.organization.revision

    owner.post(CONFIGURATIONS_ADD, CONFIGURATION)

    house.organization.refresh_from_db()
    assert house.organization.revision > before


def test_a_payment_page_is_added(owner: Client, house: House) -> None:
    owner.post(PAYMENTS_ADD, PAYMENT)

    provider = PaymentProvider.objects.get(name="Card")
    assert (provider.organization, provider.page_url, provider.timeout_minutes) == (
        house.organization,
        "https://pay.example/",
        30,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("page_url", "javascript:alert(1)"),
        ("page_url", "pay.example"),
        ("page_url", "https://" + "x" * 2000),
        ("timeout_minutes", "0"),
        ("timeout_minutes", "-1"),
        ("timeout_minutes", str(PURCHASE_TIMEOUT_MINUTES_MAX + 1)),
        ("timeout_minutes", "soon"),
        ("name", ""),
    ],
)
def test_a_payment_page_is_checked(field: str, value: str, owner: Client, house: House) -> None:
    response = owner.post(PAYMENTS_ADD, {**PAYMENT, field: value})

    assert response.context["adminform"].form.errors[field]
