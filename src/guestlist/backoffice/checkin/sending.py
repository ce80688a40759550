"""What phones tell of: check-ins and those taken back, in the order in which it happened, perhaps told twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from guestlist.accounts.roles import Capability
from guestlist.backoffice.checkin.people import Row, door_people
from guestlist.backoffice.requests import actor_of, event_or_404, needs
from guestlist.catalog.models import Event
from guestlist.ids import parse_guid
from guestlist.limits import CHECK_INS_SENT_MAX
from guestlist.organizations.journal import Changes, writing
from guestlist.people.names import full_name
from guestlist.registration import check_ins
from guestlist.registration.check_ins import Scan, Scanned
from guestlist.registration.models import CheckIn
from guestlist.registration.requests import Actor

_CODE_LENGTH_MAX: Final = 200


class Answer(StrEnum):
    """What becomes of what a phone tells, beside what `Admission` says of a check-in."""

    UNDONE = "undone"
    NOTHING_TO_UNDO = "nothing_to_undo"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Undo:
    """A check-in that a phone takes back. One that another phone made since then stays."""

    check_in_id: UUID


class _Unreadable:
    """Something that no phone of ours says."""


_Told = Scan | Undo | _Unreadable


@require_POST
@needs(Capability.REGISTRATIONS)
def send(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Take `{"told": [...]}` from a phone; the i-th answer is of the i-th thing, however often it is told.

    Each is `{"kind": "check_in", "id", "code", "session", "at"}` or `{"kind": "undo", "id"}`, `id` being that of the
    check-in. Answers have `what`, and perhaps `at`, the `name` and `event` of whom the code stands for, and the
    `person` as the list has them now. What cannot be read is answered so, and does not keep the rest waiting.
    """
    event = event_or_404(request, event_id)
    told = _read(request.body)
    if told is None:
        return JsonResponse({"error": "This is no list of check-ins."}, status=400)
    with writing() as changes:
        answers = list(_answers(event, told, actor_of(request), changes))
    return JsonResponse({"answers": _with_people(event, answers)})


def _answers(event: Event, told: Sequence[_Told], actor: Actor, changes: Changes) -> Iterator[Row]:
    for _kind, run in groupby(told, type):
        together = list(run)
        scans = [each for each in together if isinstance(each, Scan)]
        scanned = check_ins.check_in(event.organization_id, event.pk, scans, actor=actor, changes=changes)
        yield from (_told_of(one, event) for one in scanned)
        yield from (_undo(event, each, actor, changes) for each in together if isinstance(each, Undo))
        yield from ({"what": Answer.UNREADABLE} for each in together if isinstance(each, _Unreadable))


def _told_of(scanned: Scanned, event: Event) -> Row:
    person = scanned.person
    answer: Row = {"what": scanned.what, "at": scanned.at.isoformat() if scanned.at else None}
    if person is None:
        return answer
    answer |= {"name": full_name(person.first_name, person.last_name), "event": person.event_name}
    if person.event_id == event.pk:
        answer["registration"] = person.registration_id
    return answer


def _undo(event: Event, told: Undo, actor: Actor, changes: Changes) -> Row:
    check_in = CheckIn.objects.filter(pk=told.check_in_id, registration__event=event).first()
    if check_in is None:
        return {"what": Answer.NOTHING_TO_UNDO}
    is_undone = check_in.undone_at is None and check_ins.undo(
        event.organization_id,
        event.pk,
        check_in.registration_id,
        session_id=check_in.session_id,
        actor=actor,
        changes=changes,
    )
    return {"what": Answer.UNDONE if is_undone else Answer.NOTHING_TO_UNDO, "registration": check_in.registration_id}


def _with_people(event: Event, answers: Sequence[Row]) -> list[Row]:
    """Add to each answer how its person stands in the list now."""
    wanted = {answer["registration"] for answer in answers if "registration" in answer}
    people = {row["id"]: row for row in door_people(event, wanted)} if wanted else {}
    return [
        {**{key: value for key, value in answer.items() if key != "registration"}, "person": people.get(str(key))}
        for answer in answers
        for key in [answer.get("registration", "")]
    ]


def _read(body: bytes) -> list[_Told] | None:
    try:
        told = json.loads(body)["told"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(told, list) or len(told) > CHECK_INS_SENT_MAX:
        return None
    return [_read_one(each) for each in told]


def _read_one(told: Any) -> _Told:
    if not isinstance(told, dict):
        return _Unreadable()
    key = parse_guid(_text(told.get("id")))
    if key is None:
        return _Unreadable()
    if told.get("kind") == "undo":
        return Undo(key)
    session, code = _text(told.get("session")), _text(told.get("code"))
    session_id = parse_guid(session)
    if not code or len(code) > _CODE_LENGTH_MAX or bool(session) != bool(session_id):
        return _Unreadable()
    return Scan(key, code, session_id, _moment(_text(told.get("at"))))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _moment(text: str) -> datetime | None:
    """Read when it happened; None, which counts as now, if the phone does not know."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
