"""The page of the agenda: one day of an event, kept under the revision that it shows."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import get_script_prefix
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guestlist.accounts.roles import Capability
from guestlist.backoffice.agenda.calendar import build_calendar
from guestlist.backoffice.agenda.days import day_shown, days_of
from guestlist.backoffice.event_parts import parts_of
from guestlist.backoffice.requests import event_or_404, may, organization_of
from guestlist.backoffice.site import site
from guestlist.catalog.models import Event

# Any day may be asked for: such pages must not push others out.
_CACHE: Final = "filtered_pages"


@require_safe
def agenda(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show a day of an event of the organization: `?day=2027-06-10`, else today or the first one."""
    event = event_or_404(request, event_id)
    event.organization = organization_of(request)
    day = day_shown(event, request.GET.get("day", ""))
    may_change = may(request, Capability.EVENTS)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Agenda of %(event)s") % {"event": event.name},
        "event": event,
        "event_bar": {"event": event, "part": "agenda", "parts": parts_of(event), "may_change": may_change},
        "day": day,
        "days": _days(event, day),
        "calendar_html": _kept_calendar(event, day, may_change=may_change),
        "is_fullwidth": "1",
    }
    return TemplateResponse(request, "backoffice/agenda/agenda.html", context)


def _days(event: Event, shown: date) -> list[dict[str, Any]]:
    days = days_of(event)
    return [
        {
            "address": f"?day={day.isoformat()}",
            "label": formats.date_format(day, pgettext("date format", "D j M")),
            "is_shown": day == shown,
        }
        for day in (days if shown in days else sorted([*days, shown]))
    ]


def _kept_calendar(event: Event, day: date, *, may_change: bool) -> SafeString:
    """Give the calendar as markup, made once for each revision, language and kind of reader."""
    # The revision was read before the data: what changes meanwhile is found under the next one.
    facts = (event.organization_id, event.organization.revision, event.pk, day, get_language(), may_change)
    key = "agenda:" + ":".join(map(str, (*facts, get_script_prefix())))
    kept = caches[_CACHE].get(key)
    if kept is None:
        calendar = build_calendar(event, day)
        shown = {"calendar": calendar, "event": event, "may_change": may_change}
        with timezone.override(ZoneInfo(event.time_zone)):
            kept = render_to_string("backoffice/agenda/calendar.html", shown)
        caches[_CACHE].set(key, str(kept))
    return SafeString(kept)
