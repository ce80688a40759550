"""Who is told of changes of an event: people with a place, and those who wait for what was cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from guestlist.mail.changed import States
from guestlist.registration.models import ACTIVE_STATUSES, Registration, SessionRegistration, WaitlistItem

CHANGED: Final = "event.changed"
CANCELLED: Final = "event.cancelled"
WAITED_FOR_CANCELLED: Final = "waitlist.cancelled"


@dataclass(frozen=True, slots=True)
class Telling:
    """A kind of message, and who gets it: registration ids, that people have or will have."""

    kind: str
    registration_ids: Sequence[UUID]
    payload: Mapping[str, Any] = field(default_factory=dict)


def tellings_of(event_id: UUID, states: States, changes: Sequence[Mapping[str, Any]]) -> list[Telling]:
    """Give what is to be told of changes of an event; nobody is told twice."""
    changed = {change["record"] for change in changes}
    if not states.get(str(event_id), {}).get("is_cancelled"):
        gone = {change["record"] for change in changes if change["now"]["is_cancelled"]}
        return _tell(event_id, CHANGED, changed, gone, {"changes": list(changes)})
    # Whoever knows that the event is cancelled need not hear what else becomes of it.
    is_news = str(event_id) in changed
    return _tell(event_id, CANCELLED, changed, {str(event_id)}, {}) if is_news else []


def _tell(event_id: UUID, kind: str, changed: set[str], gone: set[str], payload: Mapping[str, Any]) -> list[Telling]:
    people = list(_registered(event_id, changed, gone).order_by("created_at", "id").values_list("id", "contact_id"))
    told = {contact_id for _, contact_id in people}
    waiting = _without(_waiting(event_id, gone).order_by("sequence").values_list("registration_id", "contact_id"), told)
    return [
        Telling(kind, [registration_id for registration_id, _ in people], payload),
        Telling(WAITED_FOR_CANCELLED, waiting, {"cancelled": sorted(gone)}),
    ]


def _registered(event_id: UUID, changed: set[str], gone: set[str]) -> QuerySet[Registration]:
    """Give whom changes matter to: all of the event's, or those with a place in a session, or who wait for it."""
    registrations = Registration.objects.filter(event=event_id, status__in=ACTIVE_STATUSES, erased_at=None)
    if str(event_id) in changed:
        return registrations
    own = {"registration": OuterRef("pk"), "status__in": ACTIVE_STATUSES}
    places = SessionRegistration.objects.filter(session__in=_keys(changed), **own)
    waits = WaitlistItem.objects.filter(session__in=_keys(gone), registration_id=OuterRef("pk"))
    return registrations.filter(Exists(places) | Exists(waits))


def _waiting(event_id: UUID, gone: set[str]) -> QuerySet[WaitlistItem]:
    """Give what people wait for in vain: all of a cancelled event's queues, or those of cancelled sessions."""
    of_sessions = Q() if str(event_id) in gone else Q(session__in=_keys(gone))
    return WaitlistItem.objects.filter(of_sessions, event=event_id)


def _without(waiting: Iterable[tuple[UUID, UUID]], told: set[UUID]) -> list[UUID]:
    """Give the registration ids of those who have not been told, one for each contact."""
    first: dict[UUID, UUID] = {}
    for registration_id, contact_id in waiting:
        if contact_id not in told:
            first.setdefault(contact_id, registration_id)
    return list(first.values())


def _keys(records: Iterable[str]) -> list[UUID]:
    return [UUID(key) for key in records]
