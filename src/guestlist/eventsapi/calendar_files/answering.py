"""Answers the calendar call: every entry that was asked for, or none (contract 8)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import translation
from django.utils.http import content_disposition_header

from guestlist import ids, limits
from guestlist.calendars import CONTENT_TYPE, CalendarFile, Entry, contents_of, entry_of, is_streamed
from guestlist.catalog.models import Event, Session
from guestlist.database.configuration import READING
from guestlist.database.transactions import reading
from guestlist.eventsapi.calendar_files.asking import Asked, DataError, read_query
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.replies import ANY_ORIGIN, NO_STORE, Messages, Refusal, reply
from guestlist.organizations.models import Organization
from guestlist.registration import check_ins
from guestlist.registration.check_in_links import CheckInKey
from guestlist.registration.models import ACTIVE_STATUSES

_REGISTRATION_VALUE: Final = "registrationId"
_PRIORITY: Final = 3
_NOT_IN_NAMES: Final = re.compile(r"[^\w.-]+")
_PLACES: Final = ("building", "room__building")
_NO_EVENT: Final = Refusal(404, "The event was not found.")
_NO_SESSION: Final = Refusal(404, "The session was not found.")
_TOO_LONG: Final = Refusal(400, "The calendar file would be too long.")


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry as it was asked for, with its records."""

    asked: Asked
    event: Event
    session: Session | None

    @property
    def record(self) -> Event | Session:
        return self.session or self.event


def answer_calendar(query_string: bytes, organization_id: UUID, *, root_url: str, now: datetime) -> Messages | Refusal:
    """Answer `calendar/personal/ics`. Reads the database.

    `root_url`: the organization's own root, without a slash at its end.
    """
    try:
        asked = read_query(query_string)
    except DataError as error:
        return Refusal(400, str(error))
    with reading():
        found = _find(asked, organization_id)
        if isinstance(found, Refusal):
            return found
        links = _check_in_links(found, organization_id, root_url)
        language = Organization.objects.using(READING).values_list("language", flat=True).get(id=organization_id)
    with translation.override(language):
        entries = _entries(found, links, root_url=root_url, now=now)
    if entries is None:
        return _TOO_LONG
    file = CalendarFile(name=entries[0].summary, entries=entries)
    return reply(200, file.to_bytes(), [*_headers(found[0].event), *ANY_ORIGIN])


def _headers(event: Event) -> list[tuple[bytes, bytes]]:
    name = f"{_NOT_IN_NAMES.sub('_', event.readable_event_id)}.ics"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    assert disposition is not None  # it is an attachment
    return [
        (b"content-type", CONTENT_TYPE.encode()),
        (b"content-disposition", disposition.encode()),
        (b"x-content-type-options", b"nosniff"),
        NO_STORE,
    ]


def _find(asked: Sequence[Asked], organization_id: UUID) -> list[_Found] | Refusal:
    """Find the live records of all entries; one that is not there refuses them all."""
    events = _find_events([each.readable_event_id for each in asked], organization_id)
    sessions = visibility.live_sessions(organization_id).select_related(*_PLACES)
    wanted_ids = {each.session_id for each in asked if each.session_id}
    by_id = {row.id: row for row in sessions.filter(id__in=wanted_ids)} if wanted_ids else {}
    found = []
    for each in asked:
        event = events.get(each.readable_event_id)
        if event is None:
            return _NO_EVENT
        session = by_id.get(each.session_id) if each.session_id else None
        if each.session_id and (session is None or session.event_id != event.id):
            return _NO_SESSION
        found.append(_Found(each, event, session))
    return found


def _find_events(given_ids: Sequence[str], organization_id: UUID) -> Mapping[str, Event]:
    """Find live events by what they were asked for: the readable id in any letter case, else the GUID (OD-6)."""
    keys = {given_id: ids.readable_event_key(given_id) for given_id in given_ids}
    guids = {given_id: guid for given_id in given_ids if (guid := ids.parse_guid(given_id)) is not None}
    wanted = Q(readable_event_key__in=set(keys.values())) | Q(id__in=set(guids.values()))
    rows = list(visibility.live_events(organization_id).filter(wanted).select_related(*_PLACES))
    by_key = {row.readable_event_key: row for row in rows}
    by_id = {row.id: row for row in rows}
    found = {}
    for given_id, key in keys.items():
        event = by_key.get(key) or (by_id.get(guids[given_id]) if given_id in guids else None)
        if event is not None:
            found[given_id] = event
    return found


def _check_in_links(found: Sequence[_Found], organization_id: UUID, root_url: str) -> list[str]:
    """Give for each entry where its person checks in: only where that is streamed and the person comes (OD-72)."""
    codes = [each.asked.values.get(_REGISTRATION_VALUE, "") if is_streamed(each.record) else "" for each in found]
    people = check_ins.find_all(organization_id, [code for code in codes if code]) if any(codes) else {}
    return [
        _check_in_link(each, people.get(code), organization_id, root_url)
        for each, code in zip(found, codes, strict=True)
    ]


def _check_in_link(found: _Found, person: check_ins.Found | None, organization_id: UUID, root_url: str) -> str:
    if person is None or person.event_id != found.event.id or person.status not in ACTIVE_STATUSES:
        return ""
    key = CheckInKey(person.registration_id, found.session.id if found.session else None)
    return key.url(organization_id, root_url)


def _entries(found: Sequence[_Found], links: Sequence[str], *, root_url: str, now: datetime) -> list[Entry] | None:
    """Fill the contents; None: that would make too long a file, whose wildcards stand in it again and again."""
    entries: list[Entry] = []
    length = 0
    for each, link in zip(found, links, strict=True):
        contents = contents_of(each.record, each.asked.values, check_in_url=link)
        length += len(contents.text) + len(contents.html)
        if length > limits.CALENDAR_CONTENTS_LENGTH_MAX:
            return None
        entry = entry_of(each.record, each.event, contents, root_url=root_url, stamped_at=now)
        entries.append(replace(entry, priority=_PRIORITY))
    return entries
