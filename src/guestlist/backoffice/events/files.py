"""Whole events as files: export, and import with a dry run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from guestlist.backoffice.events.related import address
from guestlist.backoffice.events.uploads import UploadForm, kept
from guestlist.backoffice.requests import organization_of
from guestlist.catalog.models import Event
from guestlist.ids import readable_event_key
from guestlist.importers.eventfile import (
    EventFile,
    EventFileRefused,
    EventImportReport,
    Problem,
    Problems,
    export_event,
    import_event,
    read,
)
from guestlist.organizations.journal import writing
from guestlist.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Line:
    """What an import does to one kind of record."""

    kind: str
    numbers: Sequence[int]


def export(_request: HttpRequest, event: Event, _context: dict[str, Any]) -> HttpResponse:
    """Send an event as an event file."""
    response = HttpResponse(export_event(event), content_type="application/json")
    name = f"{event.readable_event_id}.json"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response


def import_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Take an event file: the first button shows what would happen, the second one does it."""
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    more: dict[str, Any] = {"form": form, "back": address("catalog_event_changelist")}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data["data"]
        organization = organization_of(request)
        is_dry = "import" not in request.POST
        found = _import(data, organization, is_dry=is_dry)
        if isinstance(found, EventImportReport) and not is_dry:
            messages.success(request, _("“%(event)s” was imported.") % {"event": found.event})
            return redirect(address_of(organization, found.event))
        if isinstance(found, EventImportReport):
            more |= {"report": found, "lines": lines(found.created, found.changed, found.removed, found.withdrawn)}
            more |= {"columns": [_("new"), _("changed"), _("removed"), _("withdrawn")], "kept": kept(data)}
        else:
            more["problems"] = found
    return TemplateResponse(request, "backoffice/events/import_event.html", context | more)


def address_of(organization: Organization, readable_event_id: str) -> str:
    """Give the form of an event of the organization by its readable id."""
    key = readable_event_key(readable_event_id)
    event = Event.objects.get(organization=organization, readable_event_key=key)
    return address("catalog_event_change", event.pk)


def lines(*counters: Mapping[str, int]) -> list[Line]:
    """Give the numbers of an import by kind of record."""
    kinds = dict.fromkeys(kind for counter in counters for kind, number in counter.items() if number)
    return [Line(kind_name(kind), [counter.get(kind, 0) for counter in counters]) for kind in kinds]


def kind_name(kind: str) -> str:
    """Give what a kind of record is called in reports."""
    names = {
        "events": _("Event"),
        "sessions": _("Sessions"),
        "tracks": _("Session tracks"),
        "speakers": _("Speakers"),
        "speakerEngagements": _("Speaker engagements"),
        "passes": _("Passes"),
        "sponsorships": _("Sponsorships"),
        "buildings": _("Buildings"),
        "rooms": _("Rooms"),
        "customRegistrationFields": _("Questions"),
        "attachedFields": _("Questions asked from now on"),
    }
    return names.get(kind, kind)


class _DryRun(Exception):
    """Takes back what an import did."""


def _import(data: bytes, organization: Organization, *, is_dry: bool) -> EventImportReport | Sequence[Problem]:
    file = read(data)
    if isinstance(file, Problems):
        return file.items
    try:
        return _tried(file, organization) if is_dry else import_event(file, organization)
    except EventFileRefused as refused:
        return refused.problems.items


def _tried(file: EventFile, organization: Organization) -> EventImportReport:
    reports = []
    with suppress(_DryRun), writing():
        reports.append(import_event(file, organization))
        raise _DryRun
    return reports[0]
