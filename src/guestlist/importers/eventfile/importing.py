"""Brings event files into an organization's catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import IntegrityError, connections

from guestlist import clock
from guestlist.catalog.locking import lock_events
from guestlist.catalog.stored_pictures import store_picture
from guestlist.database.configuration import WRITING
from guestlist.importers.eventfile import event_records, shared_records
from guestlist.importers.eventfile.custom_columns import check_custom_columns
from guestlist.importers.eventfile.files import EventFile
from guestlist.importers.eventfile.finding import find_event, find_event_id
from guestlist.importers.eventfile.links import compare_attachments
from guestlist.importers.eventfile.plan import Plan
from guestlist.importers.eventfile.programme import load_programmes
from guestlist.importers.eventfile.removals import plan_pass_removals, plan_session_removals
from guestlist.importers.eventfile.report import EventImportReport
from guestlist.importers.eventfile.state import load
from guestlist.importers.eventfile.writing import write
from guestlist.organizations.journal import Changes, writing
from guestlist.organizations.models import Organization

_ATTEMPTS_MAX: Final = 3


def import_event(file: EventFile, organization: Organization) -> EventImportReport:
    """Make an organization's event what a file states (design, "The event file").

    Importing the same file again changes nothing. Joins a `journal.writing()` that the caller has open.

    Raises:
        EventFileRefused: the file does not fit what the organization has; nothing was stored.
    """
    return import_events([file], organization)[0]


def import_events(files: Sequence[EventFile], organization: Organization) -> list[EventImportReport]:
    """Import several files: all of them, or none.

    Raises:
        EventFileRefused: as `import_event`.
    """
    # Before the transaction: nobody waits for the disk meanwhile.
    pictures = [{path: store_picture(picture) for path, picture in file.pictures.items()} for file in files]
    for _ in range(_ATTEMPTS_MAX - 1):
        try:
            return _import_all(files, organization, pictures)
        except IntegrityError:
            # Somebody made the same record meanwhile, so now it is there to be found.
            if connections[WRITING].in_atomic_block:
                raise
    return _import_all(files, organization, pictures)


def _import_all(
    files: Sequence[EventFile], organization: Organization, pictures: Sequence[Mapping[str, str]]
) -> list[EventImportReport]:
    with writing() as changes:
        known = {find_event_id(organization, file.event) for file in files}
        lock_events({event_id for event_id in known if event_id})
        return [_import(file, organization, names, changes) for file, names in zip(files, pictures, strict=True)]


def _import(
    file: EventFile, organization: Organization, pictures: Mapping[str, str], changes: Changes
) -> EventImportReport:
    found = find_event(organization, file.event)
    present = load_programmes([found.event.id])[found.event.id]
    plan = Plan(
        event=found.event,
        is_new=found.is_new,
        present=present,
        now=clock.now(),
        organization=organization,
        file=file,
        found=found,
        state=load(organization, found.event, present, file),
        pictures=pictures,
        report=EventImportReport(found.readable_id),
    )
    if found.is_id_replaced:
        plan.report.notes.append(
            "The event's id belongs to another organization already; an id derived from it was taken."
        )
    _fill(plan)
    check_custom_columns(plan)
    write(plan, changes)
    return plan.report


def _fill(plan: Plan) -> None:
    buildings = shared_records.plan_buildings(plan)
    where = event_records.Where(buildings, shared_records.plan_rooms(plan, buildings))
    speakers = shared_records.plan_speakers(plan)
    fields = shared_records.plan_fields(plan)
    event_records.plan_event(plan, where)
    tracks = event_records.plan_tracks(plan)
    sessions = event_records.plan_sessions(plan, where)
    passes = event_records.plan_passes(plan)
    event_records.plan_sponsorships(plan)
    event_records.plan_links(plan, sessions, tracks, passes)
    event_records.plan_engagements(plan, sessions, speakers)
    compare_attachments(plan, [row.id for row in fields])
    plan_session_removals(plan, {row.id for row in sessions})
    plan_pass_removals(plan, {row.id for row in passes})
