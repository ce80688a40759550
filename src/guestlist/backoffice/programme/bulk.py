"""What can be done to several sessions at once: publish, withdraw, cancel, move in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from simple_history.utils import bulk_update_with_history
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from guestlist import timezones
from guestlist.backoffice.programme.remarks import REMARKS_MAX, remarks_on
from guestlist.backoffice.programme.seats import telling_who_moved_up
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.locking import lock_events
from guestlist.catalog.models import Event, Session
from guestlist.organizations.journal import writing
from guestlist.registration import publishing

_BATCH_SIZE: Final = 250
# A month, either way.
MOVED_MINUTES_MAX: Final = 31 * 24 * 60


class MoveForm(forms.Form):
    """By how much sessions are moved."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        min_value=-MOVED_MINUTES_MAX,
        max_value=MOVED_MINUTES_MAX,
        help_text=gettext_lazy("A negative number moves them to an earlier time. A day has 1440 minutes."),
        widget=UnfoldAdminIntegerFieldWidget(attrs={"autofocus": True}),
    )


class SessionActions:
    """The actions of the list of sessions."""

    actions: ClassVar[Sequence[str]] = ("publish", "back_to_draft", "call_off", "move")

    @admin.action(description=gettext_lazy("Publish (Live)"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        _set_status(request, queryset, PublishStatus.LIVE)

    @admin.action(description=gettext_lazy("Back to Draft"), permissions=["change"])
    def back_to_draft(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        _set_status(request, queryset, PublishStatus.DRAFT)

    @admin.action(description=pgettext_lazy("sessions", "Cancel"), permissions=["change"])
    def call_off(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        _set_status(request, queryset, PublishStatus.CANCELLED)

    @admin.action(description=gettext_lazy("Move in time…"), permissions=["change"])
    def move(self, request: HttpRequest, queryset: QuerySet[Session]) -> HttpResponse | None:
        form = MoveForm(request.POST if "minutes" in request.POST else None)
        if form.is_valid():
            _move(request, list(queryset), timedelta(minutes=form.cleaned_data["minutes"]))
            return None
        page: Any = self
        context = {
            **page.admin_site.each_context(request),
            "title": _("Move sessions in time"),
            "opts": page.opts,
            "form": form,
            "sessions": queryset,
        }
        return TemplateResponse(request, "backoffice/programme/move_sessions.html", context)


def _events_of(sessions: Sequence[Session]) -> list[Event]:
    """Give the events of sessions, in the order in which they are locked everywhere."""
    events = {session.event_id: session.event for session in sessions}
    return [events[event_id] for event_id in sorted(events)]


def _set_status(request: HttpRequest, queryset: QuerySet[Session], status: PublishStatus) -> None:
    sessions = list(queryset.exclude(publish_status=status))
    events = _events_of(sessions)
    lock_events(event.pk for event in events)
    for session in sessions:
        session.publish_status = status
        session.withdrawn_by_import = False
    if sessions:
        chosen = Session.objects.filter(pk__in=[session.pk for session in sessions])
        chosen.update(publish_status=status, withdrawn_by_import=False)
        # Only their history is left to write.
        bulk_update_with_history(sessions, Session, [], default_user=request.user)
    for event in events:
        with writing() as changes, telling_who_moved_up(request, event):
            changes.event(event.organization_id, event.pk)
            if status == PublishStatus.LIVE:
                publishing.serve_waitlists(event, changes)
    text = ngettext("%(number)d session is now: %(status)s.", "%(number)d sessions are now: %(status)s.", len(sessions))
    messages.success(request, text % {"number": len(sessions), "status": status.label})


def _move(request: HttpRequest, sessions: list[Session], by: timedelta) -> None:
    try:
        for session in sessions:
            session.starts_at += by
            session.ends_at += by
            for moment in (session.starts_at, session.ends_at):
                timezones.to_local(moment, session.event.time_zone)
    except OverflowError:
        messages.error(request, _("Nothing was moved: a time would lie outside of the years that can be stored."))
        return
    columns = ["starts_at", "ends_at"]
    bulk_update_with_history(sessions, Session, columns, batch_size=_BATCH_SIZE, default_user=request.user)
    with writing() as changes:
        for event in _events_of(sessions):
            changes.event(event.organization_id, event.pk)
            _remark(request, event, [session for session in sessions if session.event_id == event.pk])
    text = ngettext("%(number)d session was moved.", "%(number)d sessions were moved.", len(sessions))
    messages.success(request, text % {"number": len(sessions)})


def _remark(request: HttpRequest, event: Event, sessions: list[Session]) -> None:
    remarks = list(remarks_on(event, sessions))
    for remark in remarks[:REMARKS_MAX]:
        messages.warning(request, remark)
    if (more := len(remarks) - REMARKS_MAX) > 0:
        text = ngettext("There is %(number)d more remark.", "There are %(number)d more remarks.", more)
        messages.warning(request, text % {"number": more})
