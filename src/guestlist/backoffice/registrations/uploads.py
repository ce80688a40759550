"""Tables that people upload, CSV or XLSX, to rows of texts: bounded, whatever the file claims to be."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guestlist import limits

ROWS_MAX: Final = 5_000
COLUMNS_MAX: Final = 200
CELL_LENGTH_MAX: Final = limits.TEXT_LENGTH_MAX
# Unpacked, an XLSX file of that many rows has some 10 MB.
UNPACKED_BYTES_MAX: Final = 48 * 1024 * 1024
_FILES_IN_XLSX_MAX: Final = 500
# Blank ones included, of which spreadsheets leave some behind.
_LINES_MAX: Final = 10 * ROWS_MAX
_TOO_MANY_ROWS: Final = _("This table has too many rows: at most %(most)s are taken at once.")
_ZIP_START: Final = b"PK"
_SEPARATORS: Final = ",;\t"


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. Every row is as long as `headings`."""

    headings: list[str]
    rows: list[list[str]]

    def by_heading(self) -> Iterator[dict[str, str]]:
        """Give each row by the headings."""
        for row in self.rows:
            yield dict(zip(self.headings, row, strict=True))


class TableRefused(ValueError):
    """The file is no table that can be read. The first argument says why, for people."""


def read_table(file: IO[bytes], bytes_max: int = limits.UPLOAD_BYTES_MAX) -> Table:
    """Read a CSV or XLSX file, told apart by content.

    Raises:
        TableRefused: it is neither, empty, broken, or holds too much.
    """
    content = file.read(bytes_max + 1)
    if len(content) > bytes_max:
        raise _refused(_("This file is too large: at most %(most)s MB are taken."), most=bytes_max // 1024 // 1024)
    if not content.strip():
        raise _refused(_("This file is empty."))
    lines = _xlsx_lines(content) if content.startswith(_ZIP_START) else _csv_lines(content)
    return _table(lines)


def _refused(text: Promise, **values: int) -> TableRefused:
    return TableRefused(str(text) % {key: number_format(value, force_grouping=True) for key, value in values.items()})


def _table(lines: Iterable[Sequence[str]]) -> Table:
    """Bound a table and put it in shape: rows end with the last heading, blank rows keep their place."""
    headings: list[str] | None = None
    rows: list[list[str]] = []
    for number, line in enumerate(lines):
        if number > _LINES_MAX:
            raise _refused(_TOO_MANY_ROWS, most=ROWS_MAX)
        if len(line) > COLUMNS_MAX:
            raise _refused(_("This table has too many columns: at most %(most)s are taken."), most=COLUMNS_MAX)
        if any(len(cell) > CELL_LENGTH_MAX for cell in line):
            raise _refused(_("A cell of this table holds more than %(most)s characters."), most=CELL_LENGTH_MAX)
        if headings is None:
            headings = _without_end(line)
            continue
        if len(rows) < ROWS_MAX:
            rows.append([*line[: len(headings)], *[""] * (len(headings) - len(line))])
        elif any(cell.strip() for cell in line):
            raise _refused(_TOO_MANY_ROWS, most=ROWS_MAX)
    if not headings:
        raise _refused(_("The first row has to hold the headings of the columns."))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise _refused(_("There are no rows below the headings."))
    return Table(headings, rows)


def _without_end(line: Iterable[str]) -> list[str]:
    """Give a line without the blank cells at its end."""
    cells = list(line)
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _csv_lines(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        yield from reader
    except csv.Error:
        raise _refused(_("This file is no CSV table: row %(row)s cannot be read."), row=reader.line_num) from None


def _decoded(content: bytes) -> str:
    """Give a CSV file as text: UTF-8, UTF-16 with its mark, or what Excel writes in western Europe."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise _refused(_("This is neither a CSV nor an XLSX file."))
    return text


def _xlsx_lines(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # large, and seldom needed

    _check_archive(content)
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        # What a file says of its own size may be wrong.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=COLUMNS_MAX + 1, values_only=True):
            yield _without_end(map(_cell, row))
    except Exception as error:  # openpyxl fails in many ways on a broken file
        raise _refused(_("This XLSX file cannot be read.")) from error


def _check_archive(content: bytes) -> None:
    """Refuse what would grow without bounds when unpacked; `zipfile` gives no more bytes than a file states."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError) as error:
        raise _refused(_("This XLSX file cannot be read.")) from error
    if len(files) > _FILES_IN_XLSX_MAX or sum(file.file_size for file in files) > UNPACKED_BYTES_MAX:
        raise _refused(_("This XLSX file holds too much. Please save the table alone, or as CSV."))


def _cell(value: Any) -> str:
    """Give a cell as text: whole numbers without decimals, moments as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)
