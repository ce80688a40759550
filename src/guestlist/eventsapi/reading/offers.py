"""Passes, sponsorships and custom registration fields as the wire sends them (contract 4.7-4.9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from msgspec.json import encode

from guestlist.catalog.choices import FieldType, Table
from guestlist.catalog.models import Event, Pass
from guestlist.catalog.models.fields import CustomRegistrationField as FieldRow
from guestlist.catalog.models.programme import Sponsorship as SponsorshipRow
from guestlist.database.configuration import READING
from guestlist.eventsapi.reading import visibility
from guestlist.eventsapi.reading.events import EVENT_NOT_FOUND, find_event
from guestlist.eventsapi.reading.frame import Frame
from guestlist.eventsapi.reading.order import by_name
from guestlist.eventsapi.reading.programme import load_programme
from guestlist.eventsapi.reading.requests import NotFound, ReadAnswer
from guestlist.eventsapi.wire import passes as wire_passes
from guestlist.eventsapi.wire.fields import CustomRegistrationField
from guestlist.eventsapi.wire.programme import Session
from guestlist.eventsapi.wire.sponsorships import Sponsorship
from guestlist.money import symbol_of, to_wire
from guestlist.registration import counts

_CHOICE_TYPES = (FieldType.MULTIPLE_CHOICE, FieldType.SINGLE_CHOICE)


def event_passes(frame: Frame) -> ReadAnswer | NotFound:
    """List the passes on offer, by price and name, each with its live sessions."""
    found = find_event(frame)
    if found is None:
        return EVENT_NOT_FOUND
    passes = visibility.visible_passes(frame.request.organization_id).filter(event_id=found.id)
    numbers = counts.of_passes(passes.values("id"), frame.request.now, using=READING)
    sessions, sessions_valid_until = _sessions_by_pass(passes, found, frame)
    rendered = [
        _render_pass(row, numbers, sessions.get(row.id, []), event=found, frame=frame) for row in passes.defer("source")
    ]
    rendered.sort(key=lambda each: (each.price, by_name(each.pass_name, each.pass_id)))
    ends = [end for end in (numbers.valid_until, sessions_valid_until) if end]
    return ReadAnswer(encode(rendered), min(ends, default=None), found.id)


def _sessions_by_pass(
    passes: QuerySet[Pass], event: Event, frame: Frame
) -> tuple[Mapping[UUID, list[Session]], datetime | None]:
    """Give the live sessions that each pass opens, and until when their counts hold."""
    links = Pass.sessions.through.objects.using(READING).filter(pass_id__in=passes.values("id"))
    passes_of: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for pass_id, session_id in links.values_list("pass_id", "session_id"):
        passes_of[session_id].append(pass_id)
    found: defaultdict[UUID, list[Session]] = defaultdict(list)
    if not passes_of:
        return found, None
    opened = visibility.live_sessions_of(event).filter(id__in=links.values("session_id"))
    programme = load_programme(event, opened, frame)
    for session in programme.sessions():
        for pass_id in passes_of[session.id]:
            found[pass_id].append(session)
    return found, programme.seats.valid_until


def event_sponsorships(frame: Frame) -> ReadAnswer | NotFound:
    """List the active sponsorships, by name."""
    found = find_event(frame)
    if found is None:
        return EVENT_NOT_FOUND
    rows = visibility.visible_sponsorships(frame.request.organization_id).filter(event_id=found.id)
    ordered = sorted(
        rows.defer("source"),
        key=lambda row: (row.sponsor_name.casefold(), by_name(row.topic, row.id)),
    )
    return ReadAnswer(encode([_render_sponsorship(row, found, frame) for row in ordered]), event_id=found.id)


def event_custom_registration_fields(frame: Frame) -> ReadAnswer | NotFound:
    """List the questions of an event, in their order."""
    found = find_event(frame)
    if found is None:
        return EVENT_NOT_FOUND
    fields = [_render_field(attachment.field, found, frame) for attachment in visibility.asked_fields(found)]
    return ReadAnswer(encode(fields), event_id=found.id)


def _render_pass(
    row: Pass, numbers: counts.Counts, sessions: list[Session], *, event: Event, frame: Frame
) -> wire_passes.Pass:
    return wire_passes.Pass(
        pass_id=row.id,
        pass_name=row.name,
        price=to_wire(row.price_minor, row.currency),
        currency_symbol=symbol_of(row.currency),
        number_of_passes_left=max(0, row.allocated - numbers.taken(row.id)),
        number_of_passes_sold=numbers.final[row.id],
        sessions=sessions,
        description=row.description or None,
        custom_fields=frame.custom_fields(Table.PASS, row, event),
    )


def _render_sponsorship(row: SponsorshipRow, event: Event, frame: Frame) -> Sponsorship:
    return Sponsorship(
        id=row.id,
        sponsor_id=row.sponsor_id,
        sponsor_name=row.sponsor_name or None,
        sponsorship_topic=row.topic or None,
        description=row.description or None,
        custom_fields=frame.custom_fields(Table.SPONSORSHIP, row, event),
    )


def _render_field(row: FieldRow, event: Event, frame: Frame) -> CustomRegistrationField:
    choices = "\n".join(row.choice_list()) if row.field_type in _CHOICE_TYPES else ""
    return CustomRegistrationField(
        custom_registration_field_id=row.id,
        text=row.text,
        type=row.field_type,
        is_required=row.is_required,
        choices=choices or None,
        custom_fields=frame.custom_fields(Table.CUSTOM_REGISTRATION_FIELD, row, event),
    )
