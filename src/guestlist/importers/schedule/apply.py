"""Writes a plan to the catalog, in one brief transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeVar

from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.locking import lock_events
from guestlist.catalog.models import (
    Building,
    Room,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
)
from guestlist.catalog.models.base import Record
from guestlist.catalog.rows import chunks
from guestlist.importers.schedule.plan import Plan, Rows, Visibility
from guestlist.importers.schedule.report import Progress
from guestlist.organizations.journal import ChangeKind, writing
from guestlist.outbox.announcements import accept_silently
from guestlist.registration.publishing import serve_waitlists

_Row = TypeVar("_Row", bound=Record)

# What a newer state may change of a record that is there; nothing else is touched.
_COLUMNS: Final[dict[type[Record], tuple[str, ...]]] = {
    Building: ("name", "city", "source"),
    Room: ("name", "source"),
    SessionTrack: ("name", "source"),
    Speaker: (
        "name",
        "title",
        "about",
        "about_html",
        "blog",
        "website",
        "linkedin",
        "twitter",
        "source",
    ),
    Session: (
        "name",
        "summary",
        "detailed_description",
        "detailed_description_html",
        "session_type",
        "language",
        "recordings_permitted",
        "starts_at",
        "ends_at",
        "room",
        "building",
        "source",
    ),
}
_EVENT_COLUMNS: Final = ("name", "time_zone", "starts_at", "ends_at", "building", "source")
_STEPS: Final = 7


class EventIsGone(Exception):
    """Somebody deleted the event since the plan was made."""


def apply(plan: Plan, *, progress: Progress | None = None) -> None:
    """Write all of a plan, or nothing.

    Raises:
        EventIsGone: the plan is out of date.
        IntegrityError: so is it: somebody else has made one of its records meanwhile.
    """
    if plan.is_empty:
        return
    with writing() as changes:
        for step, _ in enumerate(_steps(plan), start=1):
            if progress:
                progress("Writing", step, _STEPS)
        if plan.publish or plan.session_visibility.returned:
            serve_waitlists(plan.event, changes)
        accept_silently([plan.event.id])  # imports send no mails
        changes.event(plan.organization.id, plan.event.id)
        if _shares_changed_speakers(plan):
            changes.add(plan.organization.id, ChangeKind.EVERYTHING)


def _steps(plan: Plan) -> Iterator[None]:
    # The event's row first, as everybody who changes an event locks it; nobody then waits in a ring.
    if not plan.is_new_event and not lock_events({plan.event.id}):
        raise EventIsGone
    _write(Building, plan.buildings)
    _write(Room, plan.rooms)
    yield
    _write_event(plan)
    yield
    _write(SessionTrack, plan.tracks)
    yield
    _write(Speaker, plan.speakers)
    yield
    _write(Session, plan.sessions)
    yield
    _write_links(plan)
    yield
    _write_visibility(Session, plan.session_visibility)
    _write_visibility(SessionTrack, plan.track_visibility)
    yield


def _write(model: type[_Row], rows: Rows[_Row]) -> None:
    manager = model._default_manager
    if rows.created:
        manager.bulk_create(rows.created)
    if rows.changed:
        # An upsert of rows that are there: many times faster than bulk_update's CASE expressions.
        manager.bulk_create(
            rows.changed,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=_COLUMNS[model],
        )


def _write_event(plan: Plan) -> None:
    if plan.is_new_event:
        plan.event.save(force_insert=True)
    elif plan.is_changed_event:
        status = ("publish_status",) if plan.publish else ()
        plan.event.save(update_fields=[*_EVENT_COLUMNS, *status])


def _write_links(plan: Plan) -> None:
    for some in chunks(plan.engagements_gone):
        SpeakerEngagement.objects.filter(id__in=some).delete()
    SpeakerEngagement.objects.bulk_create(plan.engagements_created)
    link = Session.tracks.through
    for session_id, track_id in plan.session_tracks_gone:
        link.objects.filter(session_id=session_id, sessiontrack_id=track_id).delete()
    link.objects.bulk_create(
        link(session_id=session_id, sessiontrack_id=track_id) for session_id, track_id in plan.session_tracks_created
    )


def _write_visibility(model: type[Session | SessionTrack], visibility: Visibility) -> None:
    # By condition, not by what was read before: what people did meanwhile stays.
    for some in chunks(visibility.withdrawn):
        model.objects.filter(id__in=some, publish_status=PublishStatus.LIVE).update(
            publish_status=PublishStatus.CANCELLED, withdrawn_by_import=True
        )
    for some in chunks(visibility.returned):
        rows = model.objects.filter(id__in=some, withdrawn_by_import=True)
        rows.filter(publish_status=PublishStatus.CANCELLED).update(publish_status=PublishStatus.LIVE)
        rows.update(withdrawn_by_import=False)


def _shares_changed_speakers(plan: Plan) -> bool:
    keys = [speaker.id for speaker in plan.speakers.changed]
    return any(
        SpeakerEngagement.objects.filter(speaker_id__in=some).exclude(event_id=plan.event.id).exists()
        for some in chunks(keys)
    )
