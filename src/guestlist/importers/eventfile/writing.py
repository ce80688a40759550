"""Writes a plan, inside the caller's transaction, and says what became visible."""

from __future__ import annotations

from typing import Any

from guestlist.catalog.rows import Rows
from guestlist.importers.eventfile.plan import Plan
from guestlist.importers.eventfile.removals import answered_fields
from guestlist.importers.eventfile.storing import store
from guestlist.organizations.journal import ChangeKind, Changes
from guestlist.outbox.announcements import accept_silently


def write(plan: Plan, changes: Changes) -> None:
    """Store all of a plan, count it in its report, and note what websites see of it."""
    _count(plan)
    if plan.report.is_unchanged:
        return
    _write_shared(plan)
    store(plan, changes)
    accept_silently([plan.event.id])  # imports send no mails
    if any(rows.changed for rows in _shared(plan).values()):
        changes.add(plan.organization.id, ChangeKind.EVERYTHING)


def _shared(plan: Plan) -> dict[str, Rows[Any]]:
    return {
        "buildings": plan.buildings,
        "rooms": plan.rooms,
        "speakers": plan.speakers,
        "customRegistrationFields": plan.fields,
    }


def _owned(plan: Plan) -> dict[str, Rows[Any]]:
    return {
        "tracks": plan.tracks,
        "sessions": plan.sessions,
        "passes": plan.passes,
        "sponsorships": plan.sponsorships,
    }


def _count(plan: Plan) -> None:
    report = plan.report
    event = report.created if plan.is_new else report.changed
    event["events"] = int(bool(plan.changed_event_columns or plan.moved_attachments))
    relinked = {"sessions": plan.relinked_sessions, "passes": plan.relinked_passes}
    withdrawn = {"sessions": plan.withdrawn_sessions, "passes": plan.withdrawn_passes}
    for name, rows in (_owned(plan) | _shared(plan)).items():
        report.created[name] = len(rows.created)
        report.changed[name] = len((rows.changed.keys() | relinked.get(name, set())) - withdrawn.get(name, set()))
        report.withdrawn[name] = len(withdrawn.get(name, ()))
    report.created["speakerEngagements"] = len(plan.new_engagements)
    report.changed["speakerEngagements"] = len(plan.woken_engagements)
    report.removed["speakerEngagements"] = len(plan.gone_engagements)
    report.removed["tracks"] = len(plan.gone_tracks)
    report.removed["sessions"] = len(plan.gone_sessions)
    report.removed["passes"] = len(plan.gone_passes)
    report.removed["sponsorships"] = len(plan.gone_sponsorships)
    _count_attachments(plan)
    for counter in (report.created, report.changed, report.removed, report.withdrawn):
        for name in [name for name, number in counter.items() if not number]:
            del counter[name]


def _count_attachments(plan: Plan) -> None:
    gone = {each.field_id for each in plan.gone_attachments}
    answered = answered_fields(gone, plan.event.id) if gone else set()
    plan.report.withdrawn["customRegistrationFields"] = len(answered)
    plan.report.removed["customRegistrationFields"] = len(gone - answered)
    # A field of another event that this one asks from now on.
    new_ids = {row.id for row in plan.fields.created}
    attached = sum(1 for each in plan.new_attachments if each.field_id not in new_ids)
    plan.report.changed["attachedFields"] = attached


def _write_shared(plan: Plan) -> None:
    plan.buildings.write()
    plan.rooms.write()
    plan.speakers.write()
    plan.fields.write()
    if plan.new_provider:
        plan.new_provider.save(force_insert=True)
