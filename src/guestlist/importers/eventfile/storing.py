"""Stores the plan of one event and of what hangs on it, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection
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
from guestlist.catalog.rows import chunks
from guestlist.importers.eventfile.capacity import change_limits, serve_waitlists
from guestlist.importers.eventfile.plan import LinkChanges, ProgrammePlan
from guestlist.organizations.journal import ChangeKind, Changes


def store(plan: ProgrammePlan, changes: Changes) -> None:
    """Store an event with its programme, serve its waitlists, and note what websites see of it."""
    organization_id = plan.event.organization_id
    if not plan.is_new:
        change_limits(plan, changes)
    _write_records(plan)
    _write_links(plan)
    _remove(plan)
    changes.event(organization_id, plan.event.id)
    if not plan.is_new:
        serve_waitlists(plan, changes)
        if "readable_event_id" in plan.changed_event_columns:
            changes.add(organization_id, ChangeKind.EVERYTHING)


def _write_records(plan: ProgrammePlan) -> None:
    if plan.is_new:
        plan.event.save(force_insert=True)
    elif plan.changed_event_columns:
        plan.event.save(update_fields=[*plan.changed_event_columns, "readable_event_key"])
    plan.tracks.write()
    plan.sessions.write()
    plan.passes.write()
    plan.sponsorships.write()


def _write_links(plan: ProgrammePlan) -> None:
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


def _remove(plan: ProgrammePlan) -> None:
    _delete(Pass, plan.gone_passes)
    _delete(Session, plan.gone_sessions)
    _delete(SessionTrack, plan.gone_tracks)
    _delete(Sponsorship, plan.gone_sponsorships)


def _delete(model: type[Model], keys: Collection[UUID] | Collection[int]) -> None:
    for some in chunks(keys):
        model._default_manager.filter(pk__in=some).delete()
