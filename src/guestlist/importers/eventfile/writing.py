"""Writes a plan, inside the caller's transaction, and says what became visible."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Model

from guestlist.catalog.models import (
    EventCustomRegistrationField,
    Pass,
    Session,
    SessionTrack,
    SpeakerEngagement,
    Sponsorship,
)
from guestlist.importers.eventfile.capacity import change_limits, serve_waitlists
from guestlist.importers.eventfile.plan import LinkChanges, Plan
from guestlist.importers.eventfile.removals import answered_fields
from guestlist.importers.eventfile.rows import Rows, chunks
from guestlist.organizations.journal import ChangeKind, Changes


def write(plan: Plan, changes: Changes) -> None:
    """Store all of a plan, count it in its report, and note what websites see of it."""
    _count(plan)
    if plan.report.is_unchanged:
        return
    if not plan.found.is_new:
        change_limits(plan, changes)
    has_new_readable_id = not plan.found.is_new and "readable_event_id" in plan.changed_event_columns
    _write_records(plan)
    _write_links(plan)
    _remove(plan)
    if not plan.found.is_new:
        serve_waitlists(plan, changes)
    changes.event(plan.organization.id, plan.event.id)
    if has_new_readable_id or any(rows.changed for rows in _shared(plan).values()):
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
    event = report.created if plan.found.is_new else report.changed
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


def _write_records(plan: Plan) -> None:
    plan.buildings.write()
    plan.rooms.write()
    if plan.new_provider:
        plan.new_provider.save(force_insert=True)
    if plan.found.is_new:
        plan.event.save(force_insert=True)
    elif plan.changed_event_columns:
        plan.event.save(update_fields=[*plan.changed_event_columns, "readable_event_key"])
    plan.tracks.write()
    plan.speakers.write()
    plan.sessions.write()
    plan.passes.write()
    plan.sponsorships.write()
    plan.fields.write()


def _write_links(plan: Plan) -> None:
    _write_pairs(Session.tracks.through, ("session_id", "sessiontrack_id"), plan.session_tracks)
    _write_pairs(Pass.sessions.through, ("pass_id", "session_id"), plan.pass_sessions)
    _delete(SpeakerEngagement, plan.gone_engagements)
    for some in chunks(plan.woken_engagements):
        SpeakerEngagement.objects.filter(id__in=some).update(is_active=True)
    SpeakerEngagement.objects.bulk_create(plan.new_engagements)
    _delete(EventCustomRegistrationField, [each.pk for each in plan.gone_attachments])
    EventCustomRegistrationField.objects.bulk_update(plan.moved_attachments, ["order"])
    EventCustomRegistrationField.objects.bulk_create(plan.new_attachments)


def _write_pairs(link: type[Model], names: tuple[str, str], pairs: LinkChanges) -> None:
    one, other = names
    for record_id, other_id in pairs.removed:
        link._default_manager.filter(**{one: record_id, other: other_id}).delete()
    link._default_manager.bulk_create(link(**{one: key, other: other_key}) for key, other_key in pairs.added)


def _remove(plan: Plan) -> None:
    _delete(Pass, plan.gone_passes)
    _delete(Session, plan.gone_sessions)
    _delete(SessionTrack, plan.gone_tracks)
    _delete(Sponsorship, plan.gone_sponsorships)


def _delete(model: type[Model], keys: Collection[UUID] | Collection[int]) -> None:
    for some in chunks(keys):
        model._default_manager.filter(pk__in=some).delete()
