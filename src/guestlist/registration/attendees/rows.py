"""Rows of a table, as people fill them in, to attendees: names of passes and sessions, answers, and what is unclear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from guestlist import ids
from guestlist.catalog.choices import FieldType
from guestlist.catalog.models import CustomRegistrationField, Event, Pass, Session
from guestlist.database.configuration import WRITING
from guestlist.registration.attendees.table import Column, columns, english_headings, unguarded
from guestlist.registration.desk import NewAttendee
from guestlist.registration.rules.faults import EMAIL, EVENT_PASS, FIRST_NAME, LAST_NAME, SESSIONS

_FIRST_ROW = 2  # as spreadsheets count: the headings are row 1
_REQUIRED = (FIRST_NAME, LAST_NAME, EMAIL)
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")

Row = Mapping[str, Any]  # by heading; None, texts, numbers and truth values, as tables have them


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be imported."""

    row: int  # as spreadsheets count, the headings being row 1; 0: the table as a whole
    heading: str  # of the column; "" if it is about the whole row
    sentence: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """Somebody named in a table."""

    number: int  # as spreadsheets count
    attendee: NewAttendee  # without whatever the problems are about
    problems: tuple[RowProblem, ...]


class RowReader:
    """Reads the rows of one table for one event.

    Attributes:
        unused: headings of columns that the event has no use for.
        problems: why no row can be read.
    """

    def __init__(self, event: Event, headings: Sequence[str]) -> None:
        known = columns(event, using=WRITING)
        self._columns = {column.key: column for column in known}
        self._headings, self.unused, repeated = _sort_headings(known, headings)
        missing = [self._columns[key].heading for key in _REQUIRED if key not in self._headings]
        sentences = [_("The column “%(heading)s” appears twice.") % {"heading": heading} for heading in repeated]
        sentences += [_("There is no column “%(heading)s”.") % {"heading": heading} for heading in missing]
        self.problems = tuple([RowProblem(0, "", sentence) for sentence in sentences])
        passes = Pass.objects.using(WRITING).filter(event=event, is_active=True)
        self._passes = _Named(passes.values_list("id", "name"))
        self._sessions = _Named(Session.objects.using(WRITING).filter(event=event).values_list("id", "name"))

    def heading(self, part: str) -> str:
        """Give the heading of a part of an attendee, as the table has it."""
        return self._headings.get(part, "")

    def read(self, position: int, row: Row) -> ReadRow | None:
        """Read a row; None: it is empty. `position`: from 0."""
        number = _FIRST_ROW + position
        cells = {key: _text(row.get(heading)) for key, heading in self._headings.items()}
        if not any(cells.values()):
            return None
        problems: list[RowProblem] = []
        pass_id = self._find(self._passes, cells.get(EVENT_PASS, ""), EVENT_PASS, number, problems)
        names = self._sessions.split(cells.get(SESSIONS, ""))
        session_ids = [self._find(self._sessions, name, SESSIONS, number, problems) for name in names]
        attendee = NewAttendee(
            cells[FIRST_NAME],
            cells[LAST_NAME],
            cells[EMAIL],
            pass_id,
            [session_id for session_id in session_ids if session_id],
            self._answers(cells),
        )
        return ReadRow(number, attendee, tuple(problems))

    def _find(self, named: _Named, text: str, part: str, number: int, problems: list[RowProblem]) -> UUID | None:
        found = named.find(text)
        if not text:
            return None
        if len(found) == 1:
            return found[0]
        if found:
            sentence = _("“%(name)s” is the name of several: please give the id.") % {"name": text}
        elif part == EVENT_PASS:
            sentence = _("The event has no pass “%(name)s”.") % {"name": text}
        else:
            sentence = _("The event has no session “%(name)s”.") % {"name": text}
        problems.append(RowProblem(number, self.heading(part), sentence))
        return None

    def _answers(self, cells: Mapping[str, str]) -> dict[UUID, str | Sequence[str]]:
        return {
            field.id: _answer(field, cells[key])
            for key in self._headings
            if (field := self._columns[key].field) is not None and cells[key]
        }


class _Named:
    """Records that people call by their names, or by id."""

    def __init__(self, records: Iterable[tuple[UUID, str]]) -> None:
        self._by_name: dict[str, list[UUID]] = {}
        self._ids: set[UUID] = set()
        for key, name in records:
            self._ids.add(key)
            self._by_name.setdefault(name.strip().casefold(), []).append(key)

    def find(self, text: str) -> list[UUID]:
        """Give those that a text may mean."""
        key = ids.parse_guid(text)
        return [key] if key in self._ids else self._by_name.get(text.casefold(), [])

    def split(self, cell: str) -> list[str]:
        """Take a cell with several names apart; a mark in a name that stands alone or on its line belongs to it."""
        names: list[str] = []
        for line in cell.splitlines():
            whole = line.strip()
            parts = [whole] if self.find(whole) else line.split(";")
            names += [part.strip() for part in parts if part.strip()]
        return names


def _sort_headings(
    known: Sequence[Column], headings: Sequence[str]
) -> tuple[dict[str, str], tuple[str, ...], list[str]]:
    """Give the headings of columns by key, those that mean nothing here, and those of columns that came before."""
    by_heading = {heading.casefold(): key for key, heading in english_headings().items()}
    by_heading |= {column.heading.casefold(): column.key for column in known}
    found: dict[str, str] = {}
    unused: list[str] = []
    repeated: list[str] = []
    for heading in headings:
        key = by_heading.get(str(heading).strip().casefold())
        if key is None:
            unused.append(str(heading))
        elif key in found:
            repeated.append(heading)
        else:
            found[key] = heading
    return found, tuple(unused), repeated


def _text(value: Any) -> str:
    """Give a cell as text; spreadsheets turn numbers that people typed into floats."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unguarded(str(value).strip())


def _answer(field: CustomRegistrationField, cell: str) -> str | list[str]:
    """Give an answer as the rules take it; whether it is allowed they say themselves."""
    if field.field_type == FieldType.BOOLEAN:
        return _yes_or_no(cell)
    if field.field_type != FieldType.MULTIPLE_CHOICE:
        return cell
    if "\n" in cell or cell in field.choice_list():
        return [line.strip() for line in cell.splitlines() if line.strip()]
    return [choice.strip() for choice in cell.split(",") if choice.strip()]


def _yes_or_no(cell: str) -> str:
    word = cell.casefold()
    if word in (*_YES, _("Yes").casefold()):
        return "Yes"
    return "No" if word in (*_NO, _("No").casefold()) else cell
