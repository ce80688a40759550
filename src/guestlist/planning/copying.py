"""Copies events with everything but people, and makes templates of them and events from those (contract 10)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from guestlist import clock, ids, limits
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.locking import lock_events
from guestlist.catalog.models import Event
from guestlist.organizations.journal import Changes, writing
from guestlist.planning import readable_ids
from guestlist.planning.moving import Move, move_to
from guestlist.planning.placing import Original, load_original, place, write
from guestlist.planning.refusals import PlanningRefused, Problem
from guestlist.texts import text_problem


def copy_event(
    event: Event,
    *,
    name: str | None = None,
    starts_at: datetime | None = None,
    readable_event_id: str | None = None,
) -> Event:
    """Copy an event with everything but people, within its organization. The copy is a draft.

    Args:
        event: any event, also a template.
        name: None: “Copy of” and the name of the event.
        starts_at: wall-clock time (naive) of the event's zone at which the copy starts; everything moves with it.
            None: when the event starts.
        readable_event_id: None: made of the name.

    Raises:
        PlanningRefused: an argument cannot be used, or the readable id is taken; nothing was stored.
    """
    if name is None:
        name = (_("Copy of %(name)s") % {"name": event.name})[: limits.NAME_LENGTH_MAX]
    return _copy(event, name, starts_at, readable_event_id)


def save_as_template(event: Event, *, name: str | None = None) -> Event:
    """Copy an event as a template, which is never visible and takes no registrations.

    Raises:
        PlanningRefused: the name cannot be used.
    """
    return _copy(event, event.name if name is None else name, None, None, is_template=True)


def create_from_template(
    template: Event, *, name: str, starts_at: datetime | None = None, readable_event_id: str | None = None
) -> Event:
    """Make an event from a template; the arguments are those of `copy_event`.

    Raises:
        PlanningRefused: as `copy_event`, or the event is no template.
    """
    if not template.is_template:
        raise PlanningRefused(Problem("template", _("“%(name)s” is no template.") % {"name": template.name}))
    return _copy(template, name, starts_at, readable_event_id)


def write_copy(original: Original, copy: Event, move: Move, name: str, changes: Changes) -> None:
    """Store a new event like another one; `copy` has its ids and what an event does not take from another one."""
    write(place(original, copy, move, clock.now(), name=name), changes)


def _copy(
    event: Event, name: str, starts_at: datetime | None, readable_event_id: str | None, *, is_template: bool = False
) -> Event:
    _check(name, readable_event_id)
    organization_id = event.organization_id
    with writing() as changes:
        readable_ids.reserve(organization_id)
        lock_events({event.id})
        if readable_event_id and readable_ids.is_taken(organization_id, readable_event_id):
            text = _("Another event has the readable id “%(id)s” already.") % {"id": readable_event_id}
            raise PlanningRefused(Problem("readable_event_id", text))
        original = load_original(Event.objects.get(id=event.id, organization_id=organization_id))
        copy = Event(
            id=ids.new_id(),
            organization_id=organization_id,
            readable_event_id=readable_event_id or readable_ids.free(organization_id, ids.readable_event_id(name)),
            publish_status=PublishStatus.DRAFT,
            is_template=is_template,
        )
        try:
            write_copy(original, copy, _move(original.event, starts_at), name, changes)
        except OverflowError as error:
            text = _("With this start, some of its times would lie outside the years 1 to 9999.")
            raise PlanningRefused(Problem("starts_at", text)) from error
    return copy


def _check(name: str, readable_event_id: str | None) -> None:
    problems = []
    if not name.strip():
        problems.append(Problem("name", _("A name is needed.")))
    elif text_problem(name, length_max=limits.NAME_LENGTH_MAX):
        text = _("A name has at most %(max)d characters, and only such as can be stored.")
        problems.append(Problem("name", text % {"max": limits.NAME_LENGTH_MAX}))
    if readable_event_id is not None and (sentence := readable_ids.problem_sentence(readable_event_id)):
        problems.append(Problem("readable_event_id", sentence))
    if problems:
        raise PlanningRefused(*problems)


def _move(event: Event, starts_at: datetime | None) -> Move:
    if starts_at is None:
        return Move(event.time_zone, timedelta())
    return move_to(starts_at, starts_at=event.starts_at, zone=event.time_zone)
