"""Tables that people upload: read whatever wrote them, refused in words, bounded."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from guestlist.backoffice.registrations import uploads
from guestlist.backoffice.registrations.uploads import TableRefused, read_table


def csv_file(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def xlsx_file(*rows: list[object]) -> io.BytesIO:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    file = io.BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_is_read_whatever_wrote_it(separator, encoding):
    lines = [["First name", "City"], ["Jörg", "Köln"], ["", ""], ["Ada", "Paris"]]

    table = read_table(csv_file("\r\n".join(separator.join(line) for line in lines), encoding))

    assert table.headings == ["First name", "City"]
    assert table.rows == [["Jörg", "Köln"], ["", ""], ["Ada", "Paris"]]


def test_quoted_cells_keep_their_separators_and_lines():
    table = read_table(csv_file('Name,Sessions\n"Ada","One; two\nthree, four"\n'))

    assert list(table.by_heading()) == [{"Name": "Ada", "Sessions": "One; two\nthree, four"}]


def test_rows_are_as_long_as_the_headings():
    table = read_table(csv_file("A,B,,\n1\n1,2,3,4\n"))

    assert table.headings == ["A", "B"]
    assert table.rows == [["1", ""], ["1", "2"]]


def test_xlsx_gives_texts_numbers_and_moments_as_people_see_them():
    table = read_table(xlsx_file(["A", "B", "C", "D"], ["x", 12345.0, 1.5, date(2027, 3, 1)], [None, True]))

    assert table.rows == [["x", "12345", "1.5", "2027-03-01 00:00:00"], ["", "True", "", ""]]


def bomb() -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (uploads.UNPACKED_BYTES_MAX + 1))
    file.seek(0)
    return file


def many_files() -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(600):
            archive.writestr(f"{number}.xml", b"")
    file.seek(0)
    return file


def laughing() -> io.BytesIO:
    """An XLSX file whose sheet grows as it is parsed."""
    file = xlsx_file(["A"], ["1"])
    grown = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(grown, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                entities = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
                content = entities.encode() + content.replace(b"<v>", b"<v>&b;")
            target.writestr(name, content)
    grown.seek(0)
    return grown


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (io.BytesIO(b""), "empty"),
        (io.BytesIO(b"  \n"), "empty"),
        (io.BytesIO(b"\x89PNG\r\n\x1a\n\0\0"), "neither a CSV nor an XLSX"),
        (io.BytesIO(b"PK\x03\x04 nothing"), "cannot be read"),
        (csv_file("First name\n"), "no rows"),
        (csv_file(",,\n1,2,3\n"), "headings"),
        (csv_file("A\n" + "x\n" * (uploads.ROWS_MAX + 1)), "too many rows"),
        (csv_file(",".join(["A"] * 300) + "\n1"), "too many columns"),
        (csv_file("A\n" + "x" * 100_001), "more than 100,000 characters"),
        (csv_file('A\n"' + "x" * 200_000), "row"),
        (bomb(), "holds too much"),
        (many_files(), "holds too much"),
        (laughing(), "cannot be read"),
        (xlsx_file(*[["A"]] * (uploads.ROWS_MAX + 3)), "too many rows"),
        (xlsx_file(["A"] * 300, ["1"]), "too many columns"),
        (xlsx_file(), "headings"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(file, words):
    file.seek(0)

    with pytest.raises(TableRefused, match=words):
        read_table(file)


def test_a_file_that_is_too_large_is_not_even_looked_at():
    with pytest.raises(TableRefused, match="too large: at most 0 MB"):
        read_table(csv_file("A,B\n1,2\n"), bytes_max=5)


def test_a_cell_far_away_costs_nothing():
    workbook = Workbook()
    workbook.active["A1"], workbook.active["A2"], workbook.active["A1048576"] = "A", "x", "y"
    file = io.BytesIO()
    workbook.save(file)
    file.seek(0)

    with pytest.raises(TableRefused, match="too many rows"):
        read_table(file)


def test_blank_rows_that_a_spreadsheet_leaves_behind_do_not_count():
    table = read_table(csv_file("A\nx\n" + "\n" * (uploads.ROWS_MAX + 5)))

    assert table.rows == [["x"]]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    try:
        table = read_table(io.BytesIO(content))
    except TableRefused:
        return
    assert all(len(row) == len(table.headings) for row in table.rows)


@given(st.binary(max_size=200))
def test_any_broken_archive_is_read_or_refused(content):
    whole = xlsx_file(["A"], ["1"]).getvalue()
    middle = len(whole) // 2
    broken = whole[:middle] + content + whole[middle + len(content) :]
    try:
        read_table(io.BytesIO(broken))
    except TableRefused:
        return
