"""Which event a file is about: one that the organization has, or a new one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from guestlist import ids
from guestlist.catalog.locking import lock_events
from guestlist.catalog.models import Event
from guestlist.catalog.rows import existing_ids
from guestlist.importers.eventfile.parts import EventPart
from guestlist.importers.eventfile.problems import EventFileRefused, Problem
from guestlist.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """The event to write: its row is locked, or not stored yet."""

    event: Event
    is_new: bool
    readable_id: str  # that it shall have
    is_id_replaced: bool  # the file's id belongs to another organization


def find_event_id(organization: Organization, part: EventPart) -> UUID | None:
    """Give the id of the event that a file is about; None: it is a new one.

    It is known by its id, else by its readable id, else by its name: a template before others if the file
    states one, after them if not.

    Raises:
        EventFileRefused: several events have its name.
    """
    events = Event.objects.filter(organization=organization)
    given = ids.parse_guid(part.event_id) if part.event_id else None
    if given:
        known = set(events.filter(id__in=_candidates(organization, given)).values_list("id", flat=True))
        return next((key for key in _candidates(organization, given) if key in known), None)
    if part.readable_event_id:
        key = ids.readable_event_key(part.readable_event_id)
        return events.filter(readable_event_key=key).values_list("id", flat=True).first()
    # A template has the name of the event that it was made of, and so has the master of a series.
    alike = events.filter(name=part.event_name, is_series_master=False)
    same_kind = alike.filter(is_template=part.is_template)
    named = list((same_kind if same_kind.exists() else alike).values_list("id", flat=True)[:2])
    if len(named) > 1:
        text = "is missing; several events have this name"
        raise EventFileRefused([Problem("event.readableEventId", text)])
    return named[0] if named else None


def find_event(organization: Organization, part: EventPart) -> FoundEvent:
    """Find the event of a file, or make one.

    Raises:
        EventFileRefused: the event cannot be told, or another one has its readable id.
    """
    known_id = find_event_id(organization, part)
    given = ids.parse_guid(part.event_id) if part.event_id else None
    if known_id is not None:
        lock_events({known_id})
        event = Event.objects.get(id=known_id)
    else:
        event = Event(id=_new_id(organization, part, given), organization=organization)
    return FoundEvent(
        event=event,
        is_new=known_id is None,
        readable_id=_readable_id(event, part),
        is_id_replaced=given not in {None, event.id},
    )


def _candidates(organization: Organization, given: UUID) -> tuple[UUID, UUID]:
    return given, ids.derived_id(organization.id, given)


def _new_id(organization: Organization, part: EventPart, given: UUID | None) -> UUID:
    if given:
        candidates: tuple[UUID, ...] = _candidates(organization, given)
    else:
        known_by = part.readable_event_id or part.event_name
        candidates = (ids.derived_id(organization.id, "event", known_by),)
    taken = existing_ids(Event, candidates)
    return next((key for key in candidates if key not in taken), None) or ids.new_id()


def _readable_id(event: Event, part: EventPart) -> str:
    others = Event.objects.filter(organization_id=event.organization_id).exclude(id=event.id)
    if part.readable_event_id:
        key = ids.readable_event_key(part.readable_event_id)
        if other := others.filter(readable_event_key=key).first():
            text = f"the event “{other.name}” ({other.id}) has this readable id"
            raise EventFileRefused([Problem("event.readableEventId", text)])
        return part.readable_event_id
    if event.readable_event_id:
        return event.readable_event_id
    made = ids.readable_event_id(part.event_name)
    is_taken = others.filter(readable_event_key=ids.readable_event_key(made)).exists()
    return ids.with_digits(made) if is_taken else made
