"""The pages of a door: the choice of an event, the page for a phone, its list, and what makes it an app."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guestlist import clock
from guestlist.accounts.roles import Capability
from guestlist.backoffice.checkin.people import changed_since, door_people, sessions_of
from guestlist.backoffice.checkin.words import words
from guestlist.backoffice.local_times import local_text
from guestlist.backoffice.requests import event_or_404, may, organization_of
from guestlist.backoffice.site import site
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.registration import figures
from guestlist.security import DOOR_POLICY, use_policy

# After its end an event's list leaves the phones.
KEPT_AFTER: Final = timedelta(days=1)
_EVENTS_MAX: Final = 50
# What was written while an earlier list was read may have been missed by it.
_OVERLAP: Final = timedelta(seconds=15)
_FOLDER: Final = "backoffice/checkin/"
_ZXING: Final = "backoffice/vendor/zxing/zxing_reader"
# In this order: each needs those before it.
_SCRIPTS: Final = tuple(
    f"{name}.js"
    for name in (
        *("page", "store", "people", "sending", "scanner", "sounds"),
        *("state", "answers", "rows", "standing", "syncing", "checking", "camera", "door"),
    )
)
_ICONS: Final = {"192x192": "icon-192.png", "512x512": "icon-512.png"}


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Show the events that have a door now or will have one."""
    now = clock.now()
    events = list(
        Event.objects.filter(organization=organization_of(request), ends_at__gte=now - KEPT_AFTER, is_active=True)
        .filter(is_template=False, is_series_master=False)
        .exclude(publish_status=PublishStatus.CANCELLED)
        .select_related("room", "layout")
        .order_by("starts_at", "name", "id")[:_EVENTS_MAX]
    )
    numbers = figures.of_events(events, now)
    doors = [(event, numbers[event.pk], local_text(event.starts_at, event.time_zone)) for event in events]
    context = {**site.each_context(request), "title": _("Check-in"), "doors": doors}
    return TemplateResponse(request, "backoffice/checkin/choose.html", context)


@require_safe
def door(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show the page for a phone. It names nobody: people come with the list, and stay apart from the page."""
    event = event_or_404(request, event_id)
    context = {
        "event": event,
        "settings": _settings(request, event),
        "words": words(),
        "scripts": [f"{_FOLDER}{name}" for name in _SCRIPTS],
        "may_check_in": may(request, Capability.REGISTRATIONS),
        "back": reverse("admin:checkin_choose"),
    }
    response = TemplateResponse(request, "backoffice/checkin/door.html", context)
    use_policy(response, DOOR_POLICY)
    return response


def _settings(request: HttpRequest, event: Event) -> dict[str, Any]:
    page = reverse("admin:checkin_door", args=[event.pk])
    return {
        "event": str(event.pk),
        "user": str(request.user.pk),
        "zone": event.time_zone,
        "language": get_language(),
        "mayCheckIn": may(request, Capability.REGISTRATIONS),
        "page": page,
        "doors": reverse("admin:checkin_choose"),
        "signIn": f"{reverse('admin:login')}?next={page}",
        "zxing": static(f"{_ZXING}.js"),
        "wasm": static(f"{_ZXING}.wasm"),
    }


@require_safe
def people(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Give the door's list, or what changed of it: `?since=…`, which is the `now` of the answer before.

    Keys: `now`, `token` (for sending), `isWhole`, `people`; the whole list also has `event` and `sessions`. A list of
    changes lacks those that leave no time behind: ask for the whole one now and then.
    """
    event = event_or_404(request, event_id)
    # Read before the data: what changes meanwhile is told next time.
    answer: dict[str, Any] = {"now": clock.now().isoformat(), "token": get_token(request)}
    since = _since(request.GET.get("since", ""))
    if since is not None:
        only = changed_since(event, since - _OVERLAP)
        return JsonResponse(answer | {"isWhole": False, "people": door_people(event, only) if only else []})
    whole = {"isWhole": True, "people": door_people(event), "sessions": sessions_of(event), "event": _named(event)}
    return JsonResponse(answer | whole)


def _named(event: Event) -> dict[str, str]:
    return {"name": event.name, "forgetAt": (event.ends_at + KEPT_AFTER).isoformat()}


def _since(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


@require_safe
def manifest(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Give what a phone needs to install the page as an app."""
    event = event_or_404(request, event_id)
    icons = [
        {"src": static(f"{_FOLDER}{name}"), "sizes": size, "type": "image/png", "purpose": purpose}
        for size, name in _ICONS.items()
        for purpose in ("any", "maskable")
    ]
    described = {
        "name": _("Check-in: %(event)s") % {"event": event.name},
        "short_name": _("Check-in"),
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": "#111827",
        "theme_color": "#1d4ed8",
        "lang": get_language(),
        "icons": icons,
    }
    return JsonResponse(described, content_type="application/manifest+json")


@require_safe
def worker(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Give the service worker, whose scope is the event's door alone."""
    event = event_or_404(request, event_id)
    names = (*_SCRIPTS, "door.css", *_ICONS.values())
    files = [static(f"{_FOLDER}{name}") for name in names] + [static(f"{_ZXING}{end}") for end in (".js", ".wasm")]
    version = sha256(json.dumps(files).encode()).hexdigest()[:12]
    shell = {"event": str(event.pk), "version": version, "page": reverse("admin:checkin_door", args=[event.pk])}
    text = f"self.SHELL = {json.dumps({**shell, 'files': files})};\nimportScripts({json.dumps(static(_WORKER))});\n"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


_WORKER: Final = f"{_FOLDER}worker.js"
