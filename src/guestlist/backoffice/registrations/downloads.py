"""Tables as files to download: CSV as spreadsheets read it, and XLSX; written to a file first, never held in memory."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import IO, Final

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from guestlist.texts import safe_name

_PART_BYTES: Final = 64 * 1024


class Format(StrEnum):
    """Formats of tables; the value is the ending of a file's name."""

    CSV = "csv"
    XLSX = "xlsx"


_TYPES: Final = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Download(StreamingHttpResponse):
    """A file that goes out piece by piece, whichever way the server asks for it."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        # Django itself would collect all pieces before the first goes out.
        pieces = iter(self)

        def next_piece() -> bytes | None:
            return next(pieces, None)

        while (piece := await sync_to_async(next_piece)()) is not None:
            yield piece


def download(table: Iterable[Sequence[str]], form: Format, *, name: str, now: datetime) -> Download:
    """Give a table as a file; the table is used up when this returns, the transaction behind it may end then.

    Args:
        table: rows of texts that are safe for a spreadsheet, the headings first.
        form: of the file.
        name: what the file is called, without date and ending; what file systems dislike is left out.
        now: aware, on the clock whose date stands in the file's name.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 # the response closes it
    (_write_csv if form == Format.CSV else _write_xlsx)(table, file)
    length = file.tell()
    file.seek(0)
    response = Download(_Pieces(file), content_type=_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{safe_name(name)}-{now:%Y-%m-%d}.{form}"'
    response.headers["Content-Length"] = str(length)
    return response


class _Pieces(Iterator[bytes]):
    """A file piece by piece, closed at its end, or when nobody wants the rest."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __next__(self) -> bytes:
        if piece := self._file.read(_PART_BYTES):
            return piece
        self.close()
        raise StopIteration

    def close(self) -> None:
        """Give the file up; the response asks for it when it ends, however that comes."""
        self._file.close()


def _write_csv(table: Iterable[Sequence[str]], file: IO[bytes]) -> None:
    # With the mark at its start Excel reads UTF-8 as what it is.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    csv.writer(text).writerows(table)
    text.detach()


def _write_xlsx(table: Iterable[Sequence[str]], file: IO[bytes]) -> None:
    # Ten megabytes that a process without spreadsheets need not hold.
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in table:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", text) for text in row])
    workbook.save(file)
