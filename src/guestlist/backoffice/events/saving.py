"""Stores what the event's form changes: limits through the registrar, the rest after it, all in one transaction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.utils.translation import gettext as _

from guestlist import clock
from guestlist.backoffice.programme.seats import change_limits
from guestlist.catalog.models import Event, Session
from guestlist.catalog.rows import Rows
from guestlist.database.configuration import WRITING
from guestlist.organizations.journal import Changes
from guestlist.registration import counts, publishing
from guestlist.registration.requests import Actor
from guestlist.registration.rules.commands import ChangeLimits
from guestlist.timezones import to_local, to_utc

# Columns by which a place may open, or a queue move again, although no limit changes.
_OPENING: Final = frozenset(
    {"style", "event_format", "shows_waitlist", "keeps_parties_together", "is_active", "invitations_per_slot"}
)


def shortage(event: Event) -> str | None:
    """Say that more people are registered than an event has places; None: they fit."""
    if event.capacity is None:
        return None
    seats = counts.of_events([event.id], clock.now(), using=WRITING)
    if (taken := seats.taken(event.id)) <= event.capacity:
        return None
    return _(
        "%(taken)d places are taken, more than the %(capacity)d there are now. Nobody loses a place,"
        " but nobody can register until enough of them cancel."
    ) % {"taken": taken, "capacity": event.capacity}


def save_changed(event: Event, changed: Collection[str], *, actor: Actor, changes: Changes) -> None:
    """Store an event that exists, and whose row is locked; its waitlists are served with what that opens.

    Args:
        event: as it shall be.
        changed: names of the columns that differ from what is stored.
        actor: who stands in the log of registrations.
        changes: of the caller's `journal.writing()`.
    """
    before = Event.objects.get(pk=event.pk)
    _change_limits(event, before, actor, changes)
    if before.time_zone != event.time_zone:
        _keep_clock(event, before.time_zone)
    event.save()
    if _OPENING & set(changed):
        publishing.serve_waitlists(event, changes)


def _change_limits(event: Event, before: Event, actor: Actor, changes: Changes) -> None:
    has_other_capacity = event.capacity != before.capacity
    registers = event.auto_registers_waitlist
    command = ChangeLimits(
        sets_event_capacity=has_other_capacity,
        event_capacity=event.capacity if has_other_capacity else None,
        auto_registers=registers if registers != before.auto_registers_waitlist else None,
    )
    if command != ChangeLimits():
        change_limits(event, command, actor=actor, changes=changes)


def _keep_clock(event: Event, zone: str) -> None:
    """Let the sessions of an event that moves to another zone keep what the clock shows."""
    rows = Rows(Session, {session.id: session for session in Session.objects.filter(event=event)})
    for session in rows.existing.values():
        try:
            starts_at, ends_at = (
                to_utc(to_local(moment, zone), event.time_zone) for moment in (session.starts_at, session.ends_at)
            )
        except OverflowError:  # at the very end of what can be stored; it stays where it is
            continue
        if ends_at < starts_at:  # a clock change of the new zone turned them round
            ends_at = starts_at + (session.ends_at - session.starts_at)
        rows.update(session, {"starts_at": starts_at, "ends_at": ends_at})
    rows.write()
