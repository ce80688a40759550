"""Limits of an event that exists: changed through the registration step, so that waitlists are served."""

from __future__ import annotations

from typing import Final

from guestlist.importers.eventfile.plan import ProgrammePlan
from guestlist.organizations.journal import Changes
from guestlist.registration import publishing
from guestlist.registration.requests import Request
from guestlist.registration.rules.commands import ChangeLimits
from guestlist.registration.step import perform

# Columns by which a place may open, or a queue move again, although no limit changes.
_OPENING_COLUMNS: Final = frozenset(
    {
        "style",
        "event_format",
        "shows_waitlist",
        "keeps_parties_together",
        "publish_status",
        "is_active",
        "is_template",
    }
)


def change_limits(plan: ProgrammePlan, changes: Changes) -> None:
    """Set what differs of capacities, allocations and automatic registration. Before anything else is written."""
    event, before = plan.event, plan.limits
    has_capacity_changed = event.capacity != before.event_capacity
    sessions = {
        key: row.capacity
        for key, row in plan.sessions.changed.items()
        if key in before.sessions and row.capacity != before.sessions[key]
    }
    passes = {
        key: row.allocated
        for key, row in plan.passes.changed.items()
        if key in before.passes and row.allocated != before.passes[key]
    }
    auto_registers = event.auto_registers_waitlist
    command = ChangeLimits(
        sets_event_capacity=has_capacity_changed,
        event_capacity=event.capacity if has_capacity_changed else None,
        session_capacities=sessions or None,
        pass_allocations=passes or None,
        auto_registers=auto_registers if auto_registers != before.auto_registers else None,
    )
    if command != ChangeLimits():
        perform([Request(event.organization_id, event.id, command)], now=plan.now, changes=changes)


def serve_waitlists(plan: ProgrammePlan, changes: Changes) -> None:
    """Give away the places that other changes opened: Live again, another format, no pass to pay for. Last of all."""
    has_passes_changed = bool(plan.passes.created or plan.passes.changed or plan.gone_passes)
    may_open = has_passes_changed or plan.sessions.changed or plan.changed_event_columns & _OPENING_COLUMNS
    if may_open:
        publishing.serve_waitlists(plan.event, changes)
