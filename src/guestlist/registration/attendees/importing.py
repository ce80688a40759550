"""Attendees from a table: read, checked with every problem named, then registered all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db import connections, transaction
from django.utils.translation import gettext as _

from guestlist import limits
from guestlist.catalog.models import Event
from guestlist.database.configuration import WRITING
from guestlist.database.sql import Sql
from guestlist.organizations.journal import Changes, writing
from guestlist.registration.attendees.rows import ReadRow, Row, RowProblem, RowReader
from guestlist.registration.desk import problems_of, to_attendee
from guestlist.registration.desk_words import decline_sentence, overbooked_sentence, overtaken_sentence
from guestlist.registration.names import Names, load_names
from guestlist.registration.requests import Actor, ActorKind, Reply, Request
from guestlist.registration.rules.commands import RegisterByHand
from guestlist.registration.rules.decisions import Declined, Done, Overtaken, PlaceKind, Reason, Shortage
from guestlist.registration.step import perform
from guestlist.registration.store.contacts import lock_all
from guestlist.registration.store.events import lock

_ROWS_MAX = limits.CAPACITY_MAX
_PERFORMED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do."""

    rows: int  # that name somebody
    problems: tuple[RowProblem, ...]  # if there is one, nobody was registered
    warnings: tuple[str, ...]  # what is overbooked, who is passed over
    unused_headings: tuple[str, ...]  # columns that no field of the event has

    @property
    def is_possible(self) -> bool:
        """Tell whether all rows are in order."""
        return not self.problems


def check(
    organization_id: UUID,
    event_id: UUID,
    table: Iterable[Row],
    *,
    actor: Actor,
    may_overbook: bool = False,
    may_repeat: bool = False,
) -> ImportReport:
    """Try an import and undo it: so also what is full or named twice shows. Opens its own transaction.

    A row with a wrong value takes no place in the trial, so once it is mended something may be full that was not.

    Args:
        organization_id: whose event it is.
        event_id: of any publish status.
        table: rows by heading; those of `table.columns`, in any letter case, in the language at hand or in
            English. Passes and sessions by name or id, several sessions with ";" or line feeds between them.
        actor: the user.
        may_overbook: give places that are not there.
        may_repeat: also register those who are registered already.
    """
    with writing():
        wishes = (may_overbook, may_repeat)
        return _attempt(organization_id, event_id, table, actor, wishes, Changes(), keeps=False)


def run(
    organization_id: UUID,
    event_id: UUID,
    table: Iterable[Row],
    *,
    actor: Actor,
    changes: Changes,
    may_overbook: bool = False,
    may_repeat: bool = False,
) -> ImportReport:
    """Import everybody, or nobody if there is a problem; as `check`, inside the caller's `writing()`."""
    noted = Changes()
    report = _attempt(organization_id, event_id, table, actor, (may_overbook, may_repeat), noted, keeps=True)
    if report.is_possible:
        for changed_id, of_organization in noted.items():
            for change in of_organization:
                changes.add(changed_id, change.kind, change.event_id)
    return report


def _attempt(
    organization_id: UUID,
    event_id: UUID,
    table: Iterable[Row],
    actor: Actor,
    wishes: tuple[bool, bool],
    changes: Changes,
    *,
    keeps: bool,
) -> ImportReport:
    event = Event.objects.using(WRITING).filter(organization=organization_id, pk=event_id).first()
    if event is None:
        return _nothing(_("This event does not exist."))
    given = list(islice(table, _ROWS_MAX + 1))
    if len(given) > _ROWS_MAX:
        return _nothing(_("A table has at most %(most)d rows.") % {"most": _ROWS_MAX})
    reader = RowReader(event, list(dict.fromkeys([heading for row in given for heading in row])))
    if reader.problems:
        return ImportReport(0, reader.problems, (), reader.unused)
    rows = [row for position, each in enumerate(given) if (row := reader.read(position, each)) is not None]
    problems = [problem for row in rows for problem in row.problems]
    with transaction.atomic(using=WRITING):
        replies = _perform(event, rows, actor, wishes, changes)
        names = load_names(organization_id, replies)
        for row, reply in zip(rows, replies, strict=True):
            if isinstance(reply, Declined):
                problems += _problems(row, reply, names, reader)
        if problems or not keeps:
            transaction.set_rollback(True, using=WRITING)
    problems.sort(key=lambda problem: problem.row)
    return ImportReport(len(rows), tuple(problems), _warnings(replies, names), reader.unused)


def _nothing(sentence: str) -> ImportReport:
    return ImportReport(0, (RowProblem(0, "", sentence),), (), ())


def _perform(
    event: Event, rows: Sequence[ReadRow], actor: Actor, wishes: tuple[bool, bool], changes: Changes
) -> list[Reply]:
    """Register row by row, also those with a column that makes no sense: their other problems show only so."""
    importer = Actor(ActorKind.IMPORT, actor.user_id, actor.name)
    requests = [
        Request(
            event.organization_id,
            event.id,
            RegisterByHand([to_attendee(row.attendee)], *wishes),
            actor=importer,
            is_silent=True,
        )
        for row in rows
    ]
    if len(requests) > _PERFORMED_AT_ONCE:
        # Batches that each took the locks of their own people could wait in a ring with those of other events.
        sql = Sql(connections[WRITING])
        lock(sql, [event.id])
        lock_all(sql, event.organization_id)
    replies: list[Reply] = []
    for start in range(0, len(requests), _PERFORMED_AT_ONCE):
        replies += perform(requests[start : start + _PERFORMED_AT_ONCE], changes=changes)
    return replies


def _problems(row: ReadRow, declined: Declined, names: Names, reader: RowReader) -> list[RowProblem]:
    if declined.reason == Reason.WRONG_VALUES:
        return [
            RowProblem(row.number, reader.heading(problem.part), problem.sentence)
            for problem in problems_of(declined, names)
        ]
    sentence = decline_sentence(declined, names)
    if declined.reason == Reason.ALREADY_REGISTERED:
        sentence = _("This person is registered for the event already, or stands in a row above.")
    return [RowProblem(row.number, "", sentence)]


def _warnings(replies: Sequence[Reply], names: Names) -> tuple[str, ...]:
    """Say of everything once by how much it is overbooked, and how many wait for it."""
    missing: Counter[tuple[PlaceKind, UUID | None]] = Counter()
    waiting: dict[UUID | None, int] = {}
    for reply in replies:
        if isinstance(reply, Done):
            for shortage in reply.overbooked:
                missing[shortage.kind, shortage.id] += shortage.missing
            for overtaken in reply.overtaken:
                waiting[overtaken.session_id] = max(overtaken.people, waiting.get(overtaken.session_id, 0))
    overbooked = [overbooked_sentence(Shortage(*place, number), names) for place, number in missing.items()]
    return (*overbooked, *[overtaken_sentence(Overtaken(key, number), names) for key, number in waiting.items()])
