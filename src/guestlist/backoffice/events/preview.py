"""What the Events API answers about an event, also one that is not live yet: as it would look if it were."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guestlist import clock, environment
from guestlist.backoffice.events.checklist import unpublished_sessions, unpublished_tracks
from guestlist.backoffice.requests import organization_of
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.database.configuration import READING, WRITING
from guestlist.database.transactions import reading
from guestlist.eventsapi.operations import BASES, OPERATIONS, Base
from guestlist.eventsapi.reading.links import event_page
from guestlist.eventsapi.reading.reader import read
from guestlist.eventsapi.reading.requests import ReadAnswer, ReadRequest
from guestlist.organizations import addresses

# A page with a thousand sessions is no use to anybody.
RECORDS_SHOWN_MAX: Final = 20
_PATHS: Final = {operation.name: operation.path for operation in OPERATIONS}
_PARTS: Final[dict[str, tuple[str, str | Promise]]] = {
    "event": ("event", _("Event")),
    "sessions": ("event_sessions", _("Sessions")),
    "tracks": ("event_tracks", _("Tracks")),
    "speakers": ("event_speakers", _("Speakers")),
    "passes": ("event_passes", _("Passes")),
    "sponsorships": ("event_sponsorships", _("Sponsorships")),
    "questions": ("event_custom_registration_fields", _("Questions")),
    "count": ("event_registration_count", _("Registration count")),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the API, fit to be read."""

    path: str
    text: str  # of a list only the first records
    records: int | None  # of a list
    body: bytes


def preview(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Show one part of the API's answers at a time; `?show=` names it, `?base=` the base."""
    part = request.GET.get("show", "")
    part = part if part in _PARTS else "event"
    base: Base = "rt" if request.GET.get("base") == "rt" else "v2.0"
    with_programme = bool(request.GET.get("programme"))
    organization = organization_of(request)
    public_url = environment.current().public_url
    root = addresses.root_url(organization, public_url)
    endpoint = addresses.endpoint if base == "v2.0" else addresses.rt_endpoint
    with _visible(event, with_programme=with_programme):
        answer = _answer(event, part, base, root)
    if request.GET.get("all"):
        return HttpResponse(answer.body, content_type="application/json")
    more = {
        "part": part,
        "parts": [(key, title) for key, (_name, title) in _PARTS.items()],
        "base": base,
        "bases": BASES,
        "with_programme": with_programme,
        "answer": answer,
        "is_cut": (answer.records or 0) > RECORDS_SHOWN_MAX,
        "shown_max": RECORDS_SHOWN_MAX,
        "address": {
            "label": _("Address"),
            "text": f"{endpoint(organization, public_url)}{answer.path}?emApplicationtoken=…",
        },
        "json": {"label": _("Answer"), "text": answer.text, "is_block": True},
        "website": event_page(root, event.readable_event_id) if event.is_live and organization.has_website else "",
    }
    return TemplateResponse(request, "backoffice/events/preview.html", context | more)


def _answer(event: Event, part: str, base: Base, root: str) -> Answer:
    name, _title = _PARTS[part]
    asked = ReadRequest(
        organization_id=event.organization_id,
        base=base,
        now=clock.now(),
        root_url=root,
        params={"readableEventId": event.readable_event_id},
    )
    given = read(name, asked)
    path = _PATHS[name].replace("{readableEventId}", quote(event.readable_event_id, safe=""))
    if not isinstance(given, ReadAnswer):
        return Answer(path, given.message, None, b"")
    value = json.loads(given.body)
    number = len(value) if isinstance(value, list) else None
    shown = value[:RECORDS_SHOWN_MAX] if isinstance(value, list) else value
    return Answer(path, json.dumps(shown, indent=2, ensure_ascii=False), number, given.body)


@contextmanager
def _visible(event: Event, *, with_programme: bool) -> Iterator[None]:
    """Let this thread's reads see the event as if it were live.

    It is made live in a transaction that is never committed, on a connection of its own that stands in for the one
    that reads: nobody else sees it, and no revision is raised, so that no answer is kept under it.
    """
    if event.is_live and not with_programme:
        with reading():
            yield
        return
    own, connection = connections[READING], _writing_connection()
    connections[READING] = connection
    try:
        with transaction.atomic(using=READING):
            _go_live(event, with_programme=with_programme)
            yield
            transaction.set_rollback(True, using=READING)
    finally:
        connections[READING] = own
        connection.close()


def _writing_connection() -> BaseDatabaseWrapper:
    connection = connections[WRITING].copy(alias=READING)
    # A pool goes by the alias, and that of this one holds connections that only read.
    connection.settings_dict["OPTIONS"].pop("pool", None)
    return connection


def _go_live(event: Event, *, with_programme: bool) -> None:
    Event.objects.using(READING).filter(pk=event.pk).update(
        publish_status=PublishStatus.LIVE, is_active=True, is_template=False, is_series_master=False
    )
    if with_programme:
        unpublished_sessions(event).using(READING).update(publish_status=PublishStatus.LIVE)
        unpublished_tracks(event).using(READING).update(publish_status=PublishStatus.LIVE)
