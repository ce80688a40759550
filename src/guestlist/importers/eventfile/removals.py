"""Plans what becomes of records that nothing states any more: removed, or withdrawn where people hang on them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from guestlist.catalog.choices import PublishStatus
from guestlist.database.configuration import WRITING
from guestlist.importers.eventfile.plan import ProgrammePlan
from guestlist.registration import counts
from guestlist.registration.holding import Holders, held_ids
from guestlist.registration.models import (
    AttendeePass,
    PurchaseAttendee,
    PurchaseSession,
    Response,
    SessionRegistration,
    WaitlistItem,
)

_SESSION_HOLDERS: Holders = (
    (SessionRegistration, "session_id"),
    (PurchaseSession, "session_id"),
    (WaitlistItem, "session_id"),
)
_PASS_HOLDERS: Holders = ((AttendeePass, "event_pass_id"), (PurchaseAttendee, "event_pass_id"))


def plan_session_removals(plan: ProgrammePlan, named: Collection[UUID]) -> None:
    """Remove sessions; those that people chose are no longer Live instead."""
    unnamed = plan.present.sessions.keys() - set(named)
    held = held_ids(unnamed, _SESSION_HOLDERS)
    plan.gone_sessions = sorted(unnamed - held)
    for session_id in sorted(held):
        session = plan.present.sessions[session_id]
        if session.publish_status == PublishStatus.LIVE:
            plan.sessions.update(session, {"publish_status": PublishStatus.CANCELLED.value})
            plan.withdrawn_sessions.add(session_id)


def plan_pass_removals(plan: ProgrammePlan, named: Collection[UUID]) -> None:
    """Remove passes; of those that people have, no more are on offer than are taken."""
    unnamed = plan.present.passes.keys() - set(named)
    held = held_ids(unnamed, _PASS_HOLDERS)
    plan.gone_passes = sorted(unnamed - held)
    numbers = counts.of_passes(sorted(held), plan.now, using=WRITING)
    for pass_id in sorted(held):
        event_pass = plan.present.passes[pass_id]
        taken = numbers.taken(pass_id)
        if event_pass.allocated > taken:
            plan.passes.update(event_pass, {"allocated": taken})
            plan.withdrawn_passes.add(pass_id)


def answered_fields(field_ids: Collection[UUID], event_id: UUID) -> set[UUID]:
    """Give those of the fields that registrations of the event answered."""
    answers = Response.objects.filter(registration__event_id=event_id, field_id__in=field_ids)
    return set(answers.values_list("field_id", flat=True).distinct())
