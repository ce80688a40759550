"""Registrations as files: what stands in them, for whom, and that no cell is run as a formula."""

from __future__ import annotations

import asyncio
import csv
import io

import pytest
from openpyxl import load_workbook

from guestlist.accounts.models import Membership
from guestlist.backoffice.registrations.downloads import Format, download
from guestlist.catalog.choices import FieldType
from guestlist.registration.models import Registration
from guestlist.registration.rules.commands import Answer
from tests.backoffice.registrations.visits import address, choose, people_list, registered, said
from tests.builders import make_event, make_field, make_pass


@pytest.fixture
def event(house, clock):
    return make_event(house.organization, "Tidal_Talks", time_zone="Pacific/Auckland")


def content_of(response) -> bytes:
    return b"".join(response.streaming_content)


def csv_rows(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content_of(response).decode("utf-8-sig"))))


def xlsx_rows(response) -> list[list[str]]:
    sheet = load_workbook(io.BytesIO(content_of(response))).worksheets[0]
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize(("form", "rows_of"), [("csv", csv_rows), ("xlsx", xlsx_rows)])
def test_a_file_holds_people_passes_and_answers(owner, event, form, rows_of):
    event_pass = make_pass(event, "Early", price_minor=0)
    days = make_field(event, "Days", field_type=FieldType.MULTIPLE_CHOICE, choices="Thu\nFri")
    answers = [Answer(str(days.pk), None, ("Thu", "Fri"))]
    (registration,) = registered(event, 1, pass_id=str(event_pass.pk), answers=answers)

    response = owner.get(address(f"registration_export_{form}", event.pk))

    headings, row = rows_of(response)
    assert headings == [
        "Registration",
        "First name",
        "Last name",
        "E-mail",
        "Status",
        "Registered at",
        "Pass",
        "Sessions",
        "Days",
    ]
    assert row == [
        registration.public_id,
        "Mara",
        "Oyelaran 1",
        "mara1@oyelaran.example",
        "Registered",
        "2027-03-02 01:00",
        "Early",
        "",
        "Thu, Fri",
    ]
    # The date of the event's own clock.
    assert response["Content-Disposition"] == f'attachment; filename="Tidal_Talks-registrations-2027-03-02.{form}"'
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("form", "rows_of"), [("csv", csv_rows), ("xlsx", xlsx_rows)])
@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A1"])
def test_no_cell_is_run_as_a_formula(owner, event, form, rows_of, evil):
    field = make_field(event, "Remarks")
    registered(event, 1, answers=[Answer(str(field.pk), evil)])

    _headings, row = rows_of(owner.get(address(f"registration_export_{form}", event.pk)))

    assert row[-1] == f"'{evil}"


def test_csv_begins_with_the_mark_by_which_excel_knows_utf_8(owner, event):
    registered(event, 1, first_name="Žofie")

    content = content_of(owner.get(address("registration_export_csv", event.pk)))

    assert content.startswith(b"\xef\xbb\xbf")
    assert "Žofie" in content.decode()


def test_control_characters_do_not_break_xlsx(owner, event):
    registered(event, 1, first_name="Ma\x07ra")

    _headings, row = xlsx_rows(owner.get(address("registration_export_xlsx", event.pk)))

    assert row[1] == "Mara"


def test_cancelled_ones_are_there_only_if_asked_for(owner, event):
    _first, second = registered(event, 1, 2)
    owner.post(address("registration_cancel", second.pk), {"confirmed": "1"})
    where = address("registration_export_csv", event.pk)

    assert len(csv_rows(owner.get(where))) == 2
    assert len(csv_rows(owner.get(f"{where}?cancelled=1"))) == 3


def test_those_that_were_chosen_are_exported_alone(owner, event):
    first, _second, third = registered(event, 1, 2, 3)

    response = choose(owner, people_list("registration", event), "export_csv", [first.pk, third.pk])

    assert sorted(row[2] for row in csv_rows(response)[1:]) == ["Oyelaran 1", "Oyelaran 3"]


def test_people_of_several_events_are_not_exported_together(owner, house, event):
    (here,) = registered(event, 1)

    response = choose(
        owner, people_list("registration"), "export_xlsx", [here.pk, house.records[Registration].pk], follow=True
    )

    assert "one event at a time" in " ".join(said(response))


def test_a_strange_readable_id_gives_a_plain_file_name(owner, house, clock):
    event = make_event(house.organization, 'Tide "2027"; ärger\r\n')

    response = owner.get(address("registration_export_csv", event.pk))

    response.close()
    assert response["Content-Disposition"] == 'attachment; filename="Tide-2027-rger--registrations-2027-03-01.csv"'


@pytest.mark.parametrize("name", ["export_csv", "export_xlsx", "template_csv", "template_xlsx", "import"])
def test_viewers_get_no_file(client_of, event, name):
    registered(event, 1)

    assert client_of(Membership.Role.VIEWER).get(address(f"registration_{name}", event.pk)).status_code == 403


def test_viewers_cannot_export_what_they_choose(client_of, event):
    (registration,) = registered(event, 1)

    response = choose(
        client_of(Membership.Role.VIEWER), people_list("registration", event), "export_csv", [registration.pk]
    )

    assert not response.streaming
    assert "Content-Disposition" not in response


def test_a_file_goes_out_in_pieces_from_either_kind_of_server(clock):
    table = [["x" * 50_000] for _ in range(5)]

    async def collect() -> list[bytes]:
        return [piece async for piece in download(table, Format.CSV, name="t", now=clock.now())]

    pieces = asyncio.run(collect())

    assert len(pieces) > 3
    assert b"".join(pieces) == b"".join(download(table, Format.CSV, name="t", now=clock.now()))
