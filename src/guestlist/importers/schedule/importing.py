"""Imports a schedule file: read and compare first, write last and briefly."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.db import IntegrityError

from guestlist import ids
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.importers.schedule.apply import EventIsGone, apply
from guestlist.importers.schedule.compare import fill_plan
from guestlist.importers.schedule.fields import name as one_line
from guestlist.importers.schedule.plan import Plan
from guestlist.importers.schedule.read import read_schedule
from guestlist.importers.schedule.records import ScheduleFile
from guestlist.importers.schedule.report import ImportRefused, ImportReport, Progress
from guestlist.importers.schedule.state import event_id_of, find_event, load, schedule_key
from guestlist.importers.schedule.timing import resolve_zone
from guestlist.organizations.models import Organization

_ATTEMPTS_MAX: Final = 3


def import_schedule(
    path: Path | str,
    *,
    organization: Organization,
    publish: bool = False,
    event: str | None = None,
    name: str | None = None,
    time_zone: str | None = None,
    track_category: str | None = None,
    progress: Progress | None = None,
    is_dry: bool = False,
) -> ImportReport:
    """Bring a schedule file into an organization's catalog (design, "The schedule import").

    Args:
        path: schedule.xml, schedule.json (both also gzipped) or Sessionize JSON.
        publish: whether the event goes live; one that is live stays live.
        event: readable id or GUID of the event to update; None: found by the schedule's acronym,
            created if there is none.
        name: the event's name; None: the schedule's title.
        time_zone: an IANA zone or a code; None: as the file, else the event, says.
        track_category: Sessionize only: title of the category that names the tracks.
        progress: called with step, done, total.
        is_dry: store nothing, only report what would be done.

    Importing the same file again changes nothing. Must not be called inside a transaction.

    Raises:
        ImportRefused: the file or an option cannot be used; nothing was stored.
    """
    schedule = read_schedule(Path(path), track_category=track_category, progress=progress)
    if not schedule.sessions:
        raise ImportRefused("The file has no session with a start and an end.")
    for attempts_left in reversed(range(_ATTEMPTS_MAX)):
        with reading():
            plan = _plan(organization, schedule, publish, event, name, time_zone)
        if is_dry:
            return plan.report(list(schedule.skipped))
        try:
            apply(plan, progress=progress)
        except (EventIsGone, IntegrityError):
            # Somebody changed the same event between our reading and our writing: look again.
            if not attempts_left:
                raise
            continue
        return plan.report(list(schedule.skipped))
    raise AssertionError("The last attempt either returns or raises.")


def _plan(
    organization: Organization,
    schedule: ScheduleFile,
    publish: bool,
    readable_id: str | None,
    name: str | None,
    time_zone: str | None,
) -> Plan:
    wanted_name = one_line(name, "--name") or schedule.title or schedule.acronym
    if not wanted_name and readable_id is None:
        raise ImportRefused("The file does not name the event. Name it: --name.")
    known = find_event(organization, schedule, readable_id=readable_id, name=wanted_name)
    zone, notes = resolve_zone(schedule, option=time_zone, known=known.time_zone if known else None)
    event_name = wanted_name or (known.name if known else "")
    key = schedule_key(schedule, event_name)
    plan = Plan(
        organization=organization,
        event=known or _new_event(organization, schedule, key, event_name),
        name=event_name,
        key=key,
        is_new_event=known is None,
        publish=publish,
        notes=[*schedule.notes, *notes],
    )
    fill_plan(plan, load(organization, plan.event.id, schedule), schedule, zone)
    return plan


def _new_event(organization: Organization, schedule: ScheduleFile, key: str, name: str) -> Event:
    return Event(
        id=event_id_of(organization, key),
        organization=organization,
        readable_event_id=_free_readable_id(organization, schedule.acronym or name),
        publish_status=PublishStatus.DRAFT,
    )


def _free_readable_id(organization: Organization, text: str) -> str:
    wanted = ids.readable_event_id(text)
    taken = Event.objects.using(READING).filter(
        organization=organization, readable_event_key=ids.readable_event_key(wanted)
    )
    return ids.with_digits(wanted) if taken.exists() else wanted
