"""Publish states of events, set by staff: going live, with the programme or without, and leaving the air."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from guestlist import clock
from guestlist.backoffice.events.checklist import check, unpublished_sessions, unpublished_tracks
from guestlist.backoffice.programme.seats import telling_who_moved_up
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.locking import lock_events
from guestlist.catalog.models import Event
from guestlist.database.configuration import WRITING
from guestlist.organizations.journal import writing
from guestlist.registration import figures
from guestlist.registration.publishing import set_publish_status

# States that are notes for the team (contract 10).
NOTES: Final = (
    PublishStatus.DRAFT,
    PublishStatus.IN_PROGRESS,
    PublishStatus.READY_TO_GO_LIVE,
    PublishStatus.GOING_LIVE,
    PublishStatus.CANCELLED,
)
_OFF_AIR: Final = (PublishStatus.DRAFT, PublishStatus.CANCELLED)


def go_live(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Show what the event lacks; a POST publishes it, unless something prevents that."""
    checked = check(event, clock.now())
    if request.method == "POST" and not checked.has_blockers:
        with writing() as changes:
            lock_events({event.pk})
            event.refresh_from_db()
            with telling_who_moved_up(request, event):
                if request.POST.get("with_programme"):
                    _publish_programme(event, request.user)
                set_publish_status(event, PublishStatus.LIVE, changes)
        messages.success(request, _("“%(name)s” is live.") % {"name": event.name})
        return redirect("admin:catalog_event_change", event.pk)
    notes = [(status.value, status.label) for status in NOTES if status != event.publish_status]
    return TemplateResponse(request, "backoffice/events/go_live.html", {**context, "checked": checked, "notes": notes})


def stop(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Say what happens if the event leaves the air; a POST takes it off."""
    chosen = _status(request, _OFF_AIR)
    if request.method == "POST" and chosen is not None:
        _set(event, chosen)
        text = _("“%(name)s” is no longer live. Its state is: %(status)s.")
        messages.success(request, text % {"name": event.name, "status": chosen.label})
        return redirect("admin:catalog_event_change", event.pk)
    known = figures.of_events([event], clock.now(), using=WRITING)[event.pk]
    return TemplateResponse(request, "backoffice/events/stop.html", {**context, "figures": known})


def note(request: HttpRequest, event: Event) -> HttpResponse:
    """Take a state that is a note for the team. A live event is stopped on a page of its own."""
    chosen = _status(request, NOTES)
    if request.method == "POST" and chosen is not None and event.publish_status != PublishStatus.LIVE:
        _set(event, chosen)
        messages.success(request, _("The state is now: %(status)s.") % {"status": chosen.label})
    return redirect("admin:catalog_event_change", event.pk)


def _set(event: Event, status: PublishStatus) -> None:
    with writing() as changes:
        lock_events({event.pk})
        event.refresh_from_db()
        set_publish_status(event, status, changes)


def _status(request: HttpRequest, allowed: tuple[PublishStatus, ...]) -> PublishStatus | None:
    by_text = {str(status.value): status for status in allowed}
    return by_text.get(request.POST.get("publish_status", ""))


def _publish_programme(event: Event, user: Any) -> None:
    for records in (unpublished_sessions(event), unpublished_tracks(event)):
        _publish(records, user)


def _publish(records: QuerySet[Any], user: Any) -> None:
    """Publish many records at once; the history has each of them, as if it had been saved."""
    found = list(_with_status(records))
    model: Any = records.model
    model.objects.filter(pk__in=[record.pk for record in found]).update(
        publish_status=PublishStatus.LIVE, withdrawn_by_import=False
    )
    model.history.bulk_history_create(found, update=True, default_user=user, batch_size=500)


def _with_status(records: QuerySet[Any]) -> Iterator[Any]:
    for record in records:
        record.publish_status = PublishStatus.LIVE
        record.withdrawn_by_import = False
        yield record
