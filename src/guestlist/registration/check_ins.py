"""The door: finding people by what is scanned or typed, checking them in, and who has come (contract 9).

A phone may have been without a network: its scans come late, all at once, and perhaps twice. Every scan has an id that
the phone made, so that it counts once; of several scans of one person the earliest counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from guestlist import ids, texts
from guestlist.database.configuration import READING, WRITING
from guestlist.organizations.journal import Changes
from guestlist.people.names import erased_name
from guestlist.registration.models import AttendeePass, Registration, RegistrationStatus, WaitlistItem
from guestlist.registration.requests import Actor, Request
from guestlist.registration.rules.attendance import Admission, CheckInAnswer
from guestlist.registration.rules.commands import CheckIn, UndoCheckIn
from guestlist.registration.rules.decisions import Done
from guestlist.registration.step import perform

_TOGETHER_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody whom a code stands for."""

    registration_id: UUID  # of somebody who waits: the one that they will have
    event_id: UUID
    event_name: str
    first_name: str
    last_name: str
    public_id: str  # "" of somebody who waits
    status: str  # of RegistrationStatus; "" of somebody who waits

    @property
    def is_waiting(self) -> bool:
        """Tell whether the person has no place at the event."""
        return not self.status


@dataclass(frozen=True, slots=True)
class Scan:
    """What a phone tells of."""

    check_in_id: UUID  # made by the phone
    code: str  # as scanned or typed
    session_id: UUID | None = None  # None: the event
    at: datetime | None = None  # aware UTC; None: now


@dataclass(frozen=True, slots=True)
class Scanned:
    """What became of a scan."""

    check_in_id: UUID
    what: Admission
    at: datetime | None = None  # since when the person counts as there
    person: Found | None = None  # None: nobody of this organization has the code


def find(organization_id: UUID, code: str, *, using: str = READING) -> Found | None:
    """Find whom a code stands for: the public id of a registration or of its pass, or a GUID (contract 9.1)."""
    return find_all(organization_id, [code], using=using).get(code)


def find_all(organization_id: UUID, codes: Sequence[str], *, using: str = READING) -> dict[str, Found]:
    """Find whom codes stand for; those of nobody are left out."""
    keys = {code: guid for code in codes if (guid := ids.parse_guid(code.strip())) is not None}
    # No database could compare with a text that it cannot store.
    names = {code: _names(code) for code in codes if code not in keys and texts.text_problem(code) is None}
    wanted = sorted({name for of_code in names.values() for name in of_code})
    by_pass = _holders(organization_id, wanted, using)
    registered = Registration.objects.using(using).filter(event__organization=organization_id).select_related("event")
    by_id = {one.id: _registered(one) for one in registered.filter(pk__in={*keys.values(), *by_pass.values()})}
    by_name = {one.public_id: _registered(one) for one in registered.filter(public_id__in=wanted)}
    by_name = {name: by_id[key] for name, key in by_pass.items() if key in by_id} | by_name
    by_id = _waiting(organization_id, [key for key in keys.values() if key not in by_id], using) | by_id
    found = {code: by_id[key] for code, key in keys.items() if key in by_id}
    return found | {code: by_name[name] for code, of_code in names.items() for name in of_code if name in by_name}


def check_in(
    organization_id: UUID, event_id: UUID, scans: Sequence[Scan], *, actor: Actor, changes: Changes
) -> list[Scanned]:
    """Check people in at the door, inside the caller's `journal.writing()`. The i-th answer is of the i-th scan.

    Whoever is checked in at a session is checked in at the event as well. Nobody is refused for coming early.

    Args:
        organization_id: whose event it is.
        event_id: whose door it is; people of other events are told apart.
        scans: any number, in any order.
        actor: a user, who stands in the log and with the check-in.
        changes: of the caller's `writing()`.
    """
    scanned: list[Scanned] = []
    for start in range(0, len(scans), _TOGETHER_MAX):
        part = scans[start : start + _TOGETHER_MAX]
        scanned += _check_in(organization_id, event_id, part, actor, changes)
    return scanned


def undo(
    organization_id: UUID,
    event_id: UUID,
    registration_id: UUID,
    *,
    session_id: UUID | None = None,
    actor: Actor,
    changes: Changes,
) -> bool:
    """Take a check-in back, inside the caller's `journal.writing()`; gives whether there was one.

    One at the event and one at a session are taken back each on its own.
    """
    command = UndoCheckIn(registration_id, session_id)
    reply = perform([Request(organization_id, event_id, command, actor=actor)], changes=changes)[0]
    return isinstance(reply, Done) and reply.changed


def _check_in(
    organization_id: UUID, event_id: UUID, scans: Sequence[Scan], actor: Actor, changes: Changes
) -> list[Scanned]:
    people = find_all(organization_id, list({scan.code for scan in scans}), using=WRITING)
    requests = {
        position: Request(organization_id, event_id, _command(scan, person, actor), actor=actor)
        for position, scan in enumerate(scans)
        if (person := people.get(scan.code)) is not None and person.event_id == event_id and not person.is_waiting
    }
    replies = dict(zip(requests, perform(list(requests.values()), changes=changes), strict=True))
    return [_tell(scan, people.get(scan.code), event_id, replies.get(position)) for position, scan in enumerate(scans)]


def _command(scan: Scan, person: Found, actor: Actor) -> CheckIn:
    return CheckIn(scan.check_in_id, person.registration_id, scan.session_id, scan.at, actor.user_id)


def _tell(scan: Scan, person: Found | None, event_id: UUID, reply: object) -> Scanned:
    if person is None:
        return Scanned(scan.check_in_id, Admission.UNKNOWN)
    if person.event_id != event_id:
        return Scanned(scan.check_in_id, Admission.WRONG_EVENT, person=person)
    if person.is_waiting:
        return Scanned(scan.check_in_id, Admission.WAITING, person=person)
    assert isinstance(reply, CheckInAnswer), "a check-in is answered as one"
    return Scanned(scan.check_in_id, reply.what, reply.at, person)


def _names(code: str) -> tuple[str, ...]:
    """Give the public ids that a code may mean: as it is (ids may come from elsewhere), and as it is misread."""
    typed = code.strip()
    read = ids.parse_public_registration_id(typed)
    return (typed,) if read is None or read == typed else (typed, read)


def _holders(organization_id: UUID, names: Sequence[str], using: str) -> Mapping[str, UUID]:
    """Find the registrations that hold passes of these public ids, or held them before they were cancelled or moved."""
    if not names:
        return {}
    held = AttendeePass.objects.using(using).filter(
        registration__event__organization=organization_id, public_id__in=names
    )
    return dict(held.values_list("public_id", "registration_id"))


def _registered(registration: Registration) -> Found:
    return Found(
        registration.id,
        registration.event_id,
        registration.event.name,
        registration.first_name if registration.erased_at is None else erased_name(),
        registration.last_name,
        registration.public_id,
        RegistrationStatus(registration.status).value,
    )


def _waiting(organization_id: UUID, registration_ids: Sequence[UUID], using: str) -> dict[UUID, Found]:
    """Find those who wait and have no registration yet, by the id that it will have."""
    if not registration_ids:
        return {}
    items = WaitlistItem.objects.using(using).filter(
        event__organization=organization_id, registration_id__in=registration_ids
    )
    return {
        item.registration_id: Found(
            item.registration_id, item.event_id, item.event.name, item.first_name, item.last_name, "", ""
        )
        for item in items.select_related("event")
    }
