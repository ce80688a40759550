"""Who is told of changes of an event: people with a place, and those who wait for what is cancelled or no longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from guestlist.mail.changed import States, is_on_or_off
from guestlist.registration.models import ACTIVE_STATUSES, Registration, SessionRegistration, WaitlistItem

CHANGED: Final = "event.changed"
CANCELLED: Final = "event.cancelled"
WAITED_FOR_CANCELLED: Final = "waitlist.cancelled"
WAITED_FOR_RESUMED: Final = "waitlist.resumed"


@dataclass(frozen=True, slots=True)
class Telling:
    """A kind of message, and who gets it: registration ids, that people have or will have."""

    kind: str
    registration_ids: Sequence[UUID]
    payload: Mapping[str, Any] = field(default_factory=dict)


def tellings_of(event_id: UUID, states: States, changes: Sequence[Mapping[str, Any]]) -> list[Telling]:
    """Give what is to be told of changes of an event; nobody gets two of it."""
    changed = {change["record"] for change in changes}
    if states.get(str(event_id), {}).get("is_cancelled"):
        # Whoever knows that the event is cancelled need not hear what else becomes of it.
        is_news = str(event_id) in changed
        return _tell(event_id, CANCELLED, {str(event_id)}, {str(event_id)}, set(), {}) if is_news else []
    on_or_off = {change["record"] for change in changes if is_on_or_off(change)}
    gone = {change["record"] for change in changes if change["now"]["is_cancelled"]}
    return _tell(event_id, CHANGED, changed, gone, on_or_off - gone, {"changes": list(changes)})


def _tell(
    event_id: UUID, kind: str, changed: set[str], gone: set[str], back: set[str], payload: Mapping[str, Any]
) -> list[Telling]:
    registered = _registered(event_id, changed, gone | back).order_by("created_at", "id")
    people = list(registered.values_list("id", "contact_id"))
    told = {contact_id for _, contact_id in people}
    return [
        Telling(kind, [registration_id for registration_id, _ in people], payload),
        Telling(WAITED_FOR_CANCELLED, _waiting(event_id, gone, told), {"cancelled": sorted(gone)}),
        # What somebody still waits for stands in the mail about what is cancelled.
        Telling(WAITED_FOR_RESUMED, _waiting(event_id, back, told), {"resumed": sorted(back)}),
    ]


def _registered(event_id: UUID, changed: set[str], on_or_off: set[str]) -> QuerySet[Registration]:
    """Give whom changes matter to: all of the event's, or those with a place in a session, or who wait for it."""
    registrations = Registration.objects.filter(event=event_id, status__in=ACTIVE_STATUSES, erased_at=None)
    if str(event_id) in changed:
        return registrations
    own = {"registration": OuterRef("pk"), "status__in": ACTIVE_STATUSES}
    places = SessionRegistration.objects.filter(session__in=_keys(changed), **own)
    waits = WaitlistItem.objects.filter(session__in=_keys(on_or_off), registration_id=OuterRef("pk"))
    return registrations.filter(Exists(places) | Exists(waits))


def _waiting(event_id: UUID, records: set[str], told: set[UUID]) -> list[UUID]:
    """Give who waits for records, by the registration ids that they will have: one for each contact not told yet.

    All of an event's queues belong to it. Whoever is found counts as told from now on.
    """
    of_sessions = Q() if str(event_id) in records else Q(session__in=_keys(records))
    items = WaitlistItem.objects.filter(of_sessions, event=event_id).order_by("sequence")
    first: dict[UUID, UUID] = {}
    for registration_id, contact_id in items.values_list("registration_id", "contact_id"):
        if contact_id not in told:
            first.setdefault(contact_id, registration_id)
    told.update(first)
    return list(first.values())


def _keys(records: Iterable[str]) -> list[UUID]:
    return [UUID(key) for key in records]
